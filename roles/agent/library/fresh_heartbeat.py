#!/usr/bin/python3
"""Ansible module: wait until a server's next heartbeat arrives in Redis."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: fresh_heartbeat
short_description: Wait until a server's next heartbeat arrives in Redis
description: Runs on the Redis server. A heartbeat counts when it comes after the module has started.
options:
  key: {type: str, required: true, description: Stream of the server's heartbeats.}
  timeout: {type: float, default: 40, description: Seconds that the heartbeat has to arrive.}
  host: {type: str, default: 127.0.0.1, description: Address of Redis.}
  port: {type: int, default: 6379, description: Port of Redis.}
  database: {type: int, default: 0, description: Number of the database.}
  admin_password_file: {type: path, required: true, description: File with the default user's password.}
author: Restart Monkey
"""

EXAMPLES = r"""
- name: Wait for the next heartbeat
  fresh_heartbeat:
    key: rm:{demo}:heartbeat:app1
    admin_password_file: /etc/redis/admin.password
"""

RETURN = r"""
heartbeat: {type: dict, returned: success, description: The heartbeat.}
"""

import time

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.redis_admin import ADMIN_ARGUMENTS, RedisError, connect

BLOCK_MILLISECONDS = 1000


def next_entry(client, key, timeout, clock=time.monotonic):
    """The fields of the first entry that is added from now on, or None when the time is up."""
    deadline = clock() + timeout
    last = client.xrevrange(key, count=1)
    last_id = last[0][0] if last else "0-0"
    while clock() < deadline:
        streams = client.xread({key: last_id}, count=1, block=BLOCK_MILLISECONDS)
        if streams:
            return streams[0][1][0][1]
    return None


def main():
    module = AnsibleModule(
        argument_spec=dict(
            ADMIN_ARGUMENTS,
            key={"type": "str", "required": True, "no_log": False},
            timeout={"type": "float", "default": 40},
        ),
        supports_check_mode=True,
    )
    client = connect(module)
    given = module.params
    try:
        heartbeat = next_entry(client, given["key"], given["timeout"])
    except RedisError as problem:
        module.fail_json(msg="cannot read heartbeats: %s" % problem)
    if heartbeat is None:
        module.fail_json(msg="no heartbeat within %g s in %s" % (given["timeout"], given["key"]))
    module.exit_json(changed=False, heartbeat=heartbeat)


if __name__ == "__main__":
    main()
