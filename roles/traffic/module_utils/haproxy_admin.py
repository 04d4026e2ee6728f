"""What a running HAProxy says about its servers, and what it is told, through its admin socket."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import collections
import csv
import io
import socket

ANSWER_SECONDS = 5.0

# Bits of srv_admin_state. CMAINT only remembers that the file said `disabled`; it keeps nobody out.
FMAINT, IMAINT, CMAINT, RMAINT, HMAINT = 0x01, 0x02, 0x04, 0x20, 0x40
STARTING, RUNNING = 1, 2
CHECK_CONFIGURED, CHECK_ENABLED = 0x2, 0x4


class NoAnswer(Exception):
    """HAProxy does not answer; the text says why."""


FIELDS = "backend name address operation admin weight check_state status check sessions"


class Seen(collections.namedtuple("Seen", FIELDS)):
    """One server in one backend, as HAProxy has it now."""

    __slots__ = ()

    @property
    def is_out(self):
        return self.admin & ~CMAINT != 0

    @property
    def serves(self):
        """Gets traffic: up as far as HAProxy knows, and not kept out."""
        return not self.is_out and self.operation in (STARTING, RUNNING) and self.weight > 0

    @property
    def is_in_maintenance(self):
        """Kept out in the way that also stops the health checks."""
        return self.admin & (FMAINT | IMAINT | RMAINT | HMAINT) != 0

    @property
    def has_check(self):
        return self.check_state & CHECK_CONFIGURED != 0

    @property
    def lacks_check(self):
        """Has a check that is switched off."""
        return self.has_check and not self.check_state & CHECK_ENABLED

    @property
    def is_well(self):
        """HAProxy's own check says so."""
        passed = self.check.replace("*", "").strip() in ("L4OK", "L6OK", "L7OK", "L7OKC")
        return self.operation == RUNNING and (passed or not self.has_check)

    def __str__(self):
        return "%s: %s%s" % (self.backend, self.status, ", check " + self.check if self.check else "")


class AdminSocket:
    """The socket answers one command for each connection."""

    def __init__(self, path, timeout=ANSWER_SECONDS):
        self._path = path
        self._timeout = timeout

    def ask(self, command):
        """The answer, without the empty lines around it."""
        parts = []
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.settimeout(self._timeout)
                connection.connect(self._path)
                connection.sendall(command.encode("utf-8") + b"\n")
                while True:
                    part = connection.recv(65536)
                    if not part:
                        break
                    parts.append(part)
        except OSError as problem:
            raise NoAnswer("%s: %s" % (self._path, problem.strerror or problem))
        return b"".join(parts).decode("utf-8", "replace").strip()

    def server(self, name):
        """[Seen] for each backend that knows the server."""
        return self._servers(lambda row: row.get("srv_name") == name)

    def backends(self, names):
        """[Seen] of every server in these backends."""
        return self._servers(lambda row: row.get("be_name") in names)

    def servers(self):
        """[Seen] of every server."""
        return self._servers(lambda row: True)

    def _servers(self, wanted):
        statistics = {
            (row["# pxname"], row["svname"]): row for row in self._rows("show stat -1 4 -1", "# pxname", ",")
        }
        seen = []
        for row in filter(wanted, self._rows("show servers state", "# be_id", " ")):
            said = statistics.get((row["be_name"], row["srv_name"]), {})
            seen.append(
                Seen(
                    backend=row["be_name"],
                    name=row["srv_name"],
                    address="%s:%s" % (row["srv_addr"], row["srv_port"]),
                    operation=int(row["srv_op_state"]),
                    admin=int(row["srv_admin_state"]),
                    weight=int(row["srv_uweight"]),
                    check_state=int(row["srv_check_state"]),
                    status=said.get("status", ""),
                    check=said.get("check_status", ""),
                    sessions=int(said.get("scur") or 0) + int(said.get("qcur") or 0),
                )
            )
        return seen

    def _rows(self, command, header, delimiter):
        lines = self.ask(command).splitlines()
        starts = [number for number, line in enumerate(lines) if line.startswith(header)]
        if not starts:
            raise NoAnswer("%s: no table in the answer to '%s'" % (self._path, command))
        text = "\n".join(lines[starts[0] :])
        if delimiter == " ":
            text = text.replace("# be_id", "be_id", 1)
        return csv.DictReader(io.StringIO(text), delimiter=str(delimiter))
