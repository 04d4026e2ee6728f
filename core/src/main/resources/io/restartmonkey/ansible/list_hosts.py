"""Says which hosts of an inventory a host pattern means, without running anything.

Usage: list_hosts.py RESULT PATTERN INVENTORY

The pattern is the content of the file PATTERN, so that nothing in it is an option. The result is a
JSON list of names in the file RESULT; when Ansible refuses, it says why on standard error and there
is no RESULT.
"""

from __future__ import annotations

import json
import os
import sys

from ansible.cli import CLI
from ansible.cli.adhoc import AdHocCLI

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # Python's option -P leaves it out.
import our_ansible  # noqa: E402


class HostList(AdHocCLI):
    """Takes the place of the ad-hoc command, after the same reading of options and inventory."""

    pattern = ''
    result = ''

    def run(self):
        CLI.run(self)
        inventory = self._play_prereqs()[1]
        names = [host.get_name() for host in inventory.get_hosts(self.pattern)]
        with open(self.result, 'w', encoding='utf-8') as out:
            json.dump(names, out)
        return 0


def main():
    HostList.result, pattern, inventory = sys.argv[1:]
    with open(pattern, encoding='utf-8') as file:
        HostList.pattern = file.read()
    our_ansible.prepare()
    HostList.cli_executor(['ansible', '--list-hosts', '-i', inventory, 'all'])


if __name__ == '__main__':
    main()
