"""What the users of Redis may do, found out by trying: with the rules that stand in the roles, on a real Redis."""

import hashlib
import unittest

import redis
import yaml
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

from support import REPO, RedisServer, load, load_utils

load_utils("service_modules", "redis_admin")
acl = load("roles/redis/library/redis_acl_user.py")
agent = load("roles/agent/files/agent.py")

CLUSTER = "rm:{demo}:"
PASSWORD = "for-this-user"
VARIABLES = {"cluster_name": "demo", "inventory_hostname": "app1", "agent_redis_database": 0}

REFUSAL = "no permission|user executing the script can't|No permissions|not allowed from script|DEBUG command not allowed"

# Nobody but Redis' own admin may do these.
ADMINISTRATION = [
    "CONFIG GET *",
    "CONFIG SET maxmemory 1",
    "ACL LIST",
    "ACL SETUSER evil on nopass ~* +@all",
    "ACL WHOAMI",
    "FLUSHALL",
    "FLUSHDB",
    "SHUTDOWN NOSAVE",
    "DEBUG SLEEP 0",
    "MONITOR",
    "REPLICAOF 127.0.0.1 1",
    "SAVE",
    "BGREWRITEAOF",
    "MODULE LIST",
    "SLOWLOG GET",
    "INFO",
    "KEYS *",
    "CLIENT KILL TYPE normal",
    "SWAPDB 0 1",
    "SUBSCRIBE news",
    "PUBLISH news x",
    "SUBSCRIBE rm:{demo}:made-for:app1",
    "PUBLISH rm:{demo}:made-for:app1 x",
    "FUNCTION LIST",
]


def rules_in(tasks_file, finds, **variables):
    """The rules that a task of a role gives, with its templates rendered as Ansible does."""
    tasks = yaml.safe_load((REPO / tasks_file).read_text())
    (rules,) = [found for found in map(finds, tasks) if found]
    own = [task.get("vars", {}) for task in tasks if finds(task)]
    return Templar(loader=DataLoader(), variables=dict(own[0], **dict(VARIABLES, **variables))).template(rules)


def of_an_own_user(task):
    return task.get("vars", {}).get("redis_user_rules")


def of_the_monkey(task):
    return task.get("redis_acl_user", {}).get("rules")


class AclTest(unittest.TestCase):
    """Starts Redis once, with one user by the rules of a role."""

    tasks_file = None
    finds = staticmethod(of_an_own_user)

    @classmethod
    def setUpClass(cls):
        if cls.tasks_file is None:
            raise unittest.SkipTest("only its subclasses have rules")
        cls.redis = RedisServer()
        cls.addClassCleanup(cls.redis.remove)
        cls.admin = cls.redis.client()
        digest = hashlib.sha256(PASSWORD.encode()).hexdigest()
        acl.ensure_user(cls.admin, "tried", digest, rules_in(cls.tasks_file, cls.finds), "rm:{demo}:made-for:app1", False)

    def setUp(self):
        self.admin.flushall()
        for other in ("app1", "app2"):
            self.admin.xadd(CLUSTER + "heartbeat:" + other, {"cpu": "1"})
        self.admin.hset(CLUSTER + "servers", "app1", "{}")
        self.admin.set("app:pages", "1")
        self.admin.set("app:requests", "1")
        self.admin.set("somebody:else", "1")
        self.user = redis.Redis(
            port=self.redis.port, username="tried", password=PASSWORD, decode_responses=True, socket_timeout=5
        )
        self.addCleanup(self.user.close)

    def answer(self, command):
        """What Redis says against it; None if it obeys."""
        try:
            self.user.execute_command(*command.split(" "))
        except redis.ResponseError as problem:
            return str(problem)
        return None

    def assert_may(self, *commands):
        for command in commands:
            with self.subTest(may=command):
                self.assertIsNone(self.answer(command))

    def assert_may_not(self, *commands):
        """Redis must refuse them for want of rights; not because they are misspelt."""
        for command in commands:
            with self.subTest(may_not=command):
                self.assertRegex(self.answer(command) or "obeyed", REFUSAL)


