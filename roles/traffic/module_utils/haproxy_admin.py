"""What a running HAProxy says about its servers, and what it is told, through its admin socket; and the processes that
a reload has left beside it."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import collections
import contextlib
import csv
import io
import ipaddress
import os
import re
import socket
import struct
import time

import ansible.module_utils

# The files of this folder import each other by Ansible's name for them, also where somebody loads this one by itself.
FILE = globals().get("__file__")  # Ansible may run it from memory.
if FILE and os.path.dirname(os.path.abspath(FILE)) not in ansible.module_utils.__path__:
    ansible.module_utils.__path__.append(os.path.dirname(os.path.abspath(FILE)))

ANSWER_SECONDS = 5.0
POLL_SECONDS = 0.05

# How long a server whose open sessions survive maintenance is only drained before.
SURVIVORS_SECONDS = 1

# Where distributions have it.
USUAL_SOCKETS = (
    "/run/haproxy/admin.sock",
    "/var/lib/haproxy/stats",
    "/run/haproxy.sock",
    "/var/lib/haproxy/admin.sock",
)

# Bits of srv_admin_state. CMAINT (0x04) only remembers that the file said `disabled`, and 0x40 that somebody has set
# the name that the address is resolved from: neither keeps anybody out.
FMAINT, IMAINT, FDRAIN, IDRAIN, RMAINT = 0x01, 0x02, 0x08, 0x10, 0x20
STOPPED, STARTING, RUNNING = 0, 1, 2
CONFIGURED, ENABLED = 0x2, 0x4
UNCHECKED, FAILED, PASSED = 0, 2, 3

# Of check_status, without the "* " of a check that goes on: no check has ended yet, and what HAProxy says of those
# that passed.
INITIAL = ("", "UNK", "INI")
PASSING = ("L4OK", "L6OK", "L7OK", "L7OKC", "PROCOK")

# TCP states of /proc/net/tcp in which a request may be on its way: ESTABLISHED, SYN_SENT.
OPEN_STATES = (b"01", b"02")

# Before an answer of a socket with `severity-output`: its weight, as a number or a word.
SEVERITY = re.compile(r"^\[(?:[0-7]|emerg|alert|crit|err|warning|notice|info|debug)\]: ", re.MULTILINE)
UNKNOWN = re.compile(br"(?:\[\w+\]: )?Unknown command")

# Before an address of HAProxy's own. Others have `@` in the names of folders.
FAMILIES = frozenset("unix abns abnsz uxst ipv4 ipv6 tcp tcp4 tcp6 mptcp mptcp4 mptcp6".split())
PREFIX = re.compile(r"^(?:stream\+)?(?:unix|uxst|ipv[46]|(?:mp)?tcp[46]?)@")

PORT = re.compile(r"^(.*?)(?::([+-]?\d+))?$")


class NoAnswer(Exception):
    """HAProxy does not answer; the text says why. left: what was done before, in whole sentences."""

    left = ""


class IsMaster(NoAnswer):
    """The socket is that of HAProxy's master process (option -S), which knows no servers."""


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


def without_family(address):
    """Without HAProxy's prefix for one that is clear without it."""
    return PREFIX.sub("", address)


def in_brackets(address):
    return "[%s]" % address if ":" in address and not address.startswith("[") else address


class Wanted:
    """An address as somebody else writes it: HAProxy may know it by another text, or its name by an address."""

    def __init__(self, text):
        self.text = text
        self._host, self._port = split_address(without_family(text))
        self._found = None

    def is_at(self, address, fqdn=""):
        host, port = split_address(without_family(address))
        # One that is relative to the client's (`+500`) cannot be compared.
        if self._port.isdigit() and port.isdigit() and int(port) != int(self._port):
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
    " is_backup tracks status check check_seconds sessions queued"
)


