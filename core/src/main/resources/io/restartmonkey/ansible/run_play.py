"""Runs ansible-playbook on one play of a playbook, or on all of its plays, with every task that has no tag against it.

Usage: run_play.py PLAY ANSIBLE_PLAYBOOK [options of ansible-playbook] PLAYBOOK

PLAY is a JSON file: {"number": 3, "of": 5, "name": "Restart app", "hosts": "app"}, or {} for all plays. The number is
that in Ansible's own list of plays, in which imported playbooks are resolved; name and hosts show whether the playbook
is still the one that was planned. Tags select nothing: what runs of the play is what bare ansible-playbook would run.

It refuses settings that leave tasks out, and a playbook that has changed since it was planned, before anything runs.
"""

from __future__ import annotations

import json
import os
import re
import runpy
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # Python's option -P leaves it out.
import our_ansible  # noqa: E402

LEAVES_OUT = {'TAGS_SKIP': ('skip', []), 'TAGS_RUN': ('run', ['all'])}
# Leaves out every task. It is taken back once the play is chosen, so that what is not chosen cannot run.
CLOSED = ['--skip-tags', 'all,always']
SCRIPT = 'RESTART_MONKEY_RUN_PLAY'
REFUSED = 1
LONGEST_SHOWN = 2000


def refuse(reason):
    """In the words that Ansible's own refusals begin with."""
    print('ERROR! %s' % reason, file=sys.stderr)
    sys.exit(REFUSED)


def values(setting):
    """What a setting is, as a list of texts."""
    items = setting if isinstance(setting, (list, tuple)) else [setting]
    return [part.strip() for item in items for part in str(item).split(',') if part.strip()]


def named(origin, key, shown):
    """The setting as whoever made it knows it: the variable, or the file with the option."""
    if origin.startswith('env:'):
        return '%s=%s' % (origin[len('env:'):].strip(), shown), 'unset it'
    return '%s: %s = %s' % (origin, key, shown), 'take it out, or name another file in ANSIBLE_CONFIG'


def unfit_settings(ask):
    """Why Ansible, as it is configured, would not run whole plays by itself; one line for each setting."""
    reasons = []
    for name, (key, harmless) in sorted(LEAVES_OUT.items()):
        value, origin = ask(name)
        found = values(value or [])
        if found and found != harmless:
            setting, cure = named(str(origin), '[tags] ' + key, ','.join(found))
            reasons.append('%s would leave tasks out of every play; %s' % (setting, cure))
    return reasons


def check_settings():
    from ansible import cli  # noqa: F401  Imported first, it says in one line what is wrong in ansible.cfg.
    from ansible import constants
    reasons = unfit_settings(constants.config.get_config_value_and_origin)
    if reasons:
        refuse('; '.join(reasons))


def words(text):
    return [word for word in re.split(r'[\s,:]+', str(text)) if word]


def is_same(play, wanted):
    """Whether a play is the planned one, as far as its name and its hosts tell."""
    hosts = getattr(play, 'hosts', None) or []
    hosts = [hosts] if isinstance(hosts, str) else hosts
    if [word for host in hosts for word in words(host)] != words(wanted['hosts']):
        return False
    name = getattr(play, 'name', None)
    is_shown_as_written = isinstance(name, str) and name.isprintable() and len(name) <= LONGEST_SHOWN
    if not is_shown_as_written or not name.strip() or words(name) == words(wanted['hosts']):
        return True  # Nothing to compare: no name of its own, or one that cannot be shown as it is written.
    return name.strip() == wanted['name']


def keep(playbook, wanted):
    """Leaves the wanted play alone in a playbook that Ansible has loaded."""
    plays = playbook._entries
    if len(plays) != wanted['of'] or not is_same(plays[wanted['number'] - 1], wanted):
        refuse("%s has changed since the plan: play %d of %d was '%s' on %s; undo that change to go on,"
               " or begin a new run"
               % (playbook._file_name, wanted['number'], wanted['of'], wanted['name'], wanted['hosts']))
    playbook._entries = [plays[wanted['number'] - 1]]
    if len(playbook.get_plays()) != 1:
        refuse('this version of Ansible does not let one play of a playbook be chosen; install another one')


def switch_debugger_off():
    """Ansible's debugger waits for somebody who types. Nobody does, which would end the run without a reason."""
    from ansible.executor import task_result
    for kind in list(vars(task_result).values()):
        if isinstance(kind, type) and 'needs_debugger' in vars(kind):
            kind.needs_debugger = lambda self, globally_enabled=False: False


def begin(playbook, wanted, variable_manager=None):
    """Makes a loaded playbook what is to be played: the wanted play alone, no task left out by the command line."""
    os.environ.pop(SCRIPT, None)  # Done: nobody else is to do it.
    switch_debugger_off()
    if wanted:
        keep(playbook, wanted)
    from ansible import context
    context.CLIARGS = context.CLIARGS.union({'tags': ('all',), 'skip_tags': ()})  # A copy of a play asks there again.
    for play in playbook.get_plays():
        play.only_tags, play.skip_tags = frozenset(['all']), frozenset()
    options = getattr(variable_manager, '_options_vars', None)
    if isinstance(options, dict):
        options.update(ansible_run_tags=('all',), ansible_skip_tags=())


def begin_when_loaded(wanted):
    from ansible.playbook import Playbook
    load = Playbook.load

    def load_and_begin(*args, **kwargs):
        playbook = load(*args, **kwargs)
        begin(playbook, wanted, kwargs.get('variable_manager'))
        return playbook

    Playbook.load = staticmethod(load_and_begin)


def keep_here(playbook, path):
    """The same where ansible-playbook calls another one: the event callback calls it before the first play."""
    check_settings()
    begin(playbook, read(path))


def read(path):
    with open(path, encoding='utf-8') as file:
        return json.load(file)


def main():
    wanted = read(sys.argv[1])
    executable = sys.argv[2] if '/' in sys.argv[2] else shutil.which(sys.argv[2])
    sys.argv = [executable] + CLOSED + sys.argv[3:]
    sys.path[0] = os.path.dirname(os.path.realpath(executable))
    check_settings()
    our_ansible.prepare()
    begin_when_loaded(wanted)
    runpy.run_path(executable, run_name='__main__')


if __name__ == '__main__':
    main()
