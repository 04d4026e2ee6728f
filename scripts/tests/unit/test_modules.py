import hashlib
import json
import os
import pathlib
import tempfile
import threading
import types
import unittest

import yaml
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from support import RedisServer, load, load_utils, web_server

load_utils("service_modules", "systemd_unit")
polling = load_utils("service_modules", "smoke_polling")
redis_admin = load_utils("service_modules", "redis_admin")
load_utils("service_modules", "network_address")
page_check = load_utils("service_modules", "page_check")
page = load("roles/service_modules/library/smoke_page.py")
smoke_redis = load("roles/service_modules/library/smoke_redis.py")
secret = load("roles/redis/library/server_secret.py")
acl = load("roles/redis/library/redis_acl_user.py")
forgotten = load("roles/redis/library/forgotten_server.py")
registered = load("roles/agent/library/registered_server.py")
heartbeat = load("roles/agent/library/fresh_heartbeat.py")
inventory = load("playbooks/library/cluster_inventory.py")
ROOT = pathlib.Path(__file__).resolve().parents[3]


class FakeClock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


class PollingTest(unittest.TestCase):
    def poll(self, outcomes, timeout=10, given_up=lambda: None):
        left = iter(outcomes)

        def check():
            if not next(left):
                raise polling.NotYet("not there")

        clock = FakeClock()
        patience = polling.Patience(timeout, clock=clock)
        return polling.wait_until_passes(check, 3, patience, 1.0, given_up, clock, clock.sleep)

    def test_should_pass_after_three_successes(self):
        self.assertEqual(3, self.poll([True] * 3))

    def test_should_want_them_in_a_row(self):
        self.assertEqual(6, self.poll([True, True, False, True, True, True]))

    def test_should_be_patient_between_successes_alone(self):
        clock = FakeClock()
        left = iter([False, True, True, True])

        def check():
            if not next(left):
                raise polling.NotYet("not there")

        polling.wait_until_passes(check, 3, polling.Patience(10, clock=clock), 1.0, lambda: None, clock, clock.sleep)
        self.assertEqual(2 + polling.SOON, clock())

    def test_should_never_pass_with_two(self):
        with self.assertRaisesRegex(polling.NeverPassed, "3 successes in a row within 10 s .* not there"):
            self.poll([True, True, False] * 10)

    def test_should_not_try_past_the_deadline(self):
        with self.assertRaisesRegex(polling.NeverPassed, r"\(4 tries\)"):
            self.poll([True, True, False] * 2, timeout=2.5)

    def test_should_end_when_there_is_nothing_to_wait_for(self):
        with self.assertRaisesRegex(polling.NeverPassed, r"unit x is failed \(not there\)"):
            self.poll([False] * 20, given_up=lambda: "unit x is failed")

    def test_should_look_for_that_now_and_then(self):
        looks = []
        with self.assertRaises(polling.NeverPassed):
            self.poll([False] * 100, timeout=2.1, given_up=lambda: looks.append(1))
        self.assertEqual(4, len(looks))


class PatienceTest(unittest.TestCase):
    """How long a check that never succeeds is tried, with 10 s for the service itself."""

    def tried(self, up_at, **limits):
        clock = FakeClock()
        patience = polling.Patience(10, is_coming_up=lambda: clock() < up_at, clock=clock, **limits)

        def check():
            raise polling.NotYet("not there")

        with self.assertRaises(polling.NeverPassed):
            polling.wait_until_passes(check, 3, patience, 1.0, lambda: None, clock, clock.sleep)
        return clock()

    def test_should_not_ask_systemd_before_the_time_is_over(self):
        self.assertAlmostEqual(10, self.tried(5, longest=900), delta=0.1)

    def test_should_wait_while_systemd_starts_the_unit_and_then_as_long_as_ever(self):
        self.assertAlmostEqual(150, self.tried(140, longest=900), delta=1)

    def test_should_not_wait_for_ever_for_a_unit_without_a_limit(self):
        self.assertAlmostEqual(910, self.tried(float("inf"), longest=900), delta=1)

    def test_should_not_wait_longer_than_the_run_may(self):
        self.assertAlmostEqual(30, self.tried(140, longest=900, left=30), delta=0.1)
        self.assertAlmostEqual(3, self.tried(0, longest=900, left=3), delta=0.1)


