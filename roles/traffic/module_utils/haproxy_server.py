"""One server as one proxy has it: out of traffic, back, added or removed."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

from ansible.module_utils.haproxy_addition import Addition
from ansible.module_utils.haproxy_address import Wanted
from ansible.module_utils.haproxy_back import BackInTraffic
from ansible.module_utils.haproxy_edits import FileEdits
from ansible.module_utils.haproxy_file import other_admin_sockets
from ansible.module_utils.haproxy_floor import Floor
from ansible.module_utils.haproxy_orders import Orders
from ansible.module_utils.haproxy_out import OutOfTraffic
from ansible.module_utils.haproxy_removal import Removal
from ansible.module_utils.haproxy_running import RunningServer
from ansible.module_utils.haproxy_subject import Subject
from ansible.module_utils.haproxy_waiting import Wait
from ansible.module_utils.haproxy_workers import OldWorkers


class ProxyServer:
    """One server as one proxy has it. Every step can be repeated, and leaves no way into traffic half open:
    out goes first into the file, back comes last."""

    def __init__(self, proxy, name, admin, config, floor, check_mode=False, address=None, backends=None):
        self._orders = Orders(proxy, name, admin, check_mode)
        self._wait = Wait(self._orders, OldWorkers)
        running = RunningServer(self._orders, self._wait)
        self._subject = Subject(
            proxy, name, address and Wanted(address), backends, admin, config, self._orders, self._wait, running
        )
        self._edits = FileEdits(self._subject)
        self._floor = Floor(proxy, name, admin, self._orders, floor)
        self.warnings = self._orders.warnings

    @property
    def changed(self):
        return self._edits.changed or self._orders.changed

    @property
    def sessions(self):
        return self._wait.sessions

    def must_be_admin(self, given):
        is_admin = self._subject.admin.level() in ("", "admin")
        self._orders.must_be_admin([] if is_admin else other_admin_sockets(given, [self._subject.config]))

    def drained(self, timeout):
        OutOfTraffic(self._subject, self._edits, self._floor).drained(timeout)

    def ready(self, timeout):
        BackInTraffic(self._subject, self._edits).ready(timeout)

    def present(self, like, address, drain_timeout, ready_timeout):
        removal = Removal(self._subject, self._edits, self._floor)
        addition = Addition(self._subject, self._edits, self._floor, removal)
        addition.present(like, address, drain_timeout, ready_timeout)

    def absent(self, timeout):
        Removal(self._subject, self._edits, self._floor).absent(timeout)
