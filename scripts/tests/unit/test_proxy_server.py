"""The module against a real HAProxy (TESTED_HAPROXY, else the installed one), which also judges its files."""

import concurrent.futures
import contextlib
import http.client
import os
import pathlib
import re
import shutil
import signal
import socket
import socketserver
import subprocess
import tempfile
import threading
import time
import types
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest import mock

from support import free_port, load, load_utils, wait_for

addition = load_utils("traffic", "haproxy_addition")
addresses = load_utils("traffic", "haproxy_address")
admin = load_utils("traffic", "haproxy_socket")
edits = load_utils("traffic", "haproxy_edits")
file = load_utils("traffic", "haproxy_file")
floor = load_utils("traffic", "haproxy_floor")
fresh = load_utils("traffic", "haproxy_fresh")
haproxy_place = load_utils("traffic", "haproxy_place")
waiting = load_utils("traffic", "haproxy_waiting")
workers = load_utils("traffic", "haproxy_workers")
words_of = load_utils("traffic", "haproxy_line").words_of
proxy_server = load("roles/traffic/library/proxy_server.py")
proxy_traffic = load("roles/traffic/library/proxy_traffic.py")

PROGRAM = os.environ.get("TESTED_HAPROXY", "/usr/sbin/haproxy")
HEAD = """global
    stats socket @SOCKET@ mode 600 level admin
defaults
    mode http
    timeout connect 1s
    timeout client 10s
    timeout server 10s
    timeout check 2s
    default-server inter 50ms rise 2 fall 2
"""
CONFIG = (
    HEAD
    + """frontend web
    bind 127.0.0.1:@WEB@
    default_backend app
backend app
    option httpchk GET /healthz
    server app1 127.0.0.1:@app1@ check weight 100
    server app2 127.0.0.1:@app2@ check weight 100   # the operator's own words
backend only_app
    server app1 127.0.0.1:@app1@ check weight 50
    server app3 127.0.0.1:@app3@ check weight 50
"""
)
WITH_COOKIE = CONFIG.replace("option httpchk", "cookie SRV insert\n    option httpchk").replace(
    "check weight 100", "check cookie c1", 1
)
MARK = " disabled # out of traffic by restart-monkey, was in traffic;"


class App:
    """A web server; /wait answers when it is let go."""

    def __init__(self, host="127.0.0.1", port=None):
        self.host = host
        self.go = threading.Event()
        self.waiting = threading.Event()
        self.unwell = set()  # The paths to which it answers that it is not well.
        self.slow_seconds = 0.0  # How long it needs for a page.
        self.port = port or free_port()
        self.server = None
        self.start()

    def start(self):
        app = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                if self.path == "/wait":
                    app.waiting.set()
                    app.go.wait(20)
                time.sleep(app.slow_seconds)
                with contextlib.suppress(ConnectionError):  # The one who asked is gone.
                    self.send_response(503 if self.path in app.unwell else 200)
                    self.send_header("Content-Length", "0")
                    self.send_header("X-Port", str(app.port))
                    self.end_headers()

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer((self.host, self.port), Handler)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def stop(self):
        self.go.set()
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None


class Agent(socketserver.ThreadingTCPServer):
    """Says the word to every HAProxy that asks."""

    daemon_threads = True

    def __init__(self, word):
        agent = self
        self.word = word
        self.asked = 0

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                agent.asked += 1
                with contextlib.suppress(ConnectionError):
                    self.request.sendall(agent.word.encode() + b"\n")

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()


class NameServer(socketserver.ThreadingUDPServer):
    """Every name is at 127.0.0.1, while it knows names."""

    daemon_threads = True

    def __init__(self):
        server = self
        self.knows = True

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                question, to = self.request
                flags, answers, answer = b"\x81\x83", b"\0\0", b""
                if server.knows:
                    flags, answers = b"\x81\x80", b"\0\x01"
                    # The name of the question, an A record of the Internet, for one second, four bytes.
                    answer = b"\xc0\x0c\0\x01\0\x01\0\0\0\x01\0\x04" + bytes([127, 0, 0, 1])
                asked = question[12 : question.index(b"\0", 12) + 5]
                to.sendto(question[:2] + flags + b"\0\x01" + answers + b"\0\0\0\0" + asked + answer, self.client_address)

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()


class Deaf(socketserver.ThreadingUnixStreamServer):
    """Before HAProxy's socket: it passes questions on, and swallows orders."""

    daemon_threads = True

    def __init__(self, behind, path):
        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                command = self.rfile.readline().decode().strip()
                said = admin.AdminSocket(behind).ask(command) if command.startswith("show") else ""
                self.wfile.write(said.encode() + b"\n")

        super().__init__(path, Handler)
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()


