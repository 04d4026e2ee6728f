import pathlib
import re
import unittest

from support import REPO

# Tests may show that even a client that checks nothing is refused; users never get them.
SHIPPED = ("core/src/main", "launcher/packaging", "launcher/src/main", "inventory-templates", "playbooks", "roles", "docs")
OURS = ("scripts/lib", "scripts/lab", "scripts/demo", "scripts/setup", "scripts/bench", "scripts/createinv")
TEXT = {"", ".cfg", ".java", ".j2", ".md", ".properties", ".py", ".service", ".sh", ".yaml", ".yml"}

UNCHECKED = re.compile(
    r"""
      host_key_checking \s* [=:] \s* ['"]? (false|no|off|0)\b
    | (stricthostkeychecking|ansible_ssh_host_key_checking) [\s=:]+ ['"]? (false|no|off|0|accept-new)\b
    | userknownhostsfile [\s=:]+ ['"\\]* /dev/null
    | AutoAddPolicy | checkHostIP [\s=]+ no
    """,
    re.VERBOSE | re.IGNORECASE,
)


def files():
    for name in SHIPPED + OURS:
        path = pathlib.Path(REPO, name)
        for file in [path] if path.is_file() else path.rglob("*"):
            if file.is_file() and file.suffix in TEXT and "__pycache__" not in file.parts:
                yield file


class HostKeys(unittest.TestCase):
    def test_nothing_that_we_ship_turns_their_check_off(self):
        found = []
        count = 0
        for file in files():
            count += 1
            for number, line in enumerate(file.read_text().splitlines(), 1):
                if UNCHECKED.search(line):
                    found.append(f"{file}:{number}: {line.strip()}")

        self.assertEqual([], found)
        self.assertGreater(count, 300)

    def test_ansible_is_told_to_check_them(self):
        self.assertIn("\nhost_key_checking = True\n", pathlib.Path(REPO, "playbooks/ansible.cfg").read_text())

    def test_each_way_of_turning_it_off_is_known(self):
        for line in (
            "host_key_checking = False",
            "ANSIBLE_HOST_KEY_CHECKING=0",
            'put("ANSIBLE_HOST_KEY_CHECKING: "no"',
            "ssh_args = -o StrictHostKeyChecking=no",
            "StrictHostKeyChecking accept-new",
            "-o UserKnownHostsFile=/dev/null",
            "-o 'UserKnownHostsFile=\"/dev/null\"'",
        ):
            self.assertTrue(UNCHECKED.search(line), line)


if __name__ == "__main__":
    unittest.main()
