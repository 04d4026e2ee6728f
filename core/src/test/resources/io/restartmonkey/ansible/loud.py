"""A callback of the user's own in place of Ansible's usual one."""

from ansible.plugins.callback.default import CallbackModule as Default

DOCUMENTATION = 'name: loud\ntype: stdout\nshort_description: x\nextends_documentation_fragment: [default_callback]'


class CallbackModule(Default):
    CALLBACK_NAME = 'loud'

    def v2_playbook_on_play_start(self, play):
        self._display.display('LOUD')
