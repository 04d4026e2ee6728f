"""A HAProxy that starts anew: how the running one was started, and what it would read."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import collections
import contextlib
import os
import re
import shutil
import subprocess
import tempfile

from ansible.module_utils.haproxy_problems import Refused

CHECK_SECONDS = 60

# Run first of all by a HAProxy that is to say what it has read. It ends before it opens anything.
PROBE = """global
    lua-load "%s"
"""
ANSWER = "restart-monkey-server"

# What it runs, from beside this file.
PROBE_LUA = "haproxy_probe.lua"

FACTS = "backend name address weight status is_backup has_check has_agent tracks"
TWO_WORDS = frozenset("CnmNLfpx")
KEPT = frozenset("CL")


class Written(collections.namedtuple("Written", FACTS)):
    """One server in one backend, as a HAProxy has it that starts anew."""

    __slots__ = ()

    @property
    def is_out(self):
        return self.status.startswith(("MAINT", "DRAIN")) and not self.is_unresolved

    @property
    def is_disabled(self):
        """Out of traffic of its own: not as it follows another server."""
        return self.is_out and not self.status.startswith("MAINT (via")

    @property
    def would_stay_out(self):
        """No agent would bring it back."""
        return self.is_disabled and not self.has_agent

    @property
    def is_unresolved(self):
        """Its name has no address yet, which hides whether it is disabled, too."""
        return self.status == "MAINT (resolution)"


class Program(collections.namedtuple("Program", "path options files environ folder")):
    """How HAProxy is started: its program, the options that change what it reads, and its files."""

    __slots__ = ()


def running_program(pid):
    """How that HAProxy was started; None if it does not say."""
    try:
        with open("/proc/%d/cmdline" % pid, "rb") as source:
            arguments = os.fsdecode(source.read()).split("\0")[1:-1]
        with open("/proc/%d/environ" % pid, "rb") as source:
            pairs = [os.fsdecode(pair).partition("=") for pair in source.read().split(b"\0") if pair]
        path = os.readlink("/proc/%d/exe" % pid)
        options, named = read_arguments(arguments)
        environ = {name: value for name, _, value in pairs}
        folder = folder_of(pid, path) or environ.get("PWD")
        change = [option[1] for option in options if option[0] == "-C"]
        start = os.path.join(folder or "/", change[-1] if change else "")
        if not named or (folder is None and not all(os.path.isabs(name) for name in named + change)):
            return None
        files = [found for name in named for found in expanded(os.path.join(start, name))]
    except (OSError, ValueError):
        return None
    for name in ("HAPROXY_MWORKER_REEXEC", "HAPROXY_PROCESSES", "NOTIFY_SOCKET", "LISTEN_FDS", "LISTEN_PID"):
        environ.pop(name, None)
    return Program(path, [word for option in options for word in option], files, environ, folder)


def running_programs():
    """How each HAProxy of this machine was started, as far as can be seen."""
    found = []
    for pid in filter(str.isdigit, sorted(os.listdir("/proc"))):
        with contextlib.suppress(OSError):
            if os.path.basename(os.readlink("/proc/%s/exe" % pid)).startswith("haproxy"):
                program = running_program(int(pid))
                if program and program not in found:
                    found.append(program)
    return found


def is_haproxy(path):
    return why_no_haproxy(path) is None


def why_no_haproxy(path):
    """Why the file is no HAProxy; None if it is one by what it says of itself, as it may have any name."""
    try:
        said = subprocess.run(
            [path, "-v"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=CHECK_SECONDS, check=False,
        )
    except subprocess.TimeoutExpired:
        return "`%s -v` does not end" % path
    except OSError as problem:
        return problem.strerror or str(problem)
    return None if re.match(br"HA-?Proxy\b", said.stdout) else "`%s -v` names another program, or none" % path


def folder_of(pid, path):
    """Where it was started; None if it does not say. Of a worker, which may be in a chroot, its master knows."""
    with open("/proc/%d/stat" % pid) as source:
        parent = int(source.read().rpartition(")")[2].split()[1])
    for process in (pid, parent):
        with contextlib.suppress(OSError):
            if os.readlink("/proc/%d/exe" % process) == path and os.readlink("/proc/%d/root" % process) == "/":
                return os.readlink("/proc/%d/cwd" % process)
    return None


def read_arguments(arguments):
    """The options that change what HAProxy reads, and the files and folders that are named, as HAProxy takes them."""
    options, files, left = [], [], list(arguments)
    while left:
        flag = left.pop(0)
        if flag == "--":
            files += left
            break
        if flag in ("-sf", "-st"):
            while left and not left[0].startswith("-"):
                left.pop(0)
        elif flag == "-S":
            if left and not left[0].startswith("-"):
                left.pop(0)
        elif flag[:1] == "-" and flag[1:2] in TWO_WORDS and left and not flag.startswith("-Ws"):
            value = left.pop(0)
            if flag[1] == "f":
                files.append(value)
            elif flag[1] in KEPT:
                options.append([flag, value])
        elif flag in ("-dr", "-dW"):
            options.append([flag])
    return options, files


def expanded(path):
    """A file, or what HAProxy reads of a folder."""
    if not os.path.isdir(path):
        return [path]
    paths = [os.path.join(path, os.fsdecode(name)) for name in sorted(os.listdir(os.fsencode(path)))]
    return [found for found in paths if is_read(found)]


def is_read(path):
    name = os.path.basename(path)
    return name.endswith(".cfg") and not name.startswith(".") and os.path.isfile(path)


def beside(name):
    """The bytes of a file of this folder, also where this code was sent without any file."""
    return __spec__.loader.get_data(os.path.join(os.path.dirname(globals().get("__file__", "")), name))


class FreshHAProxy:
    """A HAProxy that starts anew, says what it has read, and ends: before it opens a port, a socket or a file."""

    def __init__(self, program):
        self._program = program

    def servers(self, files, shown=()):
        """{(backend, name): Written}. shown: [(path, path)], how a file is to be called in what HAProxy says."""
        folder = tempfile.mkdtemp(prefix="restart-monkey-")
        try:
            script, probe = os.path.join(folder, "probe.lua"), os.path.join(folder, "probe.cfg")
            with open(script, "wb") as target:
                target.write(beside(PROBE_LUA))
            with open(probe, "w") as target:
                target.write(PROBE % script)
            return self._ask(probe, files, shown)
        except OSError as problem:
            raise Refused(
                "cannot ask HAProxy what it reads (%s): %s" % (self._program.path, problem.strerror or problem)
            )
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _ask(self, probe, files, shown):
        command = [self._program.path, "-db"] + self._program.options
        for path in [probe] + list(files):
            command += ["-f", path]
        try:
            asked = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=self._program.folder,
                env=self._program.environ,
                timeout=CHECK_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Refused("HAProxy does not say within %d s what it reads: does it wait for DNS?" % CHECK_SECONDS)
        lines = asked.stdout.decode("latin-1").splitlines()
        if asked.returncode == 0 and ANSWER + "-end" in lines:
            rows = [line.split("\t")[1:] for line in lines if line.startswith(ANSWER + "\t")]
            return {(row[0], row[1]): written(row) for row in rows}
        raise Refused(reason(asked.stderr.decode("latin-1"), shown, asked.returncode))


def written(row):
    backend, name, address, weight, status, is_backup, check, agent, tracks = row
    return Written(
        backend, name, with_brackets(address), weight, status, is_backup == "1", check != "nil", agent != "nil",
        "" if tracks == "nil" else tracks,
    )


def with_brackets(address):
    """HAProxy's Lua gives an IPv6 address without them."""
    if address == "<unknown>":
        return ""
    host, _, port = address.rpartition(":")
    return "[%s]:%s" % (host, port) if ":" in host and not host.startswith("[") else address


def reason(said, shown, code):
    """HAProxy's own words for what it does not take."""
    for path, name in shown:
        said = said.replace(path, name)
    lines = [" ".join(line.split()) for line in said.splitlines() if line.strip()]
    alerts = [line for line in lines if "[ALERT]" in line] or lines
    telling = [line for line in alerts if "rror(s) found in" not in line and "Fatal errors found" not in line] or alerts
    if any("'lua-load'" in line and "nknown keyword" in line for line in telling):
        return "HAProxy is built without Lua, by which it would say what it reads: use one that has it"
    telling = [re.sub(r"^\[\w+\]\s*(?:\(\d+\))?\s*:?\s*", "", line) for line in telling]
    return "; ".join(telling[:3]) or "it ends with code %d and says nothing" % code
