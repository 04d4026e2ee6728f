"""A server is taken out of traffic, now and after a reload."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

from ansible.module_utils.haproxy_drain import Drain
from ansible.module_utils.haproxy_meant import Meant
from ansible.module_utils.haproxy_problems import NoAnswer, Refused, Trouble, left_behind, listed
from ansible.module_utils.haproxy_sections import MAYBE, OFF
from ansible.module_utils.haproxy_subject import AboutServer


class OutOfTraffic(AboutServer):
    """First in its file, then in the running HAProxy, so that nothing in between opens a way into traffic."""

    def __init__(self, subject, edits, floor):
        super().__init__(subject)
        self._edits = edits
        self._floor = floor
        self._meant = Meant(subject)
        self._drain = Drain(subject)

    def drained(self, timeout):
        places, marked = [], []
        try:
            # Two runs at once would each count on the server that the other one takes out.
            with self._config.lock():
                places = self._meant.known_places()
                self._must_keep_everybody_away(places)
                self._floor.must_hold(places)
                marked = self._edits.mark(places)
                self._running.keep_new_away([place.backend for place in places])
            self._drain.take_out([place.backend for place in places], timeout)
        except (Trouble, Refused, NoAnswer) as problem:
            if marked:
                self._take_back_marks(places, marked, problem)
            raise

    def _must_keep_everybody_away(self, places):
        """`force-persist` may be meant for a tester alone."""
        config = self._config.read()
        for place in places:
            persists = config.switch(place.backend, ["option", "persist"])
            if persists != OFF:
                raise Trouble(
                    "%s: backend %s has `option persist`%s, so HAProxy sends clients to %s even in maintenance:"
                    " nothing was touched. Take it out of its file."
                    % (
                        self._proxy,
                        place.backend,
                        " as far as can be known, because an `.if` in its file decides" if persists == MAYBE else "",
                        self._name,
                    )
                )
            if config.directives(place.backend, "force-persist"):
                self._orders.warnings.append(
                    "%s: `force-persist` in backend %s lets whom it means come to %s even in maintenance"
                    % (self._proxy, place.backend, self._name)
                )

    def _take_back_marks(self, places, marked, problem):
        """HAProxy does not do it: then its file is not to do so either, at its next reload."""
        try:
            out = {seen.backend for seen in self._orders.seen(marked) if seen.is_taken_out}
            if not out:
                self._edits.change_files([lambda config: self._edits.take_marks(config, marked)], lambda was, now: None)
                self._running.heed_agents([place.backend for place in places if place.seen.heeds_agent])
                self._edits.forget()
                return
        except (Trouble, Refused, NoAnswer):
            out = set()
        if isinstance(problem, Trouble) and out == set(marked):
            return
        now = "has it out of traffic in %s now" % listed(out) if out else "may still send it traffic now"
        left = "A reload takes %s out of traffic in %s. HAProxy %s. Do this again, or bring the server back (ready)."
        raise left_behind(self._subject, problem, left % (self._name, listed(marked), now))
