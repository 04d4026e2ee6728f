"""A server moves to another address, and keeps its line."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

from ansible.module_utils.haproxy_address import Wanted, as_ip, in_brackets, split_address, without_family
from ansible.module_utils.haproxy_drain import Drain
from ansible.module_utils.haproxy_line import is_path, stated_port
from ansible.module_utils.haproxy_membership import Membership
from ansible.module_utils.haproxy_place import NOBODY, told
from ansible.module_utils.haproxy_problems import Trouble
from ansible.module_utils.haproxy_subject import AboutServer
from ansible.module_utils.haproxy_text import IN_TRAFFIC


class Move(AboutServer):
    """Out of traffic, to the new address. What undoes a step is added to what undoes them all."""

    def __init__(self, subject, edits):
        super().__init__(subject)
        self._edits = edits
        self._drain = Drain(subject)
        self._membership = Membership(subject.orders)

    def must_move_everywhere(self, like, moved, others, wanted):
        """Else requests would still go to the old host, from the backends that nobody has thought of."""
        old = {host for place in moved for host in place.hosts if not Wanted(wanted[place.backend]).is_at(in_brackets(host))}
        left = [place for place in others if old & place.hosts]
        if left:
            raise Trouble(
                "%s: %s would stay at %s, as %s is not there. Nothing was touched. Give these backends a line of %s and"
                " reload HAProxy, or say by traffic_backends which backends are meant."
                % (self._proxy, self._name, told(left), like, like)
            )

    def must_be_movable(self, place, address):
        text = place.seen.fqdn if place.seen and place.seen.is_by_name else place.address
        if place.written:
            text = self._config.read().address_of(place.written)
        ports = [stated_port(text), stated_port(address)]
        why, cure = None, "remove it first (tasks_from: remove), and add it again"
        if place.written and len(self._config.read().addresses(place.backend, self._name)) > 1:
            why = "it has several lines there, and an `.if` of the file chooses one"
            cure = "correct them in %s, and reload HAProxy" % self._config
        elif is_path(text) or not as_ip(split_address(without_family(text))[0]):
            why = "its line says %s" % text
        elif place.written and self._config.read().is_checked_at(place.written):
            why = "its options say where it is checked (`addr`)"
        elif place.seen and place.seen.is_taken_out and self._mark_of(place) != IN_TRAFFIC:
            why = "somebody else has taken it out of traffic"
            cure = "have it brought back into traffic first, and do this again"
        elif ports[0] != ports[1] and not all(port.isdigit() for port in ports):
            why = "its port would be another kind"
        if why:
            raise Trouble(
                "%s: %s is in %s already, and cannot move to %s: %s. Nothing was touched: %s."
                % (self._proxy, self._name, place.backend, address, why, cure)
            )

    def _mark_of(self, place):
        return self._config.read().mark_of(place.backend, self._name)

    def begin(self, moved, undo, ready_timeout):
        """Out of traffic, for new clients."""
        on_file = [place for place in moved if place.written]
        config = self._config.read()
        fresh = [place.backend for place in on_file if config.mark_of(place.backend, self._name) is None]
        words = "It is back at its old address." if any(place.seen for place in moved) else "Its line is as it was."
        undo.add(lambda: self._put_back(moved, fresh, ready_timeout), words)
        self._edits.mark([place if place.seen else place._replace(seen=NOBODY) for place in on_file])
        self._running.keep_new_away([place.backend for place in moved if place.seen])

    def move(self, moved, wanted, undo, timeout):
        seen = [place for place in moved if place.seen]
        self._drain.take_out([place.backend for place in seen], timeout)
        for place in seen:
            undo.add(lambda place=place: self._move_back(place, timeout), "")
            self._membership.move(place.backend, wanted[place.backend])

    def _move_back(self, place, timeout):
        self._drain.take_out([place.backend], timeout)
        relative = place.written and self._config.read().has_relative_port(place.backend, self._name)
        self._membership.move(place.backend, place.seen.any_port if relative else place.seen.address)

    def _put_back(self, moved, marked, timeout):
        """Into traffic, where it was. HAProxy sends nobody there while it does not find it well."""
        seen = [place for place in moved if place.seen]
        served = [place.backend for place in seen if not place.seen.is_taken_out]
        unchecked = [place.backend for place in seen if place.seen.lacks_check]
        # What was down may stay so: that is not waited for.
        down = [place.backend for place in seen if place.backend in served and place.seen.is_found_down]
        up = [backend for backend in served if backend not in down]
        try:
            self._running.bring_back(up, up, unchecked, [], self._drain.ending(self._config.read(), up), timeout)
        except Trouble:
            self._running.leave_to_checks(up, unchecked)
        self._running.leave_to_checks(down, unchecked)
        self._running.leave_drained([place.backend for place in seen if place.seen.is_taken_out and not place.seen.is_shut])
        self._running.heed_agents([place.backend for place in seen if place.seen.heeds_agent])
        self._edits.change_files(
            [lambda config: self._edits.take_marks(config, marked)], lambda was, now: self._edits.difference(was, now, marked)
        )
