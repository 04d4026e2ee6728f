"""What is known of the server that the module is asked about."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import collections

FIELDS = "proxy name address backends admin config orders wait running"


class Subject(collections.namedtuple("Subject", FIELDS)):
    """One server as one proxy has it. address: Wanted, or None for whatever it has. backends: those that are named, or
    None for all that have it. admin: the AdminSocket; config: the ConfigFiles; orders, wait and running: of the server."""

    __slots__ = ()


class AboutServer:
    """What knows or does one thing about the server."""

    def __init__(self, subject):
        self._subject = subject
        self._proxy = subject.proxy
        self._name = subject.name
        self._address = subject.address
        self._backends = subject.backends
        self._admin = subject.admin
        self._config = subject.config
        self._orders = subject.orders
        self._wait = subject.wait
        self._running = subject.running
        self._check_mode = subject.orders.check_mode
