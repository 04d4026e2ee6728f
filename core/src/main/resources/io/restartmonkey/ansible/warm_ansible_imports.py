"""Imports Ansible, and tells when what was imported is out of date."""

from __future__ import annotations

import gc
import importlib
import os
import sys
import traceback

# What nearly every run imports. One that is not there costs the runs a moment, no more.
IMPORTS = """
    ansible.cli.playbook ansible.executor.process.worker ansible.executor.task_executor ansible.executor.module_common
    ansible.executor.interpreter_discovery ansible.module_utils.connection ansible.parsing.utils.jsonify
    ansible.playbook.handler ansible.playbook.handler_task_include ansible.playbook.included_file
    ansible.playbook.role.include ansible.playbook.role_include ansible.playbook.task_include
    ansible.plugins.action ansible.plugins.action.normal ansible.plugins.become.sudo ansible.plugins.cache.memory
    ansible.plugins.callback.default ansible.plugins.connection.local ansible.plugins.connection.ssh
    ansible.plugins.filter.core ansible.plugins.inventory.auto ansible.plugins.inventory.host_list
    ansible.plugins.inventory.ini ansible.plugins.inventory.script ansible.plugins.inventory.toml
    ansible.plugins.inventory.yaml ansible.plugins.shell.sh
    ansible.plugins.strategy.linear ansible.plugins.test.core ansible.plugins.vars.host_group_vars
    ansible.utils.hashing ansible.utils.shlex
    http.client multiprocessing.pool multiprocessing.popen_fork multiprocessing.synchronize pprint pty ssl tty
    urllib.request xml.dom.minidom
""".split()


def import_ansible():
    gc.disable()  # There is nothing to collect yet, and looking for it takes a tenth of the time.
    for name in IMPORTS:
        try:
            importlib.import_module(name)
        except ImportError:
            if name == IMPORTS[0]:
                raise
    find_plugins()
    gc.collect()
    gc.freeze()
    gc.enable()


def find_plugins():
    """Each run begins by looking for all of these, and by asking what ssh can do; its forks have that found. Where it
    fails, each run looks."""
    try:
        from ansible.plugins.loader import become_loader, connection_loader, shell_loader
        for loader in (connection_loader, shell_loader, become_loader):
            list(loader.all(class_only=True))
        from ansible.utils.ssh_functions import check_for_controlpersist
        check_for_controlpersist('ssh')
    except Exception:
        traceback.print_exc()


def stamp(path):
    """Changes when the file does; None while there is none."""
    try:
        found = os.stat(path)
        return found.st_mtime_ns, found.st_size, found.st_ino
    except OSError:
        return None


def overriding():
    """A plugin of the user in place of one of Ansible's that is imported already, and so would not be found any more."""
    from ansible import constants
    for name in list(sys.modules):
        kind, _, plugin = name[len('ansible.plugins.'):].partition('.')
        if name.startswith('ansible.plugins.') and plugin:
            setting = {'callback': 'DEFAULT_CALLBACK_PLUGIN_PATH'}.get(kind, 'DEFAULT_%s_PLUGIN_PATH' % kind.upper())
            folders = [os.path.join(os.getcwd(), kind + '_plugins')] + list(getattr(constants, setting, None) or [])
            for file in (os.path.join(folder, plugin + '.py') for folder in folders):
                if os.path.exists(file):
                    return file
    return None


class Fingerprint:
    """What a process that imports Ansible depends on: its configuration files, as documented, its own code, and the
    plugins that are imported already."""

    def __init__(self, executable):
        import ansible
        code = os.path.dirname(ansible.__file__)
        self._files = [
            os.environ.get('ANSIBLE_CONFIG', ''),
            os.path.abspath('ansible.cfg'),
            os.path.expanduser('~/.ansible.cfg'),
            '/etc/ansible/ansible.cfg',
            executable,
            os.path.join(code, 'release.py'),
            os.path.join(code, 'constants.py'),
            os.path.join(code, 'cli', 'playbook.py'),
        ]
        plugins = [module for name, module in list(sys.modules.items()) if name.startswith('ansible.plugins.')]
        self._files += [module.__file__ for module in plugins if getattr(module, '__file__', None)]
        self._found = self._look()

    def _look(self):
        return [stamp(path) for path in self._files]

    def is_stale(self):
        return self._look() != self._found
