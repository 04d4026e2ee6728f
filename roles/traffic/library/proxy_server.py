#!/usr/bin/python3
"""Ansible module: a server behind HAProxy, taken out of traffic, put back, added or removed."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: proxy_server
short_description: A server behind HAProxy, taken out of traffic, put back, added or removed
description:
  - Runs on the proxy. HAProxy's run-time state and its file are changed together, so that neither a reload nor a
    restart changes who gets traffic; none is needed. The result is read back from HAProxy.
  - Every backend that knows the server is meant.
  - A server that serves in a backend is not taken out of traffic when too few others serve there; then nothing is
    touched. One that is out of traffic already, or down, may be.
options:
  name: {type: str, required: true, description: Name of the server in haproxy.cfg.}
  state:
    type: str
    required: true
    choices: [drained, ready, present, absent]
    description:
      - C(drained) takes it out of traffic and waits for its sessions to end.
      - C(ready) waits until HAProxy's own check passes and puts it into traffic.
      - C(present) adds it, like another one, and does the same.
      - C(absent) takes it out of traffic, waits for its sessions to end, and removes it.
  like: {type: str, description: 'With C(present): the server that it is like.'}
  address: {type: str, description: 'With C(present): its address, without the port.'}
  floor: {type: int, default: 1, description: How many other servers of each backend must be up and in traffic.}
  drain_timeout: {type: float, default: 30, description: Seconds that its sessions have to end. Then it goes on.}
  ready_timeout: {type: float, default: 30, description: Seconds until HAProxy's check must have passed.}
  proxy: {type: str, default: this proxy, description: Name of the proxy in messages.}
  socket: {type: str, default: /run/haproxy/admin.sock, description: Admin socket of HAProxy.}
  config: {type: str, default: /etc/haproxy/haproxy.cfg, description: Its file.}
  haproxy: {type: str, default: /usr/sbin/haproxy, description: Its program.}
author: Restart Monkey
"""

EXAMPLES = r"""
- name: Take app1 out of traffic
  proxy_server:
    name: app1
    state: drained
"""

RETURN = r"""
sessions: {type: int, returned: success, description: Sessions of the server that were left.}
seconds: {type: float, returned: success, description: How long it took.}
"""

import re
import time

from ansible.module_utils.haproxy_admin import AdminSocket, NoAnswer
from ansible.module_utils.haproxy_file import ConfigFile, Refused

POLL_SECONDS = 0.05

# What goes into a command of the admin socket or a line of the file.
WORD = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._:-]*$")


class Trouble(Exception):
    """It cannot be done; the text names the proxy, the server and the cure."""