class Proxied(unittest.TestCase):
    """Has a folder, three apps, and a HAProxy if one was started."""

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.config = self.folder / "haproxy.cfg"
        self.socket = str(self.folder / "admin.sock")
        self.apps = {name: App() for name in ("app1", "app2", "app3")}
        for app in self.apps.values():
            self.addCleanup(app.stop)
        self.web = free_port()
        self.process = None
        self.inherited = ()  # Open files that HAProxy gets.
        self.addCleanup(self.stop)

    def filled(self, text):
        places = {"SOCKET": self.socket, "WEB": self.web, "DIR": self.folder}
        places.update((name, app.port) for name, app in self.apps.items())
        return re.sub("@([A-Za-z0-9]+)@", lambda match: str(places[match.group(1)]), text)

    def start(self, text=CONFIG, arguments=None, environ=None, well=True):
        """Starts HAProxy with this text as its file; waits until it has checked its servers."""
        self.text = self.filled(text).encode("latin-1")
        self.config.write_bytes(self.text)
        self.run_haproxy(arguments, environ)
        if well:
            wait_for(lambda: all(s.is_well for s in self.seen() if not s.is_out), "all servers are well")

    def run_haproxy(self, arguments=None, environ=None):
        self.stop()
        self.process = subprocess.Popen(
            [PROGRAM, "-db"] + (arguments or ["-f", str(self.config)]),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(os.environ, **(environ or {})),
            cwd=self.folder,
            pass_fds=self.inherited,
        )
        wait_for(lambda: self.process.poll() is not None or self.answers(self.socket), "HAProxy answers")
        if self.process.poll() is not None:
            self.fail(self.process.stdout.read().decode("utf-8", "replace"))

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()
            self.process = None

    def restart(self):
        self.stop()
        os.unlink(self.socket)
        self.run_haproxy()

    @staticmethod
    def answers(path):
        with contextlib.suppress(admin.NoAnswer):
            return admin.AdminSocket(path, timeout=1).level()
        return ""

    @staticmethod
    def orders(path, command):
        """As soon as somebody listens there."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
            connection.connect(path)
            connection.sendall(command.encode() + b"\n")
            return True
        return False

    def seen(self, name=None):
        return [s for s in admin.AdminSocket(self.socket).servers() if name in (None, s.name)]

    def order(self, command):
        return admin.AdminSocket(self.socket).ask(command)

    def act(self, state, name="app1", check_mode=False, **other):
        given = {
            "name": name, "state": state, "like": None, "address": None, "floor": 0, "drain_timeout": 10.0,
            "ready_timeout": 10.0, "proxy": "proxy1", "socket": self.socket, "config": str(self.config),
            "haproxy": PROGRAM,
        }
        return proxy_server.run(dict(given, **other), check_mode)

    def done(self, state, name="app1", **other):
        result = self.act(state, name, **other)
        self.assertNotIn("failed", result, result.get("msg"))
        return result

    def refused(self, pattern, state, name="app1", **other):
        """Refused in one line, and nothing was touched."""
        before = self.config.read_bytes(), self.out_now(), self.left()
        result = self.act(state, name, **other)
        self.assertTrue(result.get("failed"), result)
        self.assertRegex(result["msg"], pattern)
        self.assertNotIn("\n", result["msg"])
        self.assertFalse(result["changed"])
        self.assertEqual(before, (self.config.read_bytes(), self.out_now(), self.left()))
        return result

    def left(self):
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*"))

    def out_now(self):
        return sorted("%s/%s" % (s.backend, s.name) for s in self.seen() if s.is_out)

    def out_anew(self):
        """Who is out of traffic in a HAProxy that is really started from the file, on other ports."""
        there = self.folder / "anew"
        there.mkdir()
        text = self.config.read_bytes().replace(self.socket.encode(), str(there / "s").encode())
        text = text.replace(b"127.0.0.1:%d\n" % self.web, b"127.0.0.1:%d\n" % free_port())
        (there / "cfg").write_bytes(text)
        process = subprocess.Popen([PROGRAM, "-db", "-f", str(there / "cfg")], stderr=subprocess.DEVNULL)
        try:
            wait_for(lambda: self.answers(str(there / "s")), "HAProxy answers that was started anew")
            anew = admin.AdminSocket(str(there / "s"))
            wait_for(lambda: not any(s.awaits_check for s in anew.servers() if not s.is_out), "all are checked")
            seen = anew.servers()
            return sorted("%s/%s" % (s.backend, s.name) for s in seen if s.is_out)
        finally:
            process.kill()
            process.wait()
            shutil.rmtree(there)

    def get(self, path="/", **headers):
        """The status, and the app that has answered."""
        connection = http.client.HTTPConnection("127.0.0.1", self.web, timeout=20)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            names = {str(app.port): name for name, app in self.apps.items()}
            return answer.status, names.get(answer.headers.get("X-Port"))
        finally:
            connection.close()


class OutOfTrafficTest(Proxied):
    def test_should_be_out_now_and_in_a_haproxy_started_anew_and_come_back_byte_for_byte(self):
        self.start()
        self.config.chmod(0o640)
        self.assertTrue(self.done("drained")["changed"])
        self.assertEqual(["app/app1", "only_app/app1"], self.out_now())
        self.assertEqual(["app/app1", "only_app/app1"], self.out_anew())
        self.assertTrue(all(server.is_shut for server in self.seen("app1")))
        self.assertEqual(0o640, self.config.stat().st_mode & 0o7777)
        self.assertEqual(b"", self.text_of_change().replace(MARK.encode(), b""))
        self.assertFalse(self.done("drained")["changed"])
        self.assertTrue(self.done("ready")["changed"])
        self.assertEqual((self.text, []), (self.config.read_bytes(), self.out_now()))
        self.assertFalse(self.done("ready")["changed"])

    def text_of_change(self):
        """What was put into the file."""
        now, old, put = self.config.read_bytes().splitlines(), self.text.splitlines(), b""
        for line, before in zip(now, old):
            put += line.replace(before.split(b"   #")[0], b"", 1) if line != before else b""
        return put

    def test_should_handle_whatever_haproxy_takes_as_a_line(self):
        lines = (
            "server app1 127.0.0.1:@app1@ weight 10#keep",
            "server app1 127.0.0.1:@app1@ weight 10 # it's \"so\"",
            "'ser'ver \"app1\" 127.0.0.1:@app1@ 'weight' \"10\"",
            'server app1 127.0.0.1:@app1@ "" weight 10',
            'server app1 127.0.0.1:@app1@ weight 10 "" #',
            "\tserver\tapp1\t127.0.0.1:@app1@\f\v weight 10 \t",
            "server app1 127.0.0.1:@app1@ weight 10\r",
            "server app1 127.0.0.1:@app1@ disabled enabled disabled enabled",
            "server app1 127.0.0.1:@app1@ # caf\xe9 \xff",
            "server ap\\x701 127.0.0.1:@app1@ error-limit 3 id 77",
            'server "app${NOTHING-1}" 127.0.0.1:@app1@',
            ".if defined(NOWHERE)\nserver app1 127.0.0.1:1\n.else\nserver app1 127.0.0.1:@app1@\n.endif",
            "default-server disabled\nserver app1 127.0.0.1:@app1@ enabled\ndefault-server enabled",
            "server app1 ipv4@127.0.0.1:@app1@",
            "server app1 127.0.0.1:@app1@ # disabled # out of traffic by restart-monkey, was in traffic;",
            "server app1 [::1]:@app1@",
            "server app1 ::1:@app1@",
            "server app1 127.0.0.1",
            "server app1 unix@@DIR@/app.sock",
            "server app1 abns@app",
            "server app1 localhost:@app1@",
        )
        for line in lines:
            with self.subTest(line):
                self.start(HEAD + "backend app\n%s\n  server app2 127.0.0.1:@app2@\n" % line, well=False)
                try:
                    self.done("drained")
                    self.assertEqual((["app/app1"], ["app/app1"]), (self.out_now(), self.out_anew()))
                    self.done("ready")
                    self.assertEqual((self.text, [], []), (self.config.read_bytes(), self.out_now(), self.out_anew()))
                finally:
                    self.stop()
                    os.unlink(self.socket)

    def test_should_mark_a_server_that_has_no_address_yet(self):
        self.start(HEAD + "backend app\n server app1 nowhere.invalid:80 init-addr none #x\n", well=False)
        self.done("drained")
        self.assertIn(b"init-addr none" + MARK.encode(), self.config.read_bytes())
        marked = self.config.read_bytes()
        self.assertIn("does not find app1 well", self.act("ready", ready_timeout=0.1)["msg"])
        self.assertEqual(marked, self.config.read_bytes())

    def test_should_heed_named_defaults(self):
        self.start(
            HEAD + "defaults other\n mode http\n timeout connect 1s\n timeout client 1s\n timeout server 1s\n"
            " default-server disabled\nbackend app from other\n server app1 127.0.0.1:@app1@ enabled\n"
            " server app2 127.0.0.1:@app2@\n",
            well=False,
        )
        self.done("drained")
        self.assertEqual((["app/app1", "app/app2"],) * 2, (self.out_now(), self.out_anew()))
        self.done("ready")
        self.assertEqual((["app/app2"],) * 2, (self.out_now(), self.out_anew()))
        self.refused("app2 is out of traffic in app, and not by us", "ready", "app2")
        self.assertEqual(self.text, self.config.read_bytes())

    def test_should_keep_clients_with_a_cookie_away(self):
        self.start(WITH_COOKIE)
        self.assertEqual((200, "app1"), self.get(Cookie="SRV=c1"))
        self.done("drained")
        self.assertEqual((200, "app2"), self.get(Cookie="SRV=c1"))
        self.done("ready")
        self.assertEqual((200, "app1"), self.get(Cookie="SRV=c1"))

    def test_should_keep_clients_of_a_stick_table_away(self):
        stick = "stick-table type string size 9\n    stick on req.hdr(X-User)\n    option httpchk"
        self.start(CONFIG.replace("option httpchk", stick))
        _, first = self.get(**{"X-User": "me"})
        self.done("drained", first)
        self.assertNotEqual((200, first), self.get(**{"X-User": "me"}))

    def test_should_refuse_where_clients_come_even_in_maintenance(self):
        self.start(CONFIG.replace("option httpchk", "option persist\n    option httpchk"))
        self.refused("backend app has `option persist`", "drained")

    def test_should_heed_the_last_line_about_an_option_as_haproxy_does(self):
        on, off = "option persist", "no option persist"
        either = ".if defined(NOWHERE)\n%s\n.endif"
        refused, unsure = "backend app has `option persist`, so", "`option persist` as far as can be known.*`.if`"
        for default, own, pattern in (
            ([off], [on], refused),
            ([], [off, on], refused),
            ([off, on], [], refused),
            ([on, off, on], [off, on], refused),
            ([], [off, either % on], unsure),
            ([on], [either % off], unsure),
            ([on], [off], None),
            ([], [on, off], None),
            ([on, off], [either % off], None),
            ([either % on], [off], None),
        ):
            with self.subTest(defaults=default, backend=own):
                text = CONFIG.replace("    mode http\n", "    mode http\n" + "".join(line + "\n" for line in default), 1)
                self.start(text.replace("\nbackend app\n", "\n".join(["", "backend app"] + own + [""])), well=False)
                if pattern:
                    self.refused(pattern, "drained")
                else:
                    self.done("drained", backends=["app"])
                self.stop()
                os.unlink(self.socket)

    def test_should_heed_options_of_the_defaults_that_are_named(self):
        others = "defaults %s\n mode http\n timeout connect 1s\n timeout client 1s\n timeout server 1s\n"
        text = HEAD + others % "loose" + " option persist\n" + others % "from from loose" + " no option persist\n"
        text += "".join(
            "backend %s\n server app1 127.0.0.1:@app1@\n" % title
            for title in ("app from loose", "from from from", "strict from from", "bad from loose\n no option persist")
        )
        self.start(text, well=False)
        self.refused("backend app has `option persist`, so", "drained", backends=["app"])
        self.done("drained", backends=["from", "strict", "bad"])

    def waiting_client(self):
        def wait():
            with contextlib.suppress(ConnectionError):  # HAProxy may end it.
                self.get("/wait")

        client = threading.Thread(target=wait)
        client.start()
        self.addCleanup(client.join)
        wait_for(lambda: any(app.waiting.is_set() for app in self.apps.values()), "a request is open")
        return next(name for name, app in self.apps.items() if app.waiting.is_set())

    def test_should_go_on_with_a_warning_when_sessions_do_not_end(self):
        self.start()
        name = self.waiting_client()
        self.assertEqual(
            ["proxy1: %s still has 1 sessions after 0.2 s without new ones; going on without waiting for them" % name],
            self.done("drained", name, drain_timeout=0.2)["warnings"],
        )
        self.apps[name].go.set()
        again = self.done("drained", name)
        self.assertEqual((0, None), (again["sessions"], again.get("warnings")))

    def test_should_wait_until_the_sessions_have_ended(self):
        self.start()
        name = self.waiting_client()
        threading.Timer(0.3, self.apps[name].go.set).start()
        self.assertEqual((0, None), (self.done("drained", name)["sessions"], self.act("drained", name).get("warnings")))
        self.assertTrue(self.apps[name].go.is_set())

    def test_should_say_that_sessions_are_cut_by_haproxy(self):
        self.start(CONFIG.replace("rise 2", "on-marked-down shutdown-sessions rise 2"))
        name = self.waiting_client()
        self.assertRegex(
            self.done("drained", name, drain_timeout=0.2)["warnings"][0],
            "still had 1 sessions in app after 0.2 s; HAProxy ended them",
        )

    def test_should_not_wait_for_a_server_that_is_down(self):
        self.start()
        name = self.waiting_client()
        self.apps[name].server.socket.close()
        wait_for(lambda: all(server.is_down for server in self.seen(name)), "HAProxy finds it down")
        self.assertEqual((0, None), (self.done("drained", name, drain_timeout=60)["sessions"], None))
        self.assertEqual("DOWN" in self.seen(name)[0].status, False)

    def test_should_stay_out_whatever_its_agent_says(self):
        agent = Agent("ready up")
        self.addCleanup(agent.server_close)
        self.addCleanup(agent.shutdown)
        options = " agent-check agent-inter 50ms agent-port %d" % agent.server_address[1]
        self.start(CONFIG.replace("check weight 100", "check weight 100" + options))
        wait_for(lambda: agent.asked > 2, "the agent was asked")
        self.done("drained")
        asked = agent.asked
        wait_for(lambda: agent.asked > asked + 5, "the agent was asked again, about app2")
        self.assertEqual(["app/app1", "only_app/app1"], self.out_now())
        self.assertEqual(["app/app1", "only_app/app1"], self.out_anew())
        self.done("ready")
        self.assertEqual((self.text, []), (self.config.read_bytes(), self.out_now()))
        agent.word = "drain"
        wait_for(lambda: "app/app1" in self.out_now(), "the agent is heeded again")

    def test_should_leave_off_what_somebody_has_switched_off(self):
        self.start(CONFIG.replace("check weight 100", "check weight 100 agent-check agent-port 1", 1))
        wait_for(lambda: all(server.heeds_agent for server in self.seen("app1")[:1]), "the agent is asked")
        self.order("disable agent app/app1")
        self.order("disable health app/app1")
        before = [(server.heeds_agent, server.lacks_check) for server in self.seen("app1")]
        self.assertEqual([(False, True), (False, False)], before)
        for reloaded in (False, True):
            with self.subTest(reloaded=reloaded):
                self.done("drained")
                self.assertIn("was in traffic without agent without check;", self.config.read_text())
                self.assertEqual(["app/app1", "only_app/app1"], self.out_anew())
                if reloaded:
                    self.restart()
                    before = [(False, False)] * 2  # A reload forgets what was said to HAProxy.
                self.done("ready")
                self.assertEqual((self.text, []), (self.config.read_bytes(), self.out_now()))
                after = [(server.heeds_agent, server.lacks_check) for server in self.seen("app1")]
                self.assertEqual(before, after)

    def test_should_leave_to_the_agent_what_the_agent_does(self):
        agent = Agent("drain")
        self.addCleanup(agent.server_close)
        self.addCleanup(agent.shutdown)
        options = " agent-check agent-inter 50ms agent-port %d" % agent.server_address[1]
        self.start(CONFIG.replace("app1@ check weight 100", "app1@ check weight 100" + options))
        wait_for(lambda: self.out_now() == ["app/app1"], "the agent was heard")
        self.done("drained")
        self.restart()
        told = self.done("ready")
        self.assertIn("app1 stays out of traffic in app, where somebody else", " ".join(told["warnings"]))
        self.assertEqual(self.text, self.config.read_bytes())
        self.restart()
        wait_for(lambda: self.out_now() == ["app/app1"], "the agent was heard again")
        self.done("drained")
        self.done("ready")
        agent.word = "ready"
        wait_for(lambda: self.out_now() == [], "the agent is heeded")

    def test_should_bring_back_what_the_agent_had_brought_back_before(self):
        agent = Agent("ready")
        self.addCleanup(agent.server_close)
        self.addCleanup(agent.shutdown)
        options = " agent-check agent-inter 50ms disabled agent-port %d" % agent.server_address[1]
        self.start(CONFIG.replace("app1@ check weight 100", "app1@ check weight 100" + options))
        wait_for(lambda: self.out_now() == [], "the agent has undone `disabled`")
        self.assertEqual(False, self.done("ready")["changed"])
        self.done("drained")
        self.assertEqual(["app/app1", "only_app/app1"], self.out_now())
        self.assertNotIn("warnings", self.done("ready"))
        self.assertEqual((self.text, []), (self.config.read_bytes(), self.out_now()))

    def test_should_say_that_an_agent_is_heeded_after_a_reload_only(self):
        agent = Agent("ready")
        self.addCleanup(agent.server_close)
        self.addCleanup(agent.shutdown)
        options = "rise 2 agent-check agent-inter 50ms agent-port %d" % agent.server_address[1]
        self.start(CONFIG.replace("rise 2", options))
        self.done("drained")
        self.restart()
        told = self.done("ready")["warnings"]
        self.assertIn("HAProxy heeds the agent of app1 in app after its next reload only", told[0])
        self.assertEqual((self.text, []), (self.config.read_bytes(), self.out_now()))

    def test_should_take_its_mark_out_again_where_haproxy_does_not_do_it(self):
        self.start()
        deaf = Deaf(self.socket, str(self.folder / "deaf.sock"))
        self.addCleanup(deaf.server_close)
        self.addCleanup(deaf.shutdown)
        result = self.act("drained", socket=str(self.folder / "deaf.sock"))
        self.assertRegex(result["msg"], "proxy1 was told to have app1 out of traffic, and says: app: UP")
        self.assertEqual((self.text, []), (self.config.read_bytes(), self.out_now()))

    def silent_after(self, command, times):
        """HAProxy's socket fails as often once it has got the command."""
        ask, left = admin.AdminSocket.ask, []

        def fails(socket, said):
            if left[:1] == [0] or not left:
                answer = ask(socket, said)
                left[:] = left or ([times] if command in said else [])
                return answer
            left[0] -= 1
            raise admin.NoAnswer("%s: Connection refused" % socket.path)

        return mock.patch.object(admin.AdminSocket, "ask", fails)

    def test_should_not_have_a_reload_take_out_what_a_silent_haproxy_has_kept_in_traffic(self):
        agent = Agent("ready")
        self.addCleanup(agent.server_close)
        self.addCleanup(agent.shutdown)
        options = " agent-check agent-inter 50ms agent-port %d" % agent.server_address[1]
        self.start(CONFIG.replace("check weight 100", "check weight 100" + options))
        with self.silent_after("disable agent", 1):
            told = self.act("drained")
        self.assertRegex(told["msg"], "HAProxy does not answer about app1 .*by traffic_socket.$")
        self.assertFalse(told["changed"])
        self.assertEqual((self.text, []), (self.config.read_bytes(), self.out_now()))
        self.assertTrue(self.seen("app1")[0].heeds_agent)

    def test_should_say_what_a_reload_does_where_a_silent_haproxy_does_not_tell_who_is_out(self):
        for command, times, said in (
            ("disable agent", 99, "HAProxy may still send it traffic now"),
            ("app/app1 state drain", 1, "HAProxy has it out of traffic in app now"),
        ):
            with self.subTest(command):
                self.start(CONFIG.replace("check weight 100", "check weight 100 agent-check agent-port 1", 1))
                with self.silent_after(command, times):
                    told = self.act("drained")["msg"]
                self.assertRegex(told, r"A reload takes app1 out of traffic in app, only_app\. %s\. Do this again" % said)
                self.assertEqual(["app/app1", "only_app/app1"], self.out_anew())
                self.done("drained")
                self.done("ready")
                self.assertEqual((self.text, []), (self.config.read_bytes(), self.out_now()))
                self.stop()
                os.unlink(self.socket)

    def test_should_say_what_a_reload_does_where_haproxy_falls_silent_as_the_server_comes_back(self):
        self.start()
        self.done("drained")
        with self.silent_after("state ready", 1):
            told = self.act("ready")["msg"]
        self.assertRegex(
            told, "HAProxy may send app1 traffic already. A reload takes it out in app, only_app. Do this again.$"
        )
        self.done("ready")
        self.assertEqual((self.text, []), (self.config.read_bytes(), self.out_now()))

    def test_should_take_a_server_that_warms_up_for_one_that_serves(self):
        self.start(CONFIG.replace("rise 2", "slowstart 60s rise 2"))
        self.done("drained")
        self.done("ready")
        self.assertEqual([1, 1], [server.operation for server in self.seen("app1")])
        self.done("drained", "app2", floor=1)

    def test_should_take_a_check_by_a_program_for_one(self):
        text = CONFIG.replace("global\n", "global\n    external-check\n    insecure-fork-wanted\n").replace(
            "option httpchk GET /healthz", "option external-check\n    external-check command /bin/true"
        )
        self.start(text)
        self.done("drained")
        self.done("ready")

    def test_should_leave_the_weight_and_the_name_that_an_operator_gave(self):
        text = CONFIG.replace("127.0.0.1:@app1@ check weight 50", "localhost:@app1@ check weight 0 resolvers dns")
        self.start(text + "resolvers dns\n    nameserver a 127.0.0.1:1\n")
        self.order("set server app/app1 weight 0")
        self.assertIn("changed its FQDN", self.order("set server only_app/app1 fqdn localhost."))
        self.assertEqual([], self.out_now())
        self.done("drained")
        self.done("ready")
        self.assertEqual([0, 0], [server.weight for server in self.seen("app1")])
        self.assertEqual(0x40, self.seen("app1")[1].admin & 0x40)

    def test_should_say_which_level_its_socket_lacks(self):
        self.start(CONFIG.replace("level admin", "level operator"))
        self.refused("proxy1: HAProxy's socket .* allows the level 'operator' only.*level admin", "drained")

    def test_should_name_the_socket_that_has_the_level(self):
        other = str(self.folder / "other.sock")
        text = CONFIG.replace("level admin", "level operator")
        self.start(text.replace("global\n", "global\n    stats socket %s mode 600 level admin\n" % other))
        self.refused("'operator' only, so nothing was touched: say %s by traffic_socket.$" % other, "drained")

    def test_should_name_no_socket_of_another_haproxy(self):
        self.start()
        other, of_other = self.process, self.socket
        self.process, self.socket = None, str(self.folder / "mine.sock")
        self.addCleanup(lambda: (other.kill(), other.wait(), other.stdout.close()))
        self.config, self.web = self.folder / "mine.cfg", free_port()
        self.start(CONFIG.replace("level admin", "level operator"))
        self.assertNotIn(of_other, self.act("drained")["msg"])
        self.stop()
        self.assertNotIn(of_other, self.act("drained")["msg"])

    def test_should_refuse_a_server_that_has_no_line(self):
        self.start(HEAD + "backend app\n server-template app 3 127.0.0.1:@app1@\n", well=False)
        self.refused("it has no line `server app1` of its own in backend app", "drained")
        self.refused("it has no line `server app1` of its own in backend app", "absent")


