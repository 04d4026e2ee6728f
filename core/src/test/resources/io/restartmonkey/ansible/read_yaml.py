"""Says what Ansible makes of the playbooks and inventories in a folder: read_yaml.py FOLDER

One JSON object: for each file its plays, or its groups; null where Ansible refuses it.
"""

import glob
import json
import os
import sys

from ansible.errors import AnsibleError
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.playbook import Playbook
from ansible.vars.manager import VariableManager

os.environ['ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED'] = '1'


def as_list(value):
    return [value] if isinstance(value, str) else value


def plays(path):
    loader = DataLoader()
    inventory = InventoryManager(loader=loader, sources=['localhost,'])
    playbook = Playbook.load(path, VariableManager(loader=loader, inventory=inventory), loader)
    if not all(play.hosts for play in playbook.get_plays()):
        raise AnsibleError('said when it is run: hosts are required')
    return [
        {
            'name': play.get_name(),
            'hosts': play.hosts if isinstance(play.hosts, str) else ','.join(play.hosts),
            'tags': sorted(set(play.tags)),
            'run_after': as_list(play.vars.get('run_after')),
        }
        for play in playbook.get_plays()
    ]


def groups(path):
    inventory = InventoryManager(loader=DataLoader(), sources=[path])
    return {
        name: {'vars': group.get_vars(), 'children': sorted(child.name for child in group.child_groups)}
        for name, group in inventory.groups.items()
    }


def main():
    found = {}
    for path in glob.glob(os.path.join(sys.argv[1], '*.yaml')):
        try:
            found[os.path.basename(path)] = (groups if '.inventory.' in path else plays)(path)
        except AnsibleError:
            found[os.path.basename(path)] = None
    print(json.dumps(found))


main()
