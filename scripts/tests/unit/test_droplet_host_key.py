"""Host keys that are known before the first login, with the real ssh and ssh-keygen."""

import email
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from support import load

host_key = load("roles/provider_digitalocean/library/droplet_host_key.py")

MARK = "restart-monkey:demo:app3"
THEIRS = b"# mine \xe4\r\n203.0.113.9 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHm3mine me@home"


class HostKeyTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.file = self.folder / "known hosts"
        self.args = [f"-o 'UserKnownHostsFile=\"{self.file}\"'", "-F none"]

    def see_to(self, state, mark=MARK, check_mode=False, **more):
        given = {"address": "server.invalid", "ssh_args": self.args, "ssh_port": "", "user_data": ""}
        return host_key.see_to(dict(given, state=state, mark=mark, **more), check_mode)

    def keys_in(self, user_data):
        """The host key, as cloud-init takes it from user data."""
        self.assertTrue(user_data.startswith("#cloud-config\n"))
        return json.loads(user_data.partition("\n")[2])["ssh_keys"]

    def test_should_give_the_server_the_key_that_ssh_will_see(self):
        keys = self.keys_in(self.see_to("made")["user_data"])
        self.see_to("learned", address="203.0.113.7", ssh_port="2222")
        key = self.folder / "host_key"
        key.write_text(keys["ed25519_private"])
        key.chmod(0o600)
        public = subprocess.run(["ssh-keygen", "-y", "-f", str(key)], stdout=subprocess.PIPE, text=True, check=True).stdout
        found = subprocess.run(
            ["ssh-keygen", "-F", "[203.0.113.7]:2222", "-f", str(self.file)], stdout=subprocess.PIPE, text=True, check=True
        ).stdout
        self.assertIn(public.strip(), found)
        self.assertEqual(public.strip(), keys["ed25519_public"].strip())

    def test_should_keep_the_private_key_nowhere(self):
        private = self.keys_in(self.see_to("made")["user_data"])["ed25519_private"]
        self.see_to("learned", address="203.0.113.7")
        self.assertIn("PRIVATE KEY", private)
        self.assertEqual(["known hosts"], os.listdir(self.folder))
        self.assertNotIn("PRIVATE", self.file.read_text())

    def test_should_leave_other_lines_as_they_are(self):
        self.file.write_bytes(THEIRS)
        self.file.chmod(0o640)
        self.see_to("made")
        self.see_to("learned", address="203.0.113.7")
        self.assertTrue(self.file.read_bytes().startswith(THEIRS + b"\n"))
        self.assertEqual(0o640, self.file.stat().st_mode & 0o777)
        self.assertTrue(self.see_to("forgotten")["changed"])
        self.assertEqual(THEIRS + b"\n", self.file.read_bytes())
        self.assertFalse(self.see_to("forgotten")["changed"])

    def test_should_forget_one_server_and_not_one_with_a_longer_name(self):
        for name in ("app3", "app30"):
            self.see_to("made", mark="restart-monkey:demo:" + name)
        self.see_to("forgotten")
        self.assertNotIn(":app3\n", self.file.read_text())
        self.assertIn(":app30\n", self.file.read_text())

    def test_should_change_nothing_when_several_servers_are_learned_again(self):
        servers = {MARK: "203.0.113.7", "restart-monkey:demo:app4": "203.0.113.8"}
        for mark, address in servers.items():
            self.see_to("made", mark)
            self.assertTrue(self.see_to("learned", mark, address=address)["changed"])
        for mark, address in servers.items():
            self.assertFalse(self.see_to("learned", mark, address=address)["changed"])

    def test_should_take_an_address_over_from_a_server_that_had_it_before(self):
        for name in ("old", "new"):
            self.see_to("made", mark="restart-monkey:demo:" + name)
            self.see_to("learned", mark="restart-monkey:demo:" + name, address="203.0.113.7")
        lines = [line.split() for line in self.file.read_text().splitlines()]
        self.assertEqual(["restart-monkey:demo:new"], [line[3] for line in lines if line[0] == "203.0.113.7"])

    def test_should_still_know_the_key_when_the_answer_to_creating_was_lost(self):
        made = self.keys_in(self.see_to("made")["user_data"])
        self.assertTrue(self.see_to("learned", address="203.0.113.7")["changed"])
        self.assertIn("203.0.113.7 " + made["ed25519_public"].strip(), self.file.read_text())
        self.assertFalse(self.see_to("learned", address="203.0.113.7")["changed"])

    def test_should_say_that_a_key_is_not_known(self):
        self.assertFalse(self.see_to("learned", address="203.0.113.9")["is_known"])
        self.file.write_bytes(THEIRS)
        self.assertTrue(self.see_to("learned", address="203.0.113.9")["is_known"])
        self.assertFalse(self.see_to("learned", address="203.0.113.9", ssh_port="2222")["is_known"])

    def test_should_respect_settings_by_which_no_key_is_needed(self):
        self.args.append("-o StrictHostKeyChecking=" + "accept-new")
        self.assertTrue(self.see_to("learned", address="203.0.113.9")["is_known"])

    def test_should_say_ahead_when_no_key_can_be_learned(self):
        self.assertTrue(self.see_to("possible")["is_possible"])
        own = self.see_to("possible", user_data="#cloud-config\nssh_keys:\n  rsa_private: x\n")
        self.assertEqual((False, "its user data have ssh_keys of their own"), (own["is_possible"], own["why"]))
        self.args = ["-F none", "-o UserKnownHostsFile=" + "none"]
        self.assertEqual("UserKnownHostsFile is none", self.see_to("possible")["why"])

    def test_should_change_nothing_in_check_mode(self):
        self.see_to("made", check_mode=True)
        self.assertFalse(self.file.exists())

    def test_should_add_to_the_user_data_of_the_user(self):
        script = "#!/bin/sh\necho ü\n"
        for theirs in (script, "#cloud-config\npackages: [x]\n"):
            whole = email.message_from_string(self.see_to("made", user_data=theirs)["user_data"])
            first, last = whole.get_payload()
            self.assertEqual(("text/plain", theirs), (first.get_content_type(), first.get_payload(decode=True).decode()))
            self.assertEqual("text/cloud-config", last.get_content_type())
            self.keys_in(last.get_payload(decode=True).decode())
        parts = email.message_from_string(self.see_to("made", user_data=whole.as_string())["user_data"])
        kinds = [part.get_content_type() for part in parts.walk() if not part.is_multipart()]
        self.assertEqual(["text/plain", "text/cloud-config", "text/cloud-config"], kinds)

    def test_should_refuse_a_mark_that_is_a_line_of_its_own(self):
        for mark in ("a b", "a\nb", "", "a\n"):
            with self.assertRaises(host_key.Refused):
                self.see_to("made", mark=mark)


if __name__ == "__main__":
    unittest.main()
