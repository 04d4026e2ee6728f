"""A server that HAProxy gets, moves or loses while it runs."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

from ansible.module_utils.haproxy_address import Wanted, in_brackets, split_address
from ansible.module_utils.haproxy_problems import Trouble
from ansible.module_utils.haproxy_socket import ANSWER_SECONDS
from ansible.module_utils.haproxy_waiting import POLL_SECONDS


class Membership:
    """Adds a server to a running HAProxy, moves it to another address, and deletes it."""

    def __init__(self, orders):
        self._orders = orders

    def add(self, backend, address, options):
        """What HAProxy says against it; '' if it was added."""
        self._orders.changed = True
        if self._orders.check_mode:
            return ""
        command = " ".join(["add server %s/%s" % (backend, self._orders.name), address] + options)
        said = self._orders.admin.ask(command)
        if "New server registered." in said:
            return ""
        return "HAProxy says \"%s\" to '%s'" % (" ".join(said.split()), command)

    def take_back(self, added):
        """What was added a moment ago."""
        for backend in added:
            self._orders.order("del server %s/%s" % (backend, self._orders.name), "Server deleted.")
        self._orders.changed = False

    def move(self, backend, address):
        """To that address, out of traffic. A port that depends on the client's stays. A check that goes on is still about
        where it was."""
        host, port = split_address(address)
        port = " port " + port if port.isdigit() and port != "0" else ""
        to = "set server %s/%s addr %s%s" % (backend, self._orders.name, host, port)
        self._orders.changed = True
        if self._orders.check_mode:
            return
        deadline = self._orders.clock() + ANSWER_SECONDS
        while any(seen.check.startswith("* ") for seen in self._orders.seen([backend])) and self._orders.clock() < deadline:
            self._orders.sleep(POLL_SECONDS)
        said = self._orders.admin.ask(to)
        wanted = Wanted(address if port else in_brackets(host))
        if not all(wanted.is_at(seen.address) for seen in self._orders.seen([backend])):
            raise Trouble(
                "%s was told '%s' and answers '%s': look at 'show servers state' on its admin socket."
                % (self._orders.proxy, to, " ".join(said.split()))
            )

    def leave_unchecked(self, backends):
        self._orders.tell("disable health", "", backends, lambda seen: seen.has_check and not seen.lacks_check)

    def delete(self, backends, timeout):
        deadline = self._orders.clock() + timeout
        for seen in self._orders.seen(backends):
            self._orders.changed = True
            while not self._orders.check_mode:
                said = self._orders.admin.ask("del server %s/%s" % (seen.backend, self._orders.name))
                if said in ("Server deleted.", "No such server."):
                    break
                if "configuration elements" in said:
                    self._orders.warnings.append(
                        "%s: %s stays in maintenance in %s until HAProxy is reloaded, which says: %s"
                        % (self._orders.proxy, self._orders.name, seen.backend, said)
                    )
                    break
                if self._orders.clock() >= deadline:
                    raise Trouble(
                        "%s does not let go of %s in %s: %s It is in maintenance there and gets no traffic;"
                        " do this again later." % (self._orders.proxy, self._orders.name, seen.backend, said)
                    )
                self._orders.sleep(POLL_SECONDS)
