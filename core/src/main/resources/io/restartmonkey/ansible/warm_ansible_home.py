"""The folder of the resident process: keeps it complete and locked, and removes those of dead processes."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
import time

# The program, and how the names of all its parts begin, which lie beside it.
SCRIPT = 'warm_ansible.py'
PREFIX = 'warm_ansible'

# What a folder of such a process is called where it is one of several, and the seconds that it is left alone for.
RESIDENT = 'resident-'
JUST_MADE = 3600


class Home:
    """The folder of this process. It is locked while a process or a run of it is there, which keeps systemd-tmpfiles
    out; whatever somebody else takes away of it comes back."""

    def __init__(self, folder):
        self.folder = folder
        self._texts = {}
        for name in os.listdir(folder):
            if name.startswith(PREFIX) and name.endswith('.py'):
                with open(os.path.join(folder, name)) as file:
                    self._texts[name] = file.read()
        self._lock = None
        self.keep()

    def keep(self):
        os.makedirs(self.folder, mode=0o700, exist_ok=True)
        for name, text in self._texts.items():
            path = os.path.join(self.folder, name)
            if not os.path.exists(path):
                with open(path, 'w') as file:
                    file.write(text)
        if self._lock is None or not os.path.samestat(os.fstat(self._lock), os.stat(self.folder)):
            if self._lock is not None:
                os.close(self._lock)
            self._lock = os.open(self.folder, os.O_RDONLY | os.O_CLOEXEC)
            fcntl.flock(self._lock, fcntl.LOCK_SH)

    def words_to_start_anew(self):
        """The same script with the same Python and its options."""
        self.keep()
        os.utime(self.folder)  # The lock is open for a moment.
        options = getattr(sys, 'orig_argv', [sys.executable] + sys.argv)[1:-len(sys.argv)]
        return [sys.executable] + options + [os.path.join(self.folder, SCRIPT)]

    def tidy_up(self):
        """Removes what processes have left beside it that were killed."""
        beside, own = os.path.split(self.folder)
        for name in os.listdir(beside) if own.startswith(RESIDENT) else ():
            folder = os.path.join(beside, name)
            try:
                if name.startswith(RESIDENT) and os.stat(folder).st_mtime < time.time() - JUST_MADE:
                    lock = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
                    try:
                        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                        shutil.rmtree(folder, ignore_errors=True)
                    finally:
                        os.close(lock)
            except OSError:
                pass  # Somebody is there, or it is gone.
