"""The examples of docs/playbooks.md for a HAProxy of one's own, played by Ansible against a real HAProxy."""

import os
import re
import subprocess
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import yaml

from support import REPO, free_port
from test_proxy_server import HEAD, MARK, Proxied

DOCS = (REPO / "docs/playbooks.md").read_text(encoding="utf-8")


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        pass


class OwnHAProxyTest(Proxied):
    def setUp(self):
        super().setUp()
        self.port = str(free_port())
        for host in (11, 12, 13):
            server = ThreadingHTTPServer(("127.0.2.%d" % host, int(self.port)), Answers)
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
            self.addCleanup(server.server_close)
            self.addCleanup(server.shutdown)
        self.start(HEAD + self.here(self.example("backend shop")))
        witness = self.folder / "witness"
        witness.write_text('#!/bin/sh\ngrep -c "%s" %s\n' % (MARK.strip(), self.config))
        witness.chmod(0o755)
        restart = "ansible.builtin.systemd:\n        name: shop\n        state: restarted\n"
        for name in ("hosts.yaml", "restart-till.yaml", "replace-till.yaml"):
            text = self.here(self.example("# " + name))
            text = text.replace(restart, "ansible.builtin.command: %s\n" % witness)
            (self.folder / name).write_text(text)

    @staticmethod
    def example(first_line):
        return re.search(r"\n```\w+\n(%s\n.*?)```\n" % re.escape(first_line), DOCS, re.DOTALL).group(1)

    def here(self, text):
        return text.replace("192.0.2.", "127.0.2.").replace(":9000", ":" + self.port)

    def play(self, playbook, *options, well=True, told=True):
        """told: Ansible's call says where HAProxy's socket is."""
        command = ["ansible-playbook", "-i", "hosts.yaml", "-v", "-e", "ansible_connection=local"]
        command += ["-e", "traffic_socket=" + self.socket] if told else []
        environ = {"ANSIBLE_ROLES_PATH": str(REPO / "roles"), "ANSIBLE_NOCOLOR": "1",
                   "ANSIBLE_CALLBACK_RESULT_FORMAT": "json", "ANSIBLE_PYTHON_INTERPRETER": "/usr/bin/python3"}
        played = subprocess.run(
            command + list(options) + [playbook],
            cwd=self.folder, env=dict(os.environ, **environ), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )
        said = played.stdout.decode()
        self.assertEqual(well, played.returncode == 0, said)
        return said

    def names(self):
        return sorted(server.name for server in self.seen())

    def test_should_restart_a_server_out_of_traffic_and_put_it_back(self):
        said = self.play("restart-till.yaml", "-e", "till=till-1")
        self.assertIn('"stdout": "1"', said)
        self.assertEqual((self.text, []), (self.config.read_bytes(), self.out_now()))

    def test_should_take_for_each_proxy_what_is_said_there(self):
        hosts = self.folder / "hosts.yaml"
        own = ', run: %s, traffic_socket: "{{ run }}/admin.sock", traffic_config: [%s]}' % (self.folder, self.config)
        hosts.write_text(hosts.read_text().replace("lb1: {ansible_host: 127.0.2.5}", "lb1: {ansible_host: 127.0.2.5" + own))
        self.play("restart-till.yaml", "-e", "till=till-1", told=False)
        self.assertEqual((self.text, []), (self.config.read_bytes(), self.out_now()))
        self.play("replace-till.yaml", told=False)
        self.assertEqual(["till-1", "till-3"], self.names())

    def test_should_replace_a_server_and_report(self):
        said = self.play("replace-till.yaml")
        self.assertEqual(["till-1", "till-3"], self.names())
        self.assertRegex(said, r'"server": "till-3"')
        self.assertIn(b"server till-3 127.0.2.13:%s check" % self.port.encode(), self.config.read_bytes())
        self.assertNotIn(b"till-2", self.config.read_bytes())

    def test_should_name_traffic_proxies_where_no_proxy_is_known(self):
        for playbook in ("restart-till.yaml", "replace-till.yaml"):
            file = self.folder / playbook
            file.write_text(file.read_text().replace("""    traffic_proxies: "{{ groups['lb'] }}"\n""", ""))
            said = " ".join(self.play(playbook, "-e", "till=till-1", well=False).split())
            self.assertRegex(said, "stays as it is: traffic_proxies is empty. .* and the inventory has no such group")
        self.assertEqual((self.text, []), (self.config.read_bytes(), self.out_now()))

    def test_should_tell_every_variable_with_its_default(self):
        defaults = yaml.safe_load((REPO / "roles/traffic/defaults/main.yml").read_text())
        section = DOCS.partition("### Your own playbook\n")[2].partition("\n### ")[0]
        told = dict(re.findall(r"^\| `(traffic_\w+)` \| ([^|]+) \|", section, re.MULTILINE))
        self.assertEqual(sorted(defaults), sorted(told))
        for name, default in defaults.items():
            if not str(default).startswith("{{"):
                self.assertEqual("`%s`" % (default if default != "" else "''"), told[name])


# Its own tests run there.
del Proxied

if __name__ == "__main__":
    unittest.main()
