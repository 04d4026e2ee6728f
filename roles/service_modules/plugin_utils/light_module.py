"""Runs a module of ours on the server without the wrapper that Ansible packs around modules.

That wrapper costs more than most of them do: it is unpacked and compiled anew for each task. Here the module's source,
what it imports of `module_utils` beside it, and its checked arguments go through the connection to a bare Python.

A plugin that runs `library/NAME.py` is a link from `action_plugins/NAME.py` to this file. Such a module

  - has its options in DOCUMENTATION, which is what arguments are checked against, on the control node, and what it
    returns in RETURN: nothing else that a server says is taken;
  - has a function `run(given, check_mode)` that returns the task's result, with `failed` and `msg` if it failed;
  - imports nothing but Python's own and `ansible.module_utils.NAME` of its role: Ansible is not there. A file of
    `module_utils` in another language is what `__spec__.loader.get_data` gives for its name.

A run that comes with `preflight_fence_token` is refused where a run with a newer one has been: it has lost the lease of
the cluster, and may not know (fencing tokens: Martin Kleppmann, "How to do distributed locking", 2016). Each cluster has
a fence of its own, as several may share a server.

A module with an option `run_left` is told the seconds that the run has until its deadline, if it has one.
"""

from __future__ import annotations

import glob
import json
import os
import re
import shlex
import time

from ansible import constants
from ansible.errors import AnsibleActionFail
from ansible.parsing.plugin_docs import read_docstring
from ansible.plugins.action import ActionBase

INTERPRETER = '/usr/bin/python3'

# What Python on the server begins with; the rest comes on standard input: `light_module_server.py`, from beside this file,
# and what that works with. Without single quotes, which every shell on the way there would quote anew.
BEGIN = 'import json,sys;parcel=json.load(sys.stdin);exec(parcel["begin"]);main(parcel)'
SERVER = os.path.join(os.path.dirname(os.path.realpath(__file__)), 'light_module_server.py')

# What of `module_utils` a module comes with.
SENT = ('.py', '.lua')

# Where a server keeps the newest token that it has seen of each cluster: a file with the cluster's name.
FENCES = '/var/lib/restart-monkey/fences'

# A cluster's name: one file of that folder, whatever stands in Redis or in variables.
CLUSTER = re.compile(r'[A-Za-z0-9_-]{1,63}\Z')

# When the run is ended, by the monotonic clock of this machine; set in the process of the run.
DEADLINE = 'RESTART_MONKEY_DEADLINE_AT'

# Seconds that the end of a task takes to get from its server into the report.
REPORTING = 15

# Comes before the result, and before nothing that a login shell says.
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
    """The module's text and that of all it may import or read, by name; packages are empty."""
    found = {'ansible': '', 'ansible.module_utils': '', 'module': read(path)}
    role = os.path.dirname(os.path.dirname(path))
    for file in sorted(glob.glob(os.path.join(glob.escape(role), 'module_utils', '*'))):
        stem, kind = os.path.splitext(os.path.basename(file))
        if kind in SENT:
            found['ansible.module_utils.' + stem if kind == '.py' else stem + kind] = read(file)
    return found


def run_left():
    """Seconds until the run must be over, as far as modules go; None if it has no deadline."""
    deadline = os.environ.get(DEADLINE)
    return None if deadline is None else max(0.0, float(deadline) - time.monotonic() - REPORTING)


def answer_in(said):
    """The result among all that a server said, as login shells, banners and jump hosts talk before and after it; None
    if there is none."""
    at = said.find(MARK)
    while at >= 0:
        at += len(MARK)
        try:
            answer, _ = json.JSONDecoder().raw_decode(said, at)
            if isinstance(answer, dict):
                return answer
        except ValueError:
            pass  # The mark, in somebody else's words.
        at = said.find(MARK, at)
    return None


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
        if 'run_left' in given and given['run_left'] is None:
            given['run_left'] = run_left()
        if not self._connection.has_pipelining:
            raise AnsibleActionFail('%s needs a connection that gives standard input to commands' % name)
        parcel = {
            'begin': read(SERVER),
            'sources': sources(path),
            'mark': MARK,
            'given': given,
            'check_mode': self._task.check_mode,
            'fence': None if self._task.check_mode else self._fence(task_vars),
        }
        words = [self._interpreter(task_vars), '-I', '-c', BEGIN]
        done = self._low_level_execute_command(
            '%s %s' % (self._compute_environment_string(), ' '.join(shlex.quote(word) for word in words)),
            in_data=json.dumps(parcel).encode(),
        )
        answer = answer_in(done['stdout'])
        if answer is None:
            said = (done['stderr'].strip() or done['stdout'].strip()).splitlines()[-5:]
            raise AnsibleActionFail('%s did not run, exit code %d: %s' % (name, done['rc'], '\n'.join(said)))
        documented = COMMON.union(documentation['returndocs'] or ())
        return {key: value for key, value in answer.items() if key in documented}

    def _interpreter(self, task_vars):
        """The one that is stated; nothing is looked for on the server."""
        delegate = self._task.delegate_to
        variables = task_vars['ansible_delegated_vars'][delegate] if delegate else task_vars
        stated = constants.config.get_config_value('INTERPRETER_PYTHON', variables=variables)
        stated = self._templar.template(stated)
        return INTERPRETER if stated.startswith('auto') else stated

    def _fence(self, task_vars):
        """The run's token, and where the server keeps the newest one; None for a run that has no token."""
        token = self._templar.template(task_vars.get('preflight_fence_token'))
        if token is None:
            return None
        if not str(token).isdigit():
            raise AnsibleActionFail("preflight_fence_token is '%s': a whole number; nothing was done" % token)
        cluster = self._variable(task_vars, 'preflight_fence_cluster', 'cluster_name')
        if not CLUSTER.match(str(cluster)):
            raise AnsibleActionFail(
                "a run with a preflight_fence_token must say of which cluster, in preflight_fence_cluster: letters, digits,"
                " _ and -, not '%s'; nothing was done" % cluster
            )
        folder = self._variable(task_vars, 'preflight_fence_folder') or FENCES
        return {'token': int(token), 'file': os.path.join(folder, str(cluster))}

    def _variable(self, task_vars, *names):
        """The first of these variables that there is, or an empty text."""
        known = [name for name in names if task_vars.get(name) is not None]
        return self._templar.template(task_vars[known[0]]) if known else ''
