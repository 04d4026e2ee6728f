"""Which servers of HAProxy are meant by a name, an address and backends."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import collections

from ansible.module_utils.haproxy_place import Place, are_at_one_host, near, shortened, told
from ansible.module_utils.haproxy_problems import Trouble, listed
from ansible.module_utils.haproxy_subject import AboutServer


class Meant(AboutServer):
    """Finds the server, or says what there is instead."""

    def known_places(self):
        fresh = self._config.servers()
        self.must_have_backends(fresh)
        places = self.matching(self.places(fresh))
        lacking = set(self._backends or ()) - {place.backend for place in places}
        if not places or lacking:
            lacking = lacking or self.known_backends(fresh)
            raise self.unknown("does not know server " + self._name, self._name, fresh, lacking, "traffic_server")
        self.must_be_one({place.backend for place in places})
        running = {place.backend for place in places if place.seen}
        on_file = {place.backend for place in places if place.written}
        if running != on_file:
            cure = "Reload HAProxy there, then do this again."
            if running - on_file:
                cure = "A reload would delete it in %s: give it a `server` line there first." % listed(running - on_file)
            raise Trouble(
                "%s contradicts itself about %s: the running HAProxy has it in %s, its file in %s. %s"
                % (self._proxy, self._name, listed(running), listed(on_file), cure)
            )
        return places

    def places_with_address(self, timeout):
        """The same, once its name has an address."""
        try:
            return self.known_places()
        except Trouble:
            if not self._wait.address(timeout):
                raise
            return self.known_places()

    def places(self, fresh, everywhere=False):
        """[Place] of the server's name, in the backends that are meant."""
        seen = {server.backend: server for server in self._orders.seen()}
        backends = set(seen) | {backend for backend, name in fresh if name == self._name}
        if self._backends and not everywhere:
            backends &= set(self._backends)
        return [Place(backend, seen.get(backend), fresh.get((backend, self._name))) for backend in sorted(backends)]

    def matching(self, places):
        """Those at the server's address. Others of its name are none of our business."""
        if self._address:
            found = [place for place in places if place.is_at(self._address)]
            if places and not found:
                raise Trouble(
                    "%s has %s at %s, not at %s: nothing was touched. Say the address that HAProxy sends to by"
                    " traffic_address." % (self._proxy, self._name, told(places), self._address.text)
                )
            return found
        if not are_at_one_host(places):
            raise Trouble(
                "%s has several servers %s, at %s: nothing was touched. Say which is meant by traffic_address or"
                " traffic_backends." % (self._proxy, self._name, told(places))
            )
        return places

    def must_have_backends(self, fresh):
        """Those that are named."""
        known = self.known_backends(fresh)
        lacking = set(self._backends or ()) - known
        if lacking:
            raise Trouble(
                "%s has no backend %s (it has: %s); correct traffic_backends."
                % (self._proxy, listed(lacking), shortened(known))
            )

    def known_backends(self, fresh):
        named = {backend for backend, _ in fresh} | {server.backend for server in self._admin.servers()}
        return named | self._config.read().titles()

    def unknown(self, what, name, fresh, lacking, option):
        """What is to be said of a name that no server has in these backends, and who may be meant."""
        inside = [(backend, other) for backend, other in fresh if backend in lacking]
        hints = ["%s in %s" % (other, backend) for backend, other in sorted(fresh) if other == name]
        hints = hints or near(name, {other for _, other in inside})
        if self._address and name == self._name:
            here = [key for key in sorted(inside) if self._address.is_at(fresh[key].address)]
            hints += ["at %s: %s in %s" % (self._address.text, other, backend) for backend, other in here]
        if self._config.read().is_ours():
            cure = "provision the proxy with an inventory that has it (provision-playbook.yml --tags proxy)"
        else:
            cure = "give it a `server` line in %s and reload HAProxy, or say its name there by %s" % (
                self._config,
                option,
            )
        return Trouble(
            "%s %s: no such server in backend %s%s; %s."
            % (self._proxy, what, shortened(lacking), " (there is: %s)" % shortened(hints) if hints else "", cure)
        )

    def must_be_one(self, backends):
        """A command reaches only the first of several that have the same name."""
        config = self._config.read()
        running = collections.Counter(self._admin.backends())
        servers = collections.Counter(server.backend for server in self._orders.seen())
        for backend in sorted(backends):
            what = None
            if running[backend] > 1 or config.is_double(backend):
                what = "several backends " + backend
            elif servers[backend] > 1 or config.is_double(backend, self._name):
                what = "several servers %s in backend %s" % (self._name, backend)
            if what:
                raise Trouble(
                    "%s has %s, and a command reaches one of them only: nothing was touched. Give each a name of its own in"
                    " %s, and reload HAProxy." % (self._proxy, what, self._config)
                )
