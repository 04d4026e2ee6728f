"""Says which hosts each play of a playbook would run on, without running anything.

Usage: inspect_playbook.py RESULT [options of ansible-playbook] PLAYBOOK

Ansible itself does the work, in its list mode: the same reading of playbook and inventory, the same
variables, the same host patterns, the same batches. The result is one JSON document in the file
RESULT; when Ansible refuses, it says why on standard error and there is no RESULT.
"""

from __future__ import annotations

import json
import os
import re
import sys

from ansible import release
from ansible.cli import playbook as cli
from ansible.errors import AnsibleError
from ansible.playbook.block import Block
from ansible.playbook.helpers import load_list_of_tasks
from ansible.plugins.loader import lookup_loader

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # Python's option -P leaves it out.
import our_ansible  # noqa: E402

CHANGES_HOSTS = ('add_host', 'group_by')
# These only look at variables and files; any other might run a program or ask a server.
HARMLESS_LOOKUPS = (
    'config', 'dict', 'env', 'file', 'fileglob', 'first_found', 'indexed_items', 'items', 'list',
    'nested', 'sequence', 'subelements', 'together', 'unvault', 'vars', 'varnames',
)
# What has another value each time, or may have another one when it is the play's turn.
CHANGEABLE = re.compile(r'\b(hostvars|random|shuffle|ansible_date_time|(?:now|lookup|query|q)(?=\s*\())\b')
NAME = re.compile(r'[A-Za-z_]\w*')


def short(name):
    """The name of an action or a lookup without Ansible's own prefix."""
    for prefix in ('ansible.builtin.', 'ansible.legacy.'):
        if name.startswith(prefix):
            return name[len(prefix):]
    return name


def is_template(text):
    return '{{' in text or '{%' in text


def guard_lookups():
    """Refuses lookups that act: planning must touch nothing."""
    get = lookup_loader.get

    def guarded(name, *args, **kwargs):
        if short(name) not in HARMLESS_LOOKUPS:
            raise AnsibleError("the lookup '%s' is not run while planning" % name)
        return get(name, *args, **kwargs)

    lookup_loader.get = guarded


class FieldWalk:
    """Finds what a field of a play is a template of, through the variables that it names."""

    def __init__(self, variables):
        self._variables = variables
        self._seen = {'groups', 'hostvars', 'vars'}

    def changeable(self, value):
        """A word of the template whose value may change until it is the play's turn, or None."""
        if isinstance(value, dict):
            value = list(value.values())
        if isinstance(value, (list, tuple)):
            return next(filter(None, map(self.changeable, value)), None)
        if not isinstance(value, str) or not is_template(value):
            return None
        found = CHANGEABLE.search(value)
        if found:
            return found.group()
        names = [name for name in NAME.findall(value) if name in self._variables and name not in self._seen]
        self._seen.update(names)
        return self.changeable([self._variables[name] for name in names])


def unsure_fields(play, variable_manager):
    """Why the hosts and the batches of a play may be others when it is its turn."""
    written = play.get_ds() or {}
    for field in ('hosts', 'serial'):
        word = FieldWalk(variable_manager.get_vars(play=play)).changeable(written.get(field))
        if word:
            yield "%s: '%s' depends on %s, so it may have another value when it is the play's turn" % (
                play.get_path(), field, word)


