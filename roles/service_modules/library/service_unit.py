#!/usr/bin/python3
"""Ansible module: bring a systemd unit to a state, and see that it is there."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: service_unit
short_description: Stop, start or restart a systemd unit, and see that it did as told
description:
  - Does with few calls of systemctl what a restart needs, and waits on the server itself.
  - A unit that systemd starts again and again before it is active does not count as started. One that is active at
    once and crashes later (C(Type=simple)) does; a smoke test finds that.
  - It may take as long as systemd lets it (C(TimeoutStopSec), C(TimeoutStartSec), for each of its commands) and 15 s more.
    One that has no limit gets 300 s. Before a start its start limit is reset.
  - Systemd stops units that depend on it first, and starts what it requires first (C(PartOf), C(BindsTo), C(Requires),
    with C(After)). The limits of those count as well, along their slowest chain.
  - When the unit does not do as told, the last lines of its journal are in the message.
options:
  name: {type: str, required: true, description: The unit.}
  state: {type: str, required: true, choices: [stopped, started, restarted], description: What it is to do.}
  timeout: {type: float, description: Seconds that the unit has to get there, instead of its own limits.}
  run_left: {type: float, description: Seconds that the run has left. Filled in where it has a deadline.}
  journal_lines: {type: int, default: 20, description: Lines of its journal shown on failure.}
author: Restart Monkey
"""

EXAMPLES = r"""
- name: Restart the app
  service_unit: {name: app, state: restarted}
"""

RETURN = r"""
"""

from ansible.module_utils.systemd_unit import Refused, Unit, bring, journal


def run(given, check_mode):
    try:
        unit = Unit(given["name"], given["timeout"], given["run_left"])
        return {"changed": bring(unit, given["state"], check_mode)}
    except Refused as problem:
        return {"failed": True, "msg": "%s\n%s" % (problem, journal(given["name"], given["journal_lines"]))}
