"""What a running HAProxy says about its servers, and what it is told, through its admin socket."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import collections
import csv
import io
import ipaddress
import os
import re
import socket

ANSWER_SECONDS = 5.0

# Where distributions have it.
USUAL_SOCKETS = ("/run/haproxy/admin.sock", "/var/lib/haproxy/stats", "/run/haproxy.sock", "/var/lib/haproxy/admin.sock")

# Bits of srv_admin_state. CMAINT (0x04) only remembers that the file said `disabled`, and 0x40 that somebody has set
# the name that the address is resolved from: neither keeps anybody out.
FMAINT, IMAINT, FDRAIN, IDRAIN, RMAINT = 0x01, 0x02, 0x08, 0x10, 0x20
STOPPED, STARTING, RUNNING = 0, 1, 2
CONFIGURED, ENABLED = 0x2, 0x4
UNCHECKED, FAILED, PASSED = 0, 2, 3

PORT = re.compile(r"^(.*?)(?::([+-]?\d+))?$")


class NoAnswer(Exception):
    """HAProxy does not answer; the text says why."""


def split_address(text):
    """Host and port ('' if there is none) of what may be host:port, [host]:port, or a bare IPv6 address."""
    if text.startswith("["):
        host, _, port = text[1:].partition("]")
        return host, port.lstrip(":")
    if text.count(":") > 1 and as_ip(text):
        return text, ""
    match = PORT.match(text)
    return match.group(1), match.group(2) or ""


def as_ip(text):
    """The address, or None if that is none. An IPv4 address in an IPv6 one is that IPv4 address."""
    try:
        address = ipaddress.ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


class Wanted:
    """An address as somebody else writes it: HAProxy may know it by another text, or its name by an address."""

    def __init__(self, text):
        self.text = text
        self._host, self._port = split_address(text)
        self._found = None

    def is_at(self, address, fqdn=""):
        host, port = split_address(address)
        if self._port and port and port.isdigit() and int(port) != int(self._port):
            return False
        if host.lower() == self._host.lower() or (fqdn and fqdn.rstrip(".").lower() == self._host.rstrip(".").lower()):
            return True
        return as_ip(host) is not None and as_ip(host) in self._addresses()

    def _addresses(self):
        if self._found is None:
            if as_ip(self._host):
                self._found = {as_ip(self._host)}
            else:
                try:
                    self._found = {as_ip(found[4][0]) for found in socket.getaddrinfo(self._host, None)}
                except (OSError, UnicodeError):
                    self._found = set()
        return self._found


FIELDS = (
    "backend name address fqdn operation admin weight check_result check_health check_state agent_state"
    " is_backup tracks status check sessions queued"
)


class Seen(collections.namedtuple("Seen", FIELDS)):
    """One server in one backend, as HAProxy has it now."""

    __slots__ = ()

    @property
    def is_out(self):
        return self.admin & (FMAINT | IMAINT | RMAINT | FDRAIN | IDRAIN) != 0

    @property
    def is_taken_out(self):
        """Of its own: not as it follows another server, or has no address yet."""
        return self.admin & (FMAINT | FDRAIN) != 0

    @property
    def is_up(self):
        """As far as HAProxy knows; one that warms up (`slowstart`) is."""
        return self.operation in (STARTING, RUNNING)

    @property
    def serves(self):
        """Gets traffic: up as far as HAProxy knows, and not kept out."""
        return not self.is_out and self.is_up and self.weight > 0

    @property
    def is_in_maintenance(self):
        """Kept out in the way that also stops the health checks, and keeps the clients away that always come here."""
        return self.admin & (FMAINT | IMAINT | RMAINT) != 0

    @property
    def is_shut(self):
        """In maintenance of its own, not by what it tracks."""
        return self.admin & FMAINT != 0

    @property
    def is_down(self):
        """HAProxy has found it down. Maintenance alone is not that."""
        return self.operation == STOPPED and (not self.is_in_maintenance or self.check_result == FAILED)

    @property
    def has_check(self):
        return self.check_state & CONFIGURED != 0

    @property
    def lacks_check(self):
        """Has a check that is switched off."""
        return self.has_check and not self.check_state & ENABLED

    @property
    def has_agent(self):
        return self.agent_state & CONFIGURED != 0

    @property
    def heeds_agent(self):
        """Its agent is asked, and may bring it back into traffic."""
        return self.has_agent and self.agent_state & ENABLED != 0

    @property
    def is_checked(self):
        """Would be found down, if it were."""
        return bool(self.check_state & CONFIGURED and self.check_state & ENABLED) or self.heeds_agent or bool(self.tracks)

    @property
    def awaits_check(self):
        """Is taken for up, as no check has ended yet."""
        return self.has_check and not self.lacks_check and self.check_result == UNCHECKED

    @property
    def is_well(self):
        """HAProxy's own check says so."""
        if self.has_check and not self.lacks_check:
            return self.check_result >= PASSED and (self.is_up or self.check_health > 0)
        return self.is_up

    def __str__(self):
        return "%s: %s%s" % (self.backend, self.status, ", check " + self.check if self.check else "")


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
        except OSError as problem:
            raise NoAnswer("%s: %s" % (self.path, problem.strerror or problem))
        return b"".join(parts).decode("utf-8", "replace").strip()

    def _connection(self):
        kind, at, place = self.path.partition("@")
        place = place if at else kind
        if not at and "/" in place or kind == "unix":
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            target = place
        elif kind == "abns":
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            # HAProxy fills the name with zeros to its full length.
            target = b"\0" + place.encode("utf-8").ljust(107, b"\0")
        else:
            host, port = split_address(place)
            return socket.create_connection((host, int(port or 0)), self._timeout)
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
        rows = self._rows("show servers state", "# be_id", " ")
        return [seen(row, statistics.get((row["be_name"], row["srv_name"]), {})) for row in rows if wanted(row)]

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


def seen(row, said):
    host = row["srv_addr"]
    return Seen(
        backend=row["be_name"],
        name=row["srv_name"],
        address="%s:%s" % ("[%s]" % host if ":" in host else host, row["srv_port"]),
        fqdn=row.get("srv_fqdn") or "",
        operation=int(row["srv_op_state"]),
        admin=int(row["srv_admin_state"]),
        weight=int(row["srv_uweight"]),
        check_result=int(row.get("srv_check_result") or 0),
        check_health=int(row.get("srv_check_health") or 0),
        check_state=int(row["srv_check_state"]),
        agent_state=int(row.get("srv_agent_state") or 0),
        is_backup=said.get("bck") == "1",
        tracks=said.get("tracked") or "",
        status=said.get("status") or "",
        check=said.get("check_status") or "",
        sessions=int(said.get("scur") or 0) + int(said.get("qcur") or 0),
        queued=int(said.get("qcur") or 0),
    )
