import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
from unittest import mock

from support import REPO, load, wait_for

SCRIPT = "core/src/main/resources/io/restartmonkey/ansible/warm_ansible.py"
SCRIPTS = sorted(file.name for file in (REPO / SCRIPT).parent.glob("warm_ansible*.py"))
warm = load(SCRIPT)
fork, modules = sys.modules["warm_ansible_fork"], sys.modules["warm_ansible_modules"]

PLAYBOOK = """
- hosts: all
  gather_facts: false
  tasks:
    - ansible.builtin.command: sleep 300
"""


def marked(folder):
    """The processes that carry the mark of this run."""
    wanted = os.fsencode("%s=%s" % (fork.MARK, folder))
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            environment = pathlib.Path("/proc", pid, "environ").read_bytes()
        except OSError:
            continue
        if wanted in environment.split(b"\0"):
            found.append(pid)
    return found


class WarmAnsibleTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    @staticmethod
    def scripts_in(folder):
        folder.mkdir(exist_ok=True)
        for name in SCRIPTS:
            shutil.copy((REPO / SCRIPT).parent / name, folder)
        return folder

    def home(self, name):
        return warm.Home(str(self.scripts_in(self.folder / name)))

    def test_should_bring_back_what_somebody_takes_away_of_its_folder(self):
        home = self.home("home")
        shutil.rmtree(self.folder / "home")
        home.keep()
        for name in SCRIPTS:
            text = (REPO / SCRIPT).with_name(name).read_text()
            self.assertEqual(text, (self.folder / "home" / name).read_text())

    @unittest.skipUnless(shutil.which("systemd-tmpfiles"), "needs systemd-tmpfiles")
    def test_should_keep_systemd_tmpfiles_out_of_its_folder(self):
        home = self.home("restart-monkey-1")
        (self.folder / "abandoned").mkdir()
        rules = self.folder.with_suffix(".conf")
        rules.write_text("d %s 0700 - - 0\n" % self.folder)
        self.addCleanup(rules.unlink)
        for _ in range(2):  # The folder that has come back is locked as the first one was.
            subprocess.run(["systemd-tmpfiles", "--clean", str(rules)], check=True)
            self.assertEqual(["restart-monkey-1"], os.listdir(self.folder))
            self.assertEqual(SCRIPTS, sorted(os.listdir(self.folder / "restart-monkey-1")))
            shutil.rmtree(self.folder / "restart-monkey-1")
            home.keep()

    def test_should_remove_the_folders_of_those_that_were_killed_and_no_others(self):
        alive, dead, young, other = (self.folder / name for name in ("resident-1", "resident-2", "resident-3", "runs"))
        lives = self.home(alive.name)
        for folder in (dead, young, other):
            self.scripts_in(folder)
        for folder in (alive, dead, other):
            os.utime(folder, (0, 0))
        self.home("resident-4").tidy_up()
        self.assertEqual(["resident-1", "resident-3", "resident-4", "runs"], sorted(os.listdir(self.folder)))
        lives.keep()

    def test_should_mean_by_an_exit_what_python_means(self):
        self.assertEqual([0, 3, 1, 255], [fork.exit_code(code) for code in (None, 3, "text", -1)])

    def test_should_lose_output_rather_than_fail(self):
        full = mock.Mock(spec=io.StringIO)
        full.write.side_effect = full.flush.side_effect = OSError("no space left")
        stream = fork.Lossy(full)
        self.assertEqual(4, stream.write("text"))
        stream.flush()

    def test_should_write_the_mark_where_others_see_it(self):
        said = subprocess.run(
            [sys.executable, "-B", str(REPO / "scripts/tests/unit/write_mark.py"), "/runs/1"],
            env=dict(os.environ, **{fork.MARK: "/home" + "/" * 100}),
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        self.assertIn("'%s=/runs/1'" % fork.MARK, said)
        self.assertNotIn("/home/", said.split(fork.MARK)[1].split("'")[0])

    def test_should_pack_modules_anew_when_any_of_the_content_changes(self):
        (self.folder / "library").mkdir()
        module = self.folder / "library" / "say.py"
        module.write_text("one")
        chosen = self.folder.parent / (self.folder.name + ".json")
        self.addCleanup(chosen.unlink)
        chosen.write_text('{"number": 1}')
        playbook = ["python", "/run/run_play.py", str(chosen), "ansible-playbook", str(self.folder / "playbook.yaml")]
        before = modules.content_key(playbook)
        self.assertEqual(before, modules.content_key(playbook))
        chosen.write_text('{"number": 2}')
        self.assertNotEqual(before, modules.content_key(playbook))
        chosen.write_text('{"number": 1}')
        module.write_text("other")
        self.assertNotEqual(before, modules.content_key(playbook))

    def test_should_not_look_through_endless_content(self):
        with mock.patch.object(modules, "MOST_FILES", 2):
            for name in "abc":
                (self.folder / name).touch()
            self.assertIsNone(modules.content_key([str(self.folder / "playbook.yaml")]))

    def test_should_leave_nothing_of_a_run_that_cannot_be_forked(self):
        unbegun = warm.Resident.__new__(warm.Resident)  # Not begun: it would take this process' standard input.
        unbegun._home = warm.Home(str(self.scripts_in(self.folder)))
        open_before = os.listdir("/proc/self/fd")
        with mock.patch.object(unbegun, "_say") as said:
            with mock.patch.object(os, "fork", side_effect=OSError("no memory")):
                unbegun._begin({"run": 7, "held": True})
        said.assert_called_once_with(run=7, refused="no memory")
        self.assertEqual(SCRIPTS, sorted(os.listdir(self.folder)))
        self.assertEqual(open_before, os.listdir("/proc/self/fd"))

    def test_should_end_at_its_deadline_a_run_that_nobody_waits_for_any_more(self):
        home = self.scripts_in(self.folder / "home")
        script = home / "warm_ansible.py"
        run = self.folder / "run"
        run.mkdir()
        (self.folder / "playbook.yaml").write_text(PLAYBOOK)
        executable = shutil.which("ansible-playbook")
        process = subprocess.Popen(
            [sys.executable, str(script), executable],
            cwd=self.folder,
            env=dict(os.environ, **{fork.MARK: str(home) + "/" * 4096}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.kill)
        self.assertRegex(json.loads(process.stdout.readline())["ready"], r"^2[.]\d+[.]")
        self.assertNotIn("__pycache__", os.listdir(home))
        request = {
            "run": 1,
            "words": [executable, "-i", "localhost,", "-c", "local", str(self.folder / "playbook.yaml")],
            "environment": {fork.MARK: str(run)},
            "output": str(run / "stdout"),
            "deadline_s": 6,
            "held": False,
        }
        process.stdin.write(json.dumps(request) + "\n")
        process.stdin.flush()
        self.assertIn("pid", json.loads(process.stdout.readline()))
        wait_for(lambda: len(marked(run)) > 1, "the task runs")
        begun = time.monotonic()
        process.stdin.close()
        process.wait(60)
        self.assertEqual([], marked(run))
        self.assertFalse(home.exists(), "its folder is gone, after %g s" % (time.monotonic() - begun))


if __name__ == "__main__":
    unittest.main()
