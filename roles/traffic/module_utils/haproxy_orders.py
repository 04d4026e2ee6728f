"""What a running HAProxy is told about a server, and how it is read back."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import time

from ansible.module_utils.haproxy_problems import Trouble


class Orders:
    """What a running HAProxy is told about one server. In check mode it is told nothing."""

    def __init__(self, proxy, name, admin, check_mode=False, clock=time.monotonic, sleep=time.sleep):
        self.proxy = proxy
        self.name = name
        self.admin = admin
        self.check_mode = check_mode
        self.clock = clock
        self.sleep = sleep
        self.changed = False
        self.warnings = []

    def seen(self, backends=None):
        """[Seen] in these backends, or in all."""
        return [server for server in self.admin.server(self.name) if backends is None or server.backend in backends]

    def must_be_admin(self, others=()):
        """others: sockets that allow it."""
        level = self.admin.level()
        if level not in ("", "admin"):
            cure = "write `stats socket %s level admin` into its file, and reload it" % self.admin.path
            if others:
                cure = "say %s by traffic_socket" % " or ".join(others)
            raise Trouble(
                "%s: HAProxy's socket %s allows the level '%s' only, so nothing was touched: %s."
                % (self.proxy, self.admin.path, level, cure)
            )
        info = self.admin.info()
        if int(info.get("Nbproc") or 1) > 1:
            raise Trouble(
                "%s: HAProxy runs as %s processes (nbproc), and a socket speaks for one of them: nothing was touched."
                " Use threads (nbthread)." % (self.proxy, info["Nbproc"])
            )

    def tell(self, command, suffix, backends, which, answer=""):
        """Tells HAProxy the command for each backend whose server is of the kind, and nothing else."""
        for seen in filter(which, self.seen(backends)):
            self.order("%s %s/%s%s" % (command, seen.backend, self.name, suffix), answer)

    def order(self, command, answer=""):
        self.changed = True
        if self.check_mode:
            return
        said = self.admin.ask(command)
        if said != answer:
            raise Trouble(
                "%s was told '%s' and answers '%s': look at 'show servers state' on its admin socket."
                % (self.proxy, command, " ".join(said.split()))
            )

    def set_state(self, state, backends, which):
        self.tell("set server", " state " + state, backends, which)

    def read_back(self, backends, holds, what):
        if self.check_mode:
            return
        seen = self.seen(backends)
        if len(seen) != len(backends) or not all(map(holds, seen)):
            raise Trouble(
                "%s was told to have %s %s, and says: %s. Look at 'show servers state' on its admin socket."
                % (self.proxy, self.name, what, "; ".join(map(str, seen)) or "no such server")
            )