class BringAndTestTest(unittest.TestCase):
    given = {
        "unit": None,
        "unit_state": "as_is",
        "unit_timeout": None,
        "run_left": None,
        "successes": 1,
        "timeout": 1,
        "interval": 0.01,
    }

    def test_should_say_that_the_check_passed(self):
        result = polling.bring_and_test(self.given, False, "page", lambda: lambda: None)
        self.assertEqual((False, 1), (result["changed"], result["tries"]))

    def test_should_want_the_name_of_a_unit_that_is_to_be_brought(self):
        result = polling.bring_and_test(dict(self.given, unit_state="started"), False, "page", lambda: lambda: None)
        self.assertEqual((True, "unit_state is started, but unit is not given"), (result["failed"], result["msg"]))

    def test_should_not_hide_that_the_check_cannot_be_made(self):
        def make():
            raise ImportError("No module named 'redis'")

        with self.assertRaisesRegex(ImportError, "redis"):
            polling.bring_and_test(self.given, False, "Redis", make)


def wanted(counter=True, **expect):
    return {"path": "/", "headers": {}, "expect": expect, "counter": counter, "backend": None}


HAPROXY = """
backend app
    server app1 192.0.2.1:8080 check

backend canary
    # server canary0 is gone
    server canary1 192.0.2.2:8080 check%s

frontend http
    server nobody 192.0.2.3:80
"""


class SmokePageTest(unittest.TestCase):
    def check(self, answers, pages, version=None):
        left = iter(answers)
        return page_check.PageCheck(lambda _path, _headers: next(left), pages, version, [])

    def refused(self, reason, answers, pages, version=None):
        check = self.check(answers, pages, version)
        with self.assertRaisesRegex(polling.NotYet, reason):
            for _ in range(len(answers) // len(pages)):
                check()

    def test_should_accept_what_is_expected_with_a_rising_counter(self):
        check = self.check([{"server": "a", "counter": 4}, {"server": "a", "counter": 7}], [wanted(server="a")])
        check()
        check()

    def test_should_refuse_another_server(self):
        self.refused("expected server a, got b", [{"server": "b", "counter": 1}], [wanted(server="a")])

    def test_should_refuse_another_version(self):
        self.refused("expected version 2, but version 1 is running", [{"version": "1", "counter": 1}], [wanted()], "2")

    def test_should_refuse_a_counter_that_stands_still(self):
        self.refused("went from 4 to 4", [{"counter": 4}, {"counter": 4}], [wanted()])

    def test_should_want_a_negative_counter_to_rise_too(self):
        check = self.check([{"counter": -7}, {"counter": -6}], [wanted()])
        check()
        check()
        self.refused("went from -6 to -7", [{"counter": -6}, {"counter": -7}], [wanted()])

    def test_should_refuse_a_page_without_counter(self):
        for counter in (None, "4", True):
            self.refused("no counter", [{"counter": counter}], [wanted()])

    def test_should_not_want_a_counter_of_the_health_check(self):
        self.check([{"status": "ok"}], [wanted(counter=False, status="ok")])()

    def test_should_ask_for_a_backend_only_with_a_server_in_traffic(self):
        self.assertTrue(page.has_traffic("canary", HAPROXY % ""))
        self.assertFalse(page.has_traffic("canary", HAPROXY % " disabled weight 1"))
        self.assertTrue(page.has_traffic("canary", HAPROXY % "\n    server disabled2 192.0.2.9:80"))
        self.assertFalse(page.has_traffic("can", HAPROXY % ""))
        with tempfile.TemporaryDirectory() as folder:
            config = os.path.join(folder, "haproxy.cfg")
            pathlib.Path(config).write_text(HAPROXY % " disabled")
            pages = [wanted(), dict(wanted(), backend="app"), dict(wanted(), backend="canary")]
            self.assertEqual(pages[:2], page.in_traffic(pages, config))
        self.assertEqual([wanted()], page.in_traffic([wanted()], "/nowhere"))

    def test_should_say_what_a_bad_answer_was(self):
        for status, text, reason in (
            (503, "Redis is away", "answers 503 Redis is away"),
            (200, "<html>", "does not answer with JSON"),
            (200, "[1]", "does not answer with a JSON object"),
        ):
            with web_server(lambda _path: (status, text)) as url:
                with self.assertRaisesRegex(polling.NotYet, reason):
                    page_check.read_page(url, "/", {}, 5)

    def test_should_say_that_nobody_listens(self):
        with self.assertRaisesRegex(polling.NotYet, "refused"):
            page_check.read_page("http://127.0.0.1:1", "/", {}, 5)

    def test_should_expect_the_deployed_release(self):
        with tempfile.TemporaryDirectory() as folder:
            link = os.path.join(folder, "current")
            os.symlink("releases/1.2.3", link)
            self.assertEqual("1.2.3", page.expected_version("current", link))
        self.assertIsNone(page.expected_version("any", "/nowhere"))
        self.assertEqual("9", page.expected_version("9", "/nowhere"))


class ServerSecretTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name, "deep", "secret")

    def test_should_make_a_secret_of_its_own_and_keep_it(self):
        changed, digest = secret.ensure_secret(str(self.path), False)
        self.assertTrue(changed)
        text = self.path.read_text().strip()
        self.assertEqual(64, len(text))
        self.assertEqual(hashlib.sha256(text.encode()).hexdigest(), digest)
        self.assertEqual(0o600, self.path.stat().st_mode & 0o777)
        self.assertEqual((False, digest), secret.ensure_secret(str(self.path), False))

    def test_should_write_nothing_in_check_mode(self):
        self.assertTrue(secret.ensure_secret(str(self.path), True)[0])
        self.assertFalse(self.path.exists())

    def test_should_close_a_secret_that_others_can_read(self):
        secret.ensure_secret(str(self.path), False)
        self.path.chmod(0o644)
        self.assertTrue(secret.ensure_secret(str(self.path), False)[0])
        self.assertEqual(0o600, self.path.stat().st_mode & 0o777)


class RedisModulesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.redis = RedisServer()

    @classmethod
    def tearDownClass(cls):
        cls.redis.remove()

    def setUp(self):
        self.client = self.redis.client()
        self.client.flushall()
        for user in set(self.client.execute_command("ACL USERS")) - {"default"}:
            self.client.execute_command("ACL DELUSER", user)

    def ensure(self, check_mode=False, digest="a" * 64, rules=("~app:*", "+@read", "+incrby", "-@dangerous"), **more):
        user = dict({"name": "app-app1", "owner": "rm:{demo}:made-for:app1"}, **more)
        return acl.ensure_user(self.client, user["name"], digest, list(rules), user["owner"], check_mode)

    def test_should_make_a_user_and_then_leave_it_alone(self):
        self.assertTrue(self.ensure())
        self.assertFalse(self.ensure())
        self.assertFalse(self.ensure(check_mode=True))
        self.assertIn("user app-app1 on", (self.redis.folder / "users.acl").read_text())

    def test_should_see_another_password_and_other_rules(self):
        self.ensure()
        for change in ({"digest": "b" * 64}, {"rules": ("~other:*", "+get")}):
            self.assertTrue(self.ensure(check_mode=True, **change))
            self.assertTrue(self.ensure(**change))
            self.assertFalse(self.ensure(**change))

    def test_should_leave_no_user_behind_in_check_mode(self):
        self.assertTrue(self.ensure(check_mode=True))
        self.ensure()
        self.ensure(check_mode=True)
        self.assertEqual({"default", "app-app1"}, set(self.client.execute_command("ACL USERS")))

    def test_should_leave_a_user_alone_that_somebody_else_made(self):
        self.client.execute_command("ACL SETUSER", "app-app1", "on", ">theirs", "~*", "+@all")
        theirs = acl.user_line(self.client, "app-app1")
        for check_mode in (True, False):
            with self.assertRaisesRegex(acl.Stranger, "user app-app1 already that was not made for"):
                self.ensure(check_mode=check_mode)
        self.assertEqual(theirs, acl.user_line(self.client, "app-app1"))

    def test_should_not_take_a_user_of_another_cluster_or_server(self):
        self.ensure()
        for owner in ("rm:{other}:made-for:app1", "rm:{demo}:made-for:app", "rm:{demo}:made-for:app10"):
            with self.assertRaises(acl.Stranger):
                self.ensure(digest="b" * 64, owner=owner)

    def test_should_take_over_a_user_of_before_by_its_password(self):
        self.client.execute_command("ACL SETUSER", "app-app1", "on", "#" + "a" * 64, "~app:pages", "+get")
        self.assertTrue(self.ensure())
        self.assertTrue(self.ensure(digest="b" * 64))

    def test_should_forget_the_users_that_were_made_for_a_server_whatever_their_names(self):
        self.ensure()
        self.ensure(name="worker-app1")
        self.ensure(name="app-app10", owner="rm:{demo}:made-for:app10")
        self.ensure(name="monkey", owner="rm:{demo}:made-for-the-monkey")
        self.client.execute_command("ACL SETUSER", "agent-app1", "on", ">theirs", "~*", "+@all")
        given = {
            "key": "rm:{demo}:servers",
            "heartbeat_key": "rm:{demo}:heartbeat:app1",
            "name": "app1",
            "owner": "rm:{demo}:made-for:app1",
            "users": ["agent-app1", "app-app1"],
        }
        left = (True, ["app-app1", "worker-app1"], ["agent-app1"])
        self.assertEqual(left, forgotten.forget(self.client, given, True))
        self.assertEqual(left, forgotten.forget(self.client, given, False))
        self.assertEqual((False, [], ["agent-app1"]), forgotten.forget(self.client, given, False))
        self.assertEqual(
            {"default", "agent-app1", "app-app10", "monkey"}, set(self.client.execute_command("ACL USERS"))
        )

    def test_should_take_rights_away(self):
        self.ensure(rules=("~app:*", "+get", "+set"))
        self.ensure(rules=("~app:*", "+get"))
        self.assertIn("+get", acl.user_line(self.client, "app-app1"))
        self.assertNotIn("+set", acl.user_line(self.client, "app-app1"))

    def register(self, now, check_mode=False, address="10.0.0.1"):
        what = {"address": address, "groups": ["app"], "provider": "lab"}
        return registered.register(self.client, "servers", "app1", what, now, check_mode)

    def test_should_keep_the_time_of_registration(self):
        self.assertTrue(self.register("first"))
        self.assertFalse(self.register("second"))
        self.assertEqual("first", json.loads(self.client.hget("servers", "app1"))["registered"])

    def test_should_register_anew_what_has_changed_or_is_rubbish(self):
        self.register("first")
        self.assertTrue(self.register("second", address="10.0.0.2"))
        self.client.hset("servers", "app1", "rubbish")
        self.assertTrue(self.register("third", check_mode=True))
        self.assertEqual("rubbish", self.client.hget("servers", "app1"))

    def test_should_reach_the_database_that_it_is_told(self):
        with tempfile.NamedTemporaryFile("w") as password:
            password.write(self.redis.password)
            password.flush()
            given = {"host": "127.0.0.1", "port": self.redis.port, "admin_password_file": password.name, "database": 3}
            there = redis_admin.connect(types.SimpleNamespace(params=given))
            registered.register(there, "servers", "app1", {"address": "10.0.0.1"}, "now", False)
        self.assertEqual(["app1"], self.redis.client(db=3).hkeys("servers"))
        self.assertEqual([], self.client.hkeys("servers"))

    def test_should_be_told_the_database_by_every_task_that_reads_or_writes_the_state(self):
        told = {}
        for file in sorted(ROOT.glob("roles/*/tasks/*.yml")):
            for task in yaml.safe_load(file.read_text()) or []:
                for module in {"registered_server", "fresh_heartbeat", "forgotten_server"} & set(task):
                    told["%s: %s" % (file.name, module)] = task[module].get("database", "none")
        self.assertEqual(
            {
                "forget.yml: forgotten_server": "{{ redis_database }}",
                "install.yml: registered_server": "{{ agent_redis_database }}",
                "verify.yml: fresh_heartbeat": "{{ agent_redis_database }}",
            },
            told,
        )

    def test_should_wait_for_a_heartbeat_that_is_new(self):
        self.client.xadd("beats", {"cpu": "old"})
        later = threading.Timer(0.2, lambda: self.redis.client().xadd("beats", {"cpu": "new"}))
        later.start()
        self.assertEqual({"cpu": "new"}, heartbeat.next_entry(self.client, "beats", 10))
        later.join()

    def test_should_give_up_on_a_dead_server(self):
        self.client.xadd("beats", {"cpu": "old"})
        self.assertIsNone(heartbeat.next_entry(self.client, "beats", 0.1))

    def test_should_read_back_what_it_wrote(self):
        smoke_redis.try_once(self.client, "smoketest", True)
        self.assertGreater(self.client.ttl("smoketest"), 0)

    def test_should_write_nothing_when_told_so(self):
        smoke_redis.try_once(self.client, "smoketest", False)
        self.assertFalse(self.client.exists("smoketest"))

    def test_should_not_pass_when_redis_refuses_writes(self):
        self.client.config_set("maxmemory", "1")
        self.addCleanup(self.client.config_set, "maxmemory", "0")
        with self.assertRaisesRegex(polling.NotYet, "maxmemory"):
            smoke_redis.try_once(self.client, "smoketest", True)


