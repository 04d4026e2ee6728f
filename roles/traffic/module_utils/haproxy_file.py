"""The files of HAProxy's configuration, changed in place. What they mean is asked from HAProxy."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import contextlib
import errno
import fcntl
import os
import shutil
import tempfile

from ansible.module_utils.haproxy_fresh import (
    FreshHAProxy,
    Program,
    expanded,
    is_haproxy,
    running_program,
    running_programs,
    why_no_haproxy,
)
from ansible.module_utils.haproxy_problems import IsMaster, NoAnswer, Refused, Trouble
from ansible.module_utils.haproxy_socket import AdminSocket
from ansible.module_utils.haproxy_text import Configuration


class ConfigFiles:
    """What HAProxy reads, changed so that a HAProxy that starts anew has what is expected."""

    def __init__(self, program, files=None):
        self._program = program
        self._files = list(program.files if files is None else files)
        self._fresh = FreshHAProxy(program)
        self._is_locked = False

    def __str__(self):
        return ", ".join(self._files)

    def read(self):
        texts = []
        for path in self._files:
            try:
                with open(path, "rb") as source:
                    texts.append(source.read().decode("latin-1"))
            except OSError as problem:
                raise Refused("cannot read %s: %s" % (path, problem.strerror or problem))
        return Configuration(texts, self._program.environ)

    def servers(self):
        """{(backend, name): Written}, as a HAProxy that starts anew has them."""
        if not self._files:
            raise Refused("it is not known which files HAProxy reads: name them by traffic_config")
        return self._asked(self.read())

    def change(self, edits, expected, write=True):
        """Whether one of edits(Configuration) changed anything: the first that expected(before, after), which is what a
        HAProxy has that starts anew, does not object to. Nobody else changes the files meanwhile."""
        with self.lock():
            problem = None
            before = None
            for edit in edits:
                config = self.read()
                original = config.texts()
                edit(config)
                before = before or self.servers()
                if config.texts() == original:
                    problem = expected(before, before)
                    if not problem:
                        return False
                    continue
                with self._candidates(original, config) as candidates:
                    self._must_be_writable(candidates)
                    problem = expected(before, self._asked(config, candidates))
                    if not problem:
                        if write:
                            self._must_be(original)
                            self._replace(candidates, dict(zip(self._files, original)))
                        return True
            raise Refused("HAProxy makes something else of %s with this change: %s" % (self, problem))

    @staticmethod
    def _must_be_writable(paths):
        """The folder is. Root may write all but what is immutable, or on a file system that is not to be written."""
        for path in paths:
            try:
                os.close(os.open(os.path.realpath(path), os.O_WRONLY | os.O_APPEND))
            except OSError as problem:
                cures = {errno.EPERM: "it is immutable: chattr -i %s" % path, errno.EROFS: "mount its file system writable"}
                if problem.errno in cures:
                    raise Refused("cannot write %s: %s; %s" % (path, problem.strerror, cures[problem.errno]))

    def _must_be(self, texts):
        """Others, which know nothing of our lock, may have written the files meanwhile."""
        if self.read().texts() != texts:
            raise Refused("somebody else has just changed %s, and that was left alone: do this again" % self)

    def _asked(self, config, candidates=None):
        """{(backend, name): Written} of the files, some of them not in their place yet."""
        candidates = candidates or {}
        quiet = config.without_effects()
        try:
            found = self._asked_as(config, quiet, candidates)
        except Refused as refusal:
            what = "would not take %s with this change" if candidates else "does not take %s as it is"
            raise Refused("HAProxy %s: %s" % (what % self, refusal))
        unresolved = {key for key, server in found.items() if server.is_unresolved}
        if unresolved:
            with contextlib.suppress(Refused):
                known = self._asked_as(config, quiet.with_numbers_for_names(unresolved), candidates)
                found.update({key: known[key]._replace(address="") for key in unresolved if key in known})
        return found

    def _asked_as(self, config, other, candidates):
        """The same of other, which the files are not to become."""
        with self._candidates(config.texts(), other) as others:
            shown = [(made, path) for path, made in list(candidates.items()) + list(others.items())]
            return self._fresh.servers([others.get(path, candidates.get(path, path)) for path in self._files], shown)

    @contextlib.contextmanager
    def _candidates(self, original, config):
        """{path: another file beside it with its new text}. Beside, as HAProxy may be told to look there for others."""
        made, links = {}, []
        try:
            for path, before, after in zip(self._files, original, config.texts()):
                if before != after:
                    made[path] = self._candidate(path, after)
            yield made
        except OSError as problem:
            cure = "; it is a mount of its own, as in a container: mount its folder" * (problem.errno == errno.EBUSY)
            raise Refused("cannot write %s: %s%s" % (self, problem.strerror or problem, cure))
        finally:
            for candidate in list(made.values()) + links:
                with contextlib.suppress(OSError):
                    os.unlink(candidate)

    @staticmethod
    def _candidate(path, text):
        real = os.path.realpath(path)
        handle, candidate = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".restart-monkey-")
        try:
            with os.fdopen(handle, "wb") as target:
                target.write(text.encode("latin-1"))
                target.flush()
                os.fsync(target.fileno())
            like(real, candidate)
        except BaseException:
            os.unlink(candidate)
            raise
        return candidate

    def _replace(self, candidates, original):
        """All files, or none."""
        replaced = []
        try:
            for path, candidate in candidates.items():
                put(candidate, path)
                replaced.append(path)
        except OSError:
            for path in replaced:
                put(self._candidate(path, original[path]), path)
            raise

    @contextlib.contextmanager
    def lock(self):
        """No other run changes the files meanwhile. Who holds it may take it again."""
        if self._is_locked:
            yield
            return
        if not self._files:
            raise Refused("it is not known which files HAProxy reads: name them by traffic_config")
        try:
            folder = os.open(os.path.dirname(os.path.realpath(self._files[0])), os.O_RDONLY)
        except OSError as problem:
            raise Refused("cannot read %s: %s" % (self._files[0], problem.strerror or problem))
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            self._is_locked = True
            yield
        finally:
            self._is_locked = False
            os.close(folder)


def other_admin_sockets(given, configs):
    """Those that these ConfigFiles name, and that answer."""
    found = []
    for config in configs:
        with contextlib.suppress(Refused):
            found += config.read().admin_sockets()
    return [path for path in sorted(set(found)) if path != given.get("socket") and allows_all(path)]


def allows_all(path):
    with contextlib.suppress(NoAnswer):
        return AdminSocket(path, timeout=1).level() == "admin"
    return False


def silence(given, problem, about=""):
    """One line about a HAProxy that does not answer as it should, with the cure."""
    stated = Program(None, [], stated_files(given), None, None)
    others = other_admin_sockets(given, map(ConfigFiles, [stated] if stated.files else running_programs()))
    if isinstance(problem, IsMaster):
        what = "%s is the socket of HAProxy's master (-S), which knows no servers" % problem
        cure = "say by traffic_socket that of a `stats socket` line with `level admin`"
    else:
        what = "HAProxy does not answer%s (%s)" % (about, problem)
        cure = "see to it that it runs there (systemctl status haproxy), or say its socket by traffic_socket"
    if others:
        cure = "an admin socket that answers here, if it is this HAProxy's, is traffic_socket=%s" % " or ".join(others)
    return " ".join(filter(None, ("%s: %s: %s." % (given["proxy"], what, cure), problem.left)))


def stated_files(given):
    named = given.get("config") or []
    named = [named] if isinstance(named, str) else named
    return [found for path in named for found in expanded(os.path.abspath(path))]


def config_files(admin, given):
    """What the running HAProxy reads, and what is to be said about it. The running one is right."""
    pid = admin.info().get("Pid", "")
    running = running_program(int(pid)) if pid.isdigit() else None
    if running and os.path.exists(running.path) and not is_haproxy(running.path):
        running = None  # The pid is that of another namespace, as in a container.
    stated = stated_files(given)
    path = given.get("haproxy")
    why = why_no_haproxy(path) if path else None
    if why:
        raise Trouble(
            "%s: traffic_haproxy=%s is no HAProxy (%s): say the path of its program, or leave it out."
            % (given["proxy"], path, why)
        )
    if running is None:
        return ConfigFiles(Program(path or "/usr/sbin/haproxy", [], stated, None, None)), []
    path = path or (running.path if os.path.exists(running.path) else "/usr/sbin/haproxy")
    problems = []
    if stated and {os.path.realpath(file) for file in stated} != {os.path.realpath(file) for file in running.files}:
        problems.append(
            "%s: HAProxy reads %s, not %s as traffic_config says: what it reads was changed"
            % (given["proxy"], ", ".join(running.files), ", ".join(stated))
        )
    return ConfigFiles(running._replace(path=path)), problems


def put(candidate, path):
    """The candidate, which is beside the path, in the place of the file that is meant by it."""
    real = os.path.realpath(path)
    if os.path.dirname(real) == os.path.dirname(os.path.realpath(candidate)):
        os.rename(candidate, real)
    else:
        beside = os.path.join(os.path.dirname(real), os.path.basename(candidate))
        try:
            shutil.copyfile(candidate, beside)
            like(real, beside)
            os.rename(beside, real)
        finally:
            with contextlib.suppress(OSError):
                os.unlink(beside)
        with contextlib.suppress(OSError):
            os.unlink(candidate)
    folder = os.open(os.path.dirname(real), os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def like(path, other):
    """Gives the other file the owner, the mode and the extended attributes (ACLs and SELinux's label among them)."""
    before = os.stat(path)
    os.chown(other, before.st_uid, before.st_gid)
    os.chmod(other, before.st_mode & 0o7777)
    for name in os.listxattr(path):
        value = os.getxattr(path, name)
        if name not in os.listxattr(other) or os.getxattr(other, name) != value:
            os.setxattr(other, name, value)
    for name in set(os.listxattr(other)) - set(os.listxattr(path)):
        os.removexattr(other, name)
