#!/usr/bin/python3
"""Ansible module: a server behind HAProxy, taken out of traffic, put back, added or removed."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: proxy_server
short_description: A server behind HAProxy, taken out of traffic, put back, added or removed
description:
  - Runs on the proxy. HAProxy's run-time state and its files are changed together, so that neither a reload nor a
    restart changes who gets traffic; none is needed. The result is read back from HAProxy.
  - What a HAProxy that starts anew makes of the files is asked from HAProxy (by Lua, without opening anything) before a
    change counts. Which files those are is asked from the running one.
  - A server is known by its name and its address, in the backends that are named; others of that name are not touched.
  - A server that serves in a backend is not taken out of traffic when too few others serve there; then nothing is
    touched. One that is out of traffic already, or down, may be. Backup servers do not count as serving, nor do
    servers that nothing checks.
options:
  name: {type: str, required: true, description: Name of the server in HAProxy's files.}
  state:
    type: str
    required: true
    choices: [drained, ready, present, absent]
    description:
      - C(drained) takes it out of traffic, waits for its sessions to end, and puts it into maintenance. That also keeps
        away the clients that always come to this server. Sessions of processes that a reload has left count, too.
      - C(ready) waits until HAProxy's own check passes and puts it into traffic, in the backends where C(drained) has
        taken it out. Where somebody else has, it stays out.
      - A server that was down in some backends when it was taken out may be down in as many when the wait is over. Then
        it is put back, a warning says where HAProxy finds it down, and HAProxy sends nobody there.
      - C(present) adds it, like another one, and does the same. One that is there at another address moves, and goes
        back if HAProxy does not find it well. What fails in one backend is undone in all.
      - C(absent) takes it out of traffic, waits for its sessions to end, and removes it.
  like: {type: str, description: 'With C(present): the server that it is like.'}
  address:
    type: str
    description: Its address, with or without a port. With C(present) without one. Not needed if the name has only one.
  backends: {type: list, elements: str, description: The backends that are meant. Without it all that have the server.}
  floor: {type: int, default: 1, description: How many other servers of each backend must be up and in traffic.}
  drain_timeout:
    type: float
    default: 30
    description: Seconds that its sessions have to end, before maintenance and once more after. Then it goes on.
  ready_timeout: {type: float, default: 30, description: Seconds until HAProxy's check must have passed.}
  proxy: {type: str, default: this proxy, description: Name of the proxy in messages.}
  socket:
    type: str
    description: HAProxy's socket of C(level admin). Without it, the first that is there of the usual ones.
  config:
    type: list
    elements: str
    description: Its files and folders, in order. Needed only where the running HAProxy does not tell.
  haproxy: {type: str, description: Its program. Without it, the one that runs.}
author: Restart Monkey
"""

EXAMPLES = r"""
- name: Take app1 out of traffic
  proxy_server:
    name: app1
    address: 192.0.2.11
    state: drained
"""

RETURN = r"""
sessions: {type: int, returned: success, description: Sessions of the server that were left.}
seconds: {type: float, returned: success, description: How long it took.}
"""

import collections
import re
import time

from ansible.module_utils.haproxy_admin import (
    AdminSocket,
    NoAnswer,
    OldWorkers,
    RunningServer,
    Trouble,
    Wanted,
    as_ip,
    in_brackets,
    listed,
    split_address,
    without_family,
)
from ansible.module_utils.haproxy_file import config_files, other_admin_sockets, silence
from ansible.module_utils.haproxy_floor import Floor, with_followers
from ansible.module_utils.haproxy_line import is_path, stated_port
from ansible.module_utils.haproxy_place import NOBODY, Place, are_at_one_host, before, is_out, near, shortened, told
from ansible.module_utils.haproxy_text import (
    DRAINED,
    IN_MAINTENANCE,
    IN_TRAFFIC,
    MAYBE,
    OFF,
    Refused,
)

# What goes into a command of the admin socket or a line of the file.
WORD = re.compile(r"^[A-Za-z0-9_.:\[\]%-]+$")

# What an address may be that is only compared: also `unix@/path`.
PLACE = re.compile(r"^[A-Za-z0-9_.:\[\]%@/-]+$")


