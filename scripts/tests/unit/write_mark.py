"""Writes the mark of a run over its own, as a fork of the resident Ansible does, and prints the environment it then has.

Usage: write_mark.py MARK
"""

import sys

from support import load

if __name__ == "__main__":
    load("core/src/main/resources/io/restartmonkey/ansible/warm_ansible.py")
    sys.modules["warm_ansible_fork"].Mark().write(sys.argv[1])
    with open("/proc/self/environ") as environment:
        print(environment.read().split("\0"))
