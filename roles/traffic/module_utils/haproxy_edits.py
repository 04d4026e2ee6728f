"""What is changed in HAProxy's files about a server, and that nothing else is."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

from ansible.module_utils.haproxy_floor import with_followers
from ansible.module_utils.haproxy_place import before
from ansible.module_utils.haproxy_subject import AboutServer


class FileEdits(AboutServer):
    """Changes the files if a HAProxy that starts anew makes of them what is expected, and of all other servers the same."""

    def __init__(self, subject):
        super().__init__(subject)
        self.changed = False

    def forget(self):
        """All is as it was, in HAProxy as well."""
        self.changed = self._orders.changed = False

    def change_files(self, edits, expected):
        self.change(edits, expected, write=not self._check_mode)

    def change(self, edits, expected, write):
        """write: else it is only tried, which is all that there is to it in check mode."""
        changes = self._config.change(edits, expected, write)
        self.changed = self.changed or (changes and (write or self._check_mode))

    def difference(self, was, now, backends):
        """What else the change would do; None if nothing. Who tracks the server follows it."""
        meant = {(backend, self._name) for backend in backends}
        followers = with_followers(meant, {key: server.tracks for key, server in was.items()})
        config = self._config.read()
        for key in sorted((set(was) | set(now)) - meant):
            old, new = was.get(key), now.get(key)
            if old is None or new is None:
                return "%s/%s would %s" % (key[0], key[1], "be gone" if new is None else "be there, too")
            if key in followers:
                old, new = old._replace(status=""), new._replace(status="")
            if old.address != new.address and config.is_by_name(*key):
                old, new = old._replace(address=""), new._replace(address="")
            if old != new:
                return "%s/%s would be another (%s, before: %s)" % (key[0], key[1], facts(new), facts(old))
        return None

    def mark(self, places):
        """Says in its lines that it is out of traffic, and how it was before. The backends where it does."""
        befores = {
            place.backend: before(place)
            for place in places
            if place.is_though_disabled or not place.written.would_stay_out
        }
        agents = {place.backend for place in places if place.seen.has_agent or place.written.has_agent}

        def edit(at_end):
            def mark(config):
                for backend in sorted(befores):
                    if config.mark_of(backend, self._name) is None:
                        config.mark(backend, self._name, befores[backend], backend in agents, at_end)

            return mark

        def expected(was, now):
            for backend in befores:
                server = now.get((backend, self._name))
                if server is None or not server.is_out:
                    return "%s/%s would not be out of traffic" % (backend, self._name)
                if server.has_agent:
                    return "the agent of %s/%s would bring it back" % (backend, self._name)
            return self.difference(was, now, befores)

        if befores:
            self.change_files([edit(False), edit(True)], expected)
        return sorted(befores)

    def take_marks(self, config, backends):
        for backend in backends:
            config.unmark(backend, self._name)


def facts(server):
    return " ".join(filter(None, (server.address, "weight " + server.weight, server.status)))
