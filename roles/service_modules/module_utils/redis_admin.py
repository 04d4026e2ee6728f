"""A connection to the Redis of this server, as its admin."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import traceback

from ansible.module_utils.basic import missing_required_lib

try:
    import redis

    IMPORT_ERROR = None
    RedisError = redis.RedisError
except ImportError:
    IMPORT_ERROR = traceback.format_exc()
    RedisError = OSError

ADMIN_ARGUMENTS = {
    "host": {"type": "str", "default": "127.0.0.1"},
    "port": {"type": "int", "default": 6379},
    "database": {"type": "int", "default": 0},
    "admin_password_file": {"type": "path", "required": True, "no_log": False},
}
TIMEOUT_SECONDS = 10


def user_lines(client):
    """Every user as ACL LIST shows it, by name, in words."""
    words = [line.split() for line in client.execute_command("ACL LIST")]
    return {line[1]: line for line in words}


def mark_rules(owner):
    """Rules that let a user do nothing, and say who made it for whom: the pattern of a channel.

    First of all rules, as Redis 6.2 begins with all channels.
    """
    return ["resetchannels", "&" + owner]


def has_mark(words, owner):
    return "&" + owner in words


def connect(module):
    """A client, or the module fails with what is missing."""
    if IMPORT_ERROR is not None:
        module.fail_json(msg=missing_required_lib("redis"), exception=IMPORT_ERROR)
    given = module.params
    try:
        with open(given["admin_password_file"]) as source:
            password = source.read().strip()
    except OSError as problem:
        module.fail_json(msg="cannot read the admin's password for Redis: %s" % problem)
    return redis.Redis(
        host=given["host"],
        port=given["port"],
        db=given["database"],
        password=password,
        decode_responses=True,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
    )