class ProxyServer:
    """One server as one proxy has it. Every step can be repeated, and leaves no way into traffic half open:
    out goes first into the file, back comes last."""

    def __init__(self, proxy, name, admin, config, floor, check_mode=False, address=None, backends=None):
        self._proxy = proxy
        self._name = name
        self._admin = admin
        self._running = RunningServer(proxy, name, admin, OldWorkers, check_mode)
        self._config = config
        self._floor = Floor(proxy, name, admin, self._running, floor)
        self._check_mode = check_mode
        self._address = address and Wanted(address)
        self._backends = backends
        self._changed = False
        self.warnings = self._running.warnings

    @property
    def changed(self):
        return self._changed or self._running.changed

    @property
    def sessions(self):
        return self._running.sessions

    def must_be_admin(self, given):
        is_admin = self._admin.level() in ("", "admin")
        self._running.must_be_admin([] if is_admin else other_admin_sockets(given, [self._config]))

    def drained(self, timeout):
        places, marked = [], []
        try:
            # Two runs at once would each count on the server that the other one takes out.
            with self._config.lock():
                places = self._known_places()
                self._must_keep_everybody_away(places)
                self._floor.must_hold(places)
                marked = self._mark(places)
                self._running.keep_new_away([place.backend for place in places])
            self._take_out([place.backend for place in places], timeout)
        except (Trouble, Refused, NoAnswer) as problem:
            if marked:
                self._take_back_marks(places, marked, problem)
            raise

    def _take_back_marks(self, places, marked, problem):
        """HAProxy does not do it: then its file is not to do so either, at its next reload."""
        try:
            out = {seen.backend for seen in self._running.seen(marked) if seen.is_taken_out}
            if not out:
                self._change_files([lambda config: self._take_marks(config, marked)], lambda was, now: None)
                self._running.heed_agents([place.backend for place in places if place.seen.heeds_agent])
                self._changed = self._running.changed = False
                return
        except (Trouble, Refused, NoAnswer):
            out = set()
        if isinstance(problem, Trouble) and out == set(marked):
            return
        now = "has it out of traffic in %s now" % listed(out) if out else "may still send it traffic now"
        left = "A reload takes %s out of traffic in %s. HAProxy %s. Do this again, or bring the server back (ready)."
        self._leave(problem, left % (self._name, listed(marked), now))

    def _leave(self, problem, left):
        """Raises the problem, with what it leaves."""
        if isinstance(problem, NoAnswer):
            problem.left = left
            raise problem
        where = "%s, server %s: " % (self._proxy, self._name) if isinstance(problem, Refused) else ""
        raise Trouble("%s%s. %s" % (where, str(problem).rstrip("."), left))

    def ready(self, timeout):
        places = self._places_with_address(timeout)
        back, by_hand = self._ours(places)
        self._must_stay_where_it_is(back)
        unmark = [place.backend for place in back + by_hand]
        self._unmark(unmark, back, write=False)
        everywhere = [place.backend for place in places if place in back or not is_out(place)]
        config = self._config.read()
        unchecked = [backend for backend in unmark if config.without_check(backend, self._name)]
        down_before = [backend for backend in unmark if config.was_down(backend, self._name)]
        backends = [place.backend for place in back]
        ending = self._ending(config, backends)
        try:
            self._running.bring_back(everywhere, backends, unchecked, down_before, ending, timeout)
            self._leave_as_before(config, by_hand)
            self._running.heed_agents([backend for backend in unmark if not config.without_agent(backend, self._name)])
        except NoAnswer as nothing:
            marked = [backend for backend in unmark if config.mark_of(backend, self._name) is not None]
            if marked:
                left = "HAProxy may send %s traffic already. A reload takes it out in %s. Do this again."
                self._leave(nothing, left % (self._name, listed(marked)))
            raise
        try:
            self._unmark(unmark, back, write=not self._check_mode)
        except Refused as refusal:
            raise Trouble(
                "%s: %s is in traffic now, but a reload would take it out again, because its file is as it was: %s."
                " Mend that, and do this again." % (self._proxy, self._name, str(refusal).rstrip(".")),
                "%s, server %s: %s." % (self._proxy, self._name, str(refusal).rstrip(".")),
            )

    def present(self, like, address, drain_timeout, ready_timeout):
        """One that is there at another address moves: it keeps its line, and is back at its old address if that fails."""
        fresh = self._config.servers()
        self._must_have_backends(fresh)
        self._must_be_one(self._backends or {server.backend for server in self._admin.server(like)})
        models = self._models(like, fresh)
        wanted = {model.backend: self._address_like(model, address) for model in models}
        places = self._places(fresh, everywhere=True)
        there = {place.backend: place for place in places if place.backend in wanted}
        moved = [place for place in there.values() if not place.is_wholly_at(Wanted(wanted[place.backend]))]
        if not self._backends:
            self._must_move_everywhere(like, moved, [place for place in places if place.backend not in wanted], wanted)
        whole = {place.backend for place in there.values() if place.seen and place.written and place not in moved}
        if whole != set(wanted):
            self._must_be_a_number(address)
        self._tell_what_is_unlike(models, there)
        undo = []
        try:
            self._make_present(models, wanted, there, moved, undo, drain_timeout, ready_timeout)
            if not self._check_mode:
                self._address, self._backends = Wanted(address), sorted(wanted)
                self.ready(ready_timeout)
        except (Trouble, Refused, NoAnswer) as problem:
            self._undo(undo, problem, sorted(wanted))
            raise

    def _must_move_everywhere(self, like, moved, others, wanted):
        """Else requests would still go to the old host, from the backends that nobody has thought of."""
        old = {host for place in moved for host in place.hosts if not Wanted(wanted[place.backend]).is_at(in_brackets(host))}
        left = [place for place in others if old & place.hosts]
        if left:
            raise Trouble(
                "%s: %s would stay at %s, as %s is not there. Nothing was touched. Give these backends a line of %s and"
                " reload HAProxy, or say by traffic_backends which backends are meant."
                % (self._proxy, self._name, told(left), like, like)
            )

    def _must_be_a_number(self, address):
        """HAProxy takes a name for a new server at run time, but never looks it up."""
        if as_ip(address) is None:
            raise Trouble(
                "%s: %s cannot be at %s: that is no IP address, and a running HAProxy looks up no names. Nothing was"
                " touched: give its IP address by traffic_address." % (self._proxy, self._name, address)
            )

    def _make_present(self, models, wanted, there, moved, undo, drain_timeout, ready_timeout):
        """undo: is given, as (a function, what it has done in words), what undoes each step."""
        lack_line = [model for model in models if not (there.get(model.backend) and there[model.backend].written)]
        lack_server = [model for model in models if not (there.get(model.backend) and there[model.backend].seen)]
        with self._config.lock():
            for place in moved:
                self._must_be_movable(place, wanted[place.backend])
            self._write_lines(lack_line, moved, wanted, undo, write=False)
            self._floor.must_hold([place for place in moved if place.seen])
            added = self._add_at_run_time(lack_server, wanted)
            if added:
                undo.append((lambda: self._delete(added, drain_timeout), "It was taken away again in %s." % listed(added)))
            if moved:
                self._begin_move(moved, undo, ready_timeout)
        self._move(moved, wanted, undo, drain_timeout)
        self._write_lines(lack_line, moved, wanted, undo, write=not self._check_mode)

    def _undo(self, steps, problem, backends):
        """Raises Trouble with the problem and what was undone, if anything was."""
        left, done = [], []
        for step, words in reversed(steps):
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
        if steps:
            self._changed = self._running.changed = False
        if steps and isinstance(problem, NoAnswer):
            problem.left = " ".join(done)
        if done and isinstance(problem, Trouble):
            raise Trouble(" ".join([problem.found] + done))

    def _as_it_is(self, backends):
        """Now, and in its file."""
        try:
            now = "; ".join("%s: %s at %s" % (seen.backend, seen.status, seen.where) for seen in self._running.seen(backends))
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

    def absent(self, timeout):
        with self._config.lock():
            fresh = self._config.servers()
            self._must_have_backends(fresh)
            places = self._matching(self._places(fresh))
            self._must_be_one({place.backend for place in places})
            self._floor.must_hold(places)
            self._begin_removal(places)
        self._end_removal(places, timeout)

    # What there is

    def _places(self, fresh, everywhere=False):
        """[Place] of the server's name, in the backends that are meant."""
        seen = {server.backend: server for server in self._running.seen()}
        backends = set(seen) | {backend for backend, name in fresh if name == self._name}
        if self._backends and not everywhere:
            backends &= set(self._backends)
        return [Place(backend, seen.get(backend), fresh.get((backend, self._name))) for backend in sorted(backends)]

    def _matching(self, places):
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

    def _must_have_backends(self, fresh):
        """Those that are named."""
        known = self._known_backends(fresh)
        lacking = set(self._backends or ()) - known
        if lacking:
            raise Trouble(
                "%s has no backend %s (it has: %s); correct traffic_backends."
                % (self._proxy, listed(lacking), shortened(known))
            )

    def _known_backends(self, fresh):
        named = {backend for backend, _ in fresh} | {server.backend for server in self._admin.servers()}
        return named | self._config.read().titles()

    def _unknown(self, what, name, fresh, lacking, option):
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

    def _must_be_one(self, backends):
        """A command reaches only the first of several that have the same name."""
        config = self._config.read()
        running = collections.Counter(self._admin.backends())
        servers = collections.Counter(server.backend for server in self._running.seen())
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

    def _known_places(self):
        fresh = self._config.servers()
        self._must_have_backends(fresh)
        places = self._matching(self._places(fresh))
        lacking = set(self._backends or ()) - {place.backend for place in places}
        if not places or lacking:
            lacking = lacking or self._known_backends(fresh)
            raise self._unknown("does not know server " + self._name, self._name, fresh, lacking, "traffic_server")
        self._must_be_one({place.backend for place in places})
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

    def _places_with_address(self, timeout):
        """The same, once its name has an address."""
        try:
            return self._known_places()
        except Trouble:
            if not self._running.await_address(timeout):
                raise
            return self._known_places()

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
                self.warnings.append(
                    "%s: `force-persist` in backend %s lets whom it means come to %s even in maintenance"
                    % (self._proxy, place.backend, self._name)
                )

    # Out of traffic

    def _mark(self, places):
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
            return self._difference(was, now, befores)

        if befores:
            self._change_files([edit(False), edit(True)], expected)
        return sorted(befores)

    def _take_marks(self, config, backends):
        for backend in backends:
            config.unmark(backend, self._name)

    def _take_out(self, backends, timeout):
        config = self._config.read()
        relative = [backend for backend in backends if config.has_relative_port(backend, self._name)]
        self._running.take_out(backends, self._ending(config, backends), timeout, relative)

    def _ending(self, config, backends):
        """Those where its sessions end when it is found down."""
        return [backend for backend in backends if "shutdown-sessions" in config.server_options(backend, self._name)]

    # Back in traffic

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
                self.warnings.append(
                    "%s: %s gets traffic in %s, and a reload would take it out: its file says `disabled`, and not by us"
                    % (self._proxy, self._name, place.backend)
                )
        for place in by_hand + foreign:
            self.warnings.append(
                "%s: %s stays out of traffic in %s, where somebody else has taken it out"
                % (self._proxy, self._name, place.backend)
            )
        return back, by_hand

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
                    self.warnings.append(
                        "%s: HAProxy heeds the agent of %s in %s after its next reload only"
                        % (self._proxy, self._name, place.backend)
                    )
            return self._difference(was, now, backends)

        if back or backends:
            edits = [lambda config: self._take_marks(config, backends)]
            self._change(edits, expected, write)

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

    # Added, and removed

    def _models(self, like, fresh):
        seen = {server.backend: server for server in self._admin.server(like)}
        models = [
            Place(backend, seen.get(backend), server)
            for (backend, name), server in sorted(fresh.items())
            if name == like and (not self._backends or backend in self._backends)
        ]
        lacking = set(self._backends or ()) - {model.backend for model in models}
        if not models or lacking:
            what = "has no server %s that %s could be like" % (like, self._name)
            raise self._unknown(what, like, fresh, lacking or self._known_backends(fresh), "traffic_like")
        if not are_at_one_host(models):
            raise Trouble(
                "%s has several servers %s, at %s: nothing was touched. Say the backends that are meant by"
                " traffic_backends." % (self._proxy, like, told(models))
            )
        return models

    def _tell_what_is_unlike(self, models, there):
        """One that is there already stays as it is."""
        config = self._config.read()
        for model in models:
            place = there.get(model.backend)
            if not (place and place.written):
                continue
            own, other = (config.options_like(server, self._name) for server in (place.written, model.written))
            if sorted(own) != sorted(other):
                self.warnings.append(
                    "%s: %s is in %s already with the options `%s` and stays so, %s has `%s`:"
                    " to make it like that one, remove it first (tasks_from: remove)"
                    % (
                        self._proxy,
                        self._name,
                        model.backend,
                        " ".join(config.options_of(place.written)),
                        model.written.name,
                        " ".join(config.options_of(model.written)),
                    )
                )

    def _address_like(self, model, address):
        """Of the new server in that one's backend. Its port is that of the other one's line, which may be relative to the
        client's (`+500`), or else the one that HAProxy has found."""
        text = self._config.read().address_of(model.written)
        if is_path(text):
            raise Trouble(
                "%s: %s is at %s in %s, so no server at another address can be like it."
                % (self._proxy, model.written.name, text, model.backend)
            )
        port = stated_port(text)
        if not port:
            found = split_address(model.seen.address if model.seen else model.written.address)[1]
            port = "" if found == "0" else found
        if not port and text.startswith("_"):
            raise Trouble(
                "%s: DNS tells the port of %s in %s (%s), and has not told it yet, so nothing can be like it: nothing was"
                " touched. Do this again once it has an address."
                % (self._proxy, model.written.name, model.backend, text)
            )
        return in_brackets(address) + (":" + port if port else "")

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
            problem = self._running.add(model.backend, wanted[model.backend], options[model.backend])
            if problem:
                self._running.take_back(added)
                raise Trouble(
                    "%s does not take %s like %s at run time: %s. Nothing was touched: add it to the file, and reload"
                    " HAProxy." % (self._proxy, self._name, model.written.name, problem)
                )
            added.append(model.backend)
        return added

    def _delete(self, backends, timeout):
        self._take_out(backends, timeout)
        self._running.leave_unchecked(backends)
        self._running.delete(backends, timeout)

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
                problem = self._unlike(model, now[model.backend, self._name])
                if problem:
                    return problem
            return self._difference(was, now, backends)

        def take_back(config):
            for model in missing:
                config.remove(model.backend, self._name)
            for backend in moved:
                config.readdress(backend, self._name, before[backend])

        if backends:
            self._change([edit], expected, write)
        if backends and write:
            undo.append((lambda: self._change_files([take_back], lambda was, now: self._difference(was, now, backends)), ""))

    def _unlike(self, model, server):
        """What is wrong with the line that is to be like that one's; None if nothing is."""
        if not server.is_out or server.has_agent:
            return "%s/%s would not be there, out of traffic" % server[:2]
        for other, what in [(model.written, "like " + model.written.name)] + [
            (seen, "as it is now") for seen in self._running.seen([model.backend])
        ]:
            if (server.weight, server.is_backup, server.has_check) != (str(other.weight), other.is_backup, other.has_check):
                return "%s/%s would not be %s" % (server.backend, server.name, what)
        return None

    # Moved

    def _must_be_movable(self, place, address):
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

    def _begin_move(self, moved, undo, ready_timeout):
        """Out of traffic, for new clients."""
        on_file = [place for place in moved if place.written]
        config = self._config.read()
        fresh = [place.backend for place in on_file if config.mark_of(place.backend, self._name) is None]
        words = "It is back at its old address." if any(place.seen for place in moved) else "Its line is as it was."
        undo.append((lambda: self._put_back(moved, fresh, ready_timeout), words))
        self._mark([place if place.seen else place._replace(seen=NOBODY) for place in on_file])
        self._running.keep_new_away([place.backend for place in moved if place.seen])

    def _move(self, moved, wanted, undo, timeout):
        seen = [place for place in moved if place.seen]
        self._take_out([place.backend for place in seen], timeout)
        for place in seen:
            undo.append((lambda place=place: self._move_back(place, timeout), ""))
            self._running.move(place.backend, wanted[place.backend])

    def _move_back(self, place, timeout):
        self._take_out([place.backend], timeout)
        relative = place.written and self._config.read().has_relative_port(place.backend, self._name)
        self._running.move(place.backend, place.seen.any_port if relative else place.seen.address)

    def _put_back(self, moved, marked, timeout):
        """Into traffic, where it was. HAProxy sends nobody there while it does not find it well."""
        seen = [place for place in moved if place.seen]
        served = [place.backend for place in seen if not place.seen.is_taken_out]
        unchecked = [place.backend for place in seen if place.seen.lacks_check]
        # What was down may stay so: that is not waited for.
        down = [place.backend for place in seen if place.backend in served and place.seen.is_found_down]
        up = [backend for backend in served if backend not in down]
        try:
            self._running.bring_back(up, up, unchecked, [], self._ending(self._config.read(), up), timeout)
        except Trouble:
            self._running.leave_to_checks(up, unchecked)
        self._running.leave_to_checks(down, unchecked)
        self._running.leave_drained([place.backend for place in seen if place.seen.is_taken_out and not place.seen.is_shut])
        self._running.heed_agents([place.backend for place in seen if place.seen.heeds_agent])
        self._change_files(
            [lambda config: self._take_marks(config, marked)], lambda was, now: self._difference(was, now, marked)
        )

    # Removed

    def _begin_removal(self, places):
        """No new request comes to it any more."""
        if any(place.written for place in places):
            self._remove_lines(places, write=False)
            self._mark([place if place.seen else place._replace(seen=NOBODY) for place in places if place.written])
        self._running.keep_new_away([place.backend for place in places if place.seen])

    def _end_removal(self, places, timeout):
        self._delete([place.backend for place in places], timeout)
        try:
            if any(place.written for place in places):
                self._remove_lines(places, write=not self._check_mode)
        except Refused as refusal:
            raise Trouble(
                "%s: HAProxy has no %s any more, but its line is still in the file, out of traffic: %s."
                " Mend that, and do this again." % (self._proxy, self._name, str(refusal).rstrip("."))
            )

    def _remove_lines(self, places, write):
        on_file = [place.backend for place in places if place.written]

        def edit(config):
            for backend in on_file:
                config.remove(backend, self._name)

        def expected(was, now):
            for backend in on_file:
                if (backend, self._name) in now:
                    return "%s/%s would still be there" % (backend, self._name)
            return self._difference(was, now, on_file)

        self._change([edit], expected, write)

    # Changes

    def _change_files(self, edits, expected):
        self._change(edits, expected, write=not self._check_mode)

    def _change(self, edits, expected, write):
        """write: else it is only tried, which is all that there is to it in check mode."""
        changes = self._config.change(edits, expected, write)
        self._changed = self._changed or (changes and (write or self._check_mode))

    def _difference(self, was, now, backends):
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


