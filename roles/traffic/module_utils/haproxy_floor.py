"""How many others must serve in a backend that a server leaves."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

from ansible.module_utils.haproxy_place import shortened
from ansible.module_utils.haproxy_problems import Trouble, listed
from ansible.module_utils.haproxy_waiting import POLL_SECONDS

# How long the others may take, at least, until each was seen well with no check going on.
FIRST_CHECK_SECONDS = 5


class Floor:
    def __init__(self, proxy, name, admin, orders, floor):
        self._proxy = proxy
        self._name = name
        self._admin = admin
        self._orders = orders
        self._floor = floor

    def must_hold(self, places):
        begun = self._orders.clock()
        proven = set()
        for backend in sorted({backend for backend, _ in self._leaving(places, self._admin.servers())}):
            while True:
                servers = self._admin.servers()
                leaving = self._leaving(places, servers)
                going = [one for one in servers if one.backend == backend and one.key in leaving and one.serves]
                others = [one for one in servers if one.backend == backend and one.key not in leaving and one.serves]
                serving = [one for one in others if not one.is_backup or all(seen.is_backup for seen in going)]
                checks = {one.key: check_of(one, servers) for one in serving}
                checked = [one for one in serving if checks[one.key].is_checked]
                # Each must be seen at rest once: the check that goes on may be one that never ends.
                sure = {one.key for one in checked if checks[one.key].is_sure}
                proven |= {key for key in sure if not checks[key].is_being_checked}
                unsure = [one for one in checked if one.key not in sure & proven]
                if not going or len(checked) - len(unsure) >= self._floor:
                    break
                awaited = [checks[one.key] for one in unsure if checks[one.key].may_pass]
                patience = max([FIRST_CHECK_SECONDS] + [2 * check.check_seconds + 1 for check in awaited])
                if awaited and self._orders.clock() < begun + patience:
                    self._orders.sleep(POLL_SECONDS)
                    continue
                raise self._too_few(backend, going, others, serving, checked, unsure)

    def _too_few(self, backend, going, others, serving, checked, unsure):
        followers = {one.name for one in going} - {self._name}
        unchecked, backups = len(serving) - len(checked), len(others) - len(serving)
        return Trouble(
            "%s: %s stays in traffic: without it %d would serve in backend %s%s, and traffic_floor is %d.%s%s%s"
            " Nothing was touched: bring others back first, or allow it with -e traffic_floor=0."
            % (
                self._proxy,
                self._name,
                len(checked) - len(unsure),
                backend,
                ", where %s follows it" % listed(followers) if followers else "",
                self._floor,
                " HAProxy is not sure of %s." % shortened(map(doubtful, unsure)) if unsure else "",
                " Of %d more nobody knows: give their lines a `check`." % unchecked if unchecked else "",
                " Backup servers (%d) do not count." % backups if backups else "",
            )
        )

    def _leaving(self, places, servers):
        """(backend, name) of the server in these places, and of all who follow it (`track`)."""
        return with_followers(
            {(place.backend, self._name) for place in places}, {one.key: one.tracks for one in servers}
        )


def check_of(server, servers):
    """The server whose check says how this one is: itself, or the one that it tracks."""
    known = {one.key: one for one in servers}
    while server.tracks and server.key in known:
        followed = known.pop(server.key).tracks.partition("/")
        server = known.get((followed[0], followed[2]), server)
    return server


def doubtful(server):
    return "%s (%s)" % (server.name, ", ".join(filter(None, [server.status, server.check and "check " + server.check])))


def with_followers(keys, tracks):
    """These (backend, name), and whoever follows one of them. tracks: {(backend, name): "backend/name" or ""}."""
    found = set(keys)
    while True:
        more = {key for key, followed in tracks.items() if tuple(followed.partition("/")[::2]) in found}
        if more <= found:
            return found
        found |= more
