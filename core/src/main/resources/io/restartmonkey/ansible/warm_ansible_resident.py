"""Takes requests on standard input, forks for each run, and tells on standard output what becomes of it.

What is said there is in `warm_ansible.py`.
"""

from __future__ import annotations

import json
import os
import selectors
import shutil
import signal
import socket
import sys
import tempfile
import time

from warm_ansible_fork import Mark, make_own, play
from warm_ansible_imports import Fingerprint
from warm_ansible_modules import PackedModules
from warm_ansible_run import MARK, Run

GATE = 'RESTART_MONKEY_GATE'
LOADED, NOT_LOADED = b'l', b'n'


class Resident:
    """Forks for each request, and says how each run ended."""

    def __init__(self, executable, home):
        self._executable = executable
        self._home = home
        self._home.tidy_up()
        self._fingerprint = Fingerprint(executable)
        self._packed = PackedModules(tempfile.mkdtemp(prefix='packed-', dir=home.folder))
        self._mark = Mark()
        self._runs = {}
        self._text = b''
        self._asked = True
        self._selector = selectors.DefaultSelector()
        self._selector.register(0, selectors.EVENT_READ)
        self._woken, wake = os.pipe()
        os.set_blocking(wake, False)
        self._selector.register(self._woken, selectors.EVENT_READ)
        signal.set_wakeup_fd(wake)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def serve(self):
        from ansible.release import __version__
        self._say(ready=__version__)
        while self._asked or self._runs:
            ready = self._selector.select(None if self._asked else 1)
            for key, _ in ready:
                if key.fd == self._woken:
                    os.read(self._woken, 4096)
                elif key.data:
                    self._hear(key.data)
                else:
                    self._listen()
            self._reap()
            if not self._asked:
                self._end_late_ones()

    def _say(self, **what):
        try:
            os.write(1, (json.dumps(what) + '\n').encode())
        except OSError:
            pass  # Nobody listens any more: standard input tells.

    def _listen(self):
        if not self._runs and not self._text and self._fingerprint.is_stale():
            self._start_anew()
        text = os.read(0, 65536)
        if not text:
            self._asked = False
            self._selector.unregister(0)
            for run in self._runs.values():
                self._close_gate(run)
            return
        *lines, self._text = (self._text + text).split(b'\n')
        for line in lines:
            self._obey(json.loads(line))

    def _obey(self, request):
        if 'words' in request:
            self._begin(request)
        elif request['run'] in self._runs:
            run = self._runs[request['run']]
            run.go()
            self._close_gate(run)
            self._say(run=run.number, told=True)

    def _hear(self, run):
        """What a held run says at its gate."""
        try:
            said = run.gate.recv(1) if run.gate else b''
        except OSError:
            said = b''
        if said:
            self._say(run=run.number, loaded=said == LOADED)
        else:
            self._close_gate(run)

    def _close_gate(self, run):
        if run.gate:
            self._selector.unregister(run.gate)
            run.close_gate()

    def _begin(self, request):
        temporary, ours, its = None, None, None
        try:
            self._home.keep()
            temporary = tempfile.mkdtemp(prefix='run-', dir=self._home.folder)
            if request['held']:
                ours, its = socket.socketpair()
            pid = os.fork()
        except OSError as problem:
            for end in filter(None, (ours, its)):
                end.close()
            if temporary:
                shutil.rmtree(temporary, ignore_errors=True)
            self._say(run=request['run'], refused=str(problem))
            return
        if not pid:
            self._become(request, temporary, ours, its)
        run = Run(request, pid, temporary, ours)
        if ours:
            its.close()
            self._selector.register(ours, selectors.EVENT_READ, run)
        self._runs[run.number] = run
        self._say(run=run.number, pid=pid)

    def _become(self, request, temporary, ours, its):
        """The child: never returns."""
        code = 250
        try:
            os.setsid()
            self._mark.write(request['environment'][MARK])
            self._selector.close()
            for run in self._runs.values():
                run.close_gate()
            if ours:
                ours.close()
                request['environment'][GATE] = str(its.fileno())
            make_own(request)
            if self._fingerprint.is_stale():
                os.environ.pop(GATE, None)
                self._wait_at(its)
                os.execv(request['words'][0], request['words'])
            code = play(request['words'], temporary, self._packed)
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code)

    @staticmethod
    def _wait_at(gate):
        if gate:
            gate.send(NOT_LOADED)
            if not gate.recv(1):
                os._exit(0)

    def _reap(self):
        for run in list(self._runs.values()):
            pid, status = os.waitpid(run.pid, os.WNOHANG)
            if pid:
                self._close_gate(run)
                code = os.waitstatus_to_exitcode(status)
                if code < 0:
                    run.kill()  # It did not end its own.
                self._packed.take_back(run.temporary)
                shutil.rmtree(run.temporary, ignore_errors=True)
                del self._runs[run.number]
                self._say(run=run.number, exit=code)

    def _end_late_ones(self):
        for run in self._runs.values():
            if time.monotonic() > run.ends_at:
                run.kill()

    def _start_anew(self):
        """What was not read yet waits in the pipe."""
        signal.set_wakeup_fd(-1)
        words = self._home.words_to_start_anew() + [self._executable]
        os.execv(words[0], words)