class BackInTrafficTest(Proxied):
    def test_should_check_before_it_puts_back_what_a_restart_left_in_maintenance(self):
        self.start()
        self.done("drained")
        self.restart()
        self.assertEqual(["app/app1", "only_app/app1"], self.out_now())
        self.assertFalse(self.done("drained")["changed"])
        self.done("ready")
        self.assertEqual((self.text, []), (self.config.read_bytes(), self.out_now()))

    def test_should_leave_out_of_traffic_what_is_not_well(self):
        self.start(WITH_COOKIE)
        self.done("drained")
        self.apps["app1"].stop()
        result = self.act("ready", ready_timeout=0.5)
        self.assertRegex(result["msg"], r"does not find app1 well within 0.5 s \(app: .*It stays out of traffic there")
        self.assertEqual((200, "app2"), self.get(Cookie="SRV=c1"))
        self.assertEqual((["app/app1", "only_app/app1"],) * 2, (self.out_now(), self.out_anew()))
        self.assertTrue(all(server.is_shut for server in self.seen("app1")))
        self.apps["app1"].start()
        self.assertEqual((200, "app2"), self.get(Cookie="SRV=c1"))
        self.done("ready")
        self.assertEqual((self.text, []), (self.config.read_bytes(), self.out_now()))

    def test_should_finish_what_was_cut_off(self):
        self.start()
        self.done("drained")
        marked = self.config.read_bytes()
        for command in ("state ready", "state drain"):
            self.order("set server app/app1 " + command)
            self.done("drained")
            self.assertEqual((marked, ["app/app1", "only_app/app1"]), (self.config.read_bytes(), self.out_now()))
            self.order("set server app/app1 " + command)
            self.done("ready")
            self.assertEqual((self.text, []), (self.config.read_bytes(), self.out_now()))
            self.done("drained")

    def test_should_leave_a_backend_as_somebody_else_has_it(self):
        self.start()
        for state, status in (("drain", "DRAIN"), ("maint", "MAINT")):
            with self.subTest(state):
                self.order("set server only_app/app1 state " + state)
                self.done("drained")
                self.assertEqual((["app/app1", "only_app/app1"],) * 2, (self.out_now(), self.out_anew()))
                told = self.done("ready")
                self.assertIn("app1 stays out of traffic in only_app, where somebody else has", told["warnings"][0])
                self.assertEqual((self.text, ["only_app/app1"]), (self.config.read_bytes(), self.out_now()))
                self.assertIn(status, self.seen("app1")[1].status)
                self.order("set server only_app/app1 state ready")

    def test_should_leave_disabled_what_the_file_disables(self):
        self.start(CONFIG.replace("weight 50", "weight 50 disabled", 1))
        self.done("drained")
        self.done("ready")
        self.assertEqual((self.text, ["only_app/app1"]), (self.config.read_bytes(), self.out_now()))
        self.assertEqual(["only_app/app1"], self.out_anew())
        not_by_us = "app1 is out of traffic in only_app, and not by us.*take `disabled` out"
        self.refused(not_by_us, "ready", backends=["only_app"])

    def test_should_bring_back_what_somebody_had_brought_back_against_its_file(self):
        for line, default in (("weight 50 disabled", ""), ("weight 50", "    default-server disabled\n")):
            with self.subTest(line):
                text = CONFIG.replace("weight 50", line, 1).replace("backend only_app\n", "backend only_app\n" + default)
                self.start(text, well=False)
                for state in ("enable server only_app/app1", "enable server only_app/app3"):
                    self.order(state)
                wait_for(lambda: all(server.is_well for server in self.seen()), "all are well")
                warned = "app1 gets traffic in only_app, and a reload would take it out"
                self.assertRegex(self.done("ready")["warnings"][0], warned)
                self.done("drained")
                self.assertEqual(["app/app1", "only_app/app1"], self.out_now())
                self.assertIn("app/app1", self.out_anew())
                self.assertIn("was in traffic though disabled;", self.config.read_text())
                self.assertFalse(self.done("drained")["changed"])
                self.assertNotIn("warnings", self.done("ready"))
                self.assertEqual((self.text, []), (self.config.read_bytes(), self.out_now()))
                self.done("drained")
                self.restart()
                self.done("ready", backends=["only_app"])
                self.assertNotIn("only_app/app1", self.out_now())
                self.stop()
                os.unlink(self.socket)

    def test_should_heed_the_file_where_haproxy_alone_was_told_otherwise(self):
        self.start()
        self.order("set server app/app2 state drain")
        self.done("ready", "app2")
        self.assertEqual([], self.out_now())

    def test_should_refuse_to_bring_back_what_is_disabled_in_another_way_too(self):
        self.start()
        self.done("drained")
        disabled = b"\nbackend app\n    default-server disabled\n"
        self.config.write_bytes(self.config.read_bytes().replace(b"\nbackend app\n", disabled))
        self.refused("app/app1 would still be out of traffic: it is disabled in another way, too", "ready")

    def test_should_follow_what_tracks_it(self):
        self.start(CONFIG.replace("app1@ check weight 50", "app1@ track app/app1"))
        self.done("drained")
        self.assertEqual((["app/app1", "only_app/app1"],) * 2, (self.out_now(), self.out_anew()))
        self.done("ready")
        self.assertEqual((self.text, []), (self.config.read_bytes(), self.out_now()))

    def test_should_wait_for_a_name_that_has_no_address_for_a_time(self):
        names = NameServer()
        self.addCleanup(names.server_close)
        self.addCleanup(names.shutdown)
        by_name = "app1.test:@app1@ check weight 100 resolvers dns init-addr none resolve-prefer ipv4"
        hold = "timeout resolve 50ms\n    timeout retry 50ms\n" + "".join(
            "    hold %s 50ms\n" % what for what in ("valid", "nx", "other", "refused", "timeout", "obsolete")
        )
        dns = "resolvers dns\n    nameserver a 127.0.0.1:%d\n    %s" % (names.server_address[1], hold)
        text = CONFIG.replace("127.0.0.1:@app1@ check weight 100", by_name) + dns
        self.start(text, well=False)
        wait_for(lambda: all(server.is_well for server in self.seen("app1")), "the name is found")
        self.done("drained", backends=["app"], address="127.0.0.1")
        names.knows = False
        gone = "the name is gone"
        wait_for(lambda: any(server.lacks_address for server in self.seen("app1")), gone)
        result = self.act("ready", backends=["app"], address="127.0.0.1", ready_timeout=0.5)
        self.assertIn("no address", result.get("msg", ""))
        with concurrent.futures.ThreadPoolExecutor() as pool:
            act = pool.submit(self.done, "ready", backends=["app"], address="127.0.0.1")
            self.assertRaises(concurrent.futures.TimeoutError, act.result, 1)
            names.knows = True
            act.result(20)
        self.assertEqual((self.text, []), (self.config.read_bytes(), self.out_now()))

    def test_should_leave_what_follows_a_server_that_somebody_else_took_out(self):
        self.start(CONFIG.replace("app1@ check weight 50", "app1@ track app/app1"))
        self.order("set server app/app1 state maint")
        self.done("drained")
        told = self.done("ready")
        pattern = "app1 stays out of traffic in app, where somebody else has taken it out"
        self.assertRegex("; ".join(told["warnings"]), pattern)
        self.assertEqual((self.text, ["app/app1", "only_app/app1"]), (self.config.read_bytes(), self.out_now()))
        self.order("set server app/app1 state ready")
        self.assertEqual([], self.out_now())


class SlowCheckTest(Proxied):
    """While a check goes on, HAProxy says what the one before it found. The page of a frozen app never comes."""

    def start_with_waiting_pages(self):
        for app in self.apps.values():
            app.go.set()
        self.start(CONFIG.replace("GET /healthz", "GET /wait").replace("timeout check 2s", "timeout check 30s"))

    def freeze(self, *names):
        for name in names:
            self.apps[name].go.clear()

        def frozen():
            seen = [s for s in self.seen() if s.backend == "app" and s.name in names]
            return all(server.check.startswith("* ") for server in seen) and self.apps[names[0]].waiting.is_set()

        self.apps[names[0]].waiting.clear()
        wait_for(frozen, "a check of each goes on")

    def test_should_count_servers_whose_page_is_slow(self):
        for app in self.apps.values():
            app.slow_seconds = 0.2
        self.start()
        self.done("drained", floor=1)
        self.done("ready")
        self.assertEqual((self.text, []), (self.config.read_bytes(), self.out_now()))

    def test_should_not_count_a_server_whose_page_never_comes(self):
        self.start_with_waiting_pages()
        self.freeze("app2")
        with mock.patch.object(floor, "FIRST_CHECK_SECONDS", 0.5):
            pattern = r"without it 0 would serve.*HAProxy is not sure of app2 \(UP, check \* L7OK\)"
            self.refused(pattern, "drained", floor=1)

    def test_should_not_count_a_server_that_begins_to_fail(self):
        self.start(CONFIG.replace("fall 2", "fall 1000"))
        self.apps["app2"].unwell.add("/healthz")
        wait_for(lambda: self.seen("app2")[0].status != "UP", "HAProxy has seen it fail")
        self.refused(r"without it 0 would serve.*HAProxy is not sure of app2 \(UP \d+/\d+, ", "drained", floor=1)

    def test_should_not_count_a_server_that_came_out_of_maintenance_unchecked(self):
        self.start(CONFIG.replace("app2@ check weight 100", "app2@ check inter 60s fastinter 50ms weight 100"))
        self.apps["app2"].unwell.add("/healthz")
        for state in ("maint", "ready"):
            self.order("set server app/app2 state " + state)
        with mock.patch.object(floor, "FIRST_CHECK_SECONDS", 0.5):
            self.refused(r"HAProxy is not sure of app2 \(UP 1/2, check L7OK\)", "drained", floor=1)

    def test_should_not_believe_what_was_found_before_a_run_was_killed(self):
        """It left the server drained, and then the app froze."""
        self.start_with_waiting_pages()
        self.done("drained")
        for backend in ("app", "only_app"):
            self.order("set server %s/app1 state drain; set server %s/app1 health up" % (backend, backend))
        wait_for(lambda: all(server.is_well for server in self.seen("app1")), "HAProxy finds it well")
        self.freeze("app1")
        result = self.act("ready", ready_timeout=1.0)
        self.assertRegex(result.get("msg", ""), "does not find app1 well within 1 s")
        self.assertEqual(["app/app1", "only_app/app1"], self.out_now())
        self.apps["app1"].go.set()
        self.done("ready")
        self.assertEqual((self.text, []), (self.config.read_bytes(), self.out_now()))

    def test_should_end_what_a_killed_run_began(self):
        """It was told to be ready, while HAProxy did not find it up."""
        self.start(CONFIG.replace("rise 2", "rise 50"))
        self.done("drained")
        for backend in ("app", "only_app"):
            self.order("set server %s/app1 state drain; set server %s/app1 health down" % (backend, backend))
            self.order("set server %s/app1 state ready" % backend)
        wait_for(lambda: all(server.check_health > 0 for server in self.seen("app1")), "a check has passed")
        self.done("ready")
        self.assertEqual((self.text, []), (self.config.read_bytes(), self.out_now()))
        self.assertTrue(all(server.is_up for server in self.seen("app1")))

    def test_should_say_that_no_check_has_ended(self):
        self.start(CONFIG.replace("inter 50ms", "inter 60s"), well=False)
        self.done("drained")
        pattern = "no check of it has ended in that time, so give it more by traffic_ready_timeout"
        self.assertRegex(self.act("ready", ready_timeout=0.5).get("msg", ""), pattern)


