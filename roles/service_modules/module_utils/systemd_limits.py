"""How long systemd lets a unit take, together with the units that it stops or starts before it."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import re

LIMITS = (
    "TimeoutStartUSec,TimeoutStopUSec,TimeoutAbortUSec,TimeoutStopFailureMode,TimeoutUSec,"
    "ExecCondition,ExecStartPre,ExecStart,ExecStartPost,ExecStop,ExecStopPost"
)

# By systemd.unit(5): which units a stop or a restart takes along, and which ones a start does.
STOPS_TOO = ("RequiredBy", "RequisiteOf", "BoundBy", "ConsistsOf", "PropagatesStopTo")
STARTS_TOO = ("Requires", "BindsTo", "Wants", "Upholds")

ASKED = ",".join(("Id,LoadState,ActiveState", LIMITS, "Before,After") + STOPS_TOO + STARTS_TOO)

DOWN = ("inactive", "failed")
UP = ("active", "reloading", "refreshing")

# They are up as long as the system is, so that nobody waits for them.
ALWAYS_UP = ("sysinit.target", "basic.target", "-.mount")

# Kinds of units that run no program of their own.
INSTANT = (".target", ".slice", ".path", ".timer", ".automount")

# Units that are looked at for one that is to stop or start. What depends on more of them has a limit without the rest.
MAX_UNITS = 100

# Seconds on top of what a unit may take, until systemd has seen to it.
SLACK = 15

# Seconds for a unit of which systemd says no limit (it is no service), and for one that has `infinity`.
UNSAID = 90
ENDLESS = 300

SPANS = {"y": 31557600, "month": 2629800, "w": 604800, "d": 86400, "h": 3600, "min": 60, "s": 1, "ms": 1e-3, "us": 1e-6}


def seconds(span):
    """A span of time as systemctl says it, `1min 30s`; infinity is one, too."""
    if span == "infinity":
        return float("inf")
    parts = re.findall(r"([\d.]+)(y|month|w|d|h|min|s|ms|us)(?![a-z])", span)
    return float(sum(float(number) * SPANS[unit] for number, unit in parts))


class Limits:
    """How long systemd lets one unit take, by what `systemctl show` says: each command has the limit anew."""

    def __init__(self, text):
        self._said = {}
        self._commands = {}
        for line in text.splitlines():
            name, _, value = line.partition("=")
            self._said.setdefault(name, value)
            self._commands[name] = self._commands.get(name, 0) + 1

    @property
    def name(self):
        return self._said.get("Id", "")

    @property
    def is_up(self):
        return self._said.get("ActiveState") in UP

    @property
    def is_down(self):
        return self._said.get("ActiveState") in DOWN

    def names(self, *properties):
        """The units that these properties name."""
        return {name for key in properties for name in self._said.get(key, "").split()}

    def stop(self):
        """Its commands, then SIGTERM, after which systemd kills it; the same after it has stopped."""
        limit = self._limit("TimeoutStopUSec")
        after = self._commands.get("ExecStopPost", 0)
        times = self._commands.get("ExecStop", 0) + 1 + (after + 1 if after else 0)
        aborts = self._said.get("TimeoutStopFailureMode") == "abort"
        return limit * times + (self._limit("TimeoutAbortUSec") if aborts else 0)

    def start(self):
        """Its commands; then one that did not come up is stopped."""
        names = ("ExecCondition", "ExecStartPre", "ExecStart", "ExecStartPost")
        times = max(1, sum(self._commands.get(name, 0) for name in names))
        return self._limit("TimeoutStartUSec") * times + self.stop()

    def of(self, state):
        """Seconds until it has come to this state, or has failed to; may be infinite."""
        if self.name.endswith(INSTANT) or self._said.get("LoadState") in ("not-found", "masked"):
            return 0
        stop = self.stop()
        return {"stopped": stop, "started": self.start(), "restarted": stop + self.start()}[state]

    def _limit(self, name):
        said = self._said.get(name) or self._said.get("TimeoutUSec")
        return seconds(said) if said else float(UNSAID)


class Transaction:
    """What systemd does until a unit has come to a state, and how long it may take.

    1. A stop or a restart takes along the units that depend on this one (`PartOf=`, `BindsTo=`, `Requires=` of theirs).
    2. Those that are ordered after it (`After=`) stop first, one after the other as they are ordered themselves.
    3. A start takes along what the unit requires or wants and is not up. What the unit is ordered after starts first.
    4. So a limit is the sum of the slowest chain of these; one that is `infinity` counts as ENDLESS in it.
    """

    def __init__(self, show, name, state):
        """show(names): what `systemctl show` says of ASKED about these units, an empty line between two."""
        self._show = show
        self._state = state
        self._units = {}
        self._first = self._learn([name])[0]
        self._stopped = self._taken_along(STOPS_TOO, lambda unit: True) if state != "started" else set()
        self._started = self._taken_along(STARTS_TOO, lambda unit: not unit.is_up) if state != "stopped" else set()
        stops = self._chain(self._first, self._stops_before, self._to_stop, {}) if state != "started" else []
        starts = self._chain(self._first, self._starts_before, self._to_start, {}) if state != "stopped" else []
        self._parts = [(self._first, self._first.of(state))]
        self._parts += [(unit, allowed) for unit, allowed in stops + starts if unit is not self._first and allowed]

    def allowed(self):
        """Seconds until it must be in this state, or have failed to be."""
        return sum(finite(allowed) for _, allowed in self._parts) + (0 if self._endless() else SLACK)

    def why(self):
        """What a unit has exceeded that takes longer."""
        others = sorted({unit.name for unit, _ in self._parts[1:]})
        endless = self._endless()
        if endless == [self._first]:
            return "it has no limit of its own" + " (it waits for %s, too)" % ", ".join(others) * bool(others)
        if endless:
            return "as systemd has no limit for %s" % ", ".join(sorted({unit.name for unit in endless}))
        if others:
            return "the limits of it and of what it waits for (%s) are over" % ", ".join(others)
        return "its own limits are over"

    def _endless(self):
        return [unit for unit, allowed in self._parts if allowed == float("inf")]

    def _learn(self, names):
        """[Limits] of these; what systemd does not tell about is left out."""
        found = [Limits(text) for text in self._show(names).strip().split("\n\n")]
        self._units.update((unit.name, unit) for unit in found)
        return found

    def _taken_along(self, properties, passes):
        """The names of the units that these properties lead to, from one to the next."""
        found, fresh = set(), [self._first]
        while fresh:
            names = set().union(*[unit.names(*properties) for unit in fresh]) - found - {self._first.name}
            names = {name for name in names if name not in ALWAYS_UP and not name.endswith(".slice")}
            unknown = sorted(names - set(self._units))[: MAX_UNITS - len(self._units)]
            if unknown:
                self._learn(unknown)
            fresh = [unit for unit in map(self._units.get, sorted(names)) if unit and passes(unit)]
            found.update(unit.name for unit in fresh)
        return found

    def _stops_before(self, unit):
        return unit.names("Before") & self._stopped

    def _starts_before(self, unit):
        return unit.names("After") & (self._started | self._stopped)

    def _to_stop(self, unit):
        return 0 if unit.is_down else unit.of("stopped")

    def _to_start(self, unit):
        """One that stops with this one was up, and restarts with it."""
        return unit.of("started" if unit.name in self._started else "restarted") if self._starts(unit) else 0

    def _starts(self, unit):
        return unit is self._first or unit.name in self._started or not unit.is_down

    def _chain(self, unit, before, own, known):
        """[(unit, seconds)] of the slowest ones that follow each other, this one last. Systemd breaks a cycle, too."""
        if unit.name not in known:
            known[unit.name] = []
            chains = [self._chain(self._units[name], before, own, known) for name in sorted(before(unit))]
            known[unit.name] = max(chains, key=length, default=[]) + [(unit, own(unit))]
        return known[unit.name]


def length(chain):
    return sum(finite(allowed) for _, allowed in chain)


def finite(allowed):
    return ENDLESS if allowed == float("inf") else allowed
