"""The server that another one is to be like."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

from ansible.module_utils.haproxy_address import in_brackets, split_address
from ansible.module_utils.haproxy_line import is_path, stated_port
from ansible.module_utils.haproxy_meant import Meant
from ansible.module_utils.haproxy_place import Place, are_at_one_host, told
from ansible.module_utils.haproxy_problems import Trouble
from ansible.module_utils.haproxy_subject import AboutServer


class Model(AboutServer):
    """Finds it in each backend, and compares."""

    def __init__(self, subject):
        super().__init__(subject)
        self._meant = Meant(subject)

    def find(self, like, fresh):
        """[Place] of it, one for each backend."""
        seen = {server.backend: server for server in self._admin.server(like)}
        models = [
            Place(backend, seen.get(backend), server)
            for (backend, name), server in sorted(fresh.items())
            if name == like and (not self._backends or backend in self._backends)
        ]
        lacking = set(self._backends or ()) - {model.backend for model in models}
        if not models or lacking:
            what = "has no server %s that %s could be like" % (like, self._name)
            raise self._meant.unknown(what, like, fresh, lacking or self._meant.known_backends(fresh), "traffic_like")
        if not are_at_one_host(models):
            raise Trouble(
                "%s has several servers %s, at %s: nothing was touched. Say the backends that are meant by"
                " traffic_backends." % (self._proxy, like, told(models))
            )
        return models

    def address(self, model, address):
        """Of the new server in that one's backend. Its port is that of the other one's line, which may be relative to the
        client's (`+500`), or else the one that HAProxy has found."""
        text = self._config.read().address_of(model.written)
        if is_path(text):
            raise Trouble(
                "%s: %s is at %s in %s, so no server at another address can be like it."
                % (self._proxy, model.written.name, text, model.backend)
            )
        port = stated_port(text)
        if not port:
            found = split_address(model.seen.address if model.seen else model.written.address)[1]
            port = "" if found == "0" else found
        if not port and text.startswith("_"):
            raise Trouble(
                "%s: DNS tells the port of %s in %s (%s), and has not told it yet, so nothing can be like it: nothing was"
                " touched. Do this again once it has an address."
                % (self._proxy, model.written.name, model.backend, text)
            )
        return in_brackets(address) + (":" + port if port else "")

    def tell_what_is_unlike(self, models, there):
        """One that is there already stays as it is."""
        config = self._config.read()
        for model in models:
            place = there.get(model.backend)
            if not (place and place.written):
                continue
            own, other = (config.options_like(server, self._name) for server in (place.written, model.written))
            if sorted(own) != sorted(other):
                self._orders.warnings.append(
                    "%s: %s is in %s already with the options `%s` and stays so, %s has `%s`:"
                    " to make it like that one, remove it first (tasks_from: remove)"
                    % (
                        self._proxy,
                        self._name,
                        model.backend,
                        " ".join(config.options_of(place.written)),
                        model.written.name,
                        " ".join(config.options_of(model.written)),
                    )
                )

    def unlike(self, model, server):
        """What is wrong with the line that is to be like that one's; None if nothing is."""
        if not server.is_out or server.has_agent:
            return "%s/%s would not be there, out of traffic" % server[:2]
        for other, what in [(model.written, "like " + model.written.name)] + [
            (seen, "as it is now") for seen in self._orders.seen([model.backend])
        ]:
            if (server.weight, server.is_backup, server.has_check) != (str(other.weight), other.is_backup, other.has_check):
                return "%s/%s would not be %s" % (server.backend, server.name, what)
        return None
