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
  password_file: {type: str, required: true, description: File with the default user's password.}
  key: {type: str, required: true, description: Key to write and read.}
  unit: {type: str, description: Systemd unit of the service. When it is down there is nothing to wait for.}
  unit_state:
    type: str
    choices: [as_is, started, restarted]
    default: as_is
    description: What the unit is to do before it is tested. V(as_is) leaves it alone.
  successes: {type: int, default: 3, description: Successes in a row that make the test pass.}
  unit_timeout: {type: float, description: 'Seconds that the unit has for O(unit_state), instead of its own limits.'}
  timeout: {type: float, default: 60, description: 'Seconds to get there, from when systemd has started the unit.'}
  run_left: {type: float, description: Seconds that the run has left. Filled in where it has a deadline.}
  interval: {type: float, default: 0.2, description: Seconds between two successes.}
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
seconds: {type: float, returned: success, description: How long the unit took, and the test.}
tries: {type: int, returned: success, description: How often Redis was asked.}
"""

import uuid

from ansible.module_utils.smoke_polling import NotYet, bring_and_test


def read_password(path):
    with open(path) as source:
        return source.read().strip()


def try_once(client, key, write):
    import redis

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


def make_check(given, password, write):
    import redis

    client = redis.Redis(
        host=given["host"],
        port=given["port"],
        password=password,
        decode_responses=True,
        socket_timeout=given["request_timeout"],
        socket_connect_timeout=given["request_timeout"],
    )
    return lambda: try_once(client, given["key"], write)


def run(given, check_mode):
    try:
        password = read_password(given["password_file"])
    except OSError as problem:
        return {"failed": True, "msg": "cannot read the password of Redis: %s" % problem}
    return bring_and_test(given, check_mode, "Redis", lambda: make_check(given, password, not check_mode))
