"""Poll a check until it succeeds several times in a row."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import subprocess
import time


class NotYet(Exception):
    """The check did not succeed this time; the text says why."""


class NeverPassed(Exception):
    """The deadline came before enough successes in a row, or there is nothing to wait for; the text says why."""


RESTARTS_IN_VAIN = 3


def unit_is_down(unit):
    """Why waiting for this systemd unit is in vain, or None."""
    if not unit:
        return None
    shown = subprocess.run(
        ["systemctl", "show", "--property=ActiveState,NRestarts", unit],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=10,
        check=False,
    )
    values = dict(line.split("=", 1) for line in shown.stdout.decode("utf-8", "replace").splitlines() if "=" in line)
    state = values.get("ActiveState")
    if state in ("failed", "inactive"):
        return "unit %s is %s" % (unit, state)
    restarts = int(values.get("NRestarts") or 0)
    if state == "activating" and restarts >= RESTARTS_IN_VAIN:
        return "unit %s does not come up, systemd has tried %d times" % (unit, restarts + 1)
    return None


def wait_until_passes(check, successes, timeout, interval, given_up=lambda: None, clock=time.monotonic, sleep=time.sleep):
    """Call check() until it returned `successes` times in a row without NotYet; return the number of tries.

    given_up() is asked after each failure: a text from it ends the waiting.
    """
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
            in_vain = given_up()
            if in_vain:
                raise NeverPassed("%s (%s)" % (in_vain, reason))
        if clock() + interval >= deadline:
            raise NeverPassed(
                "not %d successes in a row within %g s (%d tries); the last failure: %s"
                % (successes, timeout, tries, reason)
            )
        sleep(interval)
