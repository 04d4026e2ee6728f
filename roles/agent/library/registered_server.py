#!/usr/bin/python3
"""Ansible module: a server's entry in the cluster's registry in Redis."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: registered_server
short_description: A server's entry in the cluster's registry in Redis
description:
  - Runs on the Redis server. An entry that says the same is left alone, with its time of registration.
options:
  key: {type: str, required: true, description: Hash of all servers.}
  name: {type: str, required: true, description: Name of the server.}
  address: {type: str, required: true, description: 'Its address, where SSH finds it from everywhere in the cluster.'}
  groups: {type: list, elements: str, required: true, description: Its groups.}
  provider: {type: str, required: true, description: Who made it.}
  host: {type: str, default: 127.0.0.1, description: Address of Redis.}
  port: {type: int, default: 6379, description: Port of Redis.}
  database: {type: int, default: 0, description: Number of the database.}
  admin_password_file: {type: path, required: true, description: File with the default user's password.}
author: Restart Monkey
"""

EXAMPLES = r"""
- name: Register the server
  registered_server:
    key: rm:{demo}:servers
    name: app1
    address: 10.77.0.13
    groups: [app]
    provider: lab
    admin_password_file: /etc/redis/admin.password
"""

RETURN = ""

import json
import time

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.network_address import server_address
from ansible.module_utils.redis_admin import ADMIN_ARGUMENTS, RedisError, connect


def same_entry(text, wanted):
    """Whether the JSON text says what is wanted, whenever it was registered."""
    try:
        entry = json.loads(text or "")
        del entry["registered"]
    except (ValueError, TypeError, KeyError):
        return False
    return entry == wanted


def register(client, key, name, wanted, now, check_mode):
    """Whether the entry had to be written."""
    if same_entry(client.hget(key, name), wanted):
        return False
    if not check_mode:
        client.hset(key, name, json.dumps(dict(wanted, registered=now), sort_keys=True))
    return True


def main():
    module = AnsibleModule(
        argument_spec=dict(
            ADMIN_ARGUMENTS,
            key={"type": "str", "required": True, "no_log": False},
            name={"type": "str", "required": True},
            address={"type": "str", "required": True},
            groups={"type": "list", "elements": "str", "required": True},
            provider={"type": "str", "required": True},
        ),
        supports_check_mode=True,
    )
    given = module.params
    try:
        address = server_address(given["address"])
    except ValueError as problem:
        module.fail_json(msg="cannot register %s: %s" % (given["name"], problem))
    client = connect(module)
    wanted = {"address": address, "groups": sorted(given["groups"]), "provider": given["provider"]}
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    try:
        changed = register(client, given["key"], given["name"], wanted, now, module.check_mode)
    except RedisError as problem:
        module.fail_json(msg="cannot register %s: %s" % (given["name"], problem))
    module.exit_json(changed=changed)


if __name__ == "__main__":
    main()
