"""A run as the resident process sees it: lets it play, and ends its processes."""

from __future__ import annotations

import os
import signal
import time

MARK = 'RESTART_MONKEY_STEP'

# Seconds that a process may take to end once it is killed.
LONGEST_END = 5


def told(process, what):
    """A file of /proc."""
    with open('/proc/%s/%s' % (process, what), 'rb') as file:
        return file.read()


def is_shared_connection(process):
    """Whether ssh keeps it open for the next run; with ProxyJump it goes through a child of its own."""
    while process != '0':
        if b'[mux]' in told(process, 'cmdline'):
            return True
        process = told(process, 'stat').rpartition(b')')[2].split()[1].decode()
    return False


class Run:
    """A run that goes on."""

    def __init__(self, request, pid, temporary, gate):
        self.number = request['run']
        self.folder = request['environment'][MARK]
        self.pid = pid
        self.temporary = temporary
        self.gate = gate
        self._deadline = request['deadline_s']
        self.ends_at = time.monotonic() + self._deadline

    def go(self):
        self.ends_at = time.monotonic() + self._deadline
        if self.gate:
            try:
                self.gate.send(b'g')
            except OSError:
                pass  # It has ended.

    def close_gate(self):
        """Ends it, if it waits there."""
        if self.gate:
            self.gate.close()
            self.gate = None

    def kill(self):
        """Ends its processes, wherever they have gone, and returns when they are gone, but for the connections that
        ssh keeps open, and for what the kernel does not let go of."""
        give_up_at = time.monotonic() + LONGEST_END
        left = self._processes()
        while left and time.monotonic() < give_up_at:
            for process in left:
                try:
                    os.kill(process, signal.SIGKILL)
                except OSError:
                    pass  # Gone.
            time.sleep(0.005)
            left = self._processes()

    def _processes(self):
        wanted = os.fsencode('%s=%s' % (MARK, self.folder))
        found = []
        for name in os.listdir('/proc'):
            if name.isdigit() and int(name) != os.getpid():
                try:
                    if wanted in told(name, 'environ').split(b'\0') and not is_shared_connection(name):
                        found.append(int(name))
                except OSError:
                    pass  # Gone, or another user's.
        return found
