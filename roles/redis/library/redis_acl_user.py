#!/usr/bin/python3
"""Ansible module: a user of Redis, known by the hash of its password."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: redis_acl_user
short_description: A user of Redis, known by the hash of its password
description:
  - Runs on the Redis server, as its admin. The user gets exactly the given rules, and the ACL file is saved.
  - It also gets the mark of its owner, the pattern of a channel that it may do nothing with. A user that has neither
    that mark nor this password was made by somebody else, and is left alone; the module fails and says so.
options:
  name: {type: str, required: true, description: Name of the user.}
  password_sha256: {type: str, required: true, description: 'SHA-256 of its password, in hex.'}
  rules: {type: list, elements: str, required: true, description: 'Key patterns and commands, as in ACL SETUSER.'}
  owner: {type: str, required: true, description: 'For whom it is made, such as rm:{demo}:made-for:app1.'}
  host: {type: str, default: 127.0.0.1, description: Address of Redis.}
  port: {type: int, default: 6379, description: Port of Redis.}
  database: {type: int, default: 0, description: Number of the database.}
  admin_password_file: {type: path, required: true, description: File with the default user's password.}
author: Restart Monkey
"""

EXAMPLES = r"""
- name: Let the app in
  redis_acl_user:
    name: app-app1
    password_sha256: "{{ secret.sha256 }}"
    rules: ['~app:*', +incr]
    owner: rm:{demo}:made-for:app1
    admin_password_file: /etc/redis/admin.password
"""

RETURN = ""

import re
import uuid

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.redis_admin import ADMIN_ARGUMENTS, RedisError, connect, has_mark, mark_rules


def user_line(client, name):
    """The user as ACL LIST shows it, or None."""
    start = "user %s " % name
    return next((line for line in client.execute_command("ACL LIST") if line.startswith(start)), None)


def permissions(line):
    """What an ACL LIST line allows, without the user's name, state and password."""
    return [word for word in line.split()[2:] if word not in ("on", "off") and not word.startswith("#")]


def would_change(client, name, before, password_sha256, rules):
    """Whether these rules differ from the user's line. Redis words rules in its own way, so a disabled
    user that is gone at once shows how these come out; nothing is saved."""
    if before is None or "on" not in before.split() or "#" + password_sha256 not in before.split():
        return True
    probe = "check-" + uuid.uuid4().hex
    try:
        client.execute_command("ACL SETUSER", probe, "reset", "off", *rules)
        return permissions(user_line(client, probe)) != permissions(before)
    finally:
        client.execute_command("ACL DELUSER", probe)


class Stranger(Exception):
    """There is such a user, and it is not ours."""


def ensure_user(client, name, password_sha256, rules, owner, check_mode):
    """Whether the user had to be changed."""
    before = user_line(client, name)
    words = (before or "").split()
    if words and not has_mark(words, owner) and "#" + password_sha256 not in words:
        raise Stranger(
            "Redis has a user %s already that was not made for %s, so it is left alone: if nobody uses it,"
            " remove it with ACL DELUSER; else rename one of them" % (name, owner)
        )
    rules = mark_rules(owner) + rules
    if check_mode:
        return would_change(client, name, before, password_sha256, rules)
    client.execute_command("ACL SETUSER", name, "reset", "on", "#" + password_sha256, *rules)
    client.execute_command("ACL SAVE")
    return user_line(client, name) != before


def main():
    module = AnsibleModule(
        argument_spec=dict(
            ADMIN_ARGUMENTS,
            name={"type": "str", "required": True},
            password_sha256={"type": "str", "required": True, "no_log": True},
            rules={"type": "list", "elements": "str", "required": True},
            owner={"type": "str", "required": True},
        ),
        supports_check_mode=True,
    )
    given = module.params
    if not re.match(r"^[A-Za-z0-9][A-Za-z0-9._-]*$", given["name"]):
        module.fail_json(msg="not a user name: %r" % given["name"])
    if not re.match(r"^[0-9a-f]{64}$", given["password_sha256"]):
        module.fail_json(msg="password_sha256 of user %s is no SHA-256 in hex" % given["name"])
    if not re.match(r"^[A-Za-z0-9:{}._-]+$", given["owner"]):
        module.fail_json(msg="no owner of user %s: %r" % (given["name"], given["owner"]))
    client = connect(module)
    try:
        changed = ensure_user(
            client, given["name"], given["password_sha256"], given["rules"], given["owner"], module.check_mode
        )
    except Stranger as problem:
        module.fail_json(msg=str(problem))
    except RedisError as problem:
        module.fail_json(msg="Redis refuses user %s: %s" % (given["name"], problem))
    module.exit_json(changed=changed)


if __name__ == "__main__":
    main()
