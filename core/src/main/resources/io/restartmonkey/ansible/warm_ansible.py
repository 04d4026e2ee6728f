"""Keeps Ansible imported, and forks for each run of ansible-playbook.

Usage: warm_ansible.py ANSIBLE_PLAYBOOK

Takes one JSON object a line on standard input, and gives one a line on standard output:

  in   {"run": 1, "words": [...], "environment": {...}, "output": FILE, "deadline_s": 600, "held": true}
       {"run": 1, "go": true}      lets a held run begin to play
  out  {"ready": "2.14.18"}        once Ansible, of this version, is imported
       {"run": 1, "pid": 123}      a session and a process group of its own
       {"run": 1, "refused": "…"}  there is no memory or no disk for it
       {"run": 1, "loaded": true}  a held run has loaded its playbook, and waits; false if that cannot be told
       {"run": 1, "told": true}    it plays
       {"run": 1, "exit": 0}       minus the signal's number, if one ended it

A held run reads its inventory and its playbook, and waits before the first task that is no preflight assertion. When
standard input ends, held runs end at once; the others go on, but not past their deadlines.

Whatever of Ansible's configuration or code changes is taken up: such a run becomes an ansible-playbook process of its
own, and this process starts itself anew as soon as it has no run.
"""

from __future__ import annotations

import ctypes
import fcntl
import gc
import hashlib
import importlib
import json
import multiprocessing
import os
import random
import runpy
import selectors
import shutil
import signal
import socket
import sys
import tempfile
import time
import traceback

MARK = 'RESTART_MONKEY_STEP'
GATE = 'RESTART_MONKEY_GATE'
RUN_PLAY = 'run_play.py'
LOADED, NOT_LOADED = b'l', b'n'
HERE = os.path.dirname(os.path.abspath(__file__))

# What nearly every run imports. One that is not there costs the runs a moment, no more.
IMPORTS = """
    ansible.cli.playbook ansible.executor.process.worker ansible.executor.task_executor ansible.executor.module_common
    ansible.executor.interpreter_discovery ansible.module_utils.connection ansible.parsing.utils.jsonify
    ansible.playbook.handler ansible.playbook.handler_task_include ansible.playbook.included_file
    ansible.playbook.role.include ansible.playbook.role_include ansible.playbook.task_include
    ansible.plugins.action ansible.plugins.action.normal ansible.plugins.become.sudo ansible.plugins.cache.memory
    ansible.plugins.callback.default ansible.plugins.connection.local ansible.plugins.connection.ssh
    ansible.plugins.filter.core ansible.plugins.inventory.auto ansible.plugins.inventory.host_list
    ansible.plugins.inventory.ini ansible.plugins.inventory.script ansible.plugins.inventory.toml
    ansible.plugins.inventory.yaml ansible.plugins.shell.sh
    ansible.plugins.strategy.linear ansible.plugins.test.core ansible.plugins.vars.host_group_vars
    ansible.utils.hashing ansible.utils.shlex
    http.client multiprocessing.pool multiprocessing.popen_fork multiprocessing.synchronize pprint pty ssl tty
    urllib.request xml.dom.minidom
""".split()

# Content with more files than this is not looked through: its modules are packed anew for each run.
MOST_FILES = 5000

# What a folder of such a process is called where it is one of several, and the seconds that it is left alone for.
RESIDENT = 'resident-'
JUST_MADE = 3600

# Seconds that a process may take to end once it is killed.
LONGEST_END = 5


def stamp(path):
    """Changes when the file does; None while there is none."""
    try:
        found = os.stat(path)
        return found.st_mtime_ns, found.st_size, found.st_ino
    except OSError:
        return None


def overriding():
    """A plugin of the user in place of one of Ansible's that is imported already, and so would not be found any more."""
    from ansible import constants
    for name in list(sys.modules):
        kind, _, plugin = name[len('ansible.plugins.'):].partition('.')
        if name.startswith('ansible.plugins.') and plugin:
            setting = {'callback': 'DEFAULT_CALLBACK_PLUGIN_PATH'}.get(kind, 'DEFAULT_%s_PLUGIN_PATH' % kind.upper())
            folders = [os.path.join(os.getcwd(), kind + '_plugins')] + list(getattr(constants, setting, None) or [])
            for file in (os.path.join(folder, plugin + '.py') for folder in folders):
                if os.path.exists(file):
                    return file
    return None


class Fingerprint:
    """What a process that imports Ansible depends on: its configuration files, as documented, its own code, and the
    plugins that are imported already."""

    def __init__(self, executable):
        import ansible
        code = os.path.dirname(ansible.__file__)
        self._files = [
            os.environ.get('ANSIBLE_CONFIG', ''),
            os.path.abspath('ansible.cfg'),
            os.path.expanduser('~/.ansible.cfg'),
            '/etc/ansible/ansible.cfg',
            executable,
            os.path.join(code, 'release.py'),
            os.path.join(code, 'constants.py'),
            os.path.join(code, 'cli', 'playbook.py'),
        ]
        plugins = [module for name, module in list(sys.modules.items()) if name.startswith('ansible.plugins.')]
        self._files += [module.__file__ for module in plugins if getattr(module, '__file__', None)]
        self._found = self._look()

    def _look(self):
        return [stamp(path) for path in self._files]

    def is_stale(self):
        return self._look() != self._found


def python_words(words):
    """A command line from its Python script on: what stands before it calls the Python that runs here already."""
    for number, word in enumerate(words):
        if os.path.basename(word) == RUN_PLAY:
            return words[number:]
    return words


