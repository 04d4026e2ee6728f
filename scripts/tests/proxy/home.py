"""The folder of one configuration: its files as HAProxy takes them, and the HAProxys that are started from them."""

import contextlib
import os
import shutil
import struct

from running import HAProxy, accepts

NOBODY_NAMED = 0xFFFFFFFF
ATTRIBUTES = {
    "user.note": b"kept \0 by its owner",
    # The owner reads and writes, user 4 and the group read, others do not.
    "system.posix_acl_access": struct.pack("<I" + 5 * "HHI", 2, 1, 6, NOBODY_NAMED, 2, 4, 4, 4, 4, NOBODY_NAMED,
                                           16, 4, NOBODY_NAMED, 32, 0, NOBODY_NAMED),
}


class NotUsable(Exception):
    """HAProxy does not take or start this configuration, so it is none."""


class Home:
    def __init__(self, case, rng, place, program, folder):
        self._case = case
        self._rng = rng
        self._place = place
        self.program = program
        self.folder = folder
        self._etc = folder + "/etc"
        self.admin_socket = folder + "/live/admin.sock"

    @property
    def config(self):
        """The main file, as the role would name it."""
        first = sorted(self._case.files, key=lambda path: (not path.endswith("haproxy.cfg"), path))[0]
        return self._etc + "/" + first

    def write(self):
        """The files, with owners, modes and attributes, as HAProxy takes them."""
        case = self._case
        for path, content in case.files.items():
            target = os.path.join(self._etc, path)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "wb") as written:
                written.write(content)
            os.chmod(target, case.modes.get(path, 0o644))
            if os.geteuid() == 0:
                os.chown(target, 0, self._rng.choice([0, 4, 100]))
            for name, value in ATTRIBUTES.items() if self._rng.random() < 0.7 else ():
                with contextlib.suppress(OSError):  # not every file system has them
                    os.setxattr(target, name, value)
        if case.is_link:
            os.rename(self._etc + "/haproxy.cfg", self._etc + "/haproxy-7.cfg")
            os.symlink("haproxy-7.cfg", self._etc + "/haproxy.cfg")
        os.makedirs(self.folder + "/live", exist_ok=True)
        os.makedirs(self.folder + "/anew", exist_ok=True)
        taken, said = accepts(self.program, self._options(self._etc), self._environment(), self._etc)
        if not taken:
            raise NotUsable(said)

    def start(self):
        """The HAProxy that is changed."""
        options = (["-W"] if self._case.master_worker else ["-db"]) + self._options(self._etc)
        return HAProxy(self.program, options, self.folder + "/live/judge.sock", self._environment(), self._etc)

    def start_anew(self, live):
        """A HAProxy that is started from the files as they are now, on addresses of its own."""
        etc = self.folder + "/etc-anew"
        shutil.rmtree(etc, ignore_errors=True)
        shutil.copytree(self._etc, etc)
        here, there = ("127.%d.%d.1:" % (self._place.number, side) for side in (1, 2))
        for folder, _folders, names in os.walk(etc):
            for path in (os.path.join(folder, name) for name in names):
                with open(path, "rb") as source:
                    content = source.read()
                content = content.replace((self.folder + "/live/").encode(), (self.folder + "/anew/").encode())
                with open(path, "wb") as target:
                    target.write(content.replace(here.encode(), there.encode()))
        # Who reloads with a state file has just written it.
        with open(self.folder + "/anew/servers.state", "w") as state:
            state.write(live.ask("show servers state"))
        options = ["-db"] + self._options(etc)
        return HAProxy(self.program, options, self.folder + "/anew/judge.sock", self._environment(), etc)

    def _environment(self):
        return dict(os.environ, **self._case.environment)

    def _options(self, etc):
        """How HAProxy is told its files. It runs in their folder."""
        case = self._case
        paths = [path if case.start in ("relative", "-C") else os.path.join(etc, path) for path in case.arguments]
        if case.start == "--":
            return ["--"] + paths
        return ["-C", etc] * (case.start == "-C") + [word for path in paths for word in ("-f", path)]

    def files(self):
        """{path: (content, mode, owner, group, attributes)} of all that is in the folder; of a link where it leads."""
        found = {}
        for folder, _folders, names in os.walk(self._etc):
            for name in names:
                path = os.path.join(folder, name)
                key = os.path.relpath(path, self._etc)
                about = os.lstat(path)
                if os.path.islink(path):
                    found[key] = ("link", os.readlink(path))
                    continue
                with open(path, "rb") as source:
                    content = source.read()
                attributes = {each: os.getxattr(path, each) for each in os.listxattr(path)}
                found[key] = (content, about.st_mode, about.st_uid, about.st_gid, attributes)
        return found


def difference(was, now):
    if was is None or now is None:
        return "it is new" if was is None else "it is gone"
    if was[0] == now[0]:
        return "%s, and was %s" % (now[1:], was[1:])
    if "link" in (was[0], now[0]):
        return "%r, and was %r" % (now[:2], was[:2])
    lines = [content.split(b"\n") for content in (was[0], now[0])]
    for number in range(max(map(len, lines))):
        old, new = (part[number] if number < len(part) else None for part in lines)
        if old != new:
            return "line %d is %r, and was %r" % (number + 1, new, old)
    return "?"
