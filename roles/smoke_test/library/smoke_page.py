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
  version:
    type: str
    default: any
    description: Version that the answer must have; V(current) = the release that O(current) points to.
  current: {type: path, default: /opt/app/current, description: Link to the deployed release.}
  unit: {type: str, description: Systemd unit of the service. When it is down there is nothing to wait for.}
  successes: {type: int, default: 3, description: Successes in a row that make the test pass.}
  timeout: {type: float, default: 60, description: Seconds to get there.}
  interval: {type: float, default: 0.2, description: Seconds between two tries.}
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
tries: {type: int, returned: success, description: How often the pages were asked for.}
pages: {type: list, returned: success, description: The last answers.}
"""

import http.client
import json
import os
import urllib.error
import urllib.request

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.smoke_polling import NeverPassed, NotYet, unit_is_down, wait_until_passes

BODY_LIMIT = 64 * 1024


def read_page(base, path, headers, timeout):
    """The JSON object that the page answers with, or NotYet."""
    url = base.rstrip("/") + path
    request = urllib.request.Request(url, headers=dict(headers, Accept="application/json"))
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=timeout) as answer:
            page = json.loads(answer.read(BODY_LIMIT).decode("utf-8"))
    except urllib.error.HTTPError as problem:
        text = problem.read(300).decode("utf-8", "replace").strip()
        raise NotYet("%s answers %d %s" % (url, problem.code, " ".join(text.split())))
    except (OSError, http.client.HTTPException) as problem:
        raise NotYet("%s: %s" % (url, getattr(problem, "reason", None) or problem))
    except ValueError as problem:
        raise NotYet("%s does not answer with JSON: %s" % (url, problem))
    if not isinstance(page, dict):
        raise NotYet("%s does not answer with a JSON object" % url)
    return page


class PageCheck:
    """One try: every page as expected, and the counter higher than ever before."""

    def __init__(self, read, pages, version):
        self.read = read
        self.wanted = pages
        self.version = version
        self.answers = []
        self._counter = -1

    def __call__(self):
        self.answers = [self._look_at(page) for page in self.wanted]

    def _look_at(self, wanted):
        page = self.read(wanted["path"], wanted["headers"])
        for field, value in sorted(wanted["expect"].items()):
            if str(page.get(field)) != str(value):
                raise NotYet("expected %s %s, got %s" % (field, value, page.get(field)))
        if self.version is not None and page.get("version") != self.version:
            raise NotYet("expected version %s, but version %s is running" % (self.version, page.get("version")))
        if wanted["counter"]:
            self._look_at_counter(page.get("counter"))
        return page

    def _look_at_counter(self, counter):
        if not isinstance(counter, int) or isinstance(counter, bool):
            raise NotYet("the page has no counter from Redis: %s" % counter)
        if counter <= self._counter:
            raise NotYet("the counter from Redis went from %d to %d" % (self._counter, counter))
        self._counter = counter


def expected_version(version, current):
    if version == "any":
        return None
    if version == "current":
        return os.path.basename(os.readlink(current))
    return version


def main():
    module = AnsibleModule(
        argument_spec={
            "url": {"type": "str", "required": True},
            "pages": {
                "type": "list",
                "elements": "dict",
                "required": True,
                "options": {
                    "path": {"type": "str", "default": "/"},
                    "counter": {"type": "bool", "default": True},
                    "headers": {"type": "dict", "default": {}},
                    "expect": {"type": "dict", "default": {}},
                },
            },
            "version": {"type": "str", "default": "any"},
            "current": {"type": "path", "default": "/opt/app/current"},
            "unit": {"type": "str"},
            "successes": {"type": "int", "default": 3},
            "timeout": {"type": "float", "default": 60},
            "interval": {"type": "float", "default": 0.2},
            "request_timeout": {"type": "float", "default": 3},
        },
        supports_check_mode=True,
    )
    given = module.params
    try:
        version = expected_version(given["version"], given["current"])
    except OSError as problem:
        module.fail_json(msg="no release is deployed on this server: %s" % problem)
    check = PageCheck(
        lambda path, headers: read_page(given["url"], path, headers, given["request_timeout"]),
        given["pages"],
        version,
    )
    try:
        tries = wait_until_passes(
            check,
            given["successes"],
            given["timeout"],
            given["interval"],
            lambda: unit_is_down(given["unit"]),
        )
    except NeverPassed as problem:
        module.fail_json(msg="page: %s" % problem)
    module.exit_json(changed=False, tries=tries, pages=check.answers)


if __name__ == "__main__":
    main()