class Seen(collections.namedtuple("Seen", FIELDS)):
    """One server in one backend, as HAProxy has it now."""

    __slots__ = ()

    @property
    def key(self):
        return self.backend, self.name

    @property
    def any_port(self):
        return self.address.rpartition(":")[0] + ":0"

    @property
    def where(self):
        """Its address, in a message."""
        return "its socket" if self.address.startswith("-:") else self.address

    @property
    def is_by_name(self):
        """HAProxy resolves its name."""
        return self.fqdn not in ("", "-")

    @property
    def is_out(self):
        return self.admin & (FMAINT | IMAINT | RMAINT | FDRAIN | IDRAIN) != 0

    @property
    def is_unresolved(self):
        """Nobody has taken it out of traffic: its name has no address yet."""
        return self.admin & (FMAINT | IMAINT | RMAINT | FDRAIN | IDRAIN) == RMAINT

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
    def inherits(self):
        """Is out of traffic as the one is that it tracks."""
        return self.admin & (IMAINT | IDRAIN) != 0

    @property
    def lacks_address(self):
        """Its name has none now, and may get one."""
        return self.admin & RMAINT != 0

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
    def is_found_down(self):
        """The same, by a check that goes on."""
        return self.is_down and self.is_checked

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
        return (self.has_check and not self.lacks_check) or self.heeds_agent or self.tracks != ""

    @property
    def awaits_check(self):
        """Is taken for up, as no check has ended yet."""
        is_unchecked = self.check_result == UNCHECKED and self._last_check in INITIAL
        return self.has_check and not self.lacks_check and is_unchecked

    @property
    def is_being_checked(self):
        """A check goes on: what its server does about it, nobody knows yet."""
        return self.check.startswith("* ") or self.awaits_check

    @property
    def may_pass(self):
        """Its next check may: the last one did, or none has ended."""
        return self.is_being_checked or self._passed_last

    @property
    def is_sure(self):
        """Is up, and has passed each check since it last failed one or came up: otherwise HAProxy says `UP 1/3`. Of one
        that only its agent speaks for, it says `no check`."""
        return self.status == "UP" if self.has_check and not self.lacks_check else self.is_up

    @property
    def has_no_news(self):
        """No check has ended since it was told to count as down."""
        return self.check_health == 0 and not self.lacks_address and (self._passed_last or self.awaits_check)

    @property
    def is_well(self):
        """HAProxy's own check says so: the last one that has ended."""
        if self.has_check and not self.lacks_check:
            return self._passed_last and (self.is_up or self.check_health > 0)
        return self.is_up

    @property
    def _last_check(self):
        """While the next check goes on, HAProxy has no result, and says here what the one before it found."""
        return self.check.replace("* ", "")

    @property
    def _passed_last(self):
        return self.check_result >= PASSED or (self.check_result == UNCHECKED and self._last_check in PASSING)

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
        check_seconds=int(said.get("check_duration") or 0) / 1000.0,
        sessions=int(said.get("scur") or 0) + int(said.get("qcur") or 0),
        queued=int(said.get("qcur") or 0),
    )


class Trouble(Exception):
    """It cannot be done; the text names the proxy, the server and the cure. found: what holds of it once all is undone."""

    def __init__(self, text, found=None):
        super().__init__(text)
        self.found = found or text


