"""What our runs need of Ansible besides what is configured.

All of that is changed in this process alone, once the configuration is read. In the environment it would take the place
of what ansible.cfg says, such as `callback_plugins` or `enable_plugins`, and reach every program that a task starts.

  - Inventories are YAML, whatever plugins are enabled; those stay so.
  - An inventory of ours has the hosts of one run only, so a pattern that matches nothing is no error.
  - Nobody is asked for a vault password: nobody types. What needs one fails in Ansible's words.
  - Nobody is asked for a variable either. Without a default its play is refused: Ansible would make it the text 'None'.
  - A run that is to write its events begins to play only if it does: nobody would see what it did.
"""

from __future__ import annotations

import os

EVENTS = 'RESTART_MONKEY_EVENTS'
YAML = 'ansible.builtin.yaml'
CALLBACK = 'stdout_callback is %s by %s: install that callback, or name another'
STRATEGY = 'strategy is %s by %s: there is no such plugin; install it, or name another'
DEFAULT = 6  # Its place among what Display.do_var_prompt takes after the name.
PROMPTS = ('prompt', 'prompt_ask_vault_pass')


def prepare():
    """Takes effect in this process and its forks; the environment must be that of the run by now."""
    from ansible import constants
    others = [name for name in constants.INVENTORY_ENABLED if name not in (YAML, 'yaml')]
    constants.INVENTORY_ENABLED = [YAML] + others
    ask_nobody()
    prompt_nobody()
    if constants.HOST_PATTERN_MISMATCH == 'error':
        constants.HOST_PATTERN_MISMATCH = 'warning'
    events = os.environ.get(EVENTS)
    if events:
        from ansible.executor.task_queue_manager import TaskQueueManager
        from ansible.plugins.loader import callback_loader
        callback_loader.add_directory(os.path.join(os.path.dirname(events), 'callback_plugins'))
        demand(TaskQueueManager, events)


def ask_nobody():
    from ansible import constants
    constants.DEFAULT_ASK_VAULT_PASS = False
    identities = constants.DEFAULT_VAULT_IDENTITY_LIST or []
    constants.DEFAULT_VAULT_IDENTITY_LIST = [
        identity for identity in identities if identity.rpartition('@')[2] not in PROMPTS
    ]


def prompt_nobody():
    from ansible.errors import AnsibleError
    from ansible.utils.display import Display
    take = Display.do_var_prompt

    def take_default(self, varname, *args, **kwargs):
        default = kwargs.get('default', args[DEFAULT] if len(args) > DEFAULT else None)
        if default is None:
            raise AnsibleError("vars_prompt asks for '%s', but nobody answers in a run; give it a default" % varname)
        return take(self, varname, *args, **kwargs)

    Display.do_var_prompt = take_default


def demand(manager, events):
    """Has a run refused before its first play, unless the callback has opened its file."""
    load, run = manager.load_callbacks, manager.run

    def load_callbacks(self):
        from ansible.errors import AnsibleError
        try:
            load(self)
        except AnsibleError as problem:
            raise AnsibleError('%s; %s' % (problem.message, CALLBACK % configured('DEFAULT_STDOUT_CALLBACK'))) from problem

    def run_if_seen(self, play):
        from ansible.errors import AnsibleError
        if not os.path.exists(events):
            raise AnsibleError('the callback that writes %s was not loaded, so nothing was begun' % events)
        demand_strategy(play)
        return run(self, play)

    manager.load_callbacks, manager.run = load_callbacks, run_if_seen


def demand_strategy(play):
    """Of one that is configured and not there, Ansible says that it is wrong in the play."""
    from ansible.errors import AnsibleError
    from ansible.plugins.loader import strategy_loader
    name, origin = configured('DEFAULT_STRATEGY')
    if origin != 'default' and play.strategy == name and not strategy_loader.has_plugin(name):
        raise AnsibleError(STRATEGY % (name, origin))


def configured(setting):
    """What is configured, and where: Ansible itself says only that it cannot be."""
    from ansible import constants
    return tuple(constants.config.get_config_value_and_origin(setting))
