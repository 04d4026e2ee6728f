"""Bring a systemd unit to a state, and see that it is there."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import functools
import subprocess
import time

INTERVAL = 0.05
PROPERTIES = "LoadState,ActiveState,SubState,NRestarts"
DOWN = ("inactive", "failed")

# Systemd has tried as often as that in vain: it will not come up.
RESTARTS_IN_VAIN = 3


class Refused(Exception):
    """It cannot be, or did not come to be; the text says why."""


class Unanswered(Refused):
    """Systemd does not say how the unit is."""


def run(*words, **limits):
    """Exit code and what the program said; Refused if it does not end within `timeout` seconds."""
    try:
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, **limits)
    except subprocess.TimeoutExpired as problem:
        raise Refused("'%s' did not end within %g s" % (" ".join(words), problem.timeout))
    return done.returncode, done.stdout.decode("utf-8", "replace").strip()


class Unit:
    """A unit, as systemctl sees it."""

    def __init__(self, name, timeout, systemctl=None, clock=time.monotonic, sleep=time.sleep):
        self._name = name
        self._timeout = timeout
        self._systemctl = systemctl or functools.partial(run, timeout=timeout)
        self._clock = clock
        self._sleep = sleep

    def look(self):
        code, said = self._systemctl("systemctl", "show", "--property=" + PROPERTIES, "--", self._name)
        if code:
            raise Unanswered("systemctl show %s: %s" % (self._name, said))
        seen = dict(line.split("=", 1) for line in said.splitlines() if "=" in line)
        if seen.get("LoadState") == "not-found":
            raise Refused("there is no unit %s on this server" % self._name)
        return seen

    def is_as_told(self, state):
        """Whether there is nothing to do; a restart is always something."""
        seen = self.look()
        if state == "stopped":
            return seen["ActiveState"] in DOWN
        return state == "started" and seen["ActiveState"] == "active"

    def why_in_vain(self):
        """Why there is nothing to wait for; None also while systemd does not answer, as soon after a boot."""
        try:
            seen = self.look()
        except Unanswered:
            return None
        active = seen["ActiveState"]
        restarts = int(seen.get("NRestarts") or 0)
        if active in DOWN:
            return "unit %s is %s" % (self._name, active)
        if active == "activating" and restarts >= RESTARTS_IN_VAIN:
            return "unit %s does not come up, systemd has tried %d times" % (self._name, restarts + 1)
        return None

    def act(self, state):
        """Does it, and waits until systemd says so."""
        deadline = self._clock() + self._timeout
        verb = {"stopped": "stop", "started": "start", "restarted": "restart"}[state]
        code, said = self._systemctl("systemctl", verb, "--", self._name)
        if code:
            raise Refused("systemctl %s %s: %s" % (verb, self._name, said or "exit code %d" % code))
        self._wait_until(state, deadline)

    def _wait_until(self, state, deadline):
        first = None
        while True:
            seen = self.look()
            active = seen["ActiveState"]
            if active in DOWN if state == "stopped" else active == "active":
                return
            restarts = int(seen.get("NRestarts") or 0)
            first = restarts if first is None else first
            if state != "stopped" and active in DOWN:
                raise Refused("%s is %s" % (self._name, active))
            if restarts > first:
                raise Refused("%s does not come up: systemd starts it again and again" % self._name)
            if self._clock() >= deadline:
                raise Refused(
                    "%s is %s (%s) after %g s" % (self._name, active, seen.get("SubState"), self._timeout)
                )
            self._sleep(INTERVAL)


def bring(name, state, timeout, check_mode=False):
    """Brings a unit to a state; whether there was anything to do."""
    unit = Unit(name, timeout)
    if unit.is_as_told(state):
        return False
    if not check_mode:
        unit.act(state)
    return True


def journal(unit, lines):
    words = ["journalctl", "--unit=" + unit, "--lines=%d" % lines, "--no-pager", "--output=short-iso"]
    try:
        return "Last lines of the journal of %s:\n%s" % (unit, run(*words)[1])
    except OSError as problem:
        return "The journal of %s cannot be read: %s" % (unit, problem)