class RolesTest(Proxied):
    """Checks that ask for a role, as those of a database do, find each server down in one of two backends."""

    WAIT = 8  # Seconds: the checks that may pass must have passed by then, on a machine that is busy, too.

    def start_with_roles(self):
        self.become("app1", "primary")
        self.become("app2", "replica")
        lines = "".join("    server %s 127.0.0.1:@%s@ check\n" % (name, name) for name in ("app1", "app2"))
        backend = "backend %s\n    option httpchk GET /%s\n" + lines
        self.start(HEAD + backend % (("primary",) * 2) + backend % (("replica",) * 2), well=False)
        self.await_up("primary/app1", "replica/app2")

    def become(self, name, role):
        self.apps[name].unwell = {"/primary", "/replica"} - {"/" + role}

    def await_up(self, *wanted):
        def is_so():
            seen = self.seen()
            up = sorted("%s/%s" % server.key for server in seen if server.is_up)
            return up == sorted(wanted) and not any(server.awaits_check for server in seen)

        wait_for(is_so, "%s are up alone" % (wanted,))

    def test_should_bring_back_a_server_that_its_role_keeps_down_in_a_backend(self):
        self.start_with_roles()
        for name, other, role in (("app2", "app1", "replica"), ("app1", "app2", "replica")):
            with self.subTest(name):
                self.done("drained", name)
                self.become(name, role)
                self.become(other, "primary")
                told = self.done("ready", name, ready_timeout=self.WAIT)
                self.assertEqual(
                    ["proxy1: %s is back in traffic, but HAProxy finds it down in primary and sends nobody there until its"
                     " check passes" % name],
                    told["warnings"],
                )
                self.assertEqual((self.text, []), (self.config.read_bytes(), self.out_now()))
                self.await_up("replica/" + name, "primary/" + other)

    def test_should_not_bring_back_what_passes_fewer_checks_than_before(self):
        self.start_with_roles()
        self.apps["app1"].unwell = set()
        self.await_up("primary/app1", "replica/app1", "replica/app2")
        self.done("drained")
        self.become("app1", "primary")
        self.assertIn("does not find app1 well", self.act("ready", ready_timeout=self.WAIT)["msg"])
        self.assertEqual(["primary/app1", "replica/app1"], self.out_now())

    def test_should_not_bring_back_what_passes_no_check(self):
        self.start_with_roles()
        self.done("drained")
        self.apps["app1"].unwell = {"/primary", "/replica"}
        self.assertIn("does not find app1 well", self.act("ready", ready_timeout=self.WAIT)["msg"])
        self.become("app1", "replica")
        self.done("ready", ready_timeout=self.WAIT)
        self.await_up("replica/app1", "replica/app2")

    def test_should_bring_back_what_was_ill_in_every_backend(self):
        self.start_with_roles()
        self.apps["app1"].unwell = {"/primary", "/replica"}
        self.await_up("replica/app2")
        self.done("drained")
        self.assertIn("does not find app1 well", self.act("ready", ready_timeout=self.WAIT)["msg"])
        self.become("app1", "primary")
        self.done("ready", ready_timeout=self.WAIT)
        self.await_up("primary/app1", "replica/app2")

    def test_should_add_a_server_that_its_role_keeps_down_in_a_backend(self):
        self.start_with_roles()
        self.done("present", "app3", like="app2", address="127.0.0.1", ready_timeout=self.WAIT)
        self.assertNotIn(b"out of traffic", self.config.read_bytes())
        self.await_up("primary/app1", "replica/app2", "replica/app3")

    def test_should_move_a_server_that_is_down_where_the_one_that_it_is_like_is_up(self):
        self.start_with_roles()
        self.apps["app1"].unwell = set()
        self.await_up("primary/app1", "replica/app1", "replica/app2")
        moved = App("127.0.0.2", self.apps["app1"].port)
        self.addCleanup(moved.stop)
        moved.unwell = {"/primary"}
        told = self.done("present", "app2", like="app1", address="127.0.0.2", ready_timeout=self.WAIT)
        self.assertIn("app2 is back in traffic, but HAProxy finds it down in primary", " ".join(told["warnings"]))
        self.assertNotIn(b"out of traffic", self.config.read_bytes())
        self.await_up("primary/app1", "replica/app1", "replica/app2")

    def test_should_not_wait_for_what_was_down_before_it_could_not_move(self):
        self.start_with_roles()
        waits = []
        await_check = waiting.Wait.check

        def counted(server, backends, *others):
            waits.append(backends)
            return await_check(server, backends, *others)

        with mock.patch.object(waiting.Wait, "check", counted):
            told = self.act("present", "app2", like="app1", address="127.0.0.9", ready_timeout=self.WAIT)
        self.assertIn("It is back at its old address", told["msg"])
        self.assertEqual([["primary", "replica"], ["replica"]], waits)
        self.assertEqual((self.text, []), (self.config.read_bytes(), self.out_now()))
        self.await_up("primary/app1", "replica/app2")


class ReloadedTest(Proxied):
    """A reload leaves a process that serves the clients that it had."""

    def setUp(self):
        super().setUp()
        self.pool = self.enterContext(concurrent.futures.ThreadPoolExecutor())
        master = str(self.folder / "master.sock")
        text = CONFIG.replace("httpchk GET /healthz", "httpchk GET /healthz\n    balance first")
        self.start(self.changed(text), ["-W", "-S", master, "-f", str(self.config)])
        self.answer = self.pool.submit(self.get, "/wait")
        self.addCleanup(self.apps["app1"].go.set)
        self.assertTrue(self.apps["app1"].waiting.wait(10))
        before = self.pid()
        wait_for(lambda: self.orders(master, "reload"), "the master takes the order")
        wait_for(lambda: self.pid() not in (None, before), "HAProxy is reloaded")
        wait_for(lambda: all(server.is_well for server in self.seen()), "all servers are well")
        self.old = before

    def pid(self):
        with contextlib.suppress(admin.NoAnswer):
            return admin.AdminSocket(self.socket).info().get("Pid")

    def test_should_wait_for_the_sessions_of_the_process_before(self):
        act = self.pool.submit(self.done, "drained")
        wait_for(lambda: all(server.is_shut for server in self.seen("app1")), "app1 is in maintenance")
        self.assertRaises(concurrent.futures.TimeoutError, act.result, 0.5)
        self.apps["app1"].go.set()
        told = act.result(20)
        self.assertEqual((0, []), (told["sessions"], told.get("warnings", [])))
        self.assertEqual((200, "app1"), self.answer.result(20))

    def test_should_tell_of_the_sessions_of_the_process_before(self):
        told = self.done("drained", drain_timeout=0.5)
        self.assertEqual(
            ["proxy1: app1 still has 1 sessions after 0.5 s without new ones, 1 of them in processes that a reload has left"
             " (%s); going on without waiting for them" % self.old],
            told["warnings"],
        )
        self.assertEqual(1, told["sessions"])

    def changed(self, text):
        return text

    def test_should_not_wait_for_the_sessions_of_other_servers(self):
        told = self.done("drained", "app2", drain_timeout=0.5)
        self.assertEqual((0, []), (told["sessions"], told.get("warnings", [])))

    def test_should_read_the_addresses_of_the_kernel(self):
        for text, address in (
            (b"0100007F:1F90", ("127.0.0.1", 8080)),
            (b"00000000000000000000000001000000:0050", ("::1", 80)),
            (b"0000000000000000FFFF00000100007F:0050", ("127.0.0.1", 80)),
            (b"B80D0120000000000000000001000000:01BB", ("2001:db8::1", 443)),
        ):
            self.assertEqual((addresses.as_ip(address[0]), address[1]), workers.peer_of(text))


class ReloadedWithRelativePortTest(ReloadedTest):
    """A connection's port is not the one that HAProxy shows."""

    def changed(self, text):
        port = self.apps["app1"].port
        return text.replace("127.0.0.1:@app1@ check", "127.0.0.1:%+d check port %d" % (port - self.web, port))

    # The other servers are at the same host here.
    test_should_tell_of_the_sessions_of_the_process_before = None
    test_should_not_wait_for_the_sessions_of_other_servers = None


class WhichServerTest(Proxied):
    OTHER_TEAM = CONFIG.replace(
        "only_app\n    server app1 127.0.0.1:@app1@ check", "only_app\n    server app1 127.0.0.3:@app1@"
    )

    def test_should_not_mind_backends_that_are_switched_off(self):
        off = """defaults
    mode http
    timeout connect 1s
    timeout client 1s
    timeout server 1s
    disabled
listen older
    bind 127.0.0.1:@WEB@
    server app1 127.0.0.3:80 check
"""
        self.start(CONFIG + "backend old\n    disabled\n    server app1 127.0.0.3:80 check\n" + off)
        self.done("drained")
        self.assertEqual((["app/app1", "only_app/app1"],) * 2, (self.out_now(), self.out_anew()))
        self.done("ready")
        self.done("present", "new1", like="app1", address="127.0.0.1")
        self.assertEqual(["app", "only_app"], sorted(server.backend for server in self.seen("new1")))
        self.done("absent", "new1")
        self.assertEqual((self.text, []), (self.config.read_bytes(), self.out_now()))

    def test_should_not_touch_one_of_several_that_have_the_same_name(self):
        server = "    server app1 127.0.0.1:@app1@ check%s\n"
        listen = "listen app\n    bind 127.0.0.1:%d\n" % free_port()
        backends = "proxy1 has several backends app, and a command reaches one of them only: nothing was touched. Give each"
        servers = "proxy1 has several servers app1 in backend only_app, and a command reaches one of them only"
        for text, said in (
            (CONFIG + listen + server % "", backends),
            (CONFIG + listen, backends),
            (CONFIG + "    server app1 127.0.0.1:@app1@ id 77\n", servers),
        ):
            with self.subTest(text):
                try:
                    self.start(text, well=False)
                except AssertionError as problem:  # As HAProxy 3.0 does with the names of servers.
                    self.assertIn("app1", str(problem))
                    continue
                for state, name, other in (
                    ("drained", "app1", {}), ("ready", "app1", {}), ("absent", "app1", {}),
                    ("present", "new1", {"like": "app1", "address": "127.0.0.1"}),
                ):
                    if not (state == "present" and said == servers):
                        with self.subTest(state):
                            self.refused(said, state, name, **other)
                self.config.write_text(self.filled(CONFIG))
                self.refused(said, "drained")
                self.stop()
                os.unlink(self.socket)
                self.start()
                self.config.write_bytes(self.filled(text).encode())
                self.refused(said, "drained")
                self.stop()
                os.unlink(self.socket)

    def test_should_know_backends_that_an_if_chooses(self):
        either = CONFIG.replace(
            "\nbackend app\n", "\n.if defined(NOWHERE)\nbackend app\n    option persist\n.else\nbackend app\n.endif\n"
        )
        self.start(either)
        self.refused("`option persist` as far as can be known", "drained")
        self.start(either.replace("    option persist\n", ""))
        self.done("drained")
        self.done("ready")
        self.assertEqual(self.text, self.config.read_bytes())

    def test_should_not_touch_another_one_of_its_name(self):
        self.start(self.OTHER_TEAM, well=False)
        self.refused("several servers app1, at 127.0.0.1 in app, 127.0.0.3 in only_app", "drained")
        elsewhere = "has app1 at 127.0.0.1 in app, 127.0.0.3 in only_app, not at 127.0.0.9"
        self.refused(elsewhere, "drained", address="127.0.0.9")
        for option, value in (
            ("address", "127.0.0.1"), ("address", "localhost"), ("address", "::ffff:127.0.0.1"), ("backends", ["app"]),
        ):
            other = {option: value}
            with self.subTest(other):
                self.done("drained", **other)
                self.assertEqual(["app/app1"], self.out_now())
                self.done("ready", **other)
                self.assertEqual((self.text, []), (self.config.read_bytes(), self.out_now()))
        self.done("absent", address="127.0.0.1")
        self.assertEqual(["127.0.0.3:%d" % self.apps["app1"].port], [server.address for server in self.seen("app1")])

    def test_should_know_a_socket_by_its_path(self):
        self.start(CONFIG.replace("127.0.0.1:@app2@ check", "unix@@DIR@/app.sock"), well=False)
        for address in ("unix@%s/app.sock", "%s/app.sock"):
            self.done("drained", "app2", address=address % self.folder)
            self.done("ready", "app2", address=address % self.folder)
        self.refused("not at unix@/nowhere", "drained", "app2", address="unix@/nowhere")

    def test_should_compare_ports_where_one_is_given(self):
        self.start()
        self.refused("not at 127.0.0.1:1:", "drained", address="127.0.0.1:1")
        self.done("drained", address="127.0.0.1:%d" % self.apps["app1"].port)

    def test_should_know_it_by_the_name_that_haproxy_resolves(self):
        self.start(CONFIG.replace("127.0.0.1:@app1@", "localhost:@app1@"))
        for address in ("127.0.0.1", "localhost", "LOCALHOST."):
            self.done("drained", address=address)
            self.done("ready", address=address)

    def test_should_not_mind_names_that_have_another_address_each_time(self):
        servers, times = file.FreshHAProxy.servers, iter(range(1, 255))

        def elsewhere(*arguments):
            address = "127.0.0.%d:80" % next(times)
            return {
                key: server._replace(address=address) if server.name in self.by_name else server
                for key, server in servers(*arguments).items()
            }

        for name in ("app3", "app1"):
            with self.subTest(name), mock.patch.object(file.FreshHAProxy, "servers", elsewhere):
                self.by_name = {name}
                self.start(CONFIG.replace("server %s 127.0.0.1" % name, "server %s localhost" % name))
                self.done("drained")
                self.done("ready")
                self.done("present", "new1", like="app2", address="127.0.0.1")
                self.done("absent", "new1")
                self.assertEqual((self.text, []), (self.config.read_bytes(), self.out_now()))
        self.by_name = {"app2"}
        with mock.patch.object(file.FreshHAProxy, "servers", elsewhere):
            self.refused("app/app2 would be another", "drained")

    def test_should_know_one_by_its_name_whose_addresses_differ(self):
        seen, place = admin.seen, haproxy_place.Place
        row = dict.fromkeys("srv_op_state srv_admin_state srv_uweight srv_check_state srv_port".split(), "1")
        for first, second, are_one in (
            (("127.0.0.1", "app1.test"), ("127.0.0.2", "APP1.test."), True),
            (("127.0.0.1", "app1.test"), ("127.0.0.1", "-"), True),
            (("127.0.0.1", "app1.test"), ("127.0.0.2", "app2.test"), False),
            (("127.0.0.1", "-"), ("127.0.0.2", "-"), False),
        ):
            places = [
                place("app", seen(dict(row, be_name="app", srv_name="app1", srv_addr=address, srv_fqdn=fqdn), {}), None)
                for address, fqdn in (first, second)
            ]
            self.assertEqual(are_one, haproxy_place.are_at_one_host(places))

    def test_should_act_on_the_backends_that_are_named(self):
        self.start()
        self.done("drained", backends=["only_app"])
        self.assertEqual(["only_app/app1"], self.out_now())
        other = "proxy1 does not know server app2: no such server in backend only_app .there is: app2 in app.; "
        self.refused(other + "give it a `server` line in ", "drained", "app2", backends=["app", "only_app"])

    def test_should_say_which_backends_there_are(self):
        self.start(CONFIG + "backend empty\nlisten lone\n    bind 127.0.0.1:@WEB@\n".replace("@WEB@", str(free_port())))
        said = r"^proxy1 has no backend nowhere \(it has: app, empty, lone, only_app\); correct traffic_backends\.$"
        for state in ("drained", "ready", "absent", "present"):
            other = {"like": "app1", "address": "127.0.0.1"} if state == "present" else {}
            self.refused(said, state, backends=["app", "nowhere"], **other)

    def test_should_name_the_cure_for_an_unknown_server(self):
        self.start()
        line = r"; give it a `server` line in %s and reload HAProxy, or say its name there by traffic_server\.$" % self.config
        unknown = r"^proxy1 does not know server %s: no such server in backend app, only_app \(there is: %s\)" + line
        for state in ("drained", "ready"):
            self.refused(unknown % ("app9", "app1, app2, app3"), state, "app9")
            self.refused(unknown % ("App1.example.com", "app1"), state, "App1.example.com")
            here = "at 127.0.0.1:%d: app2 in app" % self.apps["app2"].port
            self.refused(unknown % ("web", here), state, "web", address="127.0.0.1:%d" % self.apps["app2"].port)
        self.assertNotIn("provision", self.act("drained", "app9")["msg"])

    def test_should_have_the_proxy_provisioned_only_where_its_file_is_ours(self):
        self.start("# Written by the role proxy.\n" + CONFIG)
        cure = r"; provision the proxy with an inventory that has it \(provision-playbook.yml --tags proxy\)\.$"
        self.refused(cure, "drained", "app9")
        self.refused(cure, "present", "new1", like="app9", address="127.0.0.1")

    def test_should_name_few_of_many(self):
        many = "".join("    server web%d 127.0.1.%d:80\n" % (number, number) for number in range(1, 99))
        many += "".join("backend b%d\n" % number for number in range(1, 99))
        self.start(CONFIG.replace("only_app\n", "only_app\n" + many.partition("backend")[0]) + many[many.index("backend") :])
        for other in ({"name": "web"}, {"backends": ["nowhere"]}):
            self.assertRegex(self.refused("[0-9]+ more", "drained", **other)["msg"], "^.{,400}$")

    def test_should_see_that_file_and_run_time_contradict_each_other(self):
        self.start()
        self.order("set server only_app/app1 state maint")
        self.order("disable health only_app/app1")
        self.assertEqual("Server deleted.", self.order("del server only_app/app1"))
        self.refused("app1: the running HAProxy has it in app, its file in app, only_app", "drained")

    def test_should_not_take_what_is_no_name(self):
        self.start()
        for other in ({"name": "app1;x"}, {"name": "app 1"}, {"address": "a b"}, {"backends": ["app\nx"]}):
            self.assertRegex(self.act("drained", **other)["msg"], "is no name")


