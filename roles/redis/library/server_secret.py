#!/usr/bin/python3
"""Ansible module: a random secret that is made on the server and stays there."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: server_secret
short_description: A random secret that is made on the server and stays there
description:
  - Only the secret's SHA-256 comes back. As the secret has 256 random bits, its hash gives nothing away.
  - An existing secret is kept.
options:
  path: {type: path, required: true, description: File of the secret, root's alone. Its folder is made if missing.}
author: Restart Monkey
"""

EXAMPLES = r"""
- name: Generate a password
  server_secret:
    path: /etc/example/password
"""

RETURN = r"""
sha256: {type: str, returned: always, description: 'SHA-256 of the secret, in hex.'}
"""

import hashlib
import os
import secrets

from ansible.module_utils.basic import AnsibleModule


def write_new(path, secret):
    os.makedirs(os.path.dirname(path), mode=0o755, exist_ok=True)
    half_written = path + ".new"
    if os.path.lexists(half_written):
        os.unlink(half_written)
    handle = os.open(half_written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as target:
        target.write(secret + "\n")
        target.flush()
        os.fsync(target.fileno())
    os.rename(half_written, path)


def ensure_secret(path, check_mode):
    """(changed, sha256) of the secret at path."""
    try:
        with open(path) as source:
            secret = source.read().strip()
    except FileNotFoundError:
        secret = ""
    changed = not secret
    if changed:
        secret = secrets.token_hex(32)
        if not check_mode:
            write_new(path, secret)
    elif os.stat(path).st_mode & 0o077:
        changed = True
        if not check_mode:
            os.chmod(path, 0o600)
    return changed, hashlib.sha256(secret.encode("ascii")).hexdigest()


def main():
    module = AnsibleModule(
        argument_spec={"path": {"type": "path", "required": True}},
        supports_check_mode=True,
    )
    try:
        changed, digest = ensure_secret(module.params["path"], module.check_mode)
    except (OSError, UnicodeError) as problem:
        module.fail_json(msg="no secret at %s: %s" % (module.params["path"], problem))
    module.exit_json(changed=changed, sha256=digest)


if __name__ == "__main__":
    main()
