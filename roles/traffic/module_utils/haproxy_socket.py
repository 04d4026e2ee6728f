"""The admin socket of a running HAProxy."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import csv
import io
import os
import re
import socket

from ansible.module_utils.haproxy_address import split_address
from ansible.module_utils.haproxy_problems import IsMaster, NoAnswer
from ansible.module_utils.haproxy_seen import seen

ANSWER_SECONDS = 5.0

# Where distributions have it.
USUAL_SOCKETS = (
    "/run/haproxy/admin.sock",
    "/var/lib/haproxy/stats",
    "/run/haproxy.sock",
    "/var/lib/haproxy/admin.sock",
)

# Before an answer of a socket with `severity-output`: its weight, as a number or a word.
SEVERITY = re.compile(r"^\[(?:[0-7]|emerg|alert|crit|err|warning|notice|info|debug)\]: ", re.MULTILINE)
UNKNOWN = re.compile(br"(?:\[\w+\]: )?Unknown command")

# Before an address of HAProxy's own. Others have `@` in the names of folders.
FAMILIES = frozenset("unix abns abnsz uxst ipv4 ipv6 tcp tcp4 tcp6 mptcp mptcp4 mptcp6".split())


def usual_socket():
    """The first that is there of the places where distributions have it."""
    return next((path for path in USUAL_SOCKETS if os.path.exists(path)), USUAL_SOCKETS[0])


class AdminSocket:
    """The socket answers one line of commands for each connection."""

    def __init__(self, path=None, timeout=ANSWER_SECONDS):
        self.path = path or usual_socket()
        self._timeout = timeout

    def ask(self, command):
        """The answer, without the empty lines around it."""
        parts = []
        try:
            with self._connection() as connection:
                connection.sendall(command.encode("utf-8") + b"\n")
                while True:
                    part = connection.recv(65536)
                    if not part:
                        break
                    parts.append(part)
                    # It does not know our commands, and waits for more of them instead of closing.
                    if UNKNOWN.match(parts[0]) and b"show proc " in b"".join(parts):
                        raise IsMaster(self.path)
        except (OSError, ValueError) as problem:  # ValueError: no name of a host, or of a file, can be like that.
            raise NoAnswer("%s: %s" % (self.path, getattr(problem, "strerror", None) or problem))
        return SEVERITY.sub("", b"".join(parts).decode("utf-8", "replace")).strip()

    def _connection(self):
        kind, _, place = self.path.partition("@")
        if kind not in FAMILIES:
            kind, place = "", self.path
        if (not kind and "/" in place) or kind in ("unix", "uxst"):
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            target = place
        elif kind == "abns":
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            # HAProxy fills the name with zeros to its full length.
            target = b"\0" + place.encode("utf-8").ljust(107, b"\0")
        else:
            host, port = split_address(place)
            if not port.isdigit() or not 0 < int(port) < 65536 or "@" in host:
                raise NoAnswer("%s: it is no path and no HOST:PORT" % self.path)
            return socket.create_connection((host, int(port)), self._timeout)
        try:
            connection.settimeout(self._timeout)
            connection.connect(target)
        except OSError:
            connection.close()
            raise
        return connection

    def level(self):
        """What the socket lets us do: admin, operator, user, or '' from a HAProxy that does not say."""
        said = self.ask("show cli level")
        return said if said in ("admin", "operator", "user") else ""

    def info(self):
        """What HAProxy says about itself."""
        pairs = (line.partition(":") for line in self.ask("show info").splitlines())
        return {name.strip(): value.strip() for name, _, value in pairs}

    def backends(self):
        """Their names; one may be there twice."""
        lines = self.ask("show backend").splitlines()
        return [line.strip() for line in lines if line.strip() and not line.startswith("#")]

    def server(self, name):
        """[Seen] for each backend that knows the server."""
        return self._servers(lambda row: row.get("srv_name") == name)

    def servers(self):
        """[Seen] of every server."""
        return self._servers(lambda row: True)

    def _servers(self, wanted):
        # By number: a name may be there twice.
        statistics = {(row["iid"], row["sid"]): row for row in self._rows("show stat -1 4 -1", "# pxname", ",")}
        rows = self._rows("show servers state", "# be_id", " ")
        # HAProxy numbers no server of a backend that is switched off (`disabled`): it heeds nothing about it.
        return [
            seen(row, statistics.get((row["be_id"], row["srv_id"]), {}))
            for row in rows
            if wanted(row) and row["srv_id"] != "0"
        ]

    def _rows(self, command, header, delimiter):
        lines = self.ask(command).splitlines()
        starts = [number for number, line in enumerate(lines) if line.startswith(header)]
        if not starts:
            raise NoAnswer(
                "%s: no table in the answer to '%s': %s" % (self.path, command, " ".join(lines)[:200] or "nothing")
            )
        text = "\n".join(lines[starts[0] :])
        if delimiter == " ":
            text = text.replace("# be_id", "be_id", 1)
        return list(csv.DictReader(io.StringIO(text), delimiter=str(delimiter)))
