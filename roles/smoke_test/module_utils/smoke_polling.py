"""Poll a check until it succeeds several times in a row."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import time


class NotYet(Exception):
    """The check did not succeed this time; the text says why."""


class NeverPassed(Exception):
    """The deadline came before enough successes in a row; the text says why."""


def wait_until_passes(check, successes, timeout, interval, clock=time.monotonic, sleep=time.sleep):
    """Call check() until it returned `successes` times in a row without NotYet; return the number of tries."""
    deadline = clock() + timeout
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
        if clock() + interval >= deadline:
            raise NeverPassed(
                "not %d successes in a row within %g s (%d tries); the last failure: %s"
                % (successes, timeout, tries, reason)
            )
        sleep(interval)