class FilesTest(Proxied):
    def test_should_not_write_what_haproxy_refuses_and_say_its_words(self):
        self.start()
        self.config.write_bytes(self.text + b"    broken enable\n")
        self.refused("does not take .*haproxy.cfg as it is: .*haproxy.cfg:.*unknown keyword 'broken'", "drained")

    def test_should_have_haproxy_judge_lines_that_end_too_soon(self):
        """It takes some of them; what it does not take, it says why. Nothing else ends the call."""
        whole = (
            "backend more from x", "defaults more from x", "defaults from x", "stats socket /x level admin", "default-server x y",
            "server app1 127.0.0.1:1 x", "server-template app 1-3 127.0.0.1:1", "setenv A b", "resetenv A", "option persist",
            "no option persist", ".if defined(A)", ".elif 1", "force-persist if x", "program x", 'server "" ""', '"" x',
        )
        self.start()
        for line in whole:
            words = line.split()
            for end in range(1, len(words) + 1):
                for section in ("", "\nglobal\n    "):
                    with self.subTest(line=words[:end], section=section):
                        self.config.write_bytes(self.text + ("%s%s\n" % (section, " ".join(words[:end]))).encode())
                        for act in (self.act, lambda state, **other: self.traffic()):
                            said = act("drained", check_mode=True).get("msg", "")
                            if said:
                                self.assertRegex(said, "haproxy.cfg|only_app|not by us|HAProxy")

    def traffic(self):
        return proxy_traffic.run({"proxy": "p", "socket": self.socket, "config": None, "haproxy": PROGRAM}, False)

    def test_should_say_when_haproxy_cannot_say_what_it_reads(self):
        program = self.folder / "haproxy"
        alert = "[ALERT] 1/1 : parsing [probe:2] : unknown keyword 'lua-load' in 'global'"
        program.write_text('#!/bin/sh\necho HAProxy\necho "%s" >&2\nexit 1\n' % alert)
        program.chmod(0o755)
        self.start()
        self.refused("HAProxy is built without Lua", "drained", haproxy=str(program))
        program.write_text("#!/bin/sh\necho HAProxy\nexit 3\n")
        self.refused("it ends with code 3 and says nothing", "drained", haproxy=str(program))

    def test_should_blame_what_is_named_as_haproxy_and_is_not(self):
        self.start()
        text = self.folder / "text"
        text.write_text("HAProxy\n")
        for path, why in (
            (self.folder / "none", "No such file or directory"),
            (self.folder, "Permission denied"),
            (text, "Permission denied"),
            ("/bin/true", "`/bin/true -v` names another program, or none"),
        ):
            said = r"^proxy1: traffic_haproxy=%s is no HAProxy \(%s\): say the path of its program, or leave it out\.$"
            self.refused(said % (path, why), "drained", haproxy=str(path))

    def test_should_act_where_haproxy_runs_programs_and_start_none_of_them(self):
        started = self.folder / "started"
        program = "program api\n    command /usr/bin/touch %s\n" % started
        self.text = self.filled(CONFIG.replace("frontend web\n", program + "frontend web\n", 1)).encode()
        self.config.write_bytes(self.text)
        self.run_haproxy(["-W", "-f", str(self.config)])
        wait_for(started.exists, "HAProxy has started its program")
        started.unlink()
        self.done("drained")
        self.done("ready")
        self.assertEqual(self.text, self.config.read_bytes())
        self.assertFalse(started.exists())

    def test_should_run_no_more_of_others_lua_than_a_check_of_the_file_does(self):
        log = self.folder / "log"
        lua = """
            local log = io.open("%s", "a")
            local function tell(what) log:write(what, "\\n") log:flush() end
            tell("loaded")
            core.register_init(function() tell("begun") end)
            core.register_task(function() tell("task") end)
            core.register_action("act", {"http-req"}, function() end)
            """
        replaced = ("", "os.exit = print", "os = nil", "io = nil", "pairs = nil table = {} tostring = error")
        for keyword in ("lua-load", "lua-load-per-thread"):
            for more in replaced:
                with self.subTest(keyword=keyword, more=more), mock.patch.object(fresh, "CHECK_SECONDS", 5):
                    (self.folder / "user.lua").write_text(lua % log + more)
                    text = CONFIG.replace("global\n", "global\n    %s @DIR@/user.lua\n" % keyword, 1)
                    self.start(text.replace("option httpchk", "http-request lua.act\n    option httpchk", 1))
                    wait_for(lambda: "task" in log.read_text(), "its own task runs in HAProxy")
                    log.write_text("")
                    subprocess.run([PROGRAM, "-c", "-f", str(self.config)], check=True, stdout=subprocess.DEVNULL)
                    of_a_check = set(log.read_text().split())
                    log.write_text("")
                    self.done("drained")
                    self.assertEqual(({"loaded"}, of_a_check), (set(log.read_text().split()), {"loaded"}))
                    self.done("ready")
                    self.assertEqual((self.text, []), (self.config.read_bytes(), self.out_now()))
                    self.stop()
                    os.unlink(self.socket)

    def test_should_leave_the_file_of_a_ring_to_the_haproxy_that_runs(self):
        store = self.folder / "ring.store"
        ring = "ring kept\n    format rfc3164\n    size 32764\n    backing-file %s\n" % store
        self.start(CONFIG.replace("frontend web\n", ring + "frontend web\n    log ring@kept local0\n", 1))
        if not store.exists():
            self.skipTest("this HAProxy keeps no ring in a file")
        number = store.stat().st_ino
        self.get()
        self.done("drained")
        self.done("ready")
        self.assertEqual((number, False), (store.stat().st_ino, (self.folder / "ring.store.bak").exists()))

    def test_should_bring_back_what_a_reload_has_found_out_of_traffic_in_a_file_of_states(self):
        states = self.folder / "states"
        text = CONFIG.replace("global\n", "global\n    server-state-file %s\n" % states, 1)
        for kind in ("global", "local"):
            with self.subTest(kind):
                load = "defaults\n    load-server-state-from-file %s\n" % kind
                if kind == "local":
                    load += "    server-state-file-name %s\n" % states
                self.start(text.replace("defaults\n", load, 1))
                self.done("drained")
                states.write_text(self.order("show servers state") + "\n")
                self.restart()
                self.assertEqual(["app/app1", "only_app/app1"], self.out_now())
                self.done("ready")
                self.assertEqual((self.text, []), (self.config.read_bytes(), self.out_now()))
                self.stop()
                os.unlink(self.socket)

    def test_should_not_write_over_what_others_have_written_meanwhile(self):
        self.start()
        servers = file.FreshHAProxy.servers

        def meanwhile(*arguments):
            found = servers(*arguments)
            with self.config.open("ab") as theirs:
                theirs.write(b"# theirs\n")
            return found

        with mock.patch.object(file.FreshHAProxy, "servers", meanwhile):
            result = self.act("drained")
        self.assertRegex(result.get("msg", ""), "somebody else has just changed .*haproxy.cfg.*: do this again")
        self.assertEqual([], self.out_now())
        self.assertEqual(self.text, self.config.read_bytes().replace(b"# theirs\n", b""))

    def test_should_keep_attributes_and_links(self):
        self.start()
        real = self.folder / "there" / "real.cfg"
        real.parent.mkdir()
        self.config.rename(real)
        self.config.symlink_to(real)
        os.setxattr(real, "user.rack", b"r1")
        self.done("drained")
        self.assertIn(MARK.encode(), real.read_bytes())
        self.assertEqual((b"r1", True), (os.getxattr(real, "user.rack"), self.config.is_symlink()))
        self.done("ready")
        self.assertEqual(self.text, real.read_bytes())
        self.assertEqual(["real.cfg"], [path.name for path in real.parent.iterdir()])

    def test_should_follow_a_link_to_the_folder(self):
        real, link = self.folder / "srv" / "haproxy", self.folder / "etc"
        real.mkdir(parents=True)
        link.symlink_to(real)
        self.config = link / "haproxy.cfg"
        for arguments in (["-f", str(self.config)], ["-f", str(link)]):
            with self.subTest(arguments):
                self.start(arguments=arguments)
                self.done("drained")
                self.assertIn(MARK.encode(), (real / "haproxy.cfg").read_bytes())
                self.done("ready")
                self.assertEqual((self.text, True), (self.config.read_bytes(), link.is_symlink()))
                self.assertEqual(["haproxy.cfg"], [path.name for path in real.iterdir()])
                self.stop()
                os.unlink(self.socket)

    def in_a_folder(self, arguments, environ=None):
        conf_d = self.folder / "conf.d"
        conf_d.mkdir()
        text, backends = CONFIG.split("\nbackend app\n")
        self.config.write_text(self.filled(text + "\n"))
        (conf_d / "20-app.cfg").write_text(self.filled("backend app\n" + backends))
        (conf_d / "10-more.cfg").write_text("# nothing\n")
        (conf_d / "30-not.txt").write_text("broken\n")
        (conf_d / ".hidden.cfg").write_text("broken\n")
        self.run_haproxy(arguments, environ)
        return conf_d / "20-app.cfg"

    def test_should_change_the_files_that_the_running_haproxy_reads(self):
        for arguments in (
            ["-f", "haproxy.cfg", "-f", "conf.d"],
            ["-C", str(self.folder), "-f", "haproxy.cfg", "-f", "conf.d/"],
            ["-q", "-p", "pid", "--", "haproxy.cfg", "conf.d"],
            ["-W", "-S", str(self.folder / "master.sock"), "-f", "haproxy.cfg", "-f", "conf.d"],
        ):
            with self.subTest(arguments):
                changed = self.in_a_folder(arguments)
                before = changed.read_bytes()
                wait_for(lambda: all(server.is_well for server in self.seen()), "all are well")
                told = self.done("drained")
                self.assertRegex(told["warnings"][0], "HAProxy reads .*haproxy.cfg, .*20-app.cfg, not ")
                self.assertEqual(2, changed.read_bytes().count(MARK.encode()))
                self.assertNotIn("warnings", self.done("drained", config=None))
                self.done("ready", config=[str(self.config), str(changed.parent)])
                self.assertEqual(before, changed.read_bytes())
                self.process.terminate()
                self.process.wait()
                self.stop()
                shutil.rmtree(changed.parent)

    def test_should_not_take_another_process_for_haproxy_whose_pid_it_has_here(self):
        self.start()
        other = subprocess.Popen(["tail", "-f", str(self.config)], stdout=subprocess.DEVNULL)
        self.addCleanup(other.wait)
        self.addCleanup(other.terminate)
        info = dict(admin.AdminSocket(self.socket).info(), Pid=str(other.pid))
        answers = types.SimpleNamespace(info=lambda: info)
        files, _ = file.config_files(answers, {"proxy": "proxy1", "config": None, "haproxy": PROGRAM})
        with self.assertRaisesRegex(file.Refused, "name them by traffic_config"):
            files.servers()

    @unittest.skipUnless(os.geteuid() == 0, "only root may chroot")
    def test_should_change_all_files_or_none(self):
        other = self.folder / "other.cfg"
        self.config.write_text(self.filled(CONFIG))
        other.write_text(self.filled("backend other\n    server app1 127.0.0.1:@app1@ check\n"))
        subprocess.run(["mount", "--bind", other, other], check=True)  # As a container has it: not to be replaced.
        self.addCleanup(subprocess.run, ["umount", other], check=True)
        self.run_haproxy(["-f", str(self.config), "-f", str(other)])
        for state in ("drained", "absent"):
            with self.subTest(state):
                self.refused("cannot write .*: Device or resource busy; it is a mount of its own.* The file is as it was", state)

    @unittest.skipUnless(os.geteuid() == 0, "only root may make a file immutable")
    def test_should_do_nothing_where_the_file_has_become_immutable(self):
        self.start()
        self.done("drained")
        if subprocess.run(["chattr", "+i", self.config], stderr=subprocess.DEVNULL, check=False).returncode:
            self.skipTest("this file system knows no immutable files")
        self.addCleanup(subprocess.run, ["chattr", "-i", self.config], check=True)
        self.refused("cannot write .*haproxy.cfg: Operation not permitted; it is immutable: chattr -i .*", "ready")

    def test_should_say_what_is_half_done_where_the_file_cannot_be_written_in_the_end(self):
        for state, before, said in (
            ("ready", "drained", "app1 is in traffic now, but a reload would take it out again, because its file is as it was"),
            ("absent", "drained", "HAProxy has no app1 any more, but its line is still in the file, out of traffic"),
        ):
            with self.subTest(state):
                self.start()
                self.done(before)
                with mock.patch.object(file, "put", side_effect=OSError(30, "Read-only file system")):
                    told = self.act(state)["msg"]
                why = "cannot write .*: Read-only file system. Mend that, and do this again.$"
                self.assertRegex(told, "^proxy1: %s: %s" % (said, why))
                self.done(state)
                self.assertEqual(state == "absent", b"app1 1" not in self.config.read_bytes())
                self.assertNotIn(b"out of traffic", self.config.read_bytes())
                self.stop()
                os.unlink(self.socket)

    def test_should_not_have_a_reload_delete_what_only_the_running_haproxy_has(self):
        self.start()
        self.order("add server app/new1 127.0.0.1:%d" % self.apps["app1"].port)
        self.refused("has it in app, its file in no backend. A reload would delete it in app: give", "drained", "new1")

    def test_should_act_where_haproxy_has_its_listeners_from_who_started_it(self):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", self.web))
            listener.listen()
            self.inherited = (listener.fileno(),)
            self.start(CONFIG.replace("bind 127.0.0.1:@WEB@", "bind fd@%d" % listener.fileno()))
            self.done("drained")
            self.assertEqual((200, "app2"), self.get())
            self.done("ready")
        self.assertEqual((self.text, []), (self.config.read_bytes(), self.out_now()))

    def test_should_say_that_a_variable_hides_whose_line_it_is(self):
        either = "    .if defined(NOWHERE)\n    setenv NM app1\n    .else\n    setenv NM app1\n    .endif\n"
        other = either.replace("app1", "app9", 1).replace("defined", "!defined")
        whose = "a line `server .*NM.*` may be its own, but only HAProxy knows that variable"
        for variable, words in (('"$NM"', other), ('"${NM}"', other)):
            text = CONFIG.replace("global\n", "global\n" + words, 1).replace("server app1", "server " + variable)
            self.start(text, well=False)
            self.refused(whose, "drained", "app9")
            self.stop()
            os.unlink(self.socket)

    def test_should_split_a_variable_that_has_several_words(self):
        text = CONFIG.replace("global\n", 'global\n    setenv NM "app1 127.0.0.1:@app1@ check weight 100"\n', 1)
        self.start(text.replace("server app1 127.0.0.1:@app1@ check weight 100", 'server "${NM[*]}"'))
        self.done("drained")
        self.assertEqual((["app/app1", "only_app/app1"],) * 2, (self.out_now(), self.out_anew()))
        self.done("ready")
        self.assertEqual((self.text, []), (self.config.read_bytes(), self.out_now()))

    def test_should_know_the_files_of_a_daemon_in_a_chroot(self):
        jail = self.folder / "jail"
        jail.mkdir()
        text = CONFIG.replace("global\n", "global\n    chroot @DIR@/jail\n    pidfile @DIR@/pid\n")
        self.config.write_bytes(self.filled(text).encode())
        environ = dict(os.environ, PWD=str(self.folder))
        subprocess.run([PROGRAM, "-D", "-f", self.config.name], cwd=self.folder, check=True, env=environ)
        try:
            wait_for(lambda: all(server.is_well for server in self.seen()), "all are well")
            self.done("drained", config=None)
            self.assertEqual(2, self.config.read_bytes().count(MARK.encode()))
        finally:
            os.kill(int((self.folder / "pid").read_text()), signal.SIGKILL)

    def test_should_know_the_environment_of_the_running_haproxy(self):
        text = CONFIG.replace("server app1 127.0.0.1:@app1@", 'server "${ONE}" "${HERE}:@app1@"')
        self.start(text, environ={"ONE": "app1", "HERE": "127.0.0.1"})
        self.done("drained")
        self.assertEqual(2, self.config.read_bytes().count(MARK.encode()))
        self.done("ready")
        self.assertEqual(self.text, self.config.read_bytes())

    def test_should_know_the_words_of_a_line_as_haproxy_does(self):
        for line, words in (
            ("a b#c", ["a", "b"]),
            (' a\t"b c" ', ["a", "b c"]),
            ("a\\ b \\# \\x41 '\\x41'", ["a b", "#", "A", "\\x41"]),
            ("a '' b", ["a", "", "b"]),
            ('a "${X}" ${X} "${Y-no}" "$X"', ["a", "is", "${X}", "no", "is"]),
            ('a "b${Z[*]}c" "${Z}"', ["a", "b1", "2c", "1 2"]),
            ("'a#'b\"c'\" d\r\n", ["a#bc'", "d"]),
            ("# a", []),
        ):
            self.assertEqual(words, [word.text for word in words_of(line, {"X": "is", "Z": "1 2"})], line)

    def test_should_say_that_nobody_answers(self):
        nobody = "HAProxy does not answer about app1 .*admin.sock: No such file.*systemctl status haproxy.*traffic_socket"
        self.assertRegex(self.act("drained")["msg"], nobody)
        with socket.socket(socket.AF_UNIX) as silent:
            silent.bind(self.socket)
            silent.listen()
            with self.assertRaisesRegex(admin.NoAnswer, "admin.sock: timed out"):
                admin.AdminSocket(self.socket, timeout=0.1).server("app1")

    def test_should_name_the_socket_that_its_file_names(self):
        self.start()
        nowhere = str(self.folder / "nowhere.sock")
        said = r"^proxy1: HAProxy does not answer about app1 \(%s: No such file or directory\): an admin socket"
        said += " that answers here, if it is this HAProxy's, is traffic_socket=.*%s"
        self.refused(said % (nowhere, self.socket), "drained", socket=nowhere, config=None)
        self.stop()
        self.assertNotIn("that answers here", self.act("drained", socket=nowhere)["msg"])

    def test_should_know_the_socket_of_a_master(self):
        master = str(self.folder / "master.sock")
        self.start(arguments=["-W", "-S", master, "-f", str(self.config)])
        self.addCleanup(lambda: (self.process.terminate(), self.process.wait()))
        wait_for(lambda: self.orders(master, "show version"), "the master listens")
        said = r"^proxy1: %s is the socket of HAProxy's master \(-S\), which knows no servers: .*traffic_socket=.*%s"
        self.refused(said % (master, self.socket), "drained", socket=master)
        given = {"proxy": "proxy1", "socket": master, "config": None, "haproxy": PROGRAM}
        self.assertRegex(proxy_traffic.run(given, check_mode=False)["msg"], said % (master, self.socket))

    def test_should_understand_a_socket_that_tells_how_severe_its_answers_are(self):
        for kind in ("number", "string"):
            with self.subTest(kind):
                self.start(CONFIG.replace("level admin", "level admin severity-output " + kind))
                self.done("present", "new1", like="app1", address="127.0.0.1")
                for state in ("drained", "ready", "absent"):
                    self.done(state, "new1")
                self.assertEqual((self.text, []), (self.config.read_bytes(), self.seen("new1")))
                self.start(CONFIG.replace("level admin", "level operator severity-output " + kind), well=False)
                self.refused("allows the level 'operator' only", "drained")
                self.stop()
                os.unlink(self.socket)

    def test_should_take_an_at_sign_for_part_of_a_path(self):
        folder = self.folder / "haproxy@web"
        folder.mkdir()
        self.socket = str(folder / "admin.sock")
        self.start()
        self.done("drained", address="127.0.0.1")
        self.done("ready", socket="unix@" + self.socket)
        for path in ("127.0.0.1:99999", "fd@3", "nowhere@1", "[::1]:99999", "a" * 99 + "/" + "b" * 99, "." * 300):
            with self.subTest(path), self.assertRaises(admin.NoAnswer):
                admin.AdminSocket(path).level()

    def test_should_speak_with_a_socket_that_is_a_port(self):
        port = free_port()
        self.start(CONFIG.replace("global\n", "global\n    stats socket ipv4@127.0.0.1:%d level admin\n" % port))
        for path in ("127.0.0.1:%d" % port, "ipv4@127.0.0.1:%d" % port, "unix@" + self.socket):
            self.assertEqual("admin", admin.AdminSocket(path).level())


