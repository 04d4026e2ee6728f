"""Makes a fork of the resident process what a process of ansible-playbook would be, and plays there."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import random
import runpy
import signal
import sys
import traceback

from warm_ansible_run import MARK

RUN_PLAY = 'run_play.py'


def python_words(words):
    """A command line from its Python script on: what stands before it calls the Python that runs here already."""
    for number, word in enumerate(words):
        if os.path.basename(word) == RUN_PLAY:
            return words[number:]
    return words


class Lossy:
    """Takes text as a pipe to somebody who may not keep it: a full disk is no reason to end a run."""

    def __init__(self, stream):
        self._stream = stream

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def write(self, text):
        try:
            self._stream.write(text)
        except OSError:
            pass
        return len(text)

    def flush(self):
        try:
            self._stream.flush()
        except OSError:
            pass


class Mark:
    """The variable that a run's processes are found by. A forked process has the environment of its parent, as far as
    /proc tells: the text itself is written over, where the parent left room for it."""

    def __init__(self):
        libc = ctypes.CDLL(None)
        libc.getenv.restype = ctypes.c_void_p
        self._address = libc.getenv(MARK.encode())
        self._room = len(os.environb.get(MARK.encode(), b''))

    def write(self, folder):
        text = os.fsencode(folder)
        if self._address and len(text) <= self._room:
            ctypes.memmove(self._address, text.ljust(self._room, b'\0'), self._room)


def exit_code(code):
    """What sys.exit means by it."""
    if code is None:
        return 0
    return code & 0xFF if isinstance(code, int) else 1


def make_own(request):
    """Takes the place that a process of its own would have."""
    for number in (signal.SIGINT, signal.SIGCHLD):
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    signal.set_wakeup_fd(-1)
    os.environ.update(request['environment'])
    nothing = os.open(os.devnull, os.O_RDONLY)
    try:
        output = os.open(request['output'], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError:
        output = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.stdin = os.fdopen(0, closefd=False)
    sys.stdout = Lossy(os.fdopen(1, 'w', encoding='utf-8', errors='replace', closefd=False))
    sys.stderr = Lossy(os.fdopen(2, 'w', encoding='utf-8', errors='replace', closefd=False))
    random.seed()


def make_locks():
    """The locks that the workers of a run share must not be shared with other runs, one of which may die with a lock."""
    try:
        from ansible.executor.action_write_locks import action_write_locks
        for name in action_write_locks:
            action_write_locks[name] = multiprocessing.Lock()
    except ImportError:
        pass


def play(words, temporary, packed):
    """Runs ansible-playbook, or the script that chooses one play for it, as a process of its own would."""
    make_locks()
    from ansible import constants
    if hasattr(constants, 'DEFAULT_LOCAL_TMP'):
        constants.DEFAULT_LOCAL_TMP = temporary
        packed.lend(words, temporary)
    sys.argv = python_words(words)
    try:
        runpy.run_path(sys.argv[0], run_name='__main__')
        return 0
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
        return exit_code(end.code)
    except BaseException:
        traceback.print_exc()
        return 250
