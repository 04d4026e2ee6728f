#!/usr/bin/python3
"""Ansible module: nothing in Redis is left of a server that is gone."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: forgotten_server
short_description: Nothing in Redis is left of a server that is gone
description:
  - Runs on the Redis server, as its admin. Removes the server's entry in the registry, its heartbeats and the users
    that have its mark, as M(redis_acl_user) made them. Any other user stays; a warning names it if it may be meant.
options:
  key: {type: str, required: true, description: Hash of all servers.}
  heartbeat_key: {type: str, required: true, description: Stream of its heartbeats.}
  name: {type: str, required: true, description: Name of the server.}
  owner: {type: str, required: true, description: The mark of its users.}
  users: {type: list, elements: str, default: [], description: Names that users of it may have.}
  host: {type: str, default: 127.0.0.1, description: Address of Redis.}
  port: {type: int, default: 6379, description: Port of Redis.}
  database: {type: int, default: 0, description: Number of the database.}
  admin_password_file: {type: path, required: true, description: File with the default user's password.}
author: Restart Monkey
"""

EXAMPLES = r"""
- name: Forget app2
  forgotten_server:
    key: rm:{demo}:servers
    heartbeat_key: rm:{demo}:heartbeat:app2
    name: app2
    owner: rm:{demo}:made-for:app2
    users: [agent-app2, app-app2]
    admin_password_file: /etc/redis/admin.password
"""

RETURN = r"""
users: {type: list, returned: success, description: The users that were removed.}
"""

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.redis_admin import ADMIN_ARGUMENTS, RedisError, connect, has_mark, user_lines


def forget(client, given, check_mode):
    """Whether anything was left of it, its users, and users that are not known to be its own."""
    known = user_lines(client)
    users = sorted(user for user, words in known.items() if has_mark(words, given["owner"]))
    others = [user for user in given["users"] if user in known and user not in users]
    left = bool(
        users or client.hexists(given["key"], given["name"]) or client.exists(given["heartbeat_key"])
    )
    if left and not check_mode:
        client.hdel(given["key"], given["name"])
        client.delete(given["heartbeat_key"])
        for user in users:
            client.execute_command("ACL DELUSER", user)
        client.execute_command("ACL SAVE")
    return left, users, others


def main():
    module = AnsibleModule(
        argument_spec=dict(
            ADMIN_ARGUMENTS,
            key={"type": "str", "required": True, "no_log": False},
            heartbeat_key={"type": "str", "required": True, "no_log": False},
            name={"type": "str", "required": True},
            owner={"type": "str", "required": True},
            users={"type": "list", "elements": "str", "default": []},
        ),
        supports_check_mode=True,
    )
    client = connect(module)
    try:
        changed, users, others = forget(client, module.params, module.check_mode)
    except RedisError as problem:
        module.fail_json(msg="cannot forget %s: %s" % (module.params["name"], problem))
    for other in others:
        module.warn(
            "user %s of Redis has no mark of %s, so it stays: if it was that server's, remove it with ACL DELUSER"
            % (other, module.params["name"])
        )
    module.exit_json(changed=changed, users=users)


if __name__ == "__main__":
    main()