def chosen_play(words):
    """What says which play is to be run; empty where none is chosen."""
    own = python_words(words)
    if os.path.basename(own[0]) != RUN_PLAY:
        return b''
    with open(own[1], 'rb') as file:
        return file.read()


def content_key(words):
    """A name for all the module code that a run with this command line may send; None if there is too much to look
    through. Two plays may include roles that each have a module of one name, so the play counts as well."""
    from ansible import constants
    folders = [os.path.dirname(words[-1])]
    for setting in ('DEFAULT_ROLES_PATH', 'DEFAULT_MODULE_PATH', 'DEFAULT_MODULE_UTILS_PATH', 'COLLECTIONS_PATHS'):
        folders += getattr(constants, setting, None) or []
    digest = hashlib.sha256(repr((words[-1], chosen_play(words))).encode())
    left = MOST_FILES
    for folder in folders:
        for path, _, names in os.walk(folder, followlinks=True):
            left -= 1 + len(names)
            if left < 0:
                return None
            for name in names:
                if not name.endswith(('.yml', '.yaml', '.md')):
                    file = os.path.join(path, name)
                    digest.update(repr((file, stamp(file))).encode())
    return digest.hexdigest()


class Home:
    """The folder of this process. It is locked while a process or a run of it is there, which keeps systemd-tmpfiles
    out; whatever somebody else takes away of it comes back."""

    def __init__(self, folder):
        self._folder = folder
        self._script = os.path.join(folder, os.path.basename(__file__))
        with open(self._script) as file:
            self._text = file.read()
        self._lock = None
        self.keep()

    def keep(self):
        os.makedirs(self._folder, mode=0o700, exist_ok=True)
        if not os.path.exists(self._script):
            with open(self._script, 'w') as file:
                file.write(self._text)
        if self._lock is None or not os.path.samestat(os.fstat(self._lock), os.stat(self._folder)):
            if self._lock is not None:
                os.close(self._lock)
            self._lock = os.open(self._folder, os.O_RDONLY | os.O_CLOEXEC)
            fcntl.flock(self._lock, fcntl.LOCK_SH)

    def words_to_start_anew(self):
        """The same script with the same Python and its options."""
        self.keep()
        os.utime(self._folder)  # The lock is open for a moment.
        options = getattr(sys, 'orig_argv', [sys.executable] + sys.argv)[1:-len(sys.argv)]
        return [sys.executable] + options + [self._script]

    def tidy_up(self):
        """Removes what processes have left beside it that were killed."""
        beside, own = os.path.split(self._folder)
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


class PackedModules:
    """Packed modules, kept from run to run as long as no file changes that they may be made of.

    Ansible keeps them in its temporary folder, by name alone, as that folder ends with its process. Each run has its
    own such folder: two of them would be in each other's way there.
    """

    NAME = 'ansiballz_cache'
    KEY = 'packed-key'
    UNFINISHED = ('-part', '.lock')

    def __init__(self, folder):
        self._folder = folder

    def lend(self, words, temporary):
        key = content_key(words)
        if key:
            with open(os.path.join(temporary, self.KEY), 'w') as file:
                file.write(key)
            own = os.path.join(temporary, self.NAME)
            os.mkdir(own, 0o700)
            kept = os.path.join(self._folder, key)
            if os.path.isdir(kept):
                for name in os.listdir(kept):
                    os.link(os.path.join(kept, name), os.path.join(own, name))

    def take_back(self, temporary):
        """Keeps what a run that has ended packed; where that fails, the next one packs it anew."""
        try:
            with open(os.path.join(temporary, self.KEY)) as file:
                kept = os.path.join(self._folder, file.read())
            own = os.path.join(temporary, self.NAME)
            os.makedirs(kept, mode=0o700, exist_ok=True)
            for name in os.listdir(own):
                if not name.endswith(self.UNFINISHED):
                    os.replace(os.path.join(own, name), os.path.join(kept, name))
        except OSError:
            pass


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


class Resident:
    """Forks for each request, and says how each run ended."""

    def __init__(self, executable):
        self._executable = executable
        self._home = Home(HERE)
        self._home.tidy_up()
        self._fingerprint = Fingerprint(executable)
        self._packed = PackedModules(tempfile.mkdtemp(prefix='packed-', dir=HERE))
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
            temporary = tempfile.mkdtemp(prefix='run-', dir=HERE)
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


def import_ansible():
    gc.disable()  # There is nothing to collect yet, and looking for it takes a tenth of the time.
    for name in IMPORTS:
        try:
            importlib.import_module(name)
        except ImportError:
            if name == IMPORTS[0]:
                raise
    find_plugins()
    gc.collect()
    gc.freeze()
    gc.enable()


def find_plugins():
    """Each run begins by looking for all of these, and by asking what ssh can do; its forks have that found. Where it
    fails, each run looks."""
    try:
        from ansible.plugins.loader import become_loader, connection_loader, shell_loader
        for loader in (connection_loader, shell_loader, become_loader):
            list(loader.all(class_only=True))
        from ansible.utils.ssh_functions import check_for_controlpersist
        check_for_controlpersist('ssh')
    except Exception:
        traceback.print_exc()


def main():
    import_ansible()
    file = overriding()
    if file:
        sys.exit('%s takes the place of a plugin of Ansible' % file)
    Resident(sys.argv[1]).serve()
    shutil.rmtree(HERE, ignore_errors=True)
    os._exit(0)  # Tidying up what is in memory takes as long as all that.


if __name__ == '__main__':
    main()
