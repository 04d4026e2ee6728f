"""A server leaves HAProxy and its files."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

from ansible.module_utils.haproxy_drain import Drain
from ansible.module_utils.haproxy_meant import Meant
from ansible.module_utils.haproxy_membership import Membership
from ansible.module_utils.haproxy_place import NOBODY
from ansible.module_utils.haproxy_problems import Refused, Trouble
from ansible.module_utils.haproxy_subject import AboutServer


class Removal(AboutServer):
    """Takes it out of traffic, deletes it in the running HAProxy, and then its lines."""

    def __init__(self, subject, edits, floor):
        super().__init__(subject)
        self._edits = edits
        self._floor = floor
        self._meant = Meant(subject)
        self._drain = Drain(subject)
        self._membership = Membership(subject.orders)

    def absent(self, timeout):
        with self._config.lock():
            fresh = self._config.servers()
            self._meant.must_have_backends(fresh)
            places = self._meant.matching(self._meant.places(fresh))
            self._meant.must_be_one({place.backend for place in places})
            self._floor.must_hold(places)
            self._begin_removal(places)
        self._end_removal(places, timeout)

    def _begin_removal(self, places):
        """No new request comes to it any more."""
        if any(place.written for place in places):
            self._remove_lines(places, write=False)
            self._edits.mark([place if place.seen else place._replace(seen=NOBODY) for place in places if place.written])
        self._running.keep_new_away([place.backend for place in places if place.seen])

    def _end_removal(self, places, timeout):
        self.delete([place.backend for place in places], timeout)
        try:
            if any(place.written for place in places):
                self._remove_lines(places, write=not self._check_mode)
        except Refused as refusal:
            raise Trouble(
                "%s: HAProxy has no %s any more, but its line is still in the file, out of traffic: %s."
                " Mend that, and do this again." % (self._proxy, self._name, str(refusal).rstrip("."))
            )

    def delete(self, backends, timeout):
        self._drain.take_out(backends, timeout)
        self._membership.leave_unchecked(backends)
        self._membership.delete(backends, timeout)

    def _remove_lines(self, places, write):
        on_file = [place.backend for place in places if place.written]

        def edit(config):
            for backend in on_file:
                config.remove(backend, self._name)

        def expected(was, now):
            for backend in on_file:
                if (backend, self._name) in now:
                    return "%s/%s would still be there" % (backend, self._name)
            return self._edits.difference(was, now, on_file)

        self._edits.change([edit], expected, write)