class ProxyServer:
    """One server as one proxy has it. Every step can be repeated, and leaves no way into traffic half open:
    out goes first into the file, back comes last."""

    def __init__(self, proxy, name, admin, config, floor, check_mode=False, clock=time.monotonic, sleep=time.sleep):
        self._proxy = proxy
        self._name = name
        self._admin = admin
        self._config = config
        self._floor = floor
        self._check_mode = check_mode
        self._clock = clock
        self._sleep = sleep
        self.changed = False
        self.sessions = 0
        self.warnings = []

    def drained(self, timeout):
        self._must_be_known()
        self._must_leave_enough()
        self._mark_in_file(disabled=True)
        self._set_state("drain", lambda seen: not seen.is_out)
        self._read_back(lambda seen: seen.is_out, "out of traffic")
        self._await_end_of_sessions(timeout)

    def ready(self, timeout):
        self._must_be_known()
        self._tell("enable health", "", lambda seen: seen.lacks_check)
        # In maintenance nothing is checked: drained it is, without getting traffic.
        self._set_state("drain", lambda seen: seen.is_in_maintenance)
        self._await_check(timeout)
        self._set_state("ready", lambda seen: seen.is_out)
        self._read_back(lambda seen: not seen.is_out and seen.is_well, "in traffic")
        self._mark_in_file(disabled=False)

    def present(self, like, address, drain_timeout, ready_timeout):
        models = self._config.read().servers(like)
        if not models:
            raise Trouble(
                "%s has no server %s that %s could be like: provision the proxy with an inventory that has it"
                " (provision-playbook.yml --tags proxy)." % (self._proxy, like, self._name)
            )
        wanted = {model.backend: "%s:%s" % (address, model.address.rsplit(":", 1)[1]) for model in models}
        if self._differs(wanted):
            self.absent(drain_timeout)
        self._change_file(lambda config: self._add_lines(config, like, wanted))
        if self._check_mode:
            self.changed = self.changed or {seen.backend for seen in self._seen()} != set(wanted)
            return
        self._add_at_run_time(wanted)
        self.ready(ready_timeout)

    def absent(self, timeout):
        self._must_leave_enough()
        self._mark_in_file(disabled=True)
        self._set_state("drain", lambda seen: not seen.is_out)
        self._await_end_of_sessions(timeout)
        self._set_state("maint", lambda seen: not seen.is_in_maintenance)
        self._tell("disable health", "", lambda seen: seen.has_check and not seen.lacks_check)
        self._delete(timeout)
        self._change_file(lambda config: config.remove(self._name))

    # What there is

    def _seen(self):
        return self._admin.server(self._name)

    def _must_be_known(self):
        running = {seen.backend for seen in self._seen()}
        written = {line.backend for line in self._config.read().servers(self._name)}
        if not running and not written:
            raise Trouble(
                "%s does not know server %s: provision the proxy with an inventory that has it"
                " (provision-playbook.yml --tags proxy)." % (self._proxy, self._name)
            )
        if running != written:
            raise Trouble(
                "%s contradicts itself about %s: the running HAProxy has it in %s, its file in %s."
                " Reload HAProxy there, then do this again."
                % (self._proxy, self._name, listed(running), listed(written))
            )

    def _must_leave_enough(self):
        serving = {seen.backend for seen in self._seen() if seen.serves}
        everybody = self._admin.backends(serving)
        for backend in sorted(serving):
            others = sum(s.serves and s.name != self._name for s in everybody if s.backend == backend)
            if others < self._floor:
                raise Trouble(
                    "%s: %s stays in traffic: without it %d would serve in backend %s, and traffic_floor is %d."
                    " Nothing was touched: bring others back first, or allow it with -e traffic_floor=0."
                    % (self._proxy, self._name, others, backend, self._floor)
                )

    def _differs(self, wanted):
        """Whether a server of this name is there that is not the wanted one."""
        written = {line.backend: line.address for line in self._config.read().servers(self._name)}
        running = {seen.backend: seen.address for seen in self._seen()}
        return any(wanted.get(backend) != found for backend, found in written.items()) or any(
            backend not in wanted or (is_numeric(found) and is_numeric(wanted[backend]) and wanted[backend] != found)
            for backend, found in running.items()
        )

    # Changes of the file

    def _change_file(self, edit):
        self.changed = self._config.change(edit, write=not self._check_mode) or self.changed

    def _mark_in_file(self, disabled):
        def edit(config):
            for line in config.servers(self._name):
                line.is_disabled = disabled
                config.replace(line)

        self._change_file(edit)

    def _add_lines(self, config, like, wanted):
        for backend in {line.backend for line in config.servers(like)}:
            known = [line.backend for line in config.servers(self._name)]
            if backend not in known:
                model = [line for line in config.servers(like) if line.backend == backend][0]
                config.insert_after(model, model.copy(self._name, wanted[backend]))

    # Changes at run time

    def _tell(self, command, suffix, which, answer=""):
        """Tells HAProxy the command for each backend whose server is of the kind, and nothing else."""
        for seen in filter(which, self._seen()):
            self.changed = True
            if not self._check_mode:
                self._order("%s %s/%s%s" % (command, seen.backend, self._name, suffix), answer)

    def _order(self, command, answer=""):
        said = self._admin.ask(command)
        if said != answer:
            raise Trouble(
                "%s was told '%s' and answers '%s': look at 'show servers state' on its admin socket."
                % (self._proxy, command, " ".join(said.split()))
            )

    def _set_state(self, state, which):
        self._tell("set server", " state " + state, which)

    def _add_at_run_time(self, wanted):
        running = [seen.backend for seen in self._seen()]
        config = self._config.read()
        for line in config.servers(self._name):
            if line.backend not in running:
                self.changed = True
                words = ["add server %s/%s" % (line.backend, self._name), wanted[line.backend]]
                options = config.default_options(line.backend) + line.options
                self._order(" ".join(words + options), "New server registered.")

    def _delete(self, timeout):
        deadline = self._clock() + timeout
        for seen in self._seen():
            if self._check_mode:
                self.changed = True
                continue
            while True:
                said = self._admin.ask("del server %s/%s" % (seen.backend, self._name))
                if said in ("Server deleted.", "No such server."):
                    self.changed = True
                    break
                if self._clock() >= deadline:
                    raise Trouble(
                        "%s does not let go of %s in %s: %s It is in maintenance there and gets no traffic;"
                        " do this again later." % (self._proxy, self._name, seen.backend, said)
                    )
                self._sleep(POLL_SECONDS)

    # Waiting, and reading back

    def _read_back(self, holds, what):
        if self._check_mode:
            return
        seen = self._seen()
        if not seen or not all(map(holds, seen)):
            raise Trouble(
                "%s was told to have %s %s, and says: %s. Look at 'show servers state' on its admin socket."
                % (self._proxy, self._name, what, "; ".join(map(str, seen)) or "no such server")
            )

    def _await_end_of_sessions(self, timeout):
        """Two readings in a row without any: a request may be on its way to the server during the first one."""
        if self._check_mode:
            return
        deadline = self._clock() + timeout
        quiet = 0
        while quiet < 2:
            self.sessions = sum(seen.sessions for seen in self._seen())
            quiet = quiet + 1 if self.sessions == 0 else 0
            if quiet < 2:
                if self._clock() >= deadline:
                    self.warnings.append(
                        "%s: %s still has %d sessions after %g s without new ones; going on without waiting for them"
                        % (self._proxy, self._name, self.sessions, timeout)
                    )
                    return
                self._sleep(POLL_SECONDS)

    def _await_check(self, timeout):
        if self._check_mode:
            return
        deadline = self._clock() + timeout
        while True:
            seen = self._seen()
            if seen and all(server.is_well for server in seen):
                return
            if self._clock() >= deadline:
                stays = "It stays out of traffic there" if any(s.is_out for s in seen) else "It gets no traffic there"
                raise Trouble(
                    "%s does not find %s well within %g s (%s): see whether it answers at %s. %s until this is done again."
                    % (
                        self._proxy,
                        self._name,
                        timeout,
                        "; ".join(map(str, seen)),
                        listed({server.address for server in seen}),
                        stays,
                    )
                )
            self._sleep(POLL_SECONDS)


