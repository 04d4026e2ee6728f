#!/usr/bin/python3
"""Ansible module: the SSH host key of a server that is about to be made, known before its first login."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: droplet_host_key
short_description: The SSH host key of a server that is about to be made, known before its first login
description:
  - Runs on the control node. Works on the C(known_hosts) that ssh itself names for this server (C(ssh -G)), and changes
    there only lines that have its own mark as their comment.
  - V(possible) says whether a key can be learned, and whether one is needed.
  - V(made) makes a key, notes its public half under a name that no host has, and gives the user data that hand the server
    the private half. That is kept nowhere.
  - V(learned) notes the public half under the server's address, once that is known.
  - V(forgotten) removes all lines with the mark.
options:
  state: {type: str, required: true, choices: [possible, made, learned, forgotten], description: What to see to.}
  mark: {type: str, required: true, description: 'Whose key it is, such as restart-monkey:demo:app3.'}
  address: {type: str, default: server.invalid, description: The server's address.}
  ssh_args: {type: list, elements: str, default: [], description: What Ansible gives to ssh.}
  ssh_port: {type: str, default: '', description: The port of SSH that Ansible uses.}
  user_data: {type: str, default: '', description: 'Other user data for the server. The task needs no_log.'}
author: Restart Monkey
"""

EXAMPLES = r"""
- name: Know the host key of app3
  droplet_host_key:
    state: learned
    mark: restart-monkey:demo:app3
    address: 203.0.113.7
"""

RETURN = r"""
user_data: {type: str, returned: made, description: User data with the private key.}
file: {type: str, returned: success, description: The file of known hosts.}
is_known: {type: bool, returned: possible or learned, description: Whether ssh would take the server's key, or any.}
is_possible: {type: bool, returned: possible, description: Whether a key can be learned.}
why: {type: str, returned: possible, description: Why not.}
"""

import contextlib
import email
import email.mime.multipart
import email.mime.text
import fcntl
import json
import os
import re
import shlex
import shutil
import subprocess
import tempfile

from ansible.module_utils.basic import AnsibleModule

MARK = re.compile(r"[A-Za-z0-9:._-]+\Z")

# Settings of ssh by which it takes a key that it has not seen, or asks somebody else than known_hosts.
TRUSTING = (
    ("stricthostkeychecking", ("no", "off", "false", "accept-new")),
    ("verifyhostkeydns", ("yes", "true")),
)


class Refused(Exception):
    """It cannot be; the text says why."""


def run(*words):
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise Refused("%s: %s" % (words[0], done.stderr.decode("utf-8", "replace").strip() or "exit code %d" % done.returncode))
    return done.stdout.decode("utf-8", "replace")


class Ssh:
    """How ssh would talk to a server, as it says itself."""

    def __init__(self, address, args, port):
        words = [word for text in args for word in shlex.split(text)]
        words += ["-p", port] if port else []
        lines = run("ssh", "-G", *(words + ["--", address])).splitlines()
        self._said = dict(line.split(" ", 1) for line in lines if " " in line)

    def file(self):
        """The first file of known hosts, which is the one that ssh writes to."""
        name = self._files("userknownhostsfile")[0]
        if name in ("none", "/dev/null"):
            raise Refused("UserKnownHostsFile is %s" % name)
        return os.path.realpath(name)

    def _files(self, setting):
        """Ssh sets no quotes around names with a blank; a next one begins with a slash."""
        return [os.path.expanduser(name) for name in re.split(r" (?=[/~])", self._said.get(setting, "none"))]

    def knows(self, name):
        files = self._files("userknownhostsfile") + self._files("globalknownhostsfile")
        return any(is_known(file, name) for file in files if os.path.exists(file))

    def name(self):
        """What ssh looks for in that file."""
        alias = self._said.get("hostkeyalias")
        if alias and alias != "none":
            return alias
        host, port = self._said.get("hostname", ""), self._said.get("port", "22")
        return host if port == "22" else "[%s]:%s" % (host, port)

    def is_trusting(self):
        if self._said.get("knownhostscommand", "none") != "none":
            return True
        return any(self._said.get(name, "").lower() in values for name, values in TRUSTING)


