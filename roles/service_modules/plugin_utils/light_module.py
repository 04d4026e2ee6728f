"""Runs a module of ours on the server without the wrapper that Ansible packs around modules.

That wrapper costs more than most of them do: it is unpacked and compiled anew for each task. Here the module's source,
what it imports of `module_utils` beside it, and its checked arguments go through the connection to a bare Python.

A plugin that runs `library/NAME.py` is a link from `action_plugins/NAME.py` to this file. Such a module

  - has its options in DOCUMENTATION, which is what arguments are checked against, on the control node, and what it
    returns in RETURN: nothing else that a server says is taken;
  - has a function `run(given, check_mode)` that returns the task's result, with `failed` and `msg` if it failed;
  - imports nothing but Python's own and `ansible.module_utils.NAME` of its role: Ansible is not there.
"""

from __future__ import annotations

import json
import os
import shlex

from ansible import constants
from ansible.errors import AnsibleActionFail
from ansible.parsing.plugin_docs import read_docstring
from ansible.plugins.action import ActionBase

INTERPRETER = '/usr/bin/python3'

# What Python on the server begins with; the rest comes on standard input. Without single quotes, which every shell on
# the way there would quote anew.
BEGIN = 'import json,sys;parcel=json.load(sys.stdin);exec(parcel["begin"])'

BEGIN_ON_SERVER = r'''
import importlib.util


class Sent:
    """Finds modules among the sources that were sent."""

    def find_spec(self, name, path=None, target=None):
        if name in parcel['sources']:
            return importlib.util.spec_from_loader(name, self, is_package=not parcel['sources'][name])

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        exec(compile(parcel['sources'][module.__name__], module.__name__, 'exec'), module.__dict__)


sys.meta_path.insert(0, Sent())
try:
    result = importlib.import_module('module').run(parcel['given'], parcel['check_mode'])
except Exception as problem:
    import traceback
    said = '%s: %s' % (type(problem).__name__, problem)
    result = {'failed': True, 'msg': said, 'exception': traceback.format_exc()}
print(parcel['mark'] + json.dumps(result))
'''

# Comes before the result, as what a login shell says does not.
MARK = 'light-module-result:'

# What every module may return; the rest is documented in RETURN.
COMMON = frozenset(('changed', 'failed', 'msg', 'exception', 'warnings'))


def argument_spec(options):
    """What is documented, in the words of an argument spec."""
    spec = {}
    for name, option in options.items():
        spec[name] = {key: option[key] for key in ('type', 'required', 'default', 'choices', 'elements') if key in option}
        if 'suboptions' in option:
            spec[name]['options'] = argument_spec(option['suboptions'])
    return spec


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def sources(path):
    """The module's text and that of all it may import, by name; packages are empty."""
    found = {'ansible': '', 'ansible.module_utils': '', 'module': read(path)}
    folder = os.path.join(os.path.dirname(os.path.dirname(path)), 'module_utils')
    for name in sorted(os.listdir(folder)):
        stem, extension = os.path.splitext(name)
        if extension == '.py':
            found['ansible.module_utils.' + stem] = read(os.path.join(folder, name))
    return found


class ActionModule(ActionBase):
    TRANSFERS_FILES = False

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        try:
            result.update(self._answer(task_vars))
        except AnsibleActionFail as problem:
            result.update(failed=True, msg=problem.message)
        return result

    def _answer(self, task_vars):
        name = self._task.action.rpartition('.')[2]
        path = self._shared_loader_obj.module_loader.find_plugin(name)
        documentation = read_docstring(path)
        _, given = self.validate_argument_spec(argument_spec(documentation['doc']['options']))
        if not self._connection.has_pipelining:
            raise AnsibleActionFail('%s needs a connection that gives standard input to commands' % name)
        parcel = {
            'begin': BEGIN_ON_SERVER,
            'sources': sources(path),
            'mark': MARK,
            'given': given,
            'check_mode': self._task.check_mode,
        }
        words = [self._interpreter(task_vars), '-I', '-c', BEGIN]
        done = self._low_level_execute_command(
            '%s %s' % (self._compute_environment_string(), ' '.join(shlex.quote(word) for word in words)),
            in_data=json.dumps(parcel).encode(),
        )
        _, mark, text = done['stdout'].rpartition(MARK)
        if not mark:
            said = (done['stderr'].strip() or done['stdout'].strip()).splitlines()[-5:]
            raise AnsibleActionFail('%s did not run, exit code %d: %s' % (name, done['rc'], '\n'.join(said)))
        documented = COMMON.union(documentation['returndocs'] or ())
        return {key: value for key, value in json.loads(text).items() if key in documented}

    def _interpreter(self, task_vars):
        """The one that is stated; nothing is looked for on the server."""
        delegate = self._task.delegate_to
        variables = task_vars['ansible_delegated_vars'][delegate] if delegate else task_vars
        stated = constants.config.get_config_value('INTERPRETER_PYTHON', variables=variables)
        stated = self._templar.template(stated)
        return INTERPRETER if stated.startswith('auto') else stated
