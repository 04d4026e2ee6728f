import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import unittest
from pathlib import Path

import psutil
from support import REPO, RedisServer, free_port, load, wait_for

app = load("roles/app/files/app.py")


class FakeStore:
    def __init__(self):
        self.count = 0
        self.away = False
        self.gate = threading.Event()
        self.gate.set()
        self.entered = threading.Event()

    def count_page(self):
        self.entered.set()
        self.gate.wait()
        self.check()
        self.count += 1
        return self.count

    def check(self):
        if self.away:
            raise app.StoreAway("connection refused")


def get(port, path, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.headers
    finally:
        connection.close()


def get_json(port, path):
    status, text, _ = get(port, path, Accept="application/json")
    return status, json.loads(text)


class PageTest(unittest.TestCase):
    def setUp(self):
        self.store = FakeStore()
        self.server = app.Server(("127.0.0.1", 0), app.App(self.store, "app1", "app", "1.0<0"))
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)

    def test_should_count_pages_and_say_who_it_is(self):
        get(self.port, "/")
        self.assertEqual(
            (200, {"server": "app1", "channel": "app", "version": "1.0<0", "counter": 2}), get_json(self.port, "/")
        )

    def test_should_show_html_to_people(self):
        status, text, headers = get(self.port, "/")
        self.assertEqual(200, status)
        self.assertEqual("text/html; charset=utf-8", headers["Content-Type"])
        self.assertIn("1.0&lt;0", text)

    def test_should_refuse_a_page_without_redis(self):
        self.store.away = True
        self.assertEqual(503, get(self.port, "/")[0])
        self.assertEqual(503, get_json(self.port, "/")[0])

    def test_should_tell_its_health_and_not_count_the_question(self):
        get(self.port, "/")
        for _ in range(2):
            status, values = get_json(self.port, "/healthz")
        self.assertEqual(200, status)
        self.assertEqual({"status": "ok", "version": "1.0<0", "server": "app1", "requests": 1}, values)

    def test_should_be_unhealthy_without_redis(self):
        self.store.away = True
        status, values = get_json(self.port, "/healthz")
        self.assertEqual((503, "down", 0), (status, values["status"], values["requests"]))

    def test_should_not_know_other_pages(self):
        self.assertEqual(404, get(self.port, "/etc/passwd")[0])


class RedisStoreTest(unittest.TestCase):
    def setUp(self):
        redis = RedisServer()
        self.addCleanup(redis.remove)
        self.admin = redis.client()
        self.store = app.RedisStore("127.0.0.1", redis.port, "default", redis.password)

    def test_should_count_on_when_others_began_anew_at_the_same_time(self):
        self.admin.set(app.PAGES_KEY, app.LARGEST)
        count = self.store._client.incrby

        def come_last(key, amount=1):
            if amount < 0:
                for _ in range(2):
                    self.admin.incrby(key, amount)
            return count(key, amount)

        self.store._client.incrby = come_last
        self.assertEqual(1 - app.LARGEST, self.store.count_page())
        self.assertEqual(2 - app.LARGEST, self.store.count_page())


class AppWithRedisTest(unittest.TestCase):
    def setUp(self):
        self.redis = RedisServer()
        self.addCleanup(self.redis.remove)
        self.redis.client().execute_command("ACL SETUSER", "app-app1", "on", ">secret", "~app:pages", "+incrby", "+ping")
        self.redis.client().execute_command("ACL SAVE")
        (self.redis.folder / "redis-password").write_text("secret\n")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        release = Path(folder.name)
        (release / "app.py").write_text((REPO / "roles/app/files/app.py").read_text())
        (release / "VERSION").write_text("3.2.1\n")
        self.port = free_port()
        env = dict(
            os.environ,
            CREDENTIALS_DIRECTORY=str(self.redis.folder),
            APP_LISTEN="127.0.0.1",
            APP_PORT=str(self.port),
            APP_SERVER="app1",
            APP_CHANNEL="app",
            APP_REDIS_HOST="127.0.0.1",
            APP_REDIS_PORT=str(self.redis.port),
            APP_REDIS_USER="app-app1",
        )
        self.app = subprocess.Popen(
            [sys.executable, str(release / "app.py")], env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.addCleanup(self.app.stdout.close)
        self.addCleanup(self.app.wait)
        self.addCleanup(self.app.kill)
        self.app.stdout.readline()

    def test_should_say_the_version_of_its_release(self):
        self.assertEqual("3.2.1", get_json(self.port, "/")[1]["version"])

    def test_should_come_back_by_itself_after_a_restart_of_redis(self):
        self.assertEqual(1, get_json(self.port, "/")[1]["counter"])
        self.redis.stop()
        self.assertEqual(503, get(self.port, "/")[0])
        self.redis.start()
        self.assertEqual((200, 2), wait_for(self.good_page, "a page after the restart"))

    def test_should_begin_anew_when_the_counter_overflows(self):
        self.redis.client().set("app:pages", 2**63 - 1)
        self.assertEqual([(200, 1), (200, 2)], [self.good_page(), self.good_page()])

    def test_should_refuse_a_page_when_redis_refuses_to_count(self):
        self.redis.client().set("app:pages", "no number")
        self.assertEqual(503, get(self.port, "/")[0])

    def test_should_finish_the_request_in_flight_on_term(self):
        self.redis.process.send_signal(signal.SIGSTOP)
        answers = []
        request = threading.Thread(target=lambda: answers.append(get(self.port, "/")[0]))
        request.start()
        try:
            wait_for(lambda: self.connections() > 0, "the request is in flight")
            self.app.terminate()
            wait_for(self.refuses, "no new connection is taken")
        finally:
            self.redis.process.send_signal(signal.SIGCONT)
        request.join(10)
        self.assertIn(answers, ([200], [503]))
        self.assertEqual(0, self.app.wait(10))

    def good_page(self):
        status, values = get_json(self.port, "/")
        return (status, values["counter"]) if status == 200 else None

    def connections(self):
        here = psutil.Process(self.app.pid).connections()
        return sum(1 for c in here if c.status == "ESTABLISHED" and c.raddr and c.raddr.port == self.redis.port)

    def refuses(self):
        try:
            get(self.port, "/nowhere")
        except OSError:
            return True
        return False


if __name__ == "__main__":
    unittest.main()
