#!/usr/bin/python3
"""Ansible module: who gets traffic from HAProxy, now and after a reload."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: proxy_traffic
short_description: Who gets traffic from HAProxy, now and after a reload
description:
  - Runs on the proxy, and changes nothing. HAProxy's run-time state says who gets traffic now; a HAProxy that starts
    anew from its files, and ends before it opens anything, says who will after a reload or a restart. They are told
    side by side, as they should be the same.
options:
  proxy: {type: str, default: this proxy, description: Name of the proxy in messages.}
  socket: {type: str, description: 'HAProxy''s admin socket. Without it, the first that is there of the usual ones.'}
  config:
    type: list
    elements: str
    description: Its files and folders, in order. Needed only where the running HAProxy does not tell.
  haproxy: {type: str, description: Its program. Without it, the one that runs.}
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
    - One entry for each server of each backend, as C(backend), C(server), C(address) without the port, whether it is a
      C(backup), and what it gets C(now) and after a C(reload), each C(in) or C(out) of traffic, or C(unknown) where it
      is not there at all.
"""

from ansible.module_utils.haproxy_address import split_address
from ansible.module_utils.haproxy_file import config_files, silence
from ansible.module_utils.haproxy_problems import NoAnswer, Refused, Trouble
from ansible.module_utils.haproxy_socket import AdminSocket


def traffic(running, written):
    """Entries of what runs and of what is written."""
    found = {}

    def entry(server):
        address = split_address(server.address)[0]
        if address == "-":  # HAProxy has none: its name has none yet.
            address = server.fqdn
        unknown = {
            "backend": server.backend, "server": server.name, "address": address, "backup": server.is_backup,
            "now": "unknown", "reload": "unknown",
        }
        return found.setdefault((server.backend, server.name), unknown)

    for server in running:
        entry(server)["now"] = "out" if server.is_out and not server.is_unresolved else "in"
    for server in written:
        entry(server)["reload"] = "out" if server.is_out else "in"
    return [found[key] for key in sorted(found)]


def run(given, check_mode):
    try:
        admin = AdminSocket(given["socket"])
        running = admin.servers()
        files, warnings = config_files(admin, given)
        written = files.servers().values()
    except NoAnswer as problem:
        return {"failed": True, "msg": silence(given, problem)}
    except Trouble as trouble:
        return {"failed": True, "msg": str(trouble)}
    except Refused as refusal:
        return {"failed": True, "msg": "%s: %s" % (given["proxy"], refusal)}
    result = {"changed": False, "traffic": traffic(running, written)}
    return dict(result, warnings=warnings) if warnings else result