class TaskWalk:
    """Finds, in the tasks of one play, what changes the hosts of later plays, and what may change them unseen."""

    def __init__(self, play, loader, variable_manager):
        self.play = play
        self.loader = loader
        self.variable_manager = variable_manager
        self.reasons = []
        self.unknown = []
        self._seen = set()

    def walk(self, items):
        for item in items:
            if isinstance(item, Block):
                self.walk(item.block + item.rescue + item.always)
            else:
                self._visit(item)

    def _visit(self, task):
        action = short(task.action)
        if is_template(action):
            self.unknown.append("%s: not looked into '%s': its action is a template" % (task.get_path(), action))
        elif action in CHANGES_HOSTS:
            self.reasons.append('%s: %s' % (task.get_path(), action))
        elif action == 'meta' and task.args.get('_raw_params') == 'refresh_inventory':
            self.reasons.append('%s: meta refresh_inventory' % task.get_path())
        elif action in ('include_tasks', 'include'):
            self._included(task, task.args.get('_raw_params') or task.args.get('file') or '', self._tasks)
        elif action == 'include_role':
            self._included(task, task.args.get('name') or task.args.get('role') or '', self._role)

    def _included(self, task, name, look_into):
        name = str(name)
        try:
            if is_template(name):
                raise AnsibleError('its name is a template')
            if (task.action, name, task.get_path()) not in self._seen:
                self._seen.add((task.action, name, task.get_path()))
                look_into(task, name)
        except Exception as problem:  # An include that fails is met when it runs, if it runs at all.
            reason = str(problem).strip().splitlines()[0] if str(problem).strip() else repr(problem)
            self.unknown.append('%s: not looked into %s: %s' % (task.get_path(), name, reason))

    def _tasks(self, task, name):
        path = self._find(task, name)
        tasks = load_list_of_tasks(
            self.loader.load_from_file(path) or [],
            play=self.play,
            block=Block(play=self.play, role=task._role),  # An import_role in there asks it for the play.
            role=task._role,
            variable_manager=self.variable_manager,
            loader=self.loader,
        )
        self.walk(tasks)

    def _role(self, task, name):
        blocks, handlers = task.get_block_list(
            play=self.play, variable_manager=self.variable_manager, loader=self.loader
        )
        self.walk(blocks)
        self.walk(handlers)

    def _find(self, task, name):
        folders = [os.path.dirname(str(task.get_path()).rsplit(':', 1)[0])]
        if task._role is not None:
            folders += [os.path.join(task._role._role_path, sub) for sub in ('tasks', 'handlers')]
        folders.append(self.loader.get_basedir())
        for folder in folders:
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                return path
        raise AnsibleError('no such file')


class Inspector(cli.PlaybookExecutor):
    """Takes the place of Ansible's executor, which in list mode only parses."""

    result = ''

    def run(self):
        plays, changes, unknown, unsure, notes = [], [], [], [], []
        for entry in super().run() or []:
            for play in entry['plays']:
                self._loader.set_basedir(play._included_path or os.path.dirname(os.path.realpath(entry['playbook'])))
                batches = [[host.get_name() for host in batch] for batch in self._get_serialized_batches(play)]
                hosts = [host for batch in batches for host in batch]
                walk = TaskWalk(play, self._loader, self._variable_manager)
                if hosts:
                    walk.walk(play.compile())
                    walk.walk(play.handlers)
                    walk.walk(play.compile_roles_handlers())
                plays.append({
                    'name': play.get_name(),
                    'pattern': play.hosts if isinstance(play.hosts, str) else ','.join(map(str, play.hosts)),
                    'hosts': hosts,
                    'batches': batches,
                })
                changes.append(walk.reasons)
                unknown.append(walk.unknown)
                unsure += unsure_fields(play, self._variable_manager)
                if play.order == 'shuffle' and len(hosts) > 1:
                    notes.append("%s: 'order: shuffle' draws the hosts anew each time" % play.get_path())
        # What the last play changes, no later play can see.
        reasons = unsure + [reason for found in changes[:-1] + unknown[:-1] for reason in found]
        notes += [note for found in unknown[-1:] for note in found]
        document = {
            'ansible': release.__version__,
            'complete': not reasons,
            'incomplete_because': reasons,
            'notes': notes,
            'plays': plays,
        }
        with open(self.result, 'w', encoding='utf-8') as out:
            json.dump(document, out)
        return 0


def main():
    Inspector.result = sys.argv[1]
    cli.PlaybookExecutor = Inspector
    guard_lookups()
    our_ansible.ask_nobody()
    cli.PlaybookCLI.cli_executor(['ansible-playbook', '--list-hosts'] + sys.argv[2:])


if __name__ == '__main__':
    main()
