#!/usr/bin/python3
"""Ansible module: wait until a page of the app is served rightly, with data from Redis."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: smoke_page
short_description: Wait until a page of the app is served rightly, with data from Redis
description:
  - One try asks for every page of O(pages) and holds the JSON answer against what is expected.
  - A page's counter is kept in Redis, so it must rise from answer to answer.
options:
  url: {type: str, required: true, description: Where the pages are.}
  pages:
    type: list
    elements: dict
    required: true
    description: What to ask for, and what to expect.
    suboptions:
      path: {type: str, default: /, description: Which page.}
      counter: {type: bool, default: true, description: Whether the page has the counter.}
      headers: {type: dict, default: {}, description: Request headers.}
      expect: {type: dict, default: {}, description: Values that the JSON answer must have.}
      backend: {type: str, description: Asked for only if HAProxy has a server of this backend in traffic.}
  proxy_config:
    type: str
    default: /etc/haproxy/haproxy.cfg
    description: Where HAProxy's backends are, for O(pages[].backend).
  version:
    type: str
    default: any
    description: Version that the answer must have; V(current) = the release that O(current) points to.
  current: {type: str, default: /opt/app/current, description: Link to the deployed release.}
  unit: {type: str, description: Systemd unit of the service. When it is down there is nothing to wait for.}
  unit_state:
    type: str
    choices: [as_is, started, restarted]
    default: as_is
    description: What the unit is to do before it is tested. V(as_is) leaves it alone.
  successes: {type: int, default: 3, description: Successes in a row that make the test pass.}
  unit_timeout: {type: float, description: 'Seconds that the unit has for O(unit_state), instead of its own limits.'}
  timeout: {type: float, default: 60, description: 'Seconds to get there, from when systemd has started the unit.'}
  run_left: {type: float, description: Seconds that the run has left. Filled in where it has a deadline.}
  interval: {type: float, default: 0.2, description: Seconds between two successes.}
  request_timeout: {type: float, default: 3, description: Seconds that one request may take.}
author: Restart Monkey
"""

EXAMPLES = r"""
- name: The proxy serves the canary
  smoke_page:
    url: http://127.0.0.1/
    pages:
      - headers: {X-Canary: always}
        expect: {channel: canary}
"""

RETURN = r"""
seconds: {type: float, returned: success, description: How long the unit took, and the test.}
tries: {type: int, returned: success, description: How often the pages were asked for.}
pages: {type: list, returned: success, description: The last answers.}
"""

import os
import re

from ansible.module_utils.smoke_polling import bring_and_test


def has_traffic(backend, config):
    """Whether a server of this backend is not disabled in the configuration of HAProxy."""
    section = re.search(r"^backend %s\s*$(.*?)(?=^\S|\Z)" % re.escape(backend), config, re.DOTALL | re.MULTILINE)
    servers = re.findall(r"^\s+server\s.*$", section.group(1), re.MULTILINE) if section else []
    return any("disabled" not in server.split() for server in servers)


def in_traffic(pages, path):
    """The pages that are to be asked for."""
    if not any(page["backend"] for page in pages):
        return pages
    with open(path) as source:
        config = source.read()
    return [page for page in pages if not page["backend"] or has_traffic(page["backend"], config)]


def expected_version(version, current):
    if version == "any":
        return None
    if version == "current":
        return os.path.basename(os.readlink(current))
    return version


def run(given, check_mode):
    try:
        version = expected_version(given["version"], given["current"])
    except OSError as problem:
        return {"failed": True, "msg": "no release is deployed on this server: %s" % problem}
    try:
        pages = in_traffic(given["pages"], given["proxy_config"])
    except OSError as problem:
        return {"failed": True, "msg": "cannot read what HAProxy has in traffic: %s" % problem}
    answers = []

    def make_check():
        from ansible.module_utils.page_check import PageCheck, read_page

        return PageCheck(
            lambda path, headers: read_page(given["url"], path, headers, given["request_timeout"]),
            pages,
            version,
            answers,
        )

    return dict(bring_and_test(given, check_mode, "page", make_check), pages=answers)
