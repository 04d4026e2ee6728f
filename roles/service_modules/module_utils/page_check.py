"""Hold the pages of the app against what is expected of them."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import http.client
import json
import urllib.error
import urllib.request

from ansible.module_utils.smoke_polling import NotYet

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
    """One try: every page as expected, and the counter higher than ever before. Keeps the last answers."""

    def __init__(self, read, pages, version, answers):
        self.read = read
        self.wanted = pages
        self.version = version
        self._answers = answers
        self._counter = None

    def __call__(self):
        self._answers[:] = [self._look_at(page) for page in self.wanted]

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
        if self._counter is not None and counter <= self._counter:
            raise NotYet("the counter from Redis went from %d to %d" % (self._counter, counter))
        self._counter = counter
