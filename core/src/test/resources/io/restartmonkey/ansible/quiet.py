"""A callback of the user's own, beside others: leaves the file `seen` in the folder above its own."""

import os

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = 'name: quiet\ntype: notification\nshort_description: x'


class CallbackModule(CallbackBase):
    CALLBACK_VERSION, CALLBACK_TYPE, CALLBACK_NAME = 2.0, 'notification', 'quiet'
    CALLBACK_NEEDS_ENABLED = True

    def v2_playbook_on_stats(self, stats):
        open(os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'seen'), 'w').close()
