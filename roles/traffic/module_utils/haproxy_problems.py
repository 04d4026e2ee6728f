"""Why something cannot be done with HAProxy, for messages of one line."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type


class NoAnswer(Exception):
    """HAProxy does not answer; the text says why. left: what was done before, in whole sentences."""

    left = ""


class IsMaster(NoAnswer):
    """The socket is that of HAProxy's master process (option -S), which knows no servers."""


class Refused(Exception):
    """The file cannot be read or written, or HAProxy does not take it; the text says why."""


class Trouble(Exception):
    """It cannot be done; the text names the proxy, the server and the cure. found: what holds of it once all is undone."""

    def __init__(self, text, found=None):
        super().__init__(text)
        self.found = found or text


def left_behind(subject, problem, left):
    """The problem, with what it leaves."""
    if isinstance(problem, NoAnswer):
        problem.left = left
        return problem
    where = "%s, server %s: " % (subject.proxy, subject.name) if isinstance(problem, Refused) else ""
    return Trouble("%s%s. %s" % (where, str(problem).rstrip("."), left))


def listed(names):
    return ", ".join(sorted(names)) or "no backend"
