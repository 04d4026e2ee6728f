"""Poll a check until it succeeds several times in a row."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import threading
import time

from ansible.module_utils.systemd_unit import Refused, Unit, bring


class NotYet(Exception):
    """The check did not succeed this time; the text says why."""


class NeverPassed(Exception):
    """The deadline came before enough successes in a row, or there is nothing to wait for; the text says why."""


# Seconds until the next try after a failure, unless the interval is shorter still.
SOON = 0.05

# Seconds that systemd may take to start a unit that is only tested.
LONGEST_START = 900

# Seconds between two looks at what makes it vain: each takes CPU from a service that is coming up.
LOOK = 0.5


class Patience:
    """How long a check is tried: `timeout` seconds from when its unit is up, which systemd may take its time for.

    `left` is all that there is. is_coming_up() tells whether systemd is still at it; not asked before the time is over,
    as that takes CPU from a service that is coming up.
    """

    def __init__(self, timeout, left=float("inf"), is_coming_up=lambda: False, longest=0, clock=time.monotonic):
        self._timeout = timeout
        self._clock = clock
        self._is_coming_up = is_coming_up
        self._begun = clock()
        self._end = self._begun + left
        self._longest = self._begun + longest
        self._deadline = self._begun + timeout
        self._was_late = False

    def is_over(self, pause):
        """Whether there is no time for a next try after this pause."""
        now = self._clock() + pause
        if now >= self._end:
            return True
        if now < self._deadline:
            return False
        if now < self._longest and self._is_coming_up():
            self._was_late = True
            self._deadline = now + LOOK
            return False
        if self._was_late:
            self._was_late = False
            self._longest = now
            self._deadline = now + self._timeout
            return False
        return True

    def words(self):
        """How long it was, once it is over."""
        return "%g s" % round(min(self._end, self._deadline) - self._begun, 1)


def wait_until_passes(check, successes, patience, interval, given_up=lambda: None, clock=time.monotonic, sleep=time.sleep):
    """Call check() until it returned `successes` times in a row without NotYet; return the number of tries.

    Successes are `interval` seconds apart, so that they span some time; after a failure the next try comes soon.
    given_up() is asked now and then after a failure: a text from it ends the waiting.
    """
    look = clock() + LOOK
    tries = 0
    row = 0
    reason = "no try was made"
    while True:
        tries += 1
        try:
            check()
            row += 1
            if row >= successes:
                return tries
        except NotYet as problem:
            row = 0
            reason = str(problem)
            if clock() >= look:
                in_vain = given_up()
                if in_vain:
                    raise NeverPassed("%s (%s)" % (in_vain, reason))
                look = clock() + LOOK
        pause = interval if row else min(interval, SOON)
        if patience.is_over(pause):
            raise NeverPassed(
                "not %d successes in a row within %s (%d tries); the last failure: %s"
                % (successes, patience.words(), tries, reason)
            )
        sleep(pause)


class Meanwhile(threading.Thread):
    """Makes something while something else is done."""

    def __init__(self, make):
        super(Meanwhile, self).__init__()
        self.daemon = True
        self._make = make
        self._made = None
        self._problem = None
        self.start()

    def run(self):
        try:
            self._made = self._make()
        except Exception as problem:
            self._problem = problem

    def get(self):
        self.join()
        if self._problem is not None:
            raise self._problem
        return self._made


def bring_and_test(given, check_mode, what, make_check):
    """What a smoke test does: the unit first, then the check until it passes; the result of its task.

    The check is made while the unit comes up, as what it imports takes its time.
    """
    unit = Unit(given["unit"], given["unit_timeout"], given["run_left"])
    changed = False
    begun = time.monotonic()
    try:
        check = Meanwhile(make_check)
        if given["unit_state"] != "as_is":
            if not given["unit"]:
                raise Refused("unit_state is %s, but unit is not given" % given["unit_state"])
            changed = bring(unit, given["unit_state"], check_mode)
        patience = Patience(given["timeout"], unit.left())
        given_up = lambda: None  # noqa: E731
        if given["unit"]:
            patience = Patience(given["timeout"], unit.left(), unit.is_coming_up, LONGEST_START)
            given_up = unit.why_in_vain
        tries = wait_until_passes(check.get(), given["successes"], patience, given["interval"], given_up)
    except Refused as problem:
        return {"failed": True, "msg": str(problem)}
    except NeverPassed as problem:
        return {"failed": True, "msg": "%s: %s" % (what, problem)}
    return {"changed": changed, "seconds": round(time.monotonic() - begun, 2), "tries": tries}
