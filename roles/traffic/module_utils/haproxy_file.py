"""The server lines of haproxy.cfg, changed in place: own lines only, checked by HAProxy, in one step."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import contextlib
import fcntl
import os
import re
import shutil
import subprocess
import tempfile

# The role proxy knows the servers that it must not forget by this, and their backend.
ADDED = "# added by traffic to %s"
CHECK_SECONDS = 30

SECTION = re.compile(
    r"^\s*(global|defaults|frontend|backend|listen|userlist|peers|mailers|resolvers|ring|cache|program"
    r"|http-errors|fcgi-app|log-forward|log-profile|crt-list|crt-store|traces)(?:\s+(\S+))?(?:\s|$)"
)
SERVER = re.compile(r"^(?P<indent>\s*)server\s+(?P<name>\S+)\s+(?P<address>\S+)(?P<rest>.*)$")
COMMENT = re.compile(r"\s*(?<!\S)#.*$")


class Refused(Exception):
    """The file cannot be read or written, or HAProxy does not take it; the text says why."""


class ServerLine:
    """server NAME ADDRESS OPTION… # COMMENT, in a backend."""

    def __init__(self, number, backend, indent, name, address, options, comment=""):
        self.number = number
        self.backend = backend
        self.indent = indent
        self.name = name
        self.address = address
        self.options = [option for option in options if option != "disabled"]
        self.is_disabled = "disabled" in options
        self.comment = comment

    @classmethod
    def parse(cls, number, backend, line):
        match = SERVER.match(line)
        if not match:
            return None
        comment = COMMENT.search(match.group("rest"))
        words = COMMENT.sub("", match.group("rest")).split()
        where = (number, backend, match.group("indent"), match.group("name"), match.group("address"))
        return cls(*where, options=words, comment=comment.group(0).strip() if comment else "")

    def text(self):
        words = ["server", self.name, self.address] + self.options + ["disabled"] * self.is_disabled
        return self.indent + " ".join(words + [self.comment] * bool(self.comment))

    def copy(self, name, address):
        """The line of another server like this one. It begins out of traffic."""
        options = self.options + ["disabled"]
        return ServerLine(self.number, self.backend, self.indent, name, address, options, ADDED % self.backend)


class ConfigText:
    """The file's lines, and what they say about servers."""

    def __init__(self, text):
        self.lines = text.splitlines()

    def servers(self, name=None):
        found = []
        for number, section, title, line in self._in_sections():
            if section in ("backend", "listen"):
                server = ServerLine.parse(number, title, line)
                if server and name in (None, server.name):
                    found.append(server)
        return found

    def default_options(self, backend):
        """The words of `default-server` that hold in a backend; servers added at run time do not inherit them."""
        inherited, own = [], []
        for _number, section, title, line in self._in_sections():
            words = COMMENT.sub("", line).split()
            if section == "defaults" and words[:1] == ["defaults"]:
                inherited = []
            if words[:1] == ["default-server"]:
                if section == "defaults":
                    inherited += words[1:]
                elif title == backend:
                    own += words[1:]
            if title == backend and section in ("backend", "listen") and words[:1] == [section]:
                own = list(inherited)
        return own

    def replace(self, server):
        self.lines[server.number] = server.text()

    def insert_after(self, server, other):
        self.lines.insert(server.number + 1, other.text())

    def remove(self, name):
        numbers = [server.number for server in self.servers(name)]
        self.lines = [line for number, line in enumerate(self.lines) if number not in numbers]

    def text(self):
        return "\n".join(self.lines) + "\n"

    def _in_sections(self):
        section, title = "", ""
        for number, line in enumerate(self.lines):
            match = SECTION.match(line)
            if match:
                section, title = match.group(1), match.group(2) or ""
            yield number, section, title, line


class ConfigFile:
    """haproxy.cfg."""

    def __init__(self, path, haproxy):
        self._path = os.path.realpath(path)
        self._haproxy = haproxy

    def read(self):
        try:
            with open(self._path) as source:
                return ConfigText(source.read())
        except (OSError, UnicodeDecodeError) as problem:
            raise Refused("cannot read %s: %s" % (self._path, problem))

    def change(self, edit, write=True):
        """Whether edit(ConfigText) changed anything. Nobody else changes the file meanwhile."""
        with self._lock():
            config = self.read()
            before = config.text()
            edit(config)
            if config.text() == before:
                return False
            if write:
                self._replace(config.text())
            return True

    @contextlib.contextmanager
    def _lock(self):
        folder = os.open(os.path.dirname(self._path), os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def _replace(self, text):
        handle, half_written = tempfile.mkstemp(dir=os.path.dirname(self._path), prefix=".haproxy-")
        try:
            with os.fdopen(handle, "w") as target:
                target.write(text)
                target.flush()
                os.fsync(target.fileno())
            self._check(half_written)
            before = os.stat(self._path)
            os.chown(half_written, before.st_uid, before.st_gid)
            shutil.copymode(self._path, half_written)
            os.rename(half_written, self._path)
        except OSError as problem:
            raise Refused("cannot write %s: %s" % (self._path, problem))
        finally:
            with contextlib.suppress(OSError):
                os.unlink(half_written)

    def _check(self, path):
        checked = subprocess.run(
            [self._haproxy, "-c", "-q", "-f", path],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=CHECK_SECONDS,
            check=False,
        )
        if checked.returncode:
            said = " ".join(checked.stdout.decode("utf-8", "replace").replace(path, self._path).split())
            raise Refused("HAProxy would not take %s with this change: %s" % (self._path, said))