class RunningServer:
    """One server as HAProxy runs it, and what it is told. Each step is read back, and can be repeated."""

    def __init__(self, proxy, name, admin, old_workers, check_mode=False, clock=time.monotonic, sleep=time.sleep):
        """old_workers: gives what a reload has left beside the process of a pid, as OldWorkers does."""
        self._proxy = proxy
        self._old_workers = old_workers
        self._name = name
        self._admin = admin
        self._check_mode = check_mode
        self.clock = clock
        self.sleep = sleep
        self.changed = False
        self.sessions = 0
        self.warnings = []

    def seen(self, backends=None):
        """[Seen] in these backends, or in all."""
        return [server for server in self._admin.server(self._name) if backends is None or server.backend in backends]

    def must_be_admin(self, others=()):
        """others: sockets that allow it."""
        level = self._admin.level()
        if level not in ("", "admin"):
            cure = "write `stats socket %s level admin` into its file, and reload it" % self._admin.path
            if others:
                cure = "say %s by traffic_socket" % " or ".join(others)
            raise Trouble(
                "%s: HAProxy's socket %s allows the level '%s' only, so nothing was touched: %s."
                % (self._proxy, self._admin.path, level, cure)
            )
        info = self._admin.info()
        if int(info.get("Nbproc") or 1) > 1:
            raise Trouble(
                "%s: HAProxy runs as %s processes (nbproc), and a socket speaks for one of them: nothing was touched."
                " Use threads (nbthread)." % (self._proxy, info["Nbproc"])
            )

    def keep_new_away(self, backends):
        """Drained: who does not come here always, comes no more."""
        self._tell("disable agent", "", backends, lambda seen: seen.heeds_agent)
        self._set_state("drain", backends, lambda seen: not seen.is_taken_out)
        self._read_back(backends, lambda seen: seen.is_out, "out of traffic")

    def take_out(self, backends, ending, timeout, relative=()):
        """ending: the backends where HAProxy ends what is open as maintenance begins. relative: those where its port
        depends on the client's."""
        there = self.seen(backends)
        backends = [seen.backend for seen in there]
        open_ones = [seen.backend for seen in there if not seen.is_down]
        self.keep_new_away(backends)
        self._shut(open_ones, ending, timeout)
        self._set_state("maint", backends, lambda seen: not seen.is_shut)
        self._read_back(backends, lambda seen: seen.is_shut, "in maintenance")
        self._await_end_of_sessions(open_ones, timeout, relative)

    def _shut(self, backends, ending, timeout):
        """Into maintenance, each backend in a moment without sessions. Clients who always come here may leave no such
        moment: open sessions survive maintenance, so it need not be waited for, unless `on-marked-down` ends them then.
        Who waits for a free connection is sent elsewhere, or is not, as HAProxy's options say: that is waited for."""
        if self._check_mode:
            return
        begun = self.clock()
        quiet = collections.Counter()
        waiting = set(backends)
        while waiting:
            for seen in self.seen(waiting):
                quiet[seen.backend] = quiet[seen.backend] + 1 if seen.sessions == 0 else 0
                waited = self.clock() - begun
                survives = seen.backend not in ending and seen.queued == 0
                if quiet[seen.backend] >= 2 or waited >= timeout or (survives and waited >= SURVIVORS_SECONDS):
                    if not seen.is_shut:
                        self._order("set server %s/%s state maint" % (seen.backend, self._name))
                    waiting.discard(seen.backend)
                    if seen.sessions and seen.backend in ending:
                        self.warnings.append(
                            "%s: %s still had %d sessions in %s after %g s; HAProxy ended them, as its line says"
                            " `on-marked-down shutdown-sessions`"
                            % (self._proxy, self._name, seen.sessions, seen.backend, timeout)
                        )
            waiting &= {seen.backend for seen in self.seen(waiting)}
            if waiting:
                self.sleep(POLL_SECONDS)

    def await_address(self, timeout):
        """Whether its name has an address now, having had none."""
        deadline = self.clock() + timeout
        lacked = False
        while any(seen.lacks_address for seen in self.seen()) and not self._check_mode:
            if self.clock() >= deadline:
                return False
            lacked = True
            self.sleep(POLL_SECONDS)
        return lacked

    def bring_back(self, everywhere, backends, unchecked, down_before, ending, timeout):
        """Into traffic in the backends, once it is well everywhere. unchecked: where its check stays switched off.
        down_before: where it was down when it was taken out, and may be again, as checks may ask for a role (leader,
        replica). That is waited for, too, as it may have been ill. Then HAProxy is to judge. ending: where its sessions
        end when it is found down."""
        checked = [backend for backend in backends if backend not in unchecked]
        self._tell("enable health", "", checked, lambda seen: seen.lacks_check)
        # In maintenance nothing is checked. Drained it is, and as it counts as down no client comes that always does.
        # What HAProxy found before that is not believed.
        forced = {
            seen.backend
            for seen in self.seen(checked)
            if seen.has_check
            and not seen.tracks
            and (seen.is_shut or not seen.is_up or (seen.is_taken_out and seen.backend not in ending))
        }
        for seen in self.seen(backends):
            if seen.is_in_maintenance or seen.backend in forced:
                command = "set server %s/%s state drain" % (seen.backend, self._name)
                if seen.backend in forced:
                    command += "; set server %s/%s health down" % (seen.backend, self._name)
                self._order(command)
        try:
            unwell = self._await_check(everywhere, down_before, timeout)
        except Trouble:
            # Drained, it would get the clients again that always come here, once it answers.
            self._set_state("maint", backends, lambda seen: seen.is_taken_out and not seen.is_shut)
            raise
        for seen in self.seen(backends):
            if seen.backend in forced - unwell and not seen.is_up:
                self._order("set server %s/%s health up" % (seen.backend, self._name))
        self._set_state("ready", backends, lambda seen: seen.is_out)
        self._read_back(
            backends,
            lambda seen: not seen.is_taken_out
            and (seen.inherits or (not seen.is_out and (seen.is_up or seen.backend in unwell))),
            "in traffic",
        )

    def leave_to_checks(self, backends, unchecked):
        """Into traffic, where HAProxy sends nobody while its check does not pass."""
        for seen in self.seen(backends):
            order = "set server %s/%s " % (seen.backend, self._name)
            down = order + "health down; " if seen.has_check and not seen.tracks and seen.backend not in unchecked else ""
            self._order(order + "state drain; " + down + order + "state ready")

    def move(self, backend, address):
        """To that address, out of traffic. A port that depends on the client's stays. A check that goes on is still about
        where it was."""
        host, port = split_address(address)
        port = " port " + port if port.isdigit() and port != "0" else ""
        to = "set server %s/%s addr %s%s" % (backend, self._name, host, port)
        self.changed = True
        if self._check_mode:
            return
        deadline = self.clock() + ANSWER_SECONDS
        while any(seen.check.startswith("* ") for seen in self.seen([backend])) and self.clock() < deadline:
            self.sleep(POLL_SECONDS)
        said = self._admin.ask(to)
        wanted = Wanted(address if port else in_brackets(host))
        if not all(wanted.is_at(seen.address) for seen in self.seen([backend])):
            raise Trouble(
                "%s was told '%s' and answers '%s': look at 'show servers state' on its admin socket."
                % (self._proxy, to, " ".join(said.split()))
            )

    def leave_drained(self, backends):
        """As somebody else had it before us: drained is less than in maintenance."""
        self._set_state("drain", backends, lambda seen: seen.is_shut)

    def heed_agents(self, backends):
        self._tell("enable agent", "", backends, lambda seen: seen.has_agent and not seen.heeds_agent)

    def add(self, backend, address, options):
        """What HAProxy says against it; '' if it was added."""
        self.changed = True
        if self._check_mode:
            return ""
        command = " ".join(["add server %s/%s" % (backend, self._name), address] + options)
        said = self._admin.ask(command)
        if "New server registered." in said:
            return ""
        return "HAProxy says \"%s\" to '%s'" % (" ".join(said.split()), command)

    def take_back(self, added):
        """What was added a moment ago."""
        for backend in added:
            self._order("del server %s/%s" % (backend, self._name), "Server deleted.")
        self.changed = False

    def leave_unchecked(self, backends):
        self._tell("disable health", "", backends, lambda seen: seen.has_check and not seen.lacks_check)

    def delete(self, backends, timeout):
        deadline = self.clock() + timeout
        for seen in self.seen(backends):
            self.changed = True
            while not self._check_mode:
                said = self._admin.ask("del server %s/%s" % (seen.backend, self._name))
                if said in ("Server deleted.", "No such server."):
                    break
                if "configuration elements" in said:
                    self.warnings.append(
                        "%s: %s stays in maintenance in %s until HAProxy is reloaded, which says: %s"
                        % (self._proxy, self._name, seen.backend, said)
                    )
                    break
                if self.clock() >= deadline:
                    raise Trouble(
                        "%s does not let go of %s in %s: %s It is in maintenance there and gets no traffic;"
                        " do this again later." % (self._proxy, self._name, seen.backend, said)
                    )
                self.sleep(POLL_SECONDS)

    def _tell(self, command, suffix, backends, which, answer=""):
        """Tells HAProxy the command for each backend whose server is of the kind, and nothing else."""
        for seen in filter(which, self.seen(backends)):
            self._order("%s %s/%s%s" % (command, seen.backend, self._name, suffix), answer)

    def _order(self, command, answer=""):
        self.changed = True
        if self._check_mode:
            return
        said = self._admin.ask(command)
        if said != answer:
            raise Trouble(
                "%s was told '%s' and answers '%s': look at 'show servers state' on its admin socket."
                % (self._proxy, command, " ".join(said.split()))
            )

    def _set_state(self, state, backends, which):
        self._tell("set server", " state " + state, backends, which)

    def _read_back(self, backends, holds, what):
        if self._check_mode:
            return
        seen = self.seen(backends)
        if len(seen) != len(backends) or not all(map(holds, seen)):
            raise Trouble(
                "%s was told to have %s %s, and says: %s. Look at 'show servers state' on its admin socket."
                % (self._proxy, self._name, what, "; ".join(map(str, seen)) or "no such server")
            )

    def _await_end_of_sessions(self, backends, timeout, relative):
        """Two readings in a row without any: a request may be on its way to the server during the first one."""
        if self._check_mode or not backends:
            return
        deadline = self.clock() + timeout
        quiet = 0
        old_workers = self._old_workers(self._admin.info().get("Pid", ""))
        while quiet < 2:
            there = self.seen(backends)
            left = old_workers.connections({seen.any_port if seen.backend in relative else seen.address for seen in there})
            self.sessions = sum(seen.sessions for seen in there) + sum(left.values())
            quiet = quiet + 1 if self.sessions == 0 else 0
            if quiet < 2:
                if self.clock() >= deadline:
                    old = ", %d of them in processes that a reload has left (%s)" % (
                        sum(left.values()),
                        ", ".join(map(str, sorted(left))),
                    )
                    self.warnings.append(
                        "%s: %s still has %d sessions after %g s without new ones%s; going on without waiting for them"
                        % (self._proxy, self._name, self.sessions, timeout, old if left else "")
                    )
                    return
                self.sleep(POLL_SECONDS)

    def _await_check(self, backends, down_before, timeout):
        """Returns the backends where it need not be well, and is not. Where it follows another server, that one is
        waited for, if we have it."""
        if self._check_mode:
            return set()
        deadline = self.clock() + timeout
        while True:
            seen = self.seen(backends)
            unwell = {server.backend for server in seen if not server.is_well and not server.inherits}
            if len(seen) == len(backends) and not unwell:
                return unwell
            if self.clock() >= deadline:
                if len(seen) == len(backends) and self._is_well_enough(seen, unwell, down_before):
                    return unwell
                cure = "see whether it answers at %s" % listed({server.where for server in seen})
                if any(server.lacks_address for server in seen):
                    cure = "its name has no address: see what its name server says"
                elif seen and all(server.has_no_news for server in seen if server.backend in unwell):
                    cure = "no check of it has ended in that time, so give it more by traffic_ready_timeout"
                stays = "It stays out of traffic there" if any(s.is_out for s in seen) else "It gets no traffic there"
                found = "%s does not find %s well within %g s (%s): %s."
                found %= (self._proxy, self._name, timeout, "; ".join(map(str, seen)), cure)
                raise Trouble("%s %s until this is done again." % (found, stays), found)
            self.sleep(POLL_SECONDS)

    def _is_well_enough(self, seen, unwell, down_before):
        """As many checks pass as before, at least one, and not all did then: which ones may depend on its role."""
        checked = {server.backend for server in seen if server.is_checked}
        passing = len(checked - unwell)
        if not checked & set(down_before) or passing < max(1, len(checked - set(down_before))):
            return False
        self.warnings.append(
            "%s: %s is back in traffic, but HAProxy finds it down in %s and sends nobody there until its check passes"
            % (self._proxy, self._name, listed(unwell))
        )
        return True


