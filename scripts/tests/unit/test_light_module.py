"""Modules of a role of its own, run by a real ansible-playbook on this machine."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import unittest
from unittest import mock

from support import REPO

PLAY = """
- hosts: localhost
  connection: local
  gather_facts: false
  ignore_errors: true
  vars: {preflight_fence_folder: "{{ playbook_dir }}/kept", preflight_fence_cluster: one, cluster_name: not this one}
  roles: [echo]
  tasks:
    - {name: plain, echo: {number: "2", parts: [{name: a}], text: "it's '''\\"$(id)"}, environment: {ECHO: x}}
    - {name: default, echo: {}}
    - {name: check, echo: {}, check_mode: true}
    - {name: unknown, echo: {colour: red}}
    - {name: missing, echo: {parts: [{}]}}
    - {name: none of the choices, echo: {does: sing}}
    - {name: raises, echo: {does: raise}}
    - {name: exits, echo: {does: exit}}
    - {name: no python, echo: {}, vars: {ansible_python_interpreter: /nowhere/python}}
    - {name: lies, echo: {does: lie, text: "{{ '{{ 6 * 7 }}' }}"}, register: lie}
    - {name: repeats, debug: {msg: "{{ lie.msg }}"}}
    - {name: delegates, echo: {}, delegate_to: other}
    - {name: no number, echo: {}, vars: {preflight_fence_token: 1e3}}
    - {name: newer in check mode, echo: {}, vars: {preflight_fence_token: 90}, check_mode: true}
    - {name: first run, echo: {}, vars: {preflight_fence_token: 9}}
    - {name: same run, echo: {}, vars: {preflight_fence_token: "9"}}
    - {name: newer run, echo: {}, vars: {preflight_fence_token: 10}}
    - {name: older run, echo: {does: raise}, vars: {preflight_fence_token: 9}}
    - {name: no run, echo: {}}
    - {name: other cluster, echo: {}, vars: {preflight_fence_token: 3, preflight_fence_cluster: two}}
    - {name: from other cluster again, echo: {}, vars: {preflight_fence_token: 2, preflight_fence_cluster: two}}
    - {name: by the variable of the roles, echo: {},
       vars: {preflight_fence_token: 2, preflight_fence_cluster: null, cluster_name: two}}
    - {name: up, echo: {}, vars: {preflight_fence_token: 99, preflight_fence_cluster: ../outside}}
    - {name: absolute, echo: {}, vars: {preflight_fence_token: 99, preflight_fence_cluster: /tmp/outside}}
    - {name: line end, echo: {}, vars: {preflight_fence_token: 99, preflight_fence_cluster: "one\n"}}
    - {name: dots, echo: {}, vars: {preflight_fence_token: 99, preflight_fence_cluster: ".."}}
    - {name: nameless, echo: {}, vars: {preflight_fence_token: 99, preflight_fence_cluster: null, cluster_name: null}}
    - {name: how long, echo: {}}
    - {name: how long as said, echo: {run_left: 7}}
    - {name: lease to come, echo: {}, vars: {preflight_fence_token: 9, preflight_fence_cluster: to-come}}
    - {name: no room for a fence, echo: {}, vars: {preflight_fence_token: 9, preflight_fence_folder: /dev/null/fence}}
    - {name: noise around it, echo: {}, vars: {ansible_python_interpreter: "{{ playbook_dir }}/roles/echo/noisy"}}
    - {name: its mark in the noise, echo: {text: "light-module-result:"},
       vars: {ansible_python_interpreter: "{{ playbook_dir }}/roles/echo/marked"}}
    - {name: nothing but noise, echo: {does: exit}, vars: {ansible_python_interpreter: "{{ playbook_dir }}/roles/echo/noisy"}}
"""

INVENTORY = """
localhost ansible_connection=local
other ansible_connection=local ansible_python_interpreter=/nowhere/other
"""


class LightModuleTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            role = folder / "roles" / "echo"
            shutil.copytree(REPO / "scripts/tests/unit/roles/echo", role, symlinks=True)
            for file, text in (
                (folder / "play.yaml", PLAY),
                (folder / "inventory", INVENTORY),
                (folder / "kept" / "to-come", "9007199254740989\n"),
            ):
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
            (role / "action_plugins").mkdir()
            (role / "action_plugins" / "echo.py").symlink_to(
                REPO / "roles/service_modules/plugin_utils/light_module.py"
            )
            done = subprocess.run(
                ["ansible-playbook", "-i", "inventory", "play.yaml", "--limit", "localhost"],
                cwd=folder,
                env=dict(
                    os.environ,
                    ANSIBLE_STDOUT_CALLBACK="ansible.posix.json",
                    ANSIBLE_LOCALHOST_WARNING="false",
                    RESTART_MONKEY_DEADLINE_AT=str(time.monotonic() + 600),
                ),
                stdout=subprocess.PIPE,
                check=False,
            )
            cls.fences = {file.name: int(file.read_text()) for file in (folder / "kept").iterdir()}
            cls.left_over = sorted(file.name for file in folder.iterdir())
        tasks = json.loads(done.stdout)["plays"][0]["tasks"]
        cls.results = {task["task"]["name"]: task["hosts"]["localhost"] for task in tasks}

    def fails(self, task, reason):
        result = self.results[task]
        self.assertTrue(result["failed"])
        self.assertIn(reason, result["msg"])

    def test_should_give_checked_arguments_and_what_else_is_imported(self):
        result = self.results["plain"]
        given = {"number": 2.0, "parts": [{"name": "a"}], "text": "it's '''\"$(id)", "does": "answer", "run_left": mock.ANY}
        self.assertEqual(given, result["given"])
        self.assertEqual("IT'S '''\"$(ID)", result["loud"])
        self.assertEqual("x", result["home"])
        self.assertTrue(result["changed"])

    def test_should_fill_in_what_is_documented(self):
        given = {"number": 1.5, "parts": None, "text": None, "does": "answer", "run_left": mock.ANY}
        self.assertEqual(given, self.results["default"]["given"])

    def test_should_send_files_in_other_languages(self):
        words = REPO / "scripts/tests/unit/roles/echo/module_utils/words.lua"
        self.assertEqual(words.read_text(encoding="utf-8"), self.results["plain"]["read"])

    def test_should_say_when_nothing_is_to_be_done(self):
        self.assertFalse(self.results["check"]["changed"])

    def test_should_refuse_what_is_not_documented(self):
        self.fails("unknown", "colour")
        self.fails("missing", "name")
        self.fails("none of the choices", "value of does must be one of")

    def test_should_fail_with_the_reason(self):
        self.fails("raises", "ValueError: on purpose")
        self.assertIn("in run", self.results["raises"]["exception"])
        self.fails("exits", "exit code 1: gone on purpose")
        self.fails("no python", "exit code 127")

    def test_should_find_the_result_among_what_a_login_shell_says(self):
        for task in ("noise around it", "its mark in the noise"):
            self.assertNotIn("failed", self.results[task], self.results[task])
            self.assertTrue(self.results[task]["changed"])
        self.assertEqual("LIGHT-MODULE-RESULT:", self.results["its mark in the noise"]["loud"])
        self.fails("nothing but noise", "did not run, exit code 1: gone on purpose")

    def test_should_never_take_an_answer_for_a_template(self):
        self.assertEqual("{{ 6 * 7 }}", self.results["repeats"]["msg"])

    def test_should_take_nothing_that_is_not_documented(self):
        self.assertNotIn("ansible_facts", self.results["lies"])

    def test_should_use_the_python_of_the_server_that_it_acts_on(self):
        self.fails("delegates", "/nowhere/other")

    def test_should_refuse_a_run_once_a_newer_one_has_been_there(self):
        self.fails("older run", "newer lease of the cluster has been here (10; this one has 9)")
        for task in ("newer in check mode", "first run", "same run", "newer run", "no run"):
            self.assertNotIn("failed", self.results[task], task)
        self.assertEqual(10, self.fences["one"])

    def test_should_not_refuse_a_run_for_that_of_another_cluster(self):
        self.assertNotIn("failed", self.results["other cluster"])
        self.fails("from other cluster again", "newer lease of the cluster has been here (3; this one has 2)")
        self.fails("by the variable of the roles", "newer lease of the cluster has been here (3; this one has 2)")
        self.assertEqual({"one": 10, "two": 3, "to-come": 9007199254740989}, self.fences)

    def test_should_keep_fences_in_their_folder_whatever_the_cluster_is_called(self):
        for task in ("up", "absolute", "line end", "dots", "nameless"):
            self.fails(task, "must say of which cluster")
        self.assertEqual(["inventory", "kept", "play.yaml", "roles"], self.left_over)

    def test_should_tell_how_long_the_run_may_go_on(self):
        left = self.results["how long"]["given"]["run_left"]
        self.assertTrue(0 < left <= 585, left)
        self.assertEqual(7, self.results["how long as said"]["given"]["run_left"])

    def test_should_say_how_to_go_on_when_a_lease_is_from_a_time_to_come(self):
        self.fails("lease to come", "remove that file")

    def test_should_say_what_is_no_token(self):
        self.fails("no number", "preflight_fence_token is '1e3': a whole number")

    def test_should_act_though_it_cannot_keep_the_token(self):
        result = self.results["no room for a fence"]
        self.assertTrue(result["changed"])
        self.assertIn("the fence is not kept", result["warnings"][0])


if __name__ == "__main__":
    unittest.main()
