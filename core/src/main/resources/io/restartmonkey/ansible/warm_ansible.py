"""Keeps Ansible imported, and forks for each run of ansible-playbook.

Usage: warm_ansible.py ANSIBLE_PLAYBOOK

Takes one JSON object a line on standard input, and gives one a line on standard output:

  in   {"run": 1, "words": [...], "environment": {...}, "output": FILE, "deadline_s": 600, "held": true}
       {"run": 1, "go": true}      lets a held run begin to play
  out  {"ready": "2.14.18"}        once Ansible, of this version, is imported
       {"run": 1, "pid": 123}      a session and a process group of its own
       {"run": 1, "refused": "…"}  there is no memory or no disk for it
       {"run": 1, "loaded": true}  a held run has loaded its playbook, and waits; false if that cannot be told
       {"run": 1, "told": true}    it plays
       {"run": 1, "exit": 0}       minus the signal's number, if one ended it

A held run reads its inventory and its playbook, and waits before the first play: the variables of hosts and plays are
read when it is their turn, as earlier steps may have written them. When standard input ends, held runs end at once; the
others go on, but not past their deadlines.

Whatever of Ansible's configuration or code changes is taken up: such a run becomes an ansible-playbook process of its
own, and this process starts itself anew as soon as it has no run.
"""

from __future__ import annotations

import os
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))

# The parts lie beside this file. Python's option -P leaves that folder out, so it is there while they are imported, and
# what runs find there is as it was. They are compiled anew each time: a folder of ours has no file that we did not write.
writes_none, sys.dont_write_bytecode = sys.dont_write_bytecode, True
sys.path.insert(0, HERE)
from warm_ansible_home import Home  # noqa: E402
from warm_ansible_imports import import_ansible, overriding  # noqa: E402
from warm_ansible_resident import Resident  # noqa: E402
del sys.path[0]
sys.dont_write_bytecode = writes_none


def main():
    import_ansible()
    file = overriding()
    if file:
        sys.exit('%s takes the place of a plugin of Ansible' % file)
    Resident(sys.argv[1], Home(HERE)).serve()
    shutil.rmtree(HERE, ignore_errors=True)
    os._exit(0)  # Tidying up what is in memory takes as long as all that.


if __name__ == '__main__':
    main()