class AddedAndRemovedTest(Proxied):
    def add(self, **other):
        return self.act("present", "new1", like="app1", address="127.0.0.1", **other)

    def test_should_add_a_server_like_another_and_remove_it_without_a_trace(self):
        self.start()
        added = self.add()
        self.assertNotIn("failed", added, added.get("msg"))
        self.assertEqual((True, []), (added["changed"], self.out_now()))
        self.assertEqual([100, 50], [server.weight for server in self.seen("new1")])
        self.assertTrue(all(server.is_checked and server.is_well for server in self.seen("new1")))
        port = self.apps["app1"].port
        text = self.config.read_text()
        self.assertIn("    server new1 127.0.0.1:%d check weight 100 # added by traffic to app\n" % port, text)
        self.assertIn("    server new1 127.0.0.1:%d check weight 50 # added by traffic to only_app\n" % port, text)
        self.assertEqual([], self.out_anew())
        self.assertFalse(self.add()["changed"])
        self.done("drained", "new1")
        self.done("absent", "new1")
        self.assertEqual((self.text, []), (self.config.read_bytes(), self.seen("new1")))
        self.assertFalse(self.done("absent", "new1")["changed"])

    def test_should_leave_nothing_where_haproxy_refuses_it(self):
        self.start(CONFIG.replace("only_app\n", "only_app\n    default-server non-stick\n"))
        result = self.refused(
            "does not take new1 like app1 at run time: HAProxy says \"'non-stick' option",
            "present", "new1", like="app1", address="127.0.0.1",
        )
        self.assertIn("Nothing was touched", result["msg"])
        self.assertEqual([], self.seen("new1"))

    def test_should_take_back_what_was_added_where_the_file_cannot_be_written(self):
        self.start()
        self.config.write_bytes(self.text + b"backend third\n    broken\n")
        self.refused("unknown keyword 'broken'", "present", "new1", like="app1", address="127.0.0.1")
        self.assertEqual([], self.seen("new1"))

    def test_should_be_in_traffic_where_the_one_that_it_is_like_is_disabled(self):
        text = CONFIG.replace("only_app\n", "only_app\n    default-server disabled\n")
        self.start(text.replace("check weight 100", "check disabled", 1), well=False)
        self.assertNotIn("failed", self.add())
        self.assertEqual(["app/app1", "only_app/app1", "only_app/app3"], self.out_now())
        self.assertEqual(["app/app1", "only_app/app1", "only_app/app3"], self.out_anew())
        self.done("absent", "new1")
        self.assertEqual(self.text, self.config.read_bytes())

    def test_should_not_keep_what_is_not_well(self):
        self.start()
        result = self.refused(
            "proxy1 does not find new1 well within 0.5 s.*It was taken away again in app, only_app",
            "present", "new1", like="app1", address="127.0.0.9", ready_timeout=0.5,
        )
        self.assertEqual((self.text, []), (self.config.read_bytes(), self.seen("new1")), result)

    def test_should_check_it_at_its_own_address(self):
        self.start(CONFIG.replace("app1@ check", "app1@ check addr 127.0.0.1"))
        self.refused(
            "proxy1 does not find new1 well within 0.5 s",
            "present", "new1", like="app1", address="127.0.0.9", ready_timeout=0.5,
        )
        self.assertNotIn("failed", self.add())
        self.done("absent", "new1")
        self.assertEqual(self.text, self.config.read_bytes())

    def test_should_not_let_it_follow_a_server_that_is_not_itself(self):
        self.start(CONFIG + "backend a\n    server app1 127.0.0.1:@app1@ track app/app1\n")
        self.refused(
            r"new1 cannot be like app1 in a, which follows app/app1 \(`track`\)",
            "present", "new1", like="app1", address="127.0.0.1",
        )
        self.assertEqual([], self.seen("new1"))

    def test_should_follow_itself_where_only_its_line_was_lost(self):
        text = CONFIG + "backend a\n    server app1 127.0.0.1:@app1@ track app/app1\n"
        lines = "    server new1 127.0.0.1:@app1@ check weight %d\n"
        lost = text.replace("backend only_app\n", lines % 100 + "backend only_app\n" + lines % 50)
        self.start(lost + "    server new1 127.0.0.1:@app1@ track app/new1\n")
        self.config.write_text(self.filled(lost))
        self.assertNotIn("failed", self.add())
        self.assertIn("track app/new1 # added by traffic to a\n", self.config.read_text())
        self.assertEqual(([], []), (self.out_now(), self.out_anew()))

    def test_should_need_no_resolver_for_an_address_in_numbers(self):
        resolves = "default-server resolvers dns init-addr libc,none resolve-prefer ipv4"
        text = CONFIG.replace("only_app\n", "only_app\n    %s\n" % resolves)
        self.start(text + "resolvers dns\n    nameserver a 127.0.0.1:1\n")
        self.assertNotIn("failed", self.add())
        self.assertEqual(([], []), (self.out_now(), self.out_anew()))

    def test_should_give_it_a_number_of_its_own(self):
        self.start(CONFIG.replace("check weight 100", "check id 7 weight 100", 1))
        self.assertNotIn("failed", self.add())
        self.assertEqual([], self.out_anew())
        self.done("absent", "new1")
        self.assertEqual(self.text, self.config.read_bytes())

    def test_should_give_it_a_cookie_of_its_own_or_refuse(self):
        self.start(WITH_COOKIE)
        added = self.add()
        if added.get("failed"):
            self.assertIn("'cookie' option is not accepted for dynamic server", added["msg"])
        else:
            self.assertEqual((200, "app1"), self.get(Cookie="SRV=new1"))
            self.done("absent", "new1")
        self.assertEqual((self.text, []), (self.config.read_bytes(), self.seen("new1")))

    def test_should_add_again_a_server_that_has_moved(self):
        self.start(CONFIG.replace(" check weight", " weight"), well=False)
        self.done("present", "new1", like="app1", address="127.0.0.9")
        self.done("present", "new1", like="app1", address="127.0.0.8")
        self.assertEqual({"127.0.0.8"}, {server.address.split(":")[0] for server in self.seen("new1")})
        self.assertNotIn(b"127.0.0.9", self.config.read_bytes())

    def moved(self, address, like="app1", name="app1", **other):
        return dict({"name": name, "like": like, "address": address, "ready_timeout": 1.0}, **other)

    def as_before(self, pattern, **given):
        """Refused, and all is as it was: also who serves, and where."""
        before = [(s.key, s.address, s.is_up, s.admin) for s in self.seen()]
        self.refused(pattern, "present", **given)
        self.assertEqual(before, [(s.key, s.address, s.is_up, s.admin) for s in self.seen()])
        self.assertEqual(self.text, self.config.read_bytes())

    def test_should_not_move_the_last_server_that_serves(self):
        self.start(CONFIG.replace("app2@ check", "app2@ disabled check"))
        self.as_before("without it 0 would serve in backend app", **self.moved("127.0.0.9", floor=1))

    def test_should_put_a_server_back_that_is_not_well_where_it_moves(self):
        self.start()
        for like in ("app1", "app2"):
            given = self.moved("127.0.0.9", like, backends=["app"], floor=1)
            self.as_before("not find app1 well within 1 s.*It is back at its old address", **given)
            self.assertEqual((200, {"app1", "app2"}), (200, {self.get()[1] for _ in range(4)}))

    def test_should_put_a_server_back_that_was_ill_or_out_before_it_moved(self):
        self.start()
        self.apps["app1"].unwell.add("/healthz")
        wait_for(lambda: self.seen("app1")[0].is_down, "app1 is down")
        self.as_before("not find app1 well.*It is back", **self.moved("127.0.0.9", backends=["app"]))
        self.order("set server app/app1 state drain")
        why = "cannot move to .*: somebody else has taken it out of traffic. Nothing was touched: have it brought back"
        self.as_before(why, **self.moved("127.0.0.9", backends=["app"]))

    def test_should_move_a_server_whose_line_a_running_haproxy_would_not_take(self):
        self.addCleanup(App("127.0.0.2", self.apps["app2"].port).stop)
        self.start(CONFIG.replace("check weight 100", "check non-stick weight 100", 1))
        self.assertNotIn("failed", self.act("present", **self.moved("127.0.0.2", "app2", floor=1, backends=["app"])))
        self.assertEqual("127.0.0.2:%d" % self.apps["app2"].port, self.seen("app1")[0].address)
        before, after = b"127.0.0.1:%d check non" % self.apps["app1"].port, b"127.0.0.2:%d check non" % self.apps["app2"].port
        moved = self.text.replace(before, after)
        self.assertEqual((moved, [], []), (self.config.read_bytes(), self.out_now(), self.out_anew()))

    def test_should_not_move_what_no_running_haproxy_can(self):
        for line, why in (
            ("localhost:@app1@ check", "its line says localhost:"),
            ("unix@@DIR@/a.sock", "its line says unix@"),
            ("127.0.0.1:@app1@ check addr 127.0.0.1", "where it is checked"),
            ("127.0.0.1 check port @app1@", "its port would be another kind"),
        ):
            with self.subTest(line):
                self.start(CONFIG.replace("app2 127.0.0.1:@app2@ check", "app2 " + line), well=False)
                pattern = "app2 is in app already, and cannot move to .*%s.*Nothing was touched: remove it first" % why
                self.as_before(pattern, **self.moved("127.0.0.9", "app1", "app2", backends=["app"]))
                self.stop()
                os.unlink(self.socket)

    def test_should_not_leave_a_server_at_its_old_host_in_backends_without_the_one_that_it_is_like(self):
        self.addCleanup(App("127.0.0.3", self.apps["app1"].port).stop)
        self.start(
            CONFIG + "backend adm\n    server app2 127.0.0.1:@app2@ check\nbackend far\n    server app2 127.0.0.2:@app2@\n",
            well=False,
        )
        wait_for(lambda: all(server.is_well for server in self.seen()), "all servers are well")
        why = "app2 would stay at 127.0.0.1 in adm, as app1 is not there. Nothing was touched."
        self.as_before(why, **self.moved("127.0.0.3", "app1", "app2"))
        self.done("present", **self.moved("127.0.0.3", "app1", "app2", backends=["app"]))
        self.done("present", **self.moved("127.0.0.3", "app1", "app2"))

    def test_should_only_add_at_an_address_in_numbers(self):
        self.start()
        for name in ("app2", "new1"):
            for address in ("localhost", "127.0.0"):
                why = r"%s cannot be at %s: that is no IP address.*Nothing was touched: give its IP address" % (name, address)
                self.as_before(why, **self.moved(address, "app1", name, backends=["app"]))
            for address in ("127.0.0.3:80", "[::1]:80"):
                why = r"the address %s of %s has a port. The port comes from the line of app1" % (re.escape(address), name)
                self.as_before(why, **self.moved(address, "app1", name, backends=["app"]))
        self.assertFalse(self.done("present", "app1", like="app1", address="localhost")["changed"])

    def test_should_not_move_a_server_whose_line_an_if_chooses(self):
        line = "    server app2 127.0.0.1:@app2@ check weight 100   # the operator's own words\n"
        other = "    server app2 127.0.0.7:@app2@ check weight 100\n"
        self.start(CONFIG.replace(line, ".if defined(NOWHERE)\n%s.else\n%s.endif\n" % (other, line)))
        why = "several lines there, and an `.if` of the file chooses one. Nothing was touched: correct them in .*haproxy.cfg, and"
        self.as_before(why, **self.moved("127.0.0.9", "app1", "app2", backends=["app"]))

    def test_should_put_a_server_back_whose_port_depends_on_the_client(self):
        port = self.apps["app1"].port
        self.start(CONFIG.replace("127.0.0.1:@app1@ check", "127.0.0.1:%+d check port %d" % (port - self.web, port)))
        self.as_before("It is back at its old address", **self.moved("127.0.0.9", backends=["app"]))
        self.assertEqual({"app1", "app2"}, {self.get()[1] for _ in range(4)})
        self.addCleanup(App("127.0.0.2", port).stop)
        self.done("present", **self.moved("127.0.0.2", backends=["app"]))
        self.assertEqual({"app1", "app2"}, {self.get()[1] for _ in range(4)})
        self.assertIn("server app1 127.0.0.2:%+d check" % (port - self.web), self.config.read_text())

    def test_should_not_bring_back_a_server_that_a_reload_would_move(self):
        self.start()
        new = App("127.0.0.3", self.apps["app2"].port)
        self.addCleanup(new.stop)
        self.done("drained", "app2")
        for address in ("127.0.0.3", "127.0.0.1 port %d" % self.apps["app1"].port):
            self.order("set server app/app2 addr %s" % address)
            pattern = r"app2 is at %s\S* in app now, and a reload would have it at 127.0.0.1:%d\. Nothing was touched"
            self.refused(pattern % (address.partition(" ")[0], self.apps["app2"].port), "ready", "app2")
        self.order("set server app/app2 addr 127.0.0.1 port %d" % self.apps["app2"].port)
        self.done("ready", "app2")
        self.assertEqual((self.text, []), (self.config.read_bytes(), self.out_now()))

    def test_should_finish_a_move_that_was_cut_off(self):
        self.start()
        port = self.apps["app1"].port
        self.addCleanup(App("127.0.0.3", port).stop)

        class Killed(BaseException):
            pass

        with mock.patch.object(addition.Addition, "_write_lines", side_effect=[None, Killed]):
            with self.assertRaises(Killed):
                self.act("present", **self.moved("127.0.0.3", "app1", "app2", backends=["app"]))
        self.refused("app2 is at 127.0.0.3:%d in app now, .* do it again" % port, "ready", "app2")
        self.done("present", **self.moved("127.0.0.3", "app1", "app2", backends=["app"]))
        self.assertEqual((["127.0.0.3:%d" % port], []), ([s.address for s in self.seen("app2")], self.out_now()))
        self.assertIn("server app2 127.0.0.3:%d check" % port, self.config.read_text())

    def test_should_say_what_could_not_be_undone(self):
        self.start()
        put, times = file.put, iter((True, True))

        def writable_twice(*paths):
            if not next(times, False):
                raise OSError(30, "Read-only file system")
            put(*paths)

        with mock.patch.object(file, "put", writable_twice):
            told = self.act("present", **self.moved("127.0.0.9", backends=["app"]))["msg"]
        self.assertRegex(told, "^proxy1 does not find app1 well .* Not all of it could be undone: cannot write .*Read-only")
        state = r"HAProxy has now: app: UP at 127.0.0.1:%d\. Its file has: app: 127.0.0.9:%d, out of traffic\. Mend that, and do"
        self.assertRegex(told, state % ((self.apps["app1"].port,) * 2))
        # A reload leaves it out of traffic, so that nobody comes to the wrong address.
        self.assertIn("app/app1", self.out_anew())

    def test_should_say_where_a_silent_haproxy_leaves_a_server_that_moves(self):
        self.start()
        with OutOfTrafficTest.silent_after(self, "addr 127.0.0.9", 999):
            told = self.act("present", **self.moved("127.0.0.9", backends=["app"]))["msg"]
        self.assertRegex(
            told,
            r"^proxy1: HAProxy does not answer about app1 \(\S+: Connection refused\)\. Not all of it could be undone:"
            r" HAProxy does not answer \(\S+: Connection refused\)\. HAProxy does not say where app1 is now\."
            r" Its file has: app: 127.0.0.1:%d, out of traffic\. Mend that, and do this again\.$" % self.apps["app1"].port,
        )

    def test_should_not_say_that_a_server_is_in_traffic_that_was_taken_away(self):
        self.start()
        put, times = file.put, iter((True,))

        def full(*paths):
            if not next(times, False):
                raise OSError(28, "No space left on device")
            put(*paths)

        with mock.patch.object(file, "put", full):
            told = self.add(backends=["app"])["msg"]
        self.assertRegex(told, r"^proxy1, server new1: cannot write \S+: No space left on device\. Not all of it could be")
        self.assertRegex(told, r"HAProxy has now: no new1\. Its file has: app: \S+, out of traffic\. Mend that, and do")

    def test_should_not_say_that_a_server_is_back_that_never_ran(self):
        self.start()
        line = "    server app9 127.0.0.8:%d check\n" % self.apps["app3"].port
        self.config.write_bytes(self.text + line.encode())
        told = self.refused("does not find app9 well", "present", **self.moved("127.0.0.9", "app3", "app9"))["msg"]
        self.assertRegex(told, r"Its line is as it was\. It was taken away again in only_app\.$")

    def test_should_undo_the_move_where_another_backend_refuses(self):
        self.start(CONFIG.replace("only_app\n", "only_app\n    default-server non-stick\n"))
        given = self.moved("127.0.0.9", "app1", "app2")
        self.as_before("does not take app2 like app1 at run time", **given)

    def test_should_add_nothing_where_one_backend_has_no_line_to_be_like(self):
        template = "backend more\n    server-template app 2 127.0.0.1:@app1@\n"
        self.start(CONFIG + template, well=False)
        given = {"name": "new1", "like": "app1", "address": "127.0.0.1"}
        self.as_before("it has no line `server app1` of its own in backend more", **given)

    def test_should_take_the_port_as_the_line_says_it(self):
        resolvers = "resolvers dns\n    nameserver a 127.0.0.1:1\n"
        for line, port in (
            ("127.0.0.1:+500", "127.0.0.3:+500"),
            ("127.0.0.1:-1", "127.0.0.3:-1"),
            ("127.0.0.1", "127.0.0.3"),
            ("[::1]", "127.0.0.3"),
            ("::1:18001", "127.0.0.3:18001"),
            ("ipv4@127.0.0.1:18001", "127.0.0.3:18001"),
            ("nowhere.invalid:18001 resolvers dns init-addr none", "127.0.0.3:18001"),
        ):
            with self.subTest(line):
                listen = "listen app\n mode tcp\n bind 127.0.0.1:@WEB@\n server app1 %s\n" % line
                self.start(HEAD + listen + resolvers, well=False)
                self.done("present", "new1", like="app1", address="127.0.0.3")
                self.assertIn("server new1 %s " % port, self.config.read_text().replace(" # added", "  # added"))
                shown = port.replace("+", "") + ("," if ":" in port else ":0,")
                self.assertEqual(1, self.order("show stat -1 4 -1").count(shown))
                self.done("absent", "new1")
                self.assertEqual(self.text, self.config.read_bytes())
                self.stop()
                os.unlink(self.socket)

    def test_should_not_guess_a_port_that_only_dns_knows(self):
        text = "backend app\n server app1 _http._tcp.nowhere.invalid resolvers dns init-addr none\n"
        self.start(HEAD + text + "resolvers dns\n    nameserver a 127.0.0.1:1\n", well=False)
        self.refused("DNS tells the port of app1 in app", "present", "new1", like="app1", address="127.0.0.3")

    def test_should_finish_an_addition_that_was_cut_off(self):
        self.start()
        self.assertNotIn("failed", self.add())
        added = self.config.read_bytes()
        self.config.write_bytes(self.text)
        self.assertNotIn("failed", self.add())
        self.assertEqual(added, self.config.read_bytes())
        self.restart()
        self.config.write_bytes(self.text)
        self.restart()
        self.config.write_bytes(added)
        self.assertNotIn("failed", self.add())
        self.assertEqual((added, []), (self.config.read_bytes(), self.out_now()))

    def test_should_know_the_variables_that_its_file_sets(self):
        self.start(CONFIG.replace("global\n", "global\n    setenv ONE app1\n").replace("server app1", 'server "$ONE"'))
        self.assertNotIn("failed", self.add())
        self.done("absent", "new1")
        self.assertEqual(self.text, self.config.read_bytes())

    def test_should_say_that_haproxy_forgets_it_at_its_next_reload_only(self):
        text = CONFIG.replace("check weight 100", "check resolvers dns init-addr libc,none")
        text = text.replace("127.0.0.1:@app1@", "localhost:@app1@")
        self.start(text + "resolvers dns\n    nameserver a 127.0.0.1:1\n")
        told = self.done("absent")
        self.assertIn("app1 stays in maintenance in app until HAProxy is reloaded", told["warnings"][0])
        self.assertNotIn(b"app1", self.config.read_bytes())
        self.assertEqual(["app/app1"], self.out_now())
        self.assertNotIn("failed", self.act("absent"))

    def test_should_refuse_to_be_like_nobody(self):
        self.start()
        no_server = "proxy1 has no server app9 that new1 could be like"
        self.refused(no_server, "present", "new1", like="app9", address="127.0.0.1")

    def test_should_say_that_what_is_there_is_not_like_that(self):
        other = "server app2 127.0.0.1:@app1@ weight 70 check backup #"
        self.start(CONFIG.replace("server app2 127.0.0.1:@app2@ check weight 100   #", other))
        self.assertNotIn("failed", self.add(backends=["app"]))
        self.assertNotIn("warnings", self.add(backends=["app"]))
        told = self.act("present", "new1", like="app2", address="127.0.0.1", backends=["app"])
        self.assertRegex(
            told["warnings"][0],
            "proxy1: new1 is in app already with the options `.*weight 100` and stays so, app2 has `.*weight 70 check backup`",
        )
        self.assertFalse(told["changed"])

    def test_should_say_the_options_as_each_line_has_them(self):
        line = "    server app2 127.0.0.1:@app2@ check weight 100"
        self.start(WITH_COOKIE.replace(line, line + " cookie c2 backup"))
        told = self.done("present", "app2", like="app1", address="127.0.0.1", backends=["app"])
        self.assertRegex(told["warnings"][0], "options `.* cookie c2 backup` and stays so, app1 has `.* cookie c1`:")

    def test_should_be_like_a_server_of_each_backend_that_is_named(self):
        self.start()
        no_server = r"proxy1 has no server app2 that new1 could be like: .* in backend only_app \(there is: app2 in app\)"
        backends = ["app", "only_app"]
        self.refused(no_server, "present", "new1", like="app2", address="127.0.0.1", backends=backends)

    def test_should_not_remove_what_other_lines_name(self):
        self.start(CONFIG.replace("option httpchk", "use-server app1 if FALSE\n    option httpchk"))
        self.refused("unable to find server 'app1' referenced in a 'use-server' rule", "absent")

    def test_should_keep_in_maintenance_what_cannot_be_removed(self):
        self.start()
        name = self.waiting_client()
        result = self.act("absent", name, drain_timeout=0.3)
        self.assertRegex(result["msg"], "proxy1 does not let go of %s in app: .*It is in maintenance there" % name)
        self.assertIn("app/" + name, self.out_now())
        self.assertIn("app/" + name, self.out_anew())
        self.apps[name].go.set()
        self.done("absent", name)
        self.assertEqual([], self.seen(name))

    waiting_client = OutOfTrafficTest.waiting_client


