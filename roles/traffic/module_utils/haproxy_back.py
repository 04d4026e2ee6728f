"""A server comes back into traffic, now and after a reload."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

from ansible.module_utils.haproxy_address import as_ip, split_address, without_family
from ansible.module_utils.haproxy_drain import Drain
from ansible.module_utils.haproxy_meant import Meant
from ansible.module_utils.haproxy_place import is_out
from ansible.module_utils.haproxy_problems import NoAnswer, Refused, Trouble, left_behind, listed
from ansible.module_utils.haproxy_subject import AboutServer
from ansible.module_utils.haproxy_text import DRAINED, IN_MAINTENANCE, IN_TRAFFIC


class BackInTraffic(AboutServer):
    """First in the running HAProxy, last in its file. What others have taken out stays out."""

    def __init__(self, subject, edits):
        super().__init__(subject)
        self._edits = edits
        self._meant = Meant(subject)
        self._drain = Drain(subject)

    def ready(self, timeout):
        places = self._meant.places_with_address(timeout)
        back, by_hand = self._ours(places)
        self._must_stay_where_it_is(back)
        unmark = [place.backend for place in back + by_hand]
        self._unmark(unmark, back, write=False)
        everywhere = [place.backend for place in places if place in back or not is_out(place)]
        config = self._config.read()
        unchecked = [backend for backend in unmark if config.without_check(backend, self._name)]
        down_before = [backend for backend in unmark if config.was_down(backend, self._name)]
        backends = [place.backend for place in back]
        ending = self._drain.ending(config, backends)
        try:
            self._running.bring_back(everywhere, backends, unchecked, down_before, ending, timeout)
            self._leave_as_before(config, by_hand)
            self._running.heed_agents([backend for backend in unmark if not config.without_agent(backend, self._name)])
        except NoAnswer as nothing:
            marked = [backend for backend in unmark if config.mark_of(backend, self._name) is not None]
            if marked:
                left = "HAProxy may send %s traffic already. A reload takes it out in %s. Do this again."
                raise left_behind(self._subject, nothing, left % (self._name, listed(marked)))
            raise
        try:
            self._unmark(unmark, back, write=not self._check_mode)
        except Refused as refusal:
            raise Trouble(
                "%s: %s is in traffic now, but a reload would take it out again, because its file is as it was: %s."
                " Mend that, and do this again." % (self._proxy, self._name, str(refusal).rstrip(".")),
                "%s, server %s: %s." % (self._proxy, self._name, str(refusal).rstrip(".")),
            )

    def _ours(self, places):
        """Where we have taken it out, and where somebody had before us. Nothing of others is undone."""
        config = self._config.read()
        marks = {place: config.mark_of(place.backend, self._name) for place in places}
        back = [place for place in places if marks[place] == IN_TRAFFIC]
        by_hand = [place for place in places if marks[place] in (DRAINED, IN_MAINTENANCE)]
        foreign = [place for place in places if marks[place] is None and is_out(place)]
        if foreign and not back and not by_hand and len(foreign) == len(places):
            told_otherwise = [place for place in foreign if not place.written.is_disabled]
            if not told_otherwise or len(told_otherwise) < len(foreign):
                raise Trouble(
                    "%s: %s is out of traffic in %s, and not by us, so nothing was touched: take `disabled` out of"
                    " its line in %s (or of default-server) and reload HAProxy."
                    % (self._proxy, self._name, listed({place.backend for place in foreign}), self._config)
                )
            # HAProxy and its file do not agree, and a reload would bring it back.
            return told_otherwise, []
        for place in places:
            if marks[place] is None and place.is_though_disabled:
                self._orders.warnings.append(
                    "%s: %s gets traffic in %s, and a reload would take it out: its file says `disabled`, and not by us"
                    % (self._proxy, self._name, place.backend)
                )
        for place in by_hand + foreign:
            self._orders.warnings.append(
                "%s: %s stays out of traffic in %s, where somebody else has taken it out"
                % (self._proxy, self._name, place.backend)
            )
        return back, by_hand

    def _must_stay_where_it_is(self, places):
        """A reload moves nobody."""
        config = self._config.read()
        for place in places:
            if config.is_by_name(place.backend, self._name) or place.seen.is_by_name:
                continue
            now, anew = (split_address(without_family(one.address)) for one in (place.seen, place.written))
            if as_ip(now[0]) is None or not place.written.address:
                continue
            is_relative = config.has_relative_port(place.backend, self._name)
            if as_ip(now[0]) != as_ip(anew[0]) or (now[1] != anew[1] and not is_relative):
                raise Trouble(
                    "%s: %s is at %s in %s now, and a reload would have it at %s. Nothing was touched. If a move was cut"
                    " off, do it again (tasks_from: add). If the file is right, reload HAProxy. Else correct its line in %s."
                    % (self._proxy, self._name, place.seen.where, place.backend, place.written.address, self._config)
                )

    def _leave_as_before(self, config, by_hand):
        backends = [place.backend for place in by_hand]
        drained = [backend for backend in backends if config.mark_of(backend, self._name) == DRAINED]
        self._running.leave_drained(drained)

    def _unmark(self, backends, back, write):
        config = self._config.read()
        though_disabled = [backend for backend in backends if config.was_though_disabled(backend, self._name)]

        def expected(was, now):
            for place in back:
                server = now.get((place.backend, self._name))
                if server is None or (server.would_stay_out and place.backend not in though_disabled):
                    return "%s/%s would still be out of traffic: it is disabled in another way, too" % (
                        place.backend,
                        self._name,
                    )
                if write and server.has_agent and not place.seen.has_agent:
                    self._orders.warnings.append(
                        "%s: HAProxy heeds the agent of %s in %s after its next reload only"
                        % (self._proxy, self._name, place.backend)
                    )
            return self._edits.difference(was, now, backends)

        if back or backends:
            edits = [lambda config: self._edits.take_marks(config, backends)]
            self._edits.change(edits, expected, write)