class OldWorkers:
    """Processes that a reload has left: they serve the clients that they have, and the new one does not say so. They
    have closed their sockets for commands, so Linux is asked which connections they have. They are found once; who
    ends is no longer counted."""

    def __init__(self, pid, proc="/proc"):
        """pid: text, as HAProxy says it; in a container it may be that of another process here."""
        self._proc = proc
        self._pids = self._found(int(pid)) if pid.isdigit() and self._is_haproxy(int(pid)) else []

    def connections(self, addresses):
        """{pid: how many connections it has to these}. Where that cannot be known, each counts as one."""
        found = {pid: self._connections_of(pid, addresses) for pid in self._pids if self._is_haproxy(pid)}
        return {pid: count for pid, count in found.items() if count}

    def _found(self, pid):
        master = self._parent(pid)
        named = self._replaced_by(pid)
        if self._is_haproxy(master):
            named |= self._replaced_by(master) | {child for child in self._all() if self._parent(child) == master}
        return sorted(old for old in named - {pid, master} if self._is_haproxy(old))

    def _all(self):
        return [int(name) for name in os.listdir(self._proc) if name.isdigit()]

    def _parent(self, pid):
        with contextlib.suppress(OSError, ValueError, IndexError):
            with open("%s/%d/stat" % (self._proc, pid)) as source:
                return int(source.read().rpartition(")")[2].split()[1])
        return 0

    def _replaced_by(self, pid):
        """Those that it was told to take the place of: `-sf` and `-st`, which all numbers follow."""
        found, follows = set(), False
        with contextlib.suppress(OSError):
            with open("%s/%d/cmdline" % (self._proc, pid), "rb") as source:
                for word in source.read().split(b"\0"):
                    follows = word in (b"-sf", b"-st") or (follows and word.isdigit())
                    if follows and word.isdigit():
                        found.add(int(word))
        return found

    def _is_haproxy(self, pid):
        with contextlib.suppress(OSError):
            return os.path.basename(os.readlink("%s/%d/exe" % (self._proc, pid))).startswith("haproxy")
        return False

    def _connections_of(self, pid, addresses):
        wanted = {(as_ip(host), int(port or 0)) for host, port in map(split_address, addresses)}
        if any(ip is None for ip, _ in wanted):
            return 1
        try:
            own = self._sockets(pid)
            return sum(
                number in own and (peer in wanted or (peer[0], 0) in wanted) for number, peer in self._open(pid)
            )
        except PermissionError:
            return 1
        except OSError:
            return 0  # It has ended meanwhile.

    def _sockets(self, pid):
        """The numbers of its sockets, as bytes."""
        folder, found = "%s/%d/fd" % (self._proc, pid), set()
        for name in os.listdir(folder):
            with contextlib.suppress(FileNotFoundError):
                target = os.readlink("%s/%s" % (folder, name))
                if target.startswith("socket:["):
                    found.add(target[len("socket:[") : -1].encode())
        return found

    def _open(self, pid):
        """(number, (address, port) of the other end) of each open connection in its network."""
        for name in ("tcp", "tcp6"):
            with contextlib.suppress(FileNotFoundError):  # Without IPv6 there is no tcp6.
                with open("%s/%d/net/%s" % (self._proc, pid, name), "rb") as source:
                    for line in source.readlines()[1:]:
                        words = line.split()
                        if words[3] in OPEN_STATES:
                            yield words[9], peer_of(words[2])


def peer_of(text):
    """(address, port) of /proc/net/tcp's `0100007F:1F90`: words of four bytes in the machine's order."""
    host, _, port = text.decode().partition(":")
    raw = b"".join(struct.pack("=I", int(host[i : i + 8], 16)) for i in range(0, len(host), 8))
    if len(raw) == 4:
        return as_ip(".".join(str(byte) for byte in bytearray(raw))), int(port, 16)
    groups = ["%x" % number for number in struct.unpack(">8H", raw)]
    return as_ip(":".join(groups)), int(port, 16)


def listed(names):
    return ", ".join(sorted(names)) or "no backend"
