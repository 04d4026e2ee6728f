import types
import unittest

from support import load

run_play = load("core/src/main/resources/io/restartmonkey/ansible/run_play.py")


def settings(**given):
    """Asks as Ansible's configuration is asked; what is not given is as Ansible has it by itself."""
    usual = {"TAGS_RUN": [], "TAGS_SKIP": []}
    return lambda name: given.get(name, (usual[name], "default"))


class RunPlayTest(unittest.TestCase):
    def test_should_take_settings_that_leave_nothing_out(self):
        for run in ([], ["all"], None):
            self.assertEqual([], run_play.unfit_settings(settings(TAGS_RUN=(run, "/etc/ansible/ansible.cfg"))))

    def test_should_name_the_variable_or_the_file_and_the_cure(self):
        self.assertEqual(
            [
                "ANSIBLE_RUN_TAGS=app,web would leave tasks out of every play; unset it",
                "/a.cfg: [tags] skip = slow would leave tasks out of every play; take it out, or name another file in"
                " ANSIBLE_CONFIG",
            ],
            run_play.unfit_settings(
                settings(
                    TAGS_RUN=(["app, web"], "env: ANSIBLE_RUN_TAGS"),
                    TAGS_SKIP=(["slow"], "/a.cfg"),
                )
            ),
        )

    def test_should_know_a_play_by_its_name_and_hosts(self):
        cases = (
            ("Restart", "app", "Restart", "app", True),
            (" Restart ", ["app", "web"], "Restart", "app,web", True),
            ("Restart", ["app:!app1", "web"], "Restart", "app:!app1:web", True),
            (None, "app", "app", "app", True),
            ("app,web", ["app", "web"], "app:web", "app:web", True),
            ("Restart\x1b[2J", "app", "Restart?[2J", "app", True),
            (True, "app", "yes", "app", True),
            ("Restart app", "app", "Restart", "app", False),
            ("Restart", "web", "Restart", "app", False),
            ("Restart", None, "Restart", "app", False),
        )
        for name, hosts, wanted, wanted_hosts, same in cases:
            play = types.SimpleNamespace(name=name, hosts=hosts)
            with self.subTest(name=name, hosts=hosts):
                self.assertEqual(same, run_play.is_same(play, {"name": wanted, "hosts": wanted_hosts}))


if __name__ == "__main__":
    unittest.main()
