"""A server is added like another one, or moves to where it is to be."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

from ansible.module_utils.haproxy_address import Wanted, as_ip
from ansible.module_utils.haproxy_back import BackInTraffic
from ansible.module_utils.haproxy_meant import Meant
from ansible.module_utils.haproxy_membership import Membership
from ansible.module_utils.haproxy_model import Model
from ansible.module_utils.haproxy_move import Move
from ansible.module_utils.haproxy_problems import NoAnswer, Refused, Trouble, listed
from ansible.module_utils.haproxy_subject import AboutServer
from ansible.module_utils.haproxy_undo import Undo


class Addition(AboutServer):
    """Adds its lines and the server itself, out of traffic, and brings it into traffic. If anything fails in one
    backend, all of it is undone."""

    def __init__(self, subject, edits, floor, removal):
        super().__init__(subject)
        self._edits = edits
        self._floor = floor
        self._removal = removal
        self._meant = Meant(subject)
        self._model = Model(subject)
        self._move = Move(subject, edits)
        self._membership = Membership(subject.orders)

    def present(self, like, address, drain_timeout, ready_timeout):
        """One that is there at another address moves: it keeps its line, and is back at its old address if that fails."""
        fresh = self._config.servers()
        self._meant.must_have_backends(fresh)
        self._meant.must_be_one(self._backends or {server.backend for server in self._admin.server(like)})
        models = self._model.find(like, fresh)
        wanted = {model.backend: self._model.address(model, address) for model in models}
        places = self._meant.places(fresh, everywhere=True)
        there = {place.backend: place for place in places if place.backend in wanted}
        moved = [place for place in there.values() if not place.is_wholly_at(Wanted(wanted[place.backend]))]
        if not self._backends:
            self._move.must_move_everywhere(like, moved, [place for place in places if place.backend not in wanted], wanted)
        whole = {place.backend for place in there.values() if place.seen and place.written and place not in moved}
        if whole != set(wanted):
            self._must_be_a_number(address)
        self._model.tell_what_is_unlike(models, there)
        undo = Undo(self._subject, self._edits)
        try:
            self._make_present(models, wanted, there, moved, undo, drain_timeout, ready_timeout)
            if not self._check_mode:
                added = self._subject._replace(address=Wanted(address), backends=sorted(wanted))
                BackInTraffic(added, self._edits).ready(ready_timeout)
        except (Trouble, Refused, NoAnswer) as problem:
            undo.undo(problem, sorted(wanted))
            raise

    def _must_be_a_number(self, address):
        """HAProxy takes a name for a new server at run time, but never looks it up."""
        if as_ip(address) is None:
            raise Trouble(
                "%s: %s cannot be at %s: that is no IP address, and a running HAProxy looks up no names. Nothing was"
                " touched: give its IP address by traffic_address." % (self._proxy, self._name, address)
            )

    def _make_present(self, models, wanted, there, moved, undo, drain_timeout, ready_timeout):
        """undo: is told how each step is undone."""
        lack_line = [model for model in models if not (there.get(model.backend) and there[model.backend].written)]
        lack_server = [model for model in models if not (there.get(model.backend) and there[model.backend].seen)]
        with self._config.lock():
            for place in moved:
                self._move.must_be_movable(place, wanted[place.backend])
            self._write_lines(lack_line, moved, wanted, undo, write=False)
            self._floor.must_hold([place for place in moved if place.seen])
            added = self._add_at_run_time(lack_server, wanted)
            if added:
                undo.add(lambda: self._removal.delete(added, drain_timeout), "It was taken away again in %s." % listed(added))
            if moved:
                self._move.begin(moved, undo, ready_timeout)
        self._move.move(moved, wanted, undo, drain_timeout)
        self._write_lines(lack_line, moved, wanted, undo, write=not self._check_mode)

    def _add_at_run_time(self, models, wanted):
        """The backends where it was added. If one refuses, it is taken back from all: nobody has come there yet."""
        added = []
        config = self._config.read()
        for model in models:
            if model.written.tracks:
                raise Trouble(
                    "%s: %s cannot be like %s in %s, which follows %s (`track`): HAProxy lets none follow a server that"
                    " was added at run time. Nothing was touched: add it to the file, and reload HAProxy."
                    % (self._proxy, self._name, model.written.name, model.backend, model.written.tracks)
                )
        options = {
            model.backend: config.options_like(model.written, self._name, wanted[model.backend]) for model in models
        }
        for model in models:
            problem = self._membership.add(model.backend, wanted[model.backend], options[model.backend])
            if problem:
                self._membership.take_back(added)
                raise Trouble(
                    "%s does not take %s like %s at run time: %s. Nothing was touched: add it to the file, and reload"
                    " HAProxy." % (self._proxy, self._name, model.written.name, problem)
                )
            added.append(model.backend)
        return added

    def _write_lines(self, missing, moved, wanted, undo, write):
        """Its lines where there is none, and its new address in those that are there."""
        moved = [place.backend for place in moved if place.written]
        config = self._config.read()
        before = {backend: config.addresses(backend, self._name) for backend in moved}
        backends = moved + [model.backend for model in missing]

        def edit(config):
            for backend in moved:
                config.readdress(backend, self._name, [wanted[backend]] * len(before[backend]))
            for model in missing:
                is_down = model.seen is not None and model.seen.is_found_down
                config.add_like(model.written, self._name, wanted[model.backend], is_down)

        def expected(was, now):
            for backend in backends:
                server = now.get((backend, self._name))
                if server is None or not Wanted(wanted[backend]).is_at(server.address):
                    return "%s/%s would not be at %s" % (backend, self._name, wanted[backend])
            for model in missing:
                problem = self._model.unlike(model, now[model.backend, self._name])
                if problem:
                    return problem
            return self._edits.difference(was, now, backends)

        def take_back(config):
            for model in missing:
                config.remove(model.backend, self._name)
            for backend in moved:
                config.readdress(backend, self._name, before[backend])

        if backends:
            self._edits.change([edit], expected, write)
        if backends and write:
            def unchanged(was, now):
                return self._edits.difference(was, now, backends)

            undo.add(lambda: self._edits.change_files([take_back], unchanged), "")
