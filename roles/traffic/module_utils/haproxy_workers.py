"""The processes of HAProxy that a reload has left beside the new one."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import contextlib
import os
import struct

from ansible.module_utils.haproxy_address import as_ip, split_address

# TCP states of /proc/net/tcp in which a request may be on its way: ESTABLISHED, SYN_SENT.
OPEN_STATES = (b"01", b"02")


class OldWorkers:
    """Processes that a reload has left: they serve the clients that they have, and the new one does not say so. They
    have closed their sockets for commands, so Linux is asked which connections they have. They are found once; who
    ends is no longer counted."""

    def __init__(self, pid, proc="/proc"):
        """pid: text, as HAProxy says it; in a container it may be that of another process here."""
        self._proc = proc
        self._pids = self._found(int(pid)) if pid.isdigit() and self._is_haproxy(int(pid)) else []

    def connections(self, addresses):
        """{pid: how many connections it has to these}. Where that cannot be known, each counts as one."""
        found = {pid: self._connections_of(pid, addresses) for pid in self._pids if self._is_haproxy(pid)}
        return {pid: count for pid, count in found.items() if count}

    def _found(self, pid):
        master = self._parent(pid)
        named = self._replaced_by(pid)
        if self._is_haproxy(master):
            named |= self._replaced_by(master) | {child for child in self._all() if self._parent(child) == master}
        return sorted(old for old in named - {pid, master} if self._is_haproxy(old))

    def _all(self):
        return [int(name) for name in os.listdir(self._proc) if name.isdigit()]

    def _parent(self, pid):
        with contextlib.suppress(OSError, ValueError, IndexError):
            with open("%s/%d/stat" % (self._proc, pid)) as source:
                return int(source.read().rpartition(")")[2].split()[1])
        return 0

    def _replaced_by(self, pid):
        """Those that it was told to take the place of: `-sf` and `-st`, which all numbers follow."""
        found, follows = set(), False
        with contextlib.suppress(OSError):
            with open("%s/%d/cmdline" % (self._proc, pid), "rb") as source:
                for word in source.read().split(b"\0"):
                    follows = word in (b"-sf", b"-st") or (follows and word.isdigit())
                    if follows and word.isdigit():
                        found.add(int(word))
        return found

    def _is_haproxy(self, pid):
        with contextlib.suppress(OSError):
            return os.path.basename(os.readlink("%s/%d/exe" % (self._proc, pid))).startswith("haproxy")
        return False

    def _connections_of(self, pid, addresses):
        wanted = {(as_ip(host), int(port or 0)) for host, port in map(split_address, addresses)}
        if any(ip is None for ip, _ in wanted):
            return 1
        try:
            own = self._sockets(pid)
            return sum(
                number in own and (peer in wanted or (peer[0], 0) in wanted) for number, peer in self._open(pid)
            )
        except PermissionError:
            return 1
        except OSError:
            return 0  # It has ended meanwhile.

    def _sockets(self, pid):
        """The numbers of its sockets, as bytes."""
        folder, found = "%s/%d/fd" % (self._proc, pid), set()
        for name in os.listdir(folder):
            with contextlib.suppress(FileNotFoundError):
                target = os.readlink("%s/%s" % (folder, name))
                if target.startswith("socket:["):
                    found.add(target[len("socket:[") : -1].encode())
        return found

    def _open(self, pid):
        """(number, (address, port) of the other end) of each open connection in its network."""
        for name in ("tcp", "tcp6"):
            with contextlib.suppress(FileNotFoundError):  # Without IPv6 there is no tcp6.
                with open("%s/%d/net/%s" % (self._proc, pid, name), "rb") as source:
                    for line in source.readlines()[1:]:
                        words = line.split()
                        if words[3] in OPEN_STATES:
                            yield words[9], peer_of(words[2])


def peer_of(text):
    """(address, port) of /proc/net/tcp's `0100007F:1F90`: words of four bytes in the machine's order."""
    host, _, port = text.decode().partition(":")
    raw = b"".join(struct.pack("=I", int(host[i : i + 8], 16)) for i in range(0, len(host), 8))
    if len(raw) == 4:
        return as_ip(".".join(str(byte) for byte in bytearray(raw))), int(port, 16)
    groups = ["%x" % number for number in struct.unpack(">8H", raw)]
    return as_ip(":".join(groups)), int(port, 16)