class FloorTest(Proxied):
    REFUSED = (
        "^proxy1: app1 stays in traffic: without it 0 would serve in backend only_app, and traffic_floor is 1.*"
        " Nothing was touched: bring others back first, or allow it with -e traffic_floor=0.$"
    )

    def test_should_not_take_away_the_last_server_that_serves(self):
        self.start()
        for absence in ("state drain", "state maint", "health down", "weight 0"):
            self.order("set server only_app/app3 state ready")
            self.order("set server only_app/app3 weight 50")
            if absence == "health down":
                self.apps["app3"].stop()
                wait_for(lambda: self.seen("app3")[0].is_down, "app3 is down")
            self.order("set server only_app/app3 " + absence)
            for state in ("drained", "absent"):
                for check_mode in (False, True):
                    with self.subTest(absence, state=state, check_mode=check_mode):
                        self.refused(self.REFUSED, state, floor=1, check_mode=check_mode)
            if absence == "health down":
                self.apps["app3"].start()
                wait_for(lambda: self.seen("app3")[0].is_well, "app3 is up again")
        self.done("drained", floor=0)

    def test_should_not_count_backup_servers(self):
        self.start(CONFIG.replace("app3@ check", "app3@ backup check"))
        self.refused(self.REFUSED, "drained", floor=1)
        self.done("drained", "app3", floor=1)

    def test_should_count_servers_that_only_their_agent_speaks_for(self):
        agent = Agent("up")
        self.addCleanup(agent.server_close)
        self.addCleanup(agent.shutdown)
        asks = "app3@ agent-check agent-inter 50ms agent-port %d" % agent.server_address[1]
        self.start(CONFIG.replace("app3@ check", asks))
        wait_for(lambda: agent.asked > 1, "the agent is asked")
        self.done("drained", floor=1)

    def test_should_not_count_servers_that_nothing_checks(self):
        self.start(CONFIG.replace("app3@ check", "app3@"))
        self.refused("Of 1 more nobody knows: give their lines a `check`", "drained", floor=1)

    def test_should_count_a_server_that_follows_a_checked_one(self):
        self.start(CONFIG.replace("app3@ check", "app3@ track app/app2"))
        self.done("drained", floor=1)

    def test_should_not_count_a_server_that_follows_one_whose_check_is_switched_off(self):
        self.start(CONFIG.replace("app3@ check", "app3@ track app/app2"))
        self.order("disable health app/app2")
        self.refused("Of 1 more nobody knows: give their lines a `check`", "drained", floor=1, backends=["only_app"])

    def test_should_not_count_servers_that_follow_it_out_of_traffic(self):
        self.start(CONFIG.replace("app3@ check", "app3@ track only_app/app1"))
        self.refused("without it 0 would serve in backend only_app, where app3 follows it, and", "drained", floor=1)

    def test_should_not_take_away_the_last_server_of_a_backend_that_follows_it(self):
        follows = "backend %s\n    server s1 127.0.0.1:@app1@ track %s\n"
        self.start(CONFIG + follows % ("media", "static/s1") + follows % ("static", "app/app1"))
        for state in ("drained", "absent"):
            self.refused("without it 0 would serve in backend media, where s1 follows it, and", state, floor=1)
        self.done("drained", "app2", floor=1)

    def test_should_want_as_many_others_as_the_floor_says(self):
        self.start()
        self.refused("without it 1 would serve in backend app, and traffic_floor is 2", "drained", floor=2)

    def test_should_drain_the_last_server_once_it_is_down_or_out(self):
        self.start()
        self.order("set server only_app/app3 state drain")
        self.order("set server only_app/app1 state drain")
        self.done("drained", floor=1)

    def test_should_leave_one_where_two_runs_take_out_different_servers_at_once(self):
        self.start()
        both = threading.Barrier(2)
        mark = edits.FileEdits.mark

        def late(server, places):
            # Each has counted who serves before either acts, unless one waits for the other.
            with contextlib.suppress(threading.BrokenBarrierError):
                both.wait(1)
            return mark(server, places)

        for state in ("drained", "absent"):
            with self.subTest(state), mock.patch.object(edits.FileEdits, "mark", late):
                both.reset()
                with concurrent.futures.ThreadPoolExecutor() as runs:
                    asked = [runs.submit(self.act, state, name, floor=1, backends=["app"]) for name in ("app1", "app2")]
                results = [run.result() for run in asked]
                self.assertEqual([False, True], sorted("failed" in result for result in results), results)
                self.assertEqual(1, sum(server.serves for server in self.seen() if server.backend == "app"))
                for name in ("app1", "app2") if state == "drained" else ():
                    self.done("ready", name, backends=["app"])

    def test_should_only_tell_what_it_would_do_in_check_mode(self):
        self.start()
        new = {"name": "new1", "like": "app2", "address": "127.0.0.9"}
        moved = dict(new, name="app1", backends=["app"])
        for state, other in (("drained", {}), ("absent", {}), ("present", new), ("present", moved)):
            self.assertTrue(self.act(state, check_mode=True, **other)["changed"], state)
        self.assertFalse(self.act("ready", check_mode=True)["changed"])
        self.assertEqual((self.text, [], []), (self.config.read_bytes(), self.out_now(), self.seen("new1")))
        self.assertEqual(["admin.sock", "haproxy.cfg"], self.left())


