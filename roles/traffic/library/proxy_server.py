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

import re
import time

from ansible.module_utils.haproxy_address import split_address
from ansible.module_utils.haproxy_file import config_files, silence
from ansible.module_utils.haproxy_problems import NoAnswer, Refused, Trouble
from ansible.module_utils.haproxy_server import ProxyServer
from ansible.module_utils.haproxy_socket import AdminSocket

# What goes into a command of the admin socket or a line of the file.
WORD = re.compile(r"^[A-Za-z0-9_.:\[\]%-]+$")

# What an address may be that is only compared: also `unix@/path`.
PLACE = re.compile(r"^[A-Za-z0-9_.:\[\]%@/-]+$")


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
