"""What is waited for while a server leaves traffic or comes back."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

from ansible.module_utils.haproxy_problems import Trouble, listed

POLL_SECONDS = 0.05


class Wait:
    """Waits until a server has an address, no session, or a check that passes. In check mode nothing is waited for."""

    def __init__(self, orders, old_workers):
        """old_workers: gives what a reload has left beside the process of a pid, as OldWorkers does."""
        self._orders = orders
        self._old_workers = old_workers
        self.sessions = 0

    def address(self, timeout):
        """Whether its name has an address now, having had none."""
        deadline = self._orders.clock() + timeout
        lacked = False
        while any(seen.lacks_address for seen in self._orders.seen()) and not self._orders.check_mode:
            if self._orders.clock() >= deadline:
                return False
            lacked = True
            self._orders.sleep(POLL_SECONDS)
        return lacked

    def end_of_sessions(self, backends, timeout, relative):
        """Two readings in a row without any: a request may be on its way to the server during the first one."""
        if self._orders.check_mode or not backends:
            return
        deadline = self._orders.clock() + timeout
        quiet = 0
        old_workers = self._old_workers(self._orders.admin.info().get("Pid", ""))
        while quiet < 2:
            there = self._orders.seen(backends)
            left = old_workers.connections({seen.any_port if seen.backend in relative else seen.address for seen in there})
            self.sessions = sum(seen.sessions for seen in there) + sum(left.values())
            quiet = quiet + 1 if self.sessions == 0 else 0
            if quiet < 2:
                if self._orders.clock() >= deadline:
                    old = ", %d of them in processes that a reload has left (%s)" % (
                        sum(left.values()),
                        ", ".join(map(str, sorted(left))),
                    )
                    self._orders.warnings.append(
                        "%s: %s still has %d sessions after %g s without new ones%s; going on without waiting for them"
                        % (self._orders.proxy, self._orders.name, self.sessions, timeout, old if left else "")
                    )
                    return
                self._orders.sleep(POLL_SECONDS)

    def check(self, backends, down_before, timeout):
        """Returns the backends where it need not be well, and is not. Where it follows another server, that one is
        waited for, if we have it."""
        if self._orders.check_mode:
            return set()
        deadline = self._orders.clock() + timeout
        while True:
            seen = self._orders.seen(backends)
            unwell = {server.backend for server in seen if not server.is_well and not server.inherits}
            if len(seen) == len(backends) and not unwell:
                return unwell
            if self._orders.clock() >= deadline:
                if len(seen) == len(backends) and self._is_well_enough(seen, unwell, down_before):
                    return unwell
                cure = "see whether it answers at %s" % listed({server.where for server in seen})
                if any(server.lacks_address for server in seen):
                    cure = "its name has no address: see what its name server says"
                elif seen and all(server.has_no_news for server in seen if server.backend in unwell):
                    cure = "no check of it has ended in that time, so give it more by traffic_ready_timeout"
                stays = "It stays out of traffic there" if any(s.is_out for s in seen) else "It gets no traffic there"
                found = "%s does not find %s well within %g s (%s): %s."
                found %= (self._orders.proxy, self._orders.name, timeout, "; ".join(map(str, seen)), cure)
                raise Trouble("%s %s until this is done again." % (found, stays), found)
            self._orders.sleep(POLL_SECONDS)

    def _is_well_enough(self, seen, unwell, down_before):
        """As many checks pass as before, at least one, and not all did then: which ones may depend on its role."""
        checked = {server.backend for server in seen if server.is_checked}
        passing = len(checked - unwell)
        if not checked & set(down_before) or passing < max(1, len(checked - set(down_before))):
            return False
        self._orders.warnings.append(
            "%s: %s is back in traffic, but HAProxy finds it down in %s and sends nobody there until its check passes"
            % (self._orders.proxy, self._orders.name, listed(unwell))
        )
        return True