class ReportTest(Proxied):
    def traffic(self, **other):
        given = {"proxy": "proxy1", "socket": self.socket, "config": None, "haproxy": PROGRAM}
        return proxy_traffic.run(dict(given, **other), check_mode=False)

    def test_should_tell_who_gets_traffic_now_and_after_a_reload(self):
        self.start()
        self.done("drained")
        self.order("set server app/app2 state maint")
        self.order("add server app/app9 127.0.0.9:80")
        more = b"    server app8 127.0.0.8:80 backup disabled\n    default-server disabled\n    server app7 [::1]:7\n"
        self.config.write_bytes(self.config.read_bytes() + more)
        told = self.traffic()
        self.assertFalse(told["changed"])
        self.assertEqual(
            [
                ("app", "app1", "127.0.0.1", "out", "out"),
                ("app", "app2", "127.0.0.1", "out", "in"),
                ("app", "app9", "127.0.0.9", "out", "unknown"),
                ("only_app", "app1", "127.0.0.1", "out", "out"),
                ("only_app", "app3", "127.0.0.1", "in", "in"),
                ("only_app", "app7", "::1", "unknown", "out"),
                ("only_app", "app8", "127.0.0.8", "unknown", "out"),
            ],
            [tuple(map(entry.get, ("backend", "server", "address", "now", "reload"))) for entry in told["traffic"]],
        )
        self.assertEqual(["app8"], [entry["server"] for entry in told["traffic"] if entry["backup"]])

    def test_should_tell_a_server_whose_name_has_no_address_by_its_name_and_not_as_taken_out(self):
        line = "    server app9 app9.invalid:80 resolvers dns init-addr none\n"
        text = CONFIG.replace("defaults\n", "resolvers dns\n    nameserver d1 127.0.0.1:9\ndefaults\n", 1)
        self.start(text.replace("backend only_app\n", "backend only_app\n" + line))
        found = [entry for entry in self.traffic()["traffic"] if entry["server"] == "app9"]
        named = {"backend": "only_app", "server": "app9", "address": "app9.invalid", "backup": False, "now": "in", "reload": "in"}
        self.assertEqual([named], found)

    def test_should_say_when_it_cannot_tell_who_gets_traffic(self):
        self.start()
        self.config.unlink()
        self.assertIn("proxy1: cannot read", self.traffic()["msg"])
        self.assertIn("proxy1: HAProxy does not answer", self.traffic(socket=str(self.folder / "nowhere.sock"))["msg"])


if __name__ == "__main__":
    unittest.main()