def facts(server):
    return " ".join(filter(None, (server.address, "weight " + server.weight, server.status)))


def bring_to(server, given):
    if given["state"] == "drained":
        server.drained(given["drain_timeout"])
    elif given["state"] == "ready":
        server.ready(given["ready_timeout"])
    elif given["state"] == "present":
        server.present(given["like"], given["address"], given["drain_timeout"], given["ready_timeout"])
    else:
        server.absent(given["drain_timeout"])


def wrong(given):
    """What is wrong with the options; None if nothing is."""
    for option in ("name", "like", "address"):
        form = PLACE if option == "address" and given["state"] != "present" else WORD
        if given[option] and not form.match(given[option]):
            return "%s is no name or address: %r" % (option, given[option])
        if not given[option] and given["state"] == "present":
            return "state is present, but %s is not given" % option
    if given["state"] == "present" and split_address(given["address"])[1]:
        return (
            "%s: the address %s of %s has a port. The port comes from the line of %s. Nothing was touched: give the address"
            " without a port by traffic_address." % (given["proxy"], given["address"], given["name"], given["like"])
        )
    for backend in given.get("backends") or ():
        if not WORD.match(backend):
            return "backends: %r is no name" % backend
    return None


def run(given, check_mode):
    problem = wrong(given)
    if problem:
        return {"changed": False, "failed": True, "msg": problem}
    begun = time.monotonic()
    server = None
    try:
        admin = AdminSocket(given["socket"])
        config, warnings = config_files(admin, given)
        server = ProxyServer(
            given["proxy"],
            given["name"],
            admin,
            config,
            given["floor"],
            check_mode,
            given["address"] if given["state"] != "present" else None,
            given.get("backends"),
        )
        server.warnings += warnings
        server.must_be_admin(given)
        bring_to(server, given)
    except NoAnswer as nothing:
        problem = silence(given, nothing, " about " + given["name"])
    except Refused as refusal:
        problem = "%s, server %s: %s. The file is as it was."
        problem %= (given["proxy"], given["name"], str(refusal).rstrip("."))
    except Trouble as trouble:
        problem = str(trouble)
    result = {"changed": bool(server and server.changed)}
    if server and server.warnings:
        result["warnings"] = server.warnings
    if problem:
        return dict(result, failed=True, msg=problem)
    return dict(result, sessions=server.sessions, seconds=round(time.monotonic() - begun, 2))
