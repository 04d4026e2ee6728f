#!/usr/bin/python3
"""Ansible module: wait until Redis answers PING and gives back what was written."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: smoke_redis
short_description: Wait until Redis answers PING and gives back what was written
description:
  - Runs on the Redis server, as its admin. The written key expires after a minute.
  - In check mode nothing is written, PING alone is tried.
options:
  host: {type: str, default: 127.0.0.1, description: Address of Redis.}
  port: {type: int, default: 6379, description: Port of Redis.}
  password_file: {type: path, required: true, description: File with the default user's password.}
  key: {type: str, required: true, description: Key to write and read.}
  unit: {type: str, description: Systemd unit of the service. When it is down there is nothing to wait for.}
  successes: {type: int, default: 3, description: Successes in a row that make the test pass.}
  timeout: {type: float, default: 60, description: Seconds to get there.}
  interval: {type: float, default: 0.2, description: Seconds between two tries.}
  request_timeout: {type: float, default: 3, description: Seconds that one request may take.}
author: Restart Monkey
"""

EXAMPLES = r"""
- name: Redis answers
  smoke_redis:
    password_file: /etc/redis/admin.password
    key: smoketest
"""

RETURN = r"""
tries: {type: int, returned: success, description: How often Redis was asked.}
"""

import traceback
import uuid

from ansible.module_utils.basic import AnsibleModule, missing_required_lib
from ansible.module_utils.smoke_polling import NeverPassed, NotYet, unit_is_down, wait_until_passes

try:
    import redis
except ImportError:
    redis = None
    REDIS_IMPORT_ERROR = traceback.format_exc()


def read_password(path):
    with open(path) as source:
        return source.read().strip()


def try_once(client, key, write):
    try:
        client.ping()
        if write:
            value = uuid.uuid4().hex
            client.set(key, value, ex=60)
            seen = client.get(key)
            if seen != value:
                raise NotYet("wrote %s and read %s" % (value, seen))
    except redis.RedisError as problem:
        raise NotYet("%s: %s" % (type(problem).__name__, problem))


def main():
    module = AnsibleModule(
        argument_spec={
            "host": {"type": "str", "default": "127.0.0.1"},
            "port": {"type": "int", "default": 6379},
            "password_file": {"type": "path", "required": True, "no_log": False},
            "key": {"type": "str", "required": True, "no_log": False},
            "unit": {"type": "str"},
            "successes": {"type": "int", "default": 3},
            "timeout": {"type": "float", "default": 60},
            "interval": {"type": "float", "default": 0.2},
            "request_timeout": {"type": "float", "default": 3},
        },
        supports_check_mode=True,
    )
    if redis is None:
        module.fail_json(msg=missing_required_lib("redis"), exception=REDIS_IMPORT_ERROR)
    given = module.params
    try:
        password = read_password(given["password_file"])
    except OSError as problem:
        module.fail_json(msg="cannot read the password of Redis: %s" % problem)
    client = redis.Redis(
        host=given["host"],
        port=given["port"],
        password=password,
        decode_responses=True,
        socket_timeout=given["request_timeout"],
        socket_connect_timeout=given["request_timeout"],
    )
    try:
        tries = wait_until_passes(
            lambda: try_once(client, given["key"], not module.check_mode),
            given["successes"],
            given["timeout"],
            given["interval"],
            lambda: unit_is_down(given["unit"]),
        )
    except NeverPassed as problem:
        module.fail_json(msg="Redis: %s" % problem)
    module.exit_json(changed=False, tries=tries)


if __name__ == "__main__":
    main()