def is_known(path, name):
    done = subprocess.run(["ssh-keygen", "-F", name, "-f", path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    return bool(done.stdout.strip())


def why_not_writable(path):
    """Why no line can be added; None if one can."""
    there = path if os.path.exists(path) else os.path.dirname(path)
    if not os.path.isdir(os.path.dirname(path)):
        there = os.path.dirname(os.path.dirname(path))
    writable = os.access(there, os.W_OK) and os.access(os.path.dirname(path) if os.path.exists(path) else there, os.W_OK)
    return None if writable else "%s cannot be written" % path


def is_stale(line, lines):
    """Whether a server that had this address before has left the line."""
    words = line.split()
    return len(words) == 4 and words[3].startswith("restart-monkey:") and words[0] in [name for name, _ in lines]


class KnownHosts:
    """The lines of a file that have one mark. Others stay as they are, to the byte."""

    def __init__(self, path, mark):
        self._path = path
        self._mark = mark

    def keys(self):
        """(name, kind and key) of each line with the mark."""
        found = [line.split() for line in self._lines() if self._is_ours(line)]
        return [(words[0], words[1] + " " + words[2]) for words in found]

    def replace(self, lines):
        """These lines with the mark, and no others; whether anything changed."""
        folder = os.path.dirname(self._path)
        if not os.path.isdir(folder):
            os.makedirs(folder, mode=0o700)
        with self._lock(folder):
            before = self._lines()
            old = [line for line in before if self._is_ours(line) or is_stale(line, lines)]
            new = ["%s %s %s\n" % (name, key, self._mark) for name, key in lines]
            if old == new:
                return False  # Wherever they stand: those of other servers may have come after them.
            kept = [line for line in before if line not in old]
            if kept and not kept[-1].endswith("\n"):
                kept[-1] += "\n"
            self._write(folder, "".join(kept + new))
            return True

    def _is_ours(self, line):
        words = line.split()
        return len(words) == 4 and words[3] == self._mark

    def _lines(self):
        try:
            # Latin-1 gives every byte back as it was.
            with open(self._path, encoding="latin-1", newline="") as source:
                return source.read().splitlines(True) if source else []
        except FileNotFoundError:
            return []

    @contextlib.contextmanager
    def _lock(self, folder):
        handle = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _write(self, folder, text):
        handle, half_written = tempfile.mkstemp(dir=folder, prefix=".known_hosts-")
        try:
            with os.fdopen(handle, "w", encoding="latin-1", newline="") as target:
                target.write(text)
                target.flush()
                os.fsync(target.fileno())
            if os.path.exists(self._path):
                before = os.stat(self._path)
                os.chmod(half_written, before.st_mode & 0o7777)
                if os.geteuid() == 0:
                    os.chown(half_written, before.st_uid, before.st_gid)
            os.rename(half_written, self._path)
        except OSError:
            os.unlink(half_written)
            raise


def pending(mark):
    """The name under which a key waits for an address."""
    return mark.replace(":", ".").lower() + ".invalid"


def new_key():
    """(private, public) key, which were in a folder of this user's alone for a moment."""
    folder = tempfile.mkdtemp()
    try:
        path = os.path.join(folder, "key")
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path)
        with open(path) as private, open(path + ".pub") as public:
            return private.read(), " ".join(public.read().split()[:2])
    finally:
        shutil.rmtree(folder)


def with_key(user_data, private, public):
    """The user data, and a part for cloud-init that has the key. It comes last: of two parts, the later one counts."""
    ours = "#cloud-config\n" + json.dumps({"ssh_keys": {"ed25519_private": private, "ed25519_public": public + "\n"}})
    if not user_data.strip():
        return ours
    whole = email.mime.multipart.MIMEMultipart()
    if re.match(r"(?i)(content-type|mime-version):", user_data):
        whole.attach(email.message_from_string(user_data))
    else:
        # As plain text: cloud-init tells from its first line what it is.
        whole.attach(email.mime.text.MIMEText(user_data, "plain", "utf-8"))
    whole.attach(email.mime.text.MIMEText(ours, "cloud-config", "utf-8"))
    return whole.as_string()


def see_to(given, check_mode):
    """The module's result."""
    if not MARK.match(given["mark"]):
        raise Refused("no mark: %r" % given["mark"])
    ssh = Ssh(given["address"], given["ssh_args"], given["ssh_port"])
    state = given["state"]
    if state == "possible":
        try:
            why = why_not_writable(ssh.file())
            if re.search(r"^\s*\"?ssh_keys\"?\s*:", given["user_data"], re.MULTILINE):
                why = "its user data have ssh_keys of their own"
            file = ssh.file()
        except Refused as problem:
            why, file = str(problem), "none"
        return {"changed": False, "file": file, "is_possible": why is None, "why": why or "", "is_known": ssh.is_trusting()}
    file = ssh.file()
    known = KnownHosts(file, given["mark"])
    if state == "made":
        private, public = new_key()
        if not check_mode:
            known.replace([(pending(given["mark"]), public)])
        return {"changed": True, "file": file, "user_data": with_key(given["user_data"], private, public)}
    if state == "forgotten":
        return {"changed": bool(known.keys()) if check_mode else known.replace([]), "file": file}
    waiting = [key for name, key in known.keys() if name == pending(given["mark"])]
    changed = False
    if waiting and not check_mode:
        changed = known.replace([(pending(given["mark"]), waiting[0]), (ssh.name(), waiting[0])])
    return {"changed": changed, "file": file, "is_known": ssh.is_trusting() or ssh.knows(ssh.name())}


def main():
    module = AnsibleModule(
        argument_spec={
            "state": {"type": "str", "required": True, "choices": ["possible", "made", "learned", "forgotten"]},
            "mark": {"type": "str", "required": True},
            "address": {"type": "str", "default": "server.invalid"},
            "ssh_args": {"type": "list", "elements": "str", "default": []},
            "ssh_port": {"type": "str", "default": ""},
            "user_data": {"type": "str", "default": ""},
        },
        supports_check_mode=True,
    )
    try:
        module.exit_json(**see_to(module.params, module.check_mode))
    except (OSError, ValueError, Refused) as problem:
        module.fail_json(msg="host key of %s: %s" % (module.params["mark"], problem))


if __name__ == "__main__":
    main()