def listed(names):
    return ", ".join(sorted(names)) or "no backend"


def is_numeric(address):
    return not any(letter.isalpha() and letter not in "abcdefABCDEF" for letter in address)


def bring_to(server, given):
    if given["state"] == "drained":
        server.drained(given["drain_timeout"])
    elif given["state"] == "ready":
        server.ready(given["ready_timeout"])
    elif given["state"] == "present":
        server.present(given["like"], given["address"], given["drain_timeout"], given["ready_timeout"])
    else:
        server.absent(given["drain_timeout"])


def run(given, check_mode):
    for option in ("name", "like", "address"):
        if given[option] is not None and not WORD.match(given[option]):
            return {"failed": True, "msg": "%s is no name or address: %r" % (option, given[option])}
        if given[option] is None and given["state"] == "present":
            return {"failed": True, "msg": "state is present, but %s is not given" % option}
    server = ProxyServer(
        given["proxy"],
        given["name"],
        AdminSocket(given["socket"]),
        ConfigFile(given["config"], given["haproxy"]),
        given["floor"],
        check_mode,
    )
    begun = time.monotonic()
    problem = None
    try:
        bring_to(server, given)
    except NoAnswer as silence:
        problem = "%s: HAProxy does not answer about %s (%s): see to it that it runs there (systemctl status haproxy)." % (
            given["proxy"],
            given["name"],
            silence,
        )
    except Refused as refusal:
        problem = "%s, server %s: %s. The file is as it was." % (given["proxy"], given["name"], refusal)
    except Trouble as trouble:
        problem = str(trouble)
    result = {"changed": server.changed}
    if server.warnings:
        result["warnings"] = server.warnings
    if problem:
        return dict(result, failed=True, msg=problem)
    return dict(result, sessions=server.sessions, seconds=round(time.monotonic() - begun, 2))
