"""A server is kept from traffic until its sessions have ended."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

from ansible.module_utils.haproxy_subject import AboutServer


class Drain(AboutServer):
    """Takes it out of traffic in the running HAProxy, as its file wants that done."""

    def take_out(self, backends, timeout):
        config = self._config.read()
        relative = [backend for backend in backends if config.has_relative_port(backend, self._name)]
        self._running.take_out(backends, self.ending(config, backends), timeout, relative)

    def ending(self, config, backends):
        """Those where its sessions end when it is found down."""
        return [backend for backend in backends if "shutdown-sessions" in config.server_options(backend, self._name)]
