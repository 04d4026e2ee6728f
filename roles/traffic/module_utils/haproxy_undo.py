"""What was done about a server is undone where the rest fails."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

from ansible.module_utils.haproxy_problems import NoAnswer, Refused, Trouble
from ansible.module_utils.haproxy_subject import AboutServer


class Undo(AboutServer):
    """Collects how each step is undone."""

    def __init__(self, subject, edits):
        super().__init__(subject)
        self._edits = edits
        self._steps = []

    def add(self, step, words):
        """step(): undoes what was done; words: says so, or nothing."""
        self._steps.append((step, words))

    def undo(self, problem, backends):
        """Raises Trouble with the problem and what was undone, if anything was."""
        left, done = [], []
        for step, words in reversed(self._steps):
            try:
                step()
                done.append(words)
            except NoAnswer as nothing:
                left.append("HAProxy does not answer (%s)." % nothing)
            except (Trouble, Refused) as other:
                left.append(str(other).rstrip(".") + ".")
        done = list(filter(None, done))
        if left:
            what = problem.found if isinstance(problem, Trouble) else str(problem)
            if isinstance(problem, NoAnswer):
                what = "%s: HAProxy does not answer about %s (%s)" % (self._proxy, self._name, problem)
            elif isinstance(problem, Refused):
                what = "%s, server %s: %s" % (self._proxy, self._name, problem)
            words = [what.rstrip(".") + ".", "Not all of it could be undone:"] + list(dict.fromkeys(left))
            raise Trouble(" ".join(words + [self._as_it_is(backends), "Mend that, and do this again."]))
        if self._steps:
            self._edits.forget()
        if self._steps and isinstance(problem, NoAnswer):
            problem.left = " ".join(done)
        if done and isinstance(problem, Trouble):
            raise Trouble(" ".join([problem.found] + done))

    def _as_it_is(self, backends):
        """Now, and in its file."""
        try:
            now = "; ".join("%s: %s at %s" % (seen.backend, seen.status, seen.where) for seen in self._orders.seen(backends))
            now = "HAProxy has now: %s." % (now or "no " + self._name)
        except NoAnswer:
            now = "HAProxy does not say where %s is now." % self._name
        try:
            config = self._config.read()
            lines = [(backend, line) for backend in backends for line in config.server_lines(backend, self._name)]
            said = [
                "%s: %s%s" % (backend, line.words[2].text, ", out of traffic" * (config.mark_of(backend, self._name) is not None))
                for backend, line in lines
            ]
            return "%s Its file has: %s." % (now, "; ".join(said) or "no " + self._name)
        except Refused:
            return now
