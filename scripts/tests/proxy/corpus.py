"""Configurations in the style of what people publish, written for this test. Each is a folder of corpus/."""

import os

from generate import Case

HOME = os.path.join(os.path.dirname(os.path.realpath(__file__)), "corpus")


def names():
    return sorted(os.listdir(HOME)) if os.path.isdir(HOME) else []


def read(name, place, run_folder):
    """The Case. In its files @NET@ is the servers' network, @HERE@ HAProxy's own address, @RUN@ the sockets' folder."""
    case = Case(name)
    case.features = ["corpus"]
    home = os.path.join(HOME, name)
    values = {
        b"@NET@": b"127.%d.0" % place.number,
        b"@HERE@": b"127.%d.1.1" % place.number,
        b"@RUN@": run_folder.encode(),
    }
    for folder, _folders, files in os.walk(home):
        for path in sorted(os.path.join(folder, file) for file in files):
            with open(path, "rb") as source:
                content = source.read()
            for word, value in values.items():
                content = content.replace(word, value)
            case.files[os.path.relpath(path, home)] = content
    case.target = case.files.pop("target").decode("ascii").strip()
    case.arguments = ["haproxy.cfg"] + ["conf.d"] * any(path.startswith("conf.d/") for path in case.files)
    read_plainly(case)
    return case


def read_plainly(case):
    """What these files, which are written plainly, say of the target: its options in each backend, and who persists."""
    backend = ""
    for content in case.files.values():
        for line in content.decode("latin-1").splitlines():
            words = line.partition("#")[0].replace('"', "").split()
            if words[:1] in (["backend"], ["listen"]):
                backend = words[1]
            elif words[:2] == ["server", case.target]:
                case.options[backend] = [word for word in words[3:] if word != "disabled"]
                case.has_agents = case.has_agents or "agent-check" in words
            elif words[:1] in (["cookie"], ["stick-table"]):
                case.persistent.add(backend)
