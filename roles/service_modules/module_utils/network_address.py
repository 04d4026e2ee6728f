"""The one spelling of a server's address, as the launcher has it."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import re
import socket

LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
NAME = re.compile(r"^%s(?:\.%s)*$" % (LABEL, LABEL))
NUMBER = re.compile(r"^(?:[0-9]+|0x[0-9a-f]*)$")
MAX_LENGTH = 253
MAPPED = b"\0" * 10 + b"\xff" * 2
COMPATIBLE = b"\0" * 12


def server_address(text):
    """
    The address in its one spelling. ValueError says why SSH finds no server there.

    A name whose last label is a number is none: ssh reads 0x7f000001 and 127.1 as addresses.
    """
    packed = packed_address(text)
    if packed is None:
        name = text.lower()
        if len(name) > MAX_LENGTH or "\n" in name or not NAME.match(name) or NUMBER.match(name.split(".")[-1]):
            raise ValueError("not an address: %r" % text)
        return name
    family = socket.AF_INET if len(packed) == 4 else socket.AF_INET6
    address = socket.inet_ntop(family, packed)
    kind = kind_of_none(bytearray(packed), packed)
    if kind:
        raise ValueError("address %s is %s; register one where SSH finds the server" % (address, kind))
    return address


def packed_address(text):
    """Its bytes, IPv4 in IPv6 as IPv4; None if it is no literal without a scope."""
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            packed = socket.inet_pton(family, text)
        except (OSError, socket.error, UnicodeError, ValueError):
            continue
        return packed[len(MAPPED):] if len(packed) == 16 and packed.startswith(MAPPED) else packed
    return None


def kind_of_none(octets, packed):
    """What kind of address it is, where that is none of a server."""
    if len(octets) == 4:
        if octets[0] == 0:
            return "unspecified"
        if octets[0] == 169 and octets[1] == 254:
            return "link-local"
        if 224 <= octets[0] < 240:
            return "multicast"
        return "broadcast" if packed == b"\xff" * 4 else None
    if not any(octets):
        return "unspecified"
    if octets[0] == 0xFE and octets[1] & 0xC0 == 0x80:
        return "link-local"
    if octets[0] == 0xFF:
        return "multicast"
    if packed.startswith(COMPATIBLE) and packed != COMPATIBLE[:11] + b"\0" * 4 + b"\x01":
        return "IPv4-compatible, which nothing routes"
    return None
