"""The module under test, called as Ansible calls it, and watched: every way in which it may end has a value."""

import importlib.util
import os
import signal
import sys
import traceback

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))

# It has waits of its own, which the tests give it; past this it hangs.
PATIENCE_SECONDS = 180


class Hangs(Exception):
    """The module did not come back."""


def load_module(root=ROOT):
    """proxy_server.py of that root. Its module_utils are found as Ansible would find them."""
    import ansible.module_utils

    ansible.module_utils.__path__.append(os.path.join(root, "roles/traffic/module_utils"))
    spec = importlib.util.spec_from_file_location("proxy_server", os.path.join(root, "roles/traffic/library/proxy_server.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules["proxy_server"] = module
    spec.loader.exec_module(module)
    return module


def given(name, state, socket, config, haproxy, **others):
    """What the role gives the module; times are in seconds."""
    values = dict(
        name=name,
        state=state,
        like=None,
        address=None,
        floor=0,
        drain_timeout=1.0,
        ready_timeout=12.0,
        proxy="proxy1",
        socket=socket,
        config=config,
        haproxy=haproxy,
    )
    values.update(others)
    return values


def call(module, values, check_mode=False):
    """(result, trouble): one of them is None. Trouble is a traceback or a hang, and never right."""

    def give_up(_signal, _frame):
        raise Hangs("no answer within %d s" % PATIENCE_SECONDS)

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE_SECONDS)
    try:
        return module.run(values, check_mode), None
    except BaseException:  # noqa: B902  whatever it is, the user would see a traceback
        if isinstance(sys.exc_info()[1], KeyboardInterrupt):
            raise
        return None, traceback.format_exc()
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
