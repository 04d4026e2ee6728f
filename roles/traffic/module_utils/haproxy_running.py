"""One server as HAProxy runs it: taken out of traffic, and brought back."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import collections

from ansible.module_utils.haproxy_problems import Trouble
from ansible.module_utils.haproxy_waiting import POLL_SECONDS

# How long a server whose open sessions survive maintenance is only drained before.
SURVIVORS_SECONDS = 1


class RunningServer:
    """One server as HAProxy runs it. Each step is read back, and can be repeated."""

    def __init__(self, orders, wait):
        self._orders = orders
        self._wait = wait

    def keep_new_away(self, backends):
        """Drained: who does not come here always, comes no more."""
        self._orders.tell("disable agent", "", backends, lambda seen: seen.heeds_agent)
        self._orders.set_state("drain", backends, lambda seen: not seen.is_taken_out)
        self._orders.read_back(backends, lambda seen: seen.is_out, "out of traffic")

    def take_out(self, backends, ending, timeout, relative=()):
        """ending: the backends where HAProxy ends what is open as maintenance begins. relative: those where its port
        depends on the client's."""
        there = self._orders.seen(backends)
        backends = [seen.backend for seen in there]
        open_ones = [seen.backend for seen in there if not seen.is_down]
        self.keep_new_away(backends)
        self._shut(open_ones, ending, timeout)
        self._orders.set_state("maint", backends, lambda seen: not seen.is_shut)
        self._orders.read_back(backends, lambda seen: seen.is_shut, "in maintenance")
        self._wait.end_of_sessions(open_ones, timeout, relative)

    def _shut(self, backends, ending, timeout):
        """Into maintenance, each backend in a moment without sessions. Clients who always come here may leave no such
        moment: open sessions survive maintenance, so it need not be waited for, unless `on-marked-down` ends them then.
        Who waits for a free connection is sent elsewhere, or is not, as HAProxy's options say: that is waited for."""
        if self._orders.check_mode:
            return
        begun = self._orders.clock()
        quiet = collections.Counter()
        waiting = set(backends)
        while waiting:
            for seen in self._orders.seen(waiting):
                quiet[seen.backend] = quiet[seen.backend] + 1 if seen.sessions == 0 else 0
                waited = self._orders.clock() - begun
                survives = seen.backend not in ending and seen.queued == 0
                if quiet[seen.backend] >= 2 or waited >= timeout or (survives and waited >= SURVIVORS_SECONDS):
                    if not seen.is_shut:
                        self._orders.order("set server %s/%s state maint" % (seen.backend, self._orders.name))
                    waiting.discard(seen.backend)
                    if seen.sessions and seen.backend in ending:
                        self._orders.warnings.append(
                            "%s: %s still had %d sessions in %s after %g s; HAProxy ended them, as its line says"
                            " `on-marked-down shutdown-sessions`"
                            % (self._orders.proxy, self._orders.name, seen.sessions, seen.backend, timeout)
                        )
            waiting &= {seen.backend for seen in self._orders.seen(waiting)}
            if waiting:
                self._orders.sleep(POLL_SECONDS)

    def bring_back(self, everywhere, backends, unchecked, down_before, ending, timeout):
        """Into traffic in the backends, once it is well everywhere. unchecked: where its check stays switched off.
        down_before: where it was down when it was taken out, and may be again, as checks may ask for a role (leader,
        replica). That is waited for, too, as it may have been ill. Then HAProxy is to judge. ending: where its sessions
        end when it is found down."""
        checked = [backend for backend in backends if backend not in unchecked]
        self._orders.tell("enable health", "", checked, lambda seen: seen.lacks_check)
        # In maintenance nothing is checked. Drained it is, and as it counts as down no client comes that always does.
        # What HAProxy found before that is not believed.
        forced = {
            seen.backend
            for seen in self._orders.seen(checked)
            if seen.has_check
            and not seen.tracks
            and (seen.is_shut or not seen.is_up or (seen.is_taken_out and seen.backend not in ending))
        }
        for seen in self._orders.seen(backends):
            if seen.is_in_maintenance or seen.backend in forced:
                command = "set server %s/%s state drain" % (seen.backend, self._orders.name)
                if seen.backend in forced:
                    command += "; set server %s/%s health down" % (seen.backend, self._orders.name)
                self._orders.order(command)
        try:
            unwell = self._wait.check(everywhere, down_before, timeout)
        except Trouble:
            # Drained, it would get the clients again that always come here, once it answers.
            self._orders.set_state("maint", backends, lambda seen: seen.is_taken_out and not seen.is_shut)
            raise
        for seen in self._orders.seen(backends):
            if seen.backend in forced - unwell and not seen.is_up:
                self._orders.order("set server %s/%s health up" % (seen.backend, self._orders.name))
        self._orders.set_state("ready", backends, lambda seen: seen.is_out)
        self._orders.read_back(
            backends,
            lambda seen: not seen.is_taken_out
            and (seen.inherits or (not seen.is_out and (seen.is_up or seen.backend in unwell))),
            "in traffic",
        )

    def leave_to_checks(self, backends, unchecked):
        """Into traffic, where HAProxy sends nobody while its check does not pass."""
        for seen in self._orders.seen(backends):
            order = "set server %s/%s " % (seen.backend, self._orders.name)
            down = order + "health down; " if seen.has_check and not seen.tracks and seen.backend not in unchecked else ""
            self._orders.order(order + "state drain; " + down + order + "state ready")

    def leave_drained(self, backends):
        """As somebody else had it before us: drained is less than in maintenance."""
        self._orders.set_state("drain", backends, lambda seen: seen.is_shut)

    def heed_agents(self, backends):
        self._orders.tell("enable agent", "", backends, lambda seen: seen.has_agent and not seen.heeds_agent)