TEMPLATE = """
all:
  vars: {greeting: "{{ hello }}", key: !vault "abc"}
  children:
    app: {hosts: {}, vars: {port: 80}}
    redis:
"""


def server(name, *groups):
    return {"name": name, "groups": list(groups), "vars": {"ansible_host": "10.0.0.1"}}


class InventoryTest(unittest.TestCase):
    def test_should_fill_in_the_servers_and_keep_the_rest(self):
        text = inventory.inventory_text(TEMPLATE, [server("app1", "app"), server("redis1", "redis")])
        self.assertIn("!vault", text)
        everything = yaml.safe_load(text.replace("!vault", "").replace("!unsafe", ""))["all"]
        self.assertEqual({"greeting": "{{ hello }}", "key": "abc"}, everything["vars"])
        self.assertEqual(
            {"hosts": {"app1": {"ansible_host": "10.0.0.1"}}, "vars": {"port": 80}}, everything["children"]["app"]
        )
        self.assertEqual({"redis1": {"ansible_host": "10.0.0.1"}}, everything["children"]["redis"]["hosts"])

    def test_should_have_ansible_render_no_template_in_what_is_said_of_a_server(self):
        evil = "{{ lookup('pipe', 'echo executed') }}"
        said = {"ansible_host": evil, "deep": [{"name": evil}], "port": 22, "provider": "nobody's: 'own'"}
        text = inventory.inventory_text(TEMPLATE.replace("!vault ", ""), [dict(server("app1", "app"), vars=said)])
        loader = DataLoader()
        read = loader.load(text)["all"]
        self.assertEqual("{{ hello }}", read["vars"]["greeting"])
        templar = Templar(loader=loader, variables=read["children"]["app"]["hosts"]["app1"])
        self.assertEqual(said, {name: templar.template("{{ %s }}" % name) for name in said})

    def test_should_refuse_a_group_that_the_template_lacks(self):
        with self.assertRaisesRegex(ValueError, "app1 is to join group web, which the template lacks"):
            inventory.inventory_text(TEMPLATE, [server("app1", "web")])

    def test_should_refuse_a_server_twice(self):
        with self.assertRaisesRegex(ValueError, "app1 is there twice"):
            inventory.inventory_text(TEMPLATE, [server("app1", "app"), server("app1", "app")])

    def test_should_refuse_a_template_that_is_no_inventory(self):
        for text in ("", "[]", "all: {}"):
            with self.assertRaisesRegex(ValueError, "no all.children"):
                inventory.inventory_text(text, [])

    def test_should_replace_the_file_in_one_step(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "inventory")
            path.write_text("before")
            inventory.replace(str(path), "after")
            self.assertEqual("after", path.read_text())
            self.assertEqual(0o600, path.stat().st_mode & 0o777)
            self.assertEqual([path], list(pathlib.Path(folder).iterdir()))


if __name__ == "__main__":
    unittest.main()