class TheAgent(AclTest):
    tasks_file = "roles/agent/tasks/install.yml"

    def test_may_write_its_own_heartbeat(self):
        self.assert_may(
            f"XADD {CLUSTER}heartbeat:app1 MAXLEN ~ 120 * cpu 1.5",
        )
        self.assertEqual(2, self.admin.xlen(CLUSTER + "heartbeat:app1"))

    def test_may_do_nothing_else_with_it(self):
        own = CLUSTER + "heartbeat:app1"
        self.assert_may_not(
            f"DEL {own}",
            f"UNLINK {own}",
            f"XTRIM {own} MAXLEN 0",
            f"XDEL {own} 0-1",
            f"XRANGE {own} - +",
            f"XREVRANGE {own} + - COUNT 1",
            f"XREAD STREAMS {own} 0",
            f"XLEN {own}",
            f"XGROUP CREATE {own} g 0",
            f"XSETID {own} 99-1",
            f"EXPIRE {own} 1",
            f"RENAME {own} {own}x",
            f"SET {own} x",
            f"TYPE {own}",
            f"EXISTS {own}",
        )

    def test_may_not_touch_what_belongs_to_others(self):
        self.assert_may_not(
            f"XADD {CLUSTER}heartbeat:app2 * cpu 1",
            f"XADD {CLUSTER}heartbeat:app11 * cpu 1",
            f"XADD {CLUSTER}heartbeat:app1x * cpu 1",
            f"XADD {CLUSTER}heartbeat: * cpu 1",
            "XADD rm:{other}:heartbeat:app1 * cpu 1",
            f"XADD {CLUSTER}servers * cpu 1",
            f"XADD {CLUSTER}intents * cpu 1",
            f"XADD {CLUSTER}lease * cpu 1",
            f"XADD {CLUSTER}pause * cpu 1",
            f"HSET {CLUSTER}servers app1 evil",
            f"HGETALL {CLUSTER}servers",
            f"HDEL {CLUSTER}servers app1",
            f"HGETALL {CLUSTER}intents",
            f"HSET {CLUSTER}intents run evil",
            f"HSET {CLUSTER}lease run evil",
            f"DEL {CLUSTER}lease",
            f"SET {CLUSTER}fence 99999999999999",
            f"HSET {CLUSTER}leader run evil",
            f"HSET {CLUSTER}pause who evil",
            "GET app:requests",
        )

    def test_may_run_no_script_and_administer_nothing(self):
        self.assert_may_not(
            "EVAL return(1) 0",
            "EVALSHA e0e1f9fabfc9d4800c877a703b823ac0578ff8db 0",
            "SCRIPT LOAD return(1)",
            "FCALL f 0",
            "MULTI",
            "SCAN 0",
            "RANDOMKEY",
            "DBSIZE",
            "SELECT 1",
            "CLIENT LIST",
            "CLIENT NO-EVICT on",
            *ADMINISTRATION,
        )


class TheApp(AclTest):
    tasks_file = "roles/app/tasks/install.yml"

    def test_may_count_its_pages(self):
        self.assert_may("INCRBY app:pages 1", "INCRBY app:pages -1", "PING")

    def test_may_do_nothing_else(self):
        self.assert_may_not(
            "GET app:pages",
            "SET app:pages 0",
            "DEL app:pages",
            "APPEND app:pages 0",
            "EXPIRE app:pages 1",
            "INCRBYFLOAT app:pages 1",
            "INCRBY app:pages2 1",
            "INCRBY app:requests 1",
            "INCRBY somebody:else 1",
            f"INCRBY {CLUSTER}fence 1",
            f"XADD {CLUSTER}heartbeat:app1 * cpu 1",
            f"HSET {CLUSTER}servers app1 evil",
            "EVAL return(1) 0",
            *ADMINISTRATION,
        )


class TheAgentInAnotherDatabase(unittest.TestCase):
    def test_its_heartbeats_come_where_the_monkey_reads(self):
        server = RedisServer()
        self.addCleanup(server.remove)
        rules = rules_in(TheAgent.tasks_file, of_an_own_user, agent_redis_database="3")
        digest = hashlib.sha256(PASSWORD.encode()).hexdigest()
        acl.ensure_user(server.client(), "tried", digest, rules, "rm:{demo}:made-for:app1", False)
        key = CLUSTER + "heartbeat:app1"
        agent.redis_beat("127.0.0.1", server.port, "tried", PASSWORD, key, {}, 3)({"cpu": "1"})
        for database, expected in ((0, 0), (3, 1)):
            there = redis.Redis(port=server.port, password=server.password, db=database)
            self.assertEqual(expected, there.xlen(key), database)


class TheMonkey(AclTest):
    tasks_file = "roles/redis/tasks/act.yml"
    finds = staticmethod(of_the_monkey)

    def test_may_do_what_it_does(self):
        self.assert_may(
            f"HGETALL {CLUSTER}servers",
            f"HSETNX {CLUSTER}servers app9 {{}}",
            f"XREVRANGE {CLUSTER}heartbeat:app1 + - COUNT 1",
            f"HSET {CLUSTER}intents run {{}}",
            f"HDEL {CLUSTER}intents run",
            f"SET {CLUSTER}half-way run",
            f"GET {CLUSTER}half-way",
            f"EVAL return(redis.call('DEL',KEYS[1])) 1 {CLUSTER}half-way",
            f"EVAL return(redis.call('TIME')) 1 {CLUSTER}servers",
            f"EVAL return(redis.call('PEXPIRE',KEYS[1],1000)) 1 {CLUSTER}lease",
            f"EVAL return(redis.call('PTTL',KEYS[1])) 1 {CLUSTER}pause",
            f"DEL {CLUSTER}pause",
        )

    def test_may_not_touch_other_keys(self):
        self.assert_may_not(
            "GET app:requests",
            "SET somebody:else x",
            "DEL somebody:else",
            "HGETALL rm:{other}:servers",
            "HSET rm:{other}:servers app1 evil",
            f"RENAME {CLUSTER}servers somebody:else",
            f"COPY {CLUSTER}servers somebody:else",
            "EVAL return(redis.call('GET',KEYS[1])) 1 somebody:else",
            "EVAL return(redis.call('GET','somebody:else')) 0",
            f"EVAL return(redis.call('GET','somebody:else')) 1 {CLUSTER}servers",
        )

    def test_may_administer_nothing(self):
        self.assert_may_not(
            "EVAL return(redis.call('CONFIG','GET','*')) 0",
            "EVAL return(redis.call('FLUSHALL')) 0",
            "SCRIPT FLUSH",
            "SCRIPT KILL",
            *ADMINISTRATION,
        )


if __name__ == "__main__":
    unittest.main()
