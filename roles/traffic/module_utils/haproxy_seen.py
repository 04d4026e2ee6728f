"""One server in one backend, as a running HAProxy says that it is."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import collections

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
