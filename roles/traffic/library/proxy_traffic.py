#!/usr/bin/python3
"""Ansible module: who gets traffic from HAProxy, now and after a reload."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: proxy_traffic
short_description: Who gets traffic from HAProxy, now and after a reload
description:
  - Runs on the proxy, and changes nothing. HAProxy's run-time state says who gets traffic now, its file who will after
    a reload or a restart; they are told side by side, as they should be the same.
options:
  proxy: {type: str, default: this proxy, description: Name of the proxy in messages.}
  socket: {type: str, default: /run/haproxy/admin.sock, description: Admin socket of HAProxy.}
  config: {type: str, default: /etc/haproxy/haproxy.cfg, description: Its file.}
author: Restart Monkey
"""

EXAMPLES = r"""
- name: See who gets traffic
  proxy_traffic:
"""

RETURN = r"""
traffic:
  type: list
  elements: dict
  returned: success
  description:
    - One entry for each server of each backend, as C(backend), C(server), C(address) without the port, and what it gets
      C(now) and after a C(reload), each C(in) or C(out) of traffic, or C(unknown) where it is not there at all.
"""

from ansible.module_utils.haproxy_admin import AdminSocket, NoAnswer
from ansible.module_utils.haproxy_file import ConfigFile, Refused


def traffic(running, written):
    """Entries of what runs and of what is written."""
    found = {}

    def entry(backend, server, address):
        unknown = {"backend": backend, "server": server, "address": address, "now": "unknown", "reload": "unknown"}
        return found.setdefault((backend, server), unknown)

    for seen in running:
        entry(seen.backend, seen.name, host(seen.address))["now"] = "out" if seen.is_out else "in"
    for line in written:
        entry(line.backend, line.name, host(line.address))["reload"] = "out" if line.is_disabled else "in"
    return [found[key] for key in sorted(found)]


def host(address):
    return address.rpartition(":")[0].strip("[]")


def run(given, check_mode):
    try:
        running = AdminSocket(given["socket"]).servers()
        written = ConfigFile(given["config"], haproxy=None).read().servers()
    except NoAnswer as silence:
        problem = "%s: HAProxy does not answer (%s): see to it that it runs there (systemctl status haproxy)."
        return {"failed": True, "msg": problem % (given["proxy"], silence)}
    except Refused as refusal:
        return {"failed": True, "msg": "%s: %s" % (given["proxy"], refusal)}
    return {"changed": False, "traffic": traffic(running, written)}
