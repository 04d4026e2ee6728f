"""Bring a systemd unit to a state, and see that it is there."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import subprocess
import time

from ansible.module_utils.systemd_limits import ASKED, DOWN, UP, Transaction

INTERVAL = 0.05
PROPERTIES = "LoadState,ActiveState,SubState,NRestarts,Type,Result"

# Systemd has tried as often as that in vain: it will not come up.
RESTARTS_IN_VAIN = 3

# Seconds that systemd has for an answer about a unit.
ANSWER = 30


class Refused(Exception):
    """It cannot be, or did not come to be; the text says why."""


class Unanswered(Refused):
    """Systemd does not say how the unit is."""


class Unfinished(Refused):
    """A program did not end in time."""


def run(*words, **limits):
    """Exit code and what the program said; Unfinished if it does not end within `timeout` seconds."""
    try:
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, **limits)
    except subprocess.TimeoutExpired as problem:
        raise Unfinished("'%s' did not end within %g s" % (" ".join(words), problem.timeout))
    return done.returncode, done.stdout.decode("utf-8", "replace").strip()


class Unit:
    """A unit, as systemctl sees it.

    It may take as long as systemd lets it and what it waits for, and a little more: `timeout` is for those who know
    better. But not longer than the run has left, where that is known.
    """

    def __init__(self, name, timeout=None, left=None, systemctl=run, clock=time.monotonic, sleep=time.sleep):
        self._name = name
        self._timeout = timeout
        self._systemctl = systemctl
        self._clock = clock
        self._sleep = sleep
        self._end = None if left is None else clock() + left

    def look(self):
        seen = dict(line.split("=", 1) for line in self._show(PROPERTIES).splitlines() if "=" in line)
        if seen.get("LoadState") == "not-found":
            raise Refused("there is no unit %s on this server" % self._name)
        return seen

    def _show(self, properties, names=None):
        words = ("systemctl", "show", "--property=" + properties, "--") + tuple(names or [self._name])
        try:
            code, said = self._systemctl(*words, timeout=ANSWER)
        except Unfinished as problem:
            raise Unanswered(str(problem))
        if code:
            raise Unanswered("systemctl show %s: %s" % (self._name, said))
        return said

    def is_as_told(self, state):
        """Whether there is nothing to do; a restart is always something."""
        active = self.look()["ActiveState"]
        if state == "stopped":
            return active in DOWN
        return state == "started" and active in UP

    def why_in_vain(self):
        """Why there is nothing to wait for; None also while systemd does not answer, as soon after a boot."""
        try:
            seen = self.look()
        except Unanswered:
            return None
        active = seen["ActiveState"]
        restarts = int(seen.get("NRestarts") or 0)
        if active in DOWN and not has_run(seen):
            return "unit %s is %s" % (self._name, active)
        if active == "activating" and restarts >= RESTARTS_IN_VAIN:
            return "unit %s does not come up, systemd has tried %d times" % (self._name, restarts + 1)
        return None

    def is_coming_up(self):
        """Whether systemd is starting it, and would give it up by itself if that took too long."""
        try:
            seen = self.look()
        except Unanswered:
            return False
        return seen["ActiveState"] == "activating" and seen.get("SubState") != "auto-restart"

    def patience(self, state):
        """Seconds that it may take to get there, and why no longer."""
        if self._timeout is None:
            transaction = Transaction(lambda names: self._show(ASKED, names), self._name, state)
            allowed, why = transaction.allowed(), transaction.why()
        else:
            allowed, why = self._timeout, "as it was told to"
        left = self.left()
        if left < allowed:
            return left, "it may take %g s, but the run has no more time: give the step a later deadline" % allowed
        return allowed, why

    def left(self):
        return float("inf") if self._end is None else max(0.0, self._end - self._clock())

    def act(self, state):
        """Does it, and waits until systemd says so."""
        patience, why = self.patience(state)
        if patience <= 0:
            raise Refused("unit %s was left alone: the run has no time left; give the step a later deadline" % self._name)
        begun = self._clock()
        verb = {"stopped": "stop", "started": "start", "restarted": "restart"}[state]
        if state != "stopped":
            # One that was started too often is not started any more; one that is not loaded has nothing to forget.
            self._systemctl("systemctl", "reset-failed", "--", self._name, timeout=ANSWER)
        try:
            code, said = self._systemctl("systemctl", verb, "--", self._name, timeout=patience)
        except Unfinished:
            raise self._late(self.look(), begun, why)
        if code:
            raise Refused("systemctl %s %s: %s" % (verb, self._name, said or "exit code %d" % code))
        self._wait_until(state, begun, patience, why)

    def _late(self, seen, begun, why):
        past = round(self._clock() - begun, 1)
        return Refused(
            "%s is %s (%s) after %g s, %s" % (self._name, seen["ActiveState"], seen.get("SubState"), past, why)
        )

    def _wait_until(self, state, begun, patience, why):
        first = None
        while True:
            seen = self.look()
            active = seen["ActiveState"]
            if active in DOWN if state == "stopped" else active in UP or has_run(seen):
                return
            restarts = int(seen.get("NRestarts") or 0)
            first = restarts if first is None else first
            if state != "stopped" and active in DOWN:
                raise Refused("%s is %s" % (self._name, active))
            if restarts > first:
                raise Refused("%s does not come up: systemd starts it again and again" % self._name)
            if self._clock() >= begun + patience:
                raise self._late(seen, begun, why)
            self._sleep(INTERVAL)


def has_run(seen):
    """Whether it is one that does its work and ends, and nothing went wrong with it. Systemd forgets the rest at once."""
    return seen.get("Type") == "oneshot" and seen["ActiveState"] == "inactive" and seen.get("Result") == "success"


def bring(unit, state, check_mode=False):
    """Brings a unit to a state; whether there was anything to do."""
    if unit.is_as_told(state):
        return False
    if not check_mode:
        unit.act(state)
    return True


def journal(unit, lines):
    words = ["journalctl", "--unit=" + unit, "--lines=%d" % lines, "--no-pager", "--output=short-iso"]
    try:
        return "Last lines of the journal of %s:\n%s" % (unit, run(*words, timeout=ANSWER)[1])
    except (OSError, Refused) as problem:
        return "The journal of %s cannot be read: %s" % (unit, problem)
