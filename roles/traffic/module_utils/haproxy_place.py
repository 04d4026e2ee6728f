"""A server in one backend, as it runs and as its file has it, and how messages name it."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import collections
import difflib

from ansible.module_utils.haproxy_address import as_ip, split_address, without_family
from ansible.module_utils.haproxy_text import AND_DOWN, DRAINED, IN_MAINTENANCE, IN_TRAFFIC, THOUGH_DISABLED

# How many names a message has.
SHOWN = 8

# Stands for a server that does not run, and so has nobody's traffic.
NOBODY = collections.namedtuple("Nobody", "is_taken_out is_shut has_agent lacks_check is_found_down")(*[False] * 5)


class Place(collections.namedtuple("Place", "backend seen written")):
    """The server in one backend: as it runs, and as a HAProxy has it that starts anew. Either may be None."""

    __slots__ = ()

    @property
    def address(self):
        return self.seen.address if self.seen and as_ip(split_address(self.seen.address)[0]) else self.written_address

    @property
    def written_address(self):
        return self.written.address if self.written else self.seen.address

    @property
    def hosts(self):
        """Their numbers, as text: where it is now, and in a HAProxy that starts anew."""
        found = {as_ip(split_address(without_family(one.address))[0]) for one in (self.seen, self.written) if one}
        return {str(host) for host in found if host}

    @property
    def is_though_disabled(self):
        """In traffic, as somebody has told HAProxy, though its file says `disabled`."""
        return self.seen is not NOBODY and self.written.would_stay_out and not self.seen.is_taken_out

    def is_wholly_at(self, wanted):
        """Now, and in a HAProxy that starts anew."""
        known = [one.address for one in (self.seen, self.written) if one and as_ip(split_address(one.address)[0])]
        if not known or (self.seen and self.seen.is_by_name):
            return self.is_at(wanted)
        return all(wanted.is_at(address) for address in known)

    def is_at(self, wanted):
        addresses = {self.address} | ({self.written.address} if self.written else set())
        return any(wanted.is_at(address, self.seen.fqdn if self.seen else "") for address in addresses)


def is_out(place):
    """Taken out of traffic by somebody. One that follows another, or that has no address yet, has not been. Nor has one
    that its file disables, and that its agent or somebody has brought back."""
    return place.seen.is_taken_out


def before(place):
    """How it was before we took it out."""
    state = IN_MAINTENANCE if place.seen.is_shut else DRAINED if is_out(place) else IN_TRAFFIC
    without_agent = place.seen.has_agent and not place.seen.heeds_agent
    without_check = " without check" * place.seen.lacks_check
    though_disabled = THOUGH_DISABLED * place.is_though_disabled
    return state + " without agent" * without_agent + without_check + AND_DOWN * place.seen.is_found_down + though_disabled


def are_at_one_host(places):
    """By its number, or by the name by which HAProxy looks it up, which may have several."""
    found = []
    for place in places:
        host = split_address(place.address)[0]
        name = place.seen.fqdn.rstrip(".").lower() if place.seen and place.seen.is_by_name else None
        found.append({as_ip(host) or host, name} - {None})
    return not found or bool(set.intersection(*found))


def near(name, others):
    """Of the others those that somebody may mean who says this name."""
    short = name.partition(".")[0].lower()
    alike = {other for other in others if other.partition(".")[0].lower() == short}
    return sorted(alike | set(difflib.get_close_matches(name, sorted(others))))


def shortened(names):
    """The first of them; all of a large file would hide the rest of the line."""
    names = sorted(names)
    left = len(names) - SHOWN
    return ", ".join(names[:SHOWN] + (["%d more" % left] if left > 0 else [])) or "none"


def told(places):
    return ", ".join("%s in %s" % (split_address(place.address)[0] or "no address", place.backend) for place in places)
