import os
import pathlib
import socket
import socketserver
import tempfile
import threading
import unittest

from support import load, load_utils

admin = load_utils("traffic", "haproxy_admin")
file = load_utils("traffic", "haproxy_file")
proxy_server = load("roles/traffic/library/proxy_server.py")
proxy_traffic = load("roles/traffic/library/proxy_traffic.py")

CONFIG = """global
    stats socket /run/haproxy/admin.sock
defaults
    default-server inter 2s rise 2 fall 3
backend app
    server app1 10.0.0.1:8080 check weight 100
    server app2 10.0.0.2:8080 check weight 100   # the operator's own words
backend only_app
    default-server inter 1s
    server app1 10.0.0.1:8080 check weight 50
    server app3 10.0.0.3:8080 check weight 50
listen stats
    stats enable
"""
FMAINT, CMAINT, FDRAIN = 0x01, 0x04, 0x08


class FakeHAProxy:
    """Answers on a real socket as HAProxy does; faults are set by the tests."""

    def __init__(self, folder):
        self.path = str(folder / "admin.sock")
        self.servers = {}
        self.commands = []
        self.deaf = False  # takes orders and does nothing
        self.sessions = []  # of every server, one for each reading
        self.held = 0  # so often `del server` is refused
        for backend, name, address in (
            ("app", "app1", "10.0.0.1 8080"),
            ("app", "app2", "10.0.0.2 8080"),
            ("only_app", "app1", "10.0.0.1 8080"),
            ("only_app", "app3", "10.0.0.3 8080"),
        ):
            self.servers[backend, name] = {
                "admin": 0, "op": 2, "weight": 1, "check": "L7OK", "bits": 6, "address": address,
            }
        fake = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                command = self.rfile.readline().decode().strip()
                self.wfile.write(fake.answer(command).encode() + b"\n")

        self._server = socketserver.ThreadingUnixStreamServer(self.path, Handler)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()
        os.unlink(self.path)

    def answer(self, command):
        words = command.split()
        if command == "show servers state":
            return self.state_table()
        if command == "show stat -1 4 -1":
            return self.statistics()
        self.commands.append(command)
        if words[:2] == ["add", "server"]:
            backend, name = words[2].split("/")
            self.servers[backend, name] = {
                "admin": FMAINT, "op": 0, "weight": 1, "check": "", "bits": 2,
                "address": words[3].replace(":", " "),
            }
            return "New server registered.\n"
        server = self.servers.get(tuple(words[2].split("/")))
        if server is None:
            return "No such server.\n"
        if words[:2] == ["del", "server"]:
            if self.held > 0:
                self.held -= 1
                return "Server still has connections attached to it, cannot remove it.\n"
            del self.servers[tuple(words[2].split("/"))]
            return "Server deleted.\n"
        if self.deaf:
            return ""
        if words[0] == "set":
            server["admin"] &= CMAINT
            server["admin"] |= {"drain": FDRAIN, "maint": FMAINT, "ready": 0}[words[4]]
        if words[0] in ("enable", "disable"):
            server["bits"] = 6 if words[0] == "enable" else 2
        if not server["admin"] & FMAINT and server["bits"] == 6 and server["check"] == "":
            server.update(op=2, check="L7OK")
        return ""

    def state_table(self):
        columns = "srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_check_state srv_port"
        rows = ["1", "# be_id be_name " + columns]
        for (backend, name), server in self.servers.items():
            address, port = server["address"].split()
            state = " ".join(str(server[key]) for key in ("op", "admin", "weight", "bits"))
            rows.append(f"1 {backend} 1 {name} {address} {state} {port}")
        return "\n".join(rows) + "\n"

    def statistics(self):
        sessions = self.sessions.pop(0) if self.sessions else 0
        rows = ["# pxname,svname,qcur,scur,status,check_status"]
        rows += [f"{backend},{name},0,{sessions},UP 1/3,{s['check']}" for (backend, name), s in self.servers.items()]
        return "\n".join(rows) + "\n"


class FakeClock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


class ProxyServerTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.config = self.folder / "haproxy.cfg"
        self.config.write_text(CONFIG)
        self.config.chmod(0o640)
        self.program = self.folder / "haproxy"
        self.program.write_text('#!/bin/sh\nfor file; do :; done\n! grep -n broken "$file"\n')
        self.program.chmod(0o755)
        self.haproxy = FakeHAProxy(self.folder)
        self.addCleanup(lambda: self.haproxy and self.haproxy.close())
        self.clock = FakeClock()

    def server(self, name="app1", check_mode=False, floor=1):
        return proxy_server.ProxyServer(
            "proxy1",
            name,
            admin.AdminSocket(self.haproxy.path, timeout=0.3),
            file.ConfigFile(str(self.config), str(self.program)),
            floor,
            check_mode,
            self.clock,
            self.clock.sleep,
        )

    def lines(self, name):
        return [line.strip() for line in self.config.read_text().splitlines() if f"server {name} " in line]

    def states(self, name="app1"):
        return [server["admin"] for (_, known), server in self.haproxy.servers.items() if known == name]

    def test_should_drain_in_every_backend_and_in_the_file(self):
        server = self.server()
        server.drained(30)
        self.assertTrue(server.changed)
        self.assertEqual(
            ["set server app/app1 state drain", "set server only_app/app1 state drain"], self.haproxy.commands
        )
        self.assertEqual(
            ["server app1 10.0.0.1:8080 check weight 100 disabled", "server app1 10.0.0.1:8080 check weight 50 disabled"],
            self.lines("app1"),
        )
        self.assertEqual(0o640, self.config.stat().st_mode & 0o777)

    def test_should_leave_every_other_line_as_it_is(self):
        self.server().drained(30)
        self.server().ready(30)
        self.assertEqual(CONFIG, self.config.read_text())

    def test_should_keep_the_comment_of_its_line(self):
        self.server("app2").drained(30)
        self.assertEqual(
            ["server app2 10.0.0.2:8080 check weight 100 disabled # the operator's own words"], self.lines("app2")
        )

    def test_should_change_nothing_the_second_time(self):
        self.server().drained(30)
        self.haproxy.commands.clear()
        again = self.server()
        again.drained(30)
        self.assertFalse(again.changed)
        self.assertEqual([], self.haproxy.commands)

    def test_should_wait_until_the_sessions_have_ended(self):
        self.haproxy.sessions = [2] * 5
        server = self.server()
        server.drained(30)
        self.assertEqual((0, []), (server.sessions, server.warnings))
        self.assertGreater(self.clock.now, 0)

    def test_should_go_on_with_a_warning_when_sessions_do_not_end(self):
        self.haproxy.sessions = [1] * 1000
        server = self.server()
        server.drained(0.2)
        self.assertEqual(
            ["proxy1: app1 still has 2 sessions after 0.2 s without new ones; going on without waiting for them"],
            server.warnings,
        )

    def test_should_not_repeat_a_drain_after_a_reload(self):
        self.server().drained(30)
        for server in self.haproxy.servers.values():
            server["admin"] = FMAINT | CMAINT
        again = self.server()
        again.drained(30)
        self.assertFalse(again.changed)

    def test_should_check_before_it_puts_back_what_a_reload_left_in_maintenance(self):
        self.server().drained(30)
        for server in self.haproxy.servers.values():
            server.update(admin=FMAINT | CMAINT, check="", op=0)
        self.haproxy.commands.clear()
        self.server().ready(30)
        self.assertEqual(
            [
                "set server app/app1 state drain",
                "set server only_app/app1 state drain",
                "set server app/app1 state ready",
                "set server only_app/app1 state ready",
            ],
            self.haproxy.commands,
        )
        self.assertEqual([CMAINT, CMAINT], self.states())
        self.assertNotIn("disabled", self.config.read_text())

    def test_should_leave_out_of_traffic_what_is_not_well(self):
        self.server().drained(30)
        self.haproxy.servers["app", "app1"].update(op=0, check="L4CON")
        with self.assertRaisesRegex(
            proxy_server.Trouble, r"proxy1 does not find app1 well within 3 s \(app: .*check L4CON.*10.0.0.1:8080.*stays out"
        ):
            self.server().ready(3)
        self.assertEqual([FDRAIN, FDRAIN], self.states())
        self.assertEqual(2, self.config.read_text().count("disabled"))

    def test_should_read_back_what_it_ordered(self):
        self.haproxy.deaf = True
        with self.assertRaisesRegex(proxy_server.Trouble, "proxy1 was told to have app1 out of traffic, and says"):
            self.server().drained(30)

    def test_should_name_the_cure_for_an_unknown_server(self):
        for act in (lambda: self.server("app9").drained(1), lambda: self.server("app9").ready(1)):
            with self.assertRaisesRegex(proxy_server.Trouble, "proxy1 does not know server app9: provision the proxy"):
                act()
        self.assertEqual(CONFIG, self.config.read_text())

    def test_should_see_that_file_and_run_time_contradict_each_other(self):
        del self.haproxy.servers["only_app", "app1"]
        with self.assertRaisesRegex(proxy_server.Trouble, "app1: the running HAProxy has it in app, its file in app, only_app"):
            self.server().drained(1)

    def test_should_say_that_nobody_answers(self):
        path = self.haproxy.path
        self.haproxy.close()
        with self.assertRaisesRegex(admin.NoAnswer, "admin.sock: No such file"):
            self.server().drained(1)
        self.haproxy = None
        with socket.socket(socket.AF_UNIX) as silent:
            silent.bind(path)
            silent.listen()
            with self.assertRaisesRegex(admin.NoAnswer, "admin.sock: timed out"):
                admin.AdminSocket(path, timeout=0.1).server("app1")

    def test_should_not_write_a_file_that_haproxy_refuses(self):
        text = CONFIG.replace("stats enable", "broken enable")
        self.config.write_text(text)
        with self.assertRaisesRegex(file.Refused, "would not take .*haproxy.cfg with this change: .*broken"):
            self.server().drained(1)
        self.assertEqual(text, self.config.read_text())
        self.assertEqual(([0, 0], []), (self.states(), self.haproxy.commands))
        self.assertEqual([], list(self.folder.glob(".haproxy-*")))

    def test_should_add_a_server_like_another_with_its_checks(self):
        server = self.server("new1")
        server.present("app1", "10.0.0.9", 30, 30)
        self.assertIn("add server app/new1 10.0.0.9:8080 inter 2s rise 2 fall 3 check weight 100", self.haproxy.commands)
        self.assertIn(
            "add server only_app/new1 10.0.0.9:8080 inter 2s rise 2 fall 3 inter 1s check weight 50",
            self.haproxy.commands,
        )
        self.assertIn("enable health app/new1", self.haproxy.commands)
        self.assertEqual([0, 0], self.states("new1"))
        self.assertEqual(
            [
                "server new1 10.0.0.9:8080 check weight 100 # added by traffic to app",
                "server new1 10.0.0.9:8080 check weight 50 # added by traffic to only_app",
            ],
            self.lines("new1"),
        )
        again = self.server("new1")
        again.present("app1", "10.0.0.9", 30, 30)
        self.assertFalse(again.changed)

    def test_should_add_again_a_server_that_has_moved(self):
        self.server("new1").present("app1", "10.0.0.9", 30, 30)
        self.server("new1").present("app1", "10.0.0.8", 30, 30)
        self.assertEqual({"10.0.0.8 8080"}, {s["address"] for k, s in self.haproxy.servers.items() if k[1] == "new1"})
        self.assertNotIn("10.0.0.9", self.config.read_text())

    def test_should_finish_an_addition_that_was_cut_off(self):
        self.server("new1").present("app1", "10.0.0.9", 30, 30)
        del self.haproxy.servers["app", "new1"]
        self.server("new1").present("app1", "10.0.0.9", 30, 30)
        self.assertEqual([0, 0], self.states("new1"))

    def test_should_refuse_to_be_like_nobody(self):
        with self.assertRaisesRegex(proxy_server.Trouble, "proxy1 has no server app9 that new1 could be like"):
            self.server("new1").present("app9", "10.0.0.9", 30, 30)

    def test_should_remove_a_server_everywhere_once_its_connections_are_gone(self):
        self.server("new1").present("app1", "10.0.0.9", 30, 30)
        self.haproxy.held = 3
        self.server("new1").absent(30)
        self.assertEqual(([], []), (self.states("new1"), self.lines("new1")))
        self.assertEqual(CONFIG, self.config.read_text())
        again = self.server("new1")
        again.absent(30)
        self.assertFalse(again.changed)

    def test_should_keep_in_maintenance_what_cannot_be_removed(self):
        self.haproxy.held = 1000
        with self.assertRaisesRegex(proxy_server.Trouble, "proxy1 does not let go of app1 in app: .*connections attached"):
            self.server().absent(1)
        self.assertEqual([FMAINT, FMAINT], self.states())
        self.assertEqual(2, self.config.read_text().count("disabled"))

    def test_should_not_take_away_the_last_server_that_serves(self):
        absences = {
            "drained": {"admin": FDRAIN},
            "in maintenance": {"admin": FMAINT},
            "down": {"op": 0},
            "without weight": {"weight": 0},
        }
        for how, absence in absences.items():
            for act in (lambda server: server.drained(1), lambda server: server.absent(1)):
                for check_mode in (False, True):
                    with self.subTest(how, check_mode=check_mode):
                        self.haproxy.servers["only_app", "app3"].update({"admin": 0, "op": 2, "weight": 1}, **absence)
                        server = self.server(check_mode=check_mode)
                        with self.assertRaises(proxy_server.Trouble) as refused:
                            act(server)
                        self.assertEqual(
                            "proxy1: app1 stays in traffic: without it 0 would serve in backend only_app, and"
                            " traffic_floor is 1. Nothing was touched: bring others back first, or allow it with"
                            " -e traffic_floor=0.",
                            str(refused.exception),
                        )
                        self.assertFalse(server.changed)
                        self.assertEqual((CONFIG, []), (self.config.read_text(), self.haproxy.commands))

    def test_should_take_away_the_last_server_if_allowed(self):
        self.haproxy.servers["only_app", "app3"]["op"] = 0
        self.server(floor=0).drained(1)
        self.assertEqual([FDRAIN, FDRAIN], self.states())

    def test_should_want_as_many_others_as_the_floor_says(self):
        with self.assertRaisesRegex(proxy_server.Trouble, "without it 1 would serve in backend app, and traffic_floor is 2"):
            self.server(floor=2).drained(1)
        self.haproxy.servers["app", "app4"] = dict(self.haproxy.servers["app", "app2"])
        self.haproxy.servers["only_app", "app4"] = dict(self.haproxy.servers["only_app", "app3"])
        self.server(floor=2).drained(1)
        self.assertEqual([FDRAIN, FDRAIN], self.states())

    def test_should_drain_the_last_server_once_it_is_down_or_out(self):
        self.haproxy.servers["only_app", "app3"]["op"] = 0
        for absence in ({"op": 0}, {"admin": FDRAIN}):
            self.haproxy.servers["only_app", "app1"].update({"admin": 0, "op": 2}, **absence)
            self.server().drained(1)
            self.assertEqual([FDRAIN, FDRAIN], self.states())

    def test_should_only_tell_what_it_would_do_in_check_mode(self):
        for act in (
            lambda server: server.drained(1),
            lambda server: server.absent(1),
            lambda server: server.present("app2", "10.0.0.9", 1, 1),
        ):
            server = self.server(check_mode=True)
            act(server)
            self.assertTrue(server.changed)
        ready = self.server(check_mode=True)
        ready.ready(1)
        self.assertFalse(ready.changed)
        self.assertEqual((CONFIG, []), (self.config.read_text(), self.haproxy.commands))

    def traffic(self, **other):
        given = dict({"proxy": "proxy1", "socket": self.haproxy.path, "config": str(self.config)}, **other)
        return proxy_traffic.run(given, check_mode=False)

    def test_should_tell_who_gets_traffic_now_and_after_a_reload(self):
        self.server().drained(30)
        self.haproxy.servers["app", "app2"]["admin"] = FMAINT
        del self.haproxy.servers["only_app", "app3"]
        self.haproxy.servers["app", "app9"] = dict(self.haproxy.servers["app", "app2"], admin=CMAINT, address="fd00::9 80")
        told = self.traffic()
        self.assertFalse(told["changed"])
        self.assertEqual(
            [
                ("app", "app1", "10.0.0.1", "out", "out"),
                ("app", "app2", "10.0.0.2", "out", "in"),
                ("app", "app9", "fd00::9", "in", "unknown"),
                ("only_app", "app1", "10.0.0.1", "out", "out"),
                ("only_app", "app3", "10.0.0.3", "unknown", "in"),
            ],
            [tuple(entry[key] for key in ("backend", "server", "address", "now", "reload")) for entry in told["traffic"]],
        )

    def test_should_say_when_it_cannot_tell_who_gets_traffic(self):
        self.config.unlink()
        self.assertIn("proxy1: cannot read", self.traffic()["msg"])
        silent = self.traffic(socket=str(self.folder / "nowhere.sock"))
        self.assertIn("proxy1: HAProxy does not answer", silent["msg"])


if __name__ == "__main__":
    unittest.main()
