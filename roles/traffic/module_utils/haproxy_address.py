"""Addresses, as HAProxy and its files write them."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import ipaddress
import re
import socket

# HAProxy's prefixes of addresses that are clear without them.
PREFIX = re.compile(r"^(?:stream\+)?(?:unix|uxst|ipv[46]|(?:mp)?tcp[46]?)@")

PORT = re.compile(r"^(.*?)(?::([+-]?\d+))?$")


def split_address(text):
    """Host and port ('' if there is none) of what may be host:port, [host]:port, or a bare IPv6 address."""
    if text.startswith("["):
        host, _, port = text[1:].partition("]")
        return host, port.lstrip(":")
    if text.count(":") > 1 and as_ip(text):
        return text, ""
    match = PORT.match(text)
    return match.group(1), match.group(2) or ""


def as_ip(text):
    """The address, or None if that is none. An IPv4 address in an IPv6 one is that IPv4 address."""
    try:
        address = ipaddress.ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def without_family(address):
    """Without HAProxy's prefix for one that is clear without it."""
    return PREFIX.sub("", address)


def in_brackets(address):
    return "[%s]" % address if ":" in address and not address.startswith("[") else address


class Wanted:
    """An address as somebody else writes it: HAProxy may know it by another text, or its name by an address."""

    def __init__(self, text):
        self.text = text
        self._host, self._port = split_address(without_family(text))
        self._found = None

    def is_at(self, address, fqdn=""):
        host, port = split_address(without_family(address))
        # One that is relative to the client's (`+500`) cannot be compared.
        if self._port.isdigit() and port.isdigit() and int(port) != int(self._port):
            return False
        if host.lower() == self._host.lower() or (fqdn and fqdn.rstrip(".").lower() == self._host.rstrip(".").lower()):
            return True
        return as_ip(host) is not None and as_ip(host) in self._addresses()

    def _addresses(self):
        if self._found is None:
            if as_ip(self._host):
                self._found = {as_ip(self._host)}
            else:
                try:
                    self._found = {as_ip(found[4][0]) for found in socket.getaddrinfo(self._host, None)}
                except (OSError, UnicodeError):
                    self._found = set()
        return self._found
