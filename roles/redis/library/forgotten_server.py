#!/usr/bin/python3
"""Ansible module: nothing in Redis is left of a server that is gone."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: forgotten_server
short_description: Nothing in Redis is left of a server that is gone
description:
  - Runs on the Redis server, as its admin. Removes the server's entry in the registry, its heartbeats and its users.
options:
  key: {type: str, required: true, description: Hash of all servers.}
  heartbeat_key: {type: str, required: true, description: Stream of its heartbeats.}
  name: {type: str, required: true, description: Name of the server.}
  users: {type: list, elements: str, default: [], description: Names of its users.}
  host: {type: str, default: 127.0.0.1, description: Address of Redis.}
  port: {type: int, default: 6379, description: Port of Redis.}
  admin_password_file: {type: path, required: true, description: File with the default user's password.}
author: Restart Monkey
"""

EXAMPLES = r"""
- name: Forget app2
  forgotten_server:
    key: rm:{demo}:servers
    heartbeat_key: rm:{demo}:heartbeat:app2
    name: app2
    users: [agent-app2, app-app2]
    admin_password_file: /etc/redis/admin.password
"""

RETURN = ""

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.redis_admin import ADMIN_ARGUMENTS, RedisError, connect


def forget(client, given, check_mode):
    """Whether anything was left of it."""
    known = [line.split()[1] for line in client.execute_command("ACL LIST")]
    users = [user for user in given["users"] if user in known]
    left = bool(
        users or client.hexists(given["key"], given["name"]) or client.exists(given["heartbeat_key"])
    )
    if left and not check_mode:
        client.hdel(given["key"], given["name"])
        client.delete(given["heartbeat_key"])
        for user in users:
            client.execute_command("ACL DELUSER", user)
        client.execute_command("ACL SAVE")
    return left


def main():
    module = AnsibleModule(
        argument_spec=dict(
            ADMIN_ARGUMENTS,
            key={"type": "str", "required": True, "no_log": False},
            heartbeat_key={"type": "str", "required": True, "no_log": False},
            name={"type": "str", "required": True},
            users={"type": "list", "elements": "str", "default": []},
        ),
        supports_check_mode=True,
    )
    client = connect(module)
    try:
        changed = forget(client, module.params, module.check_mode)
    except RedisError as problem:
        module.fail_json(msg="cannot forget %s: %s" % (module.params["name"], problem))
    module.exit_json(changed=changed)


if __name__ == "__main__":
    main()
