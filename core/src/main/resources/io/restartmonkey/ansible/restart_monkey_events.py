"""Reports what a playbook run does, as JSON lines in the file that RESTART_MONKEY_EVENTS names.

A notification callback: Ansible's own output is left as it is. Every line is flushed, so that a run
that is killed leaves all its events but the last; a run without a 'stats' line was cut off.
"""

import json
import os
import runpy
import time

from ansible.plugins.callback import CallbackBase
from ansible.template import Templar

DOCUMENTATION = """
name: restart_monkey_events
type: notification
short_description: writes the events of a run as JSON lines
description: See the module's own text.
requirements: [the environment variable RESTART_MONKEY_EVENTS]
"""

LONGEST_MESSAGE = 4000
LONGEST_ITEM = 700
LONGEST_LABEL = 100
MOST_ITEMS = 5
LONGEST_OUTPUT = 200

# What is not a task of the play itself, but decides which tasks there are, or is done by Ansible unasked.
INCLUDES = ("include", "include_tasks", "include_role", "import_tasks", "import_role")
STATEMENTS = INCLUDES + ("meta", "validate_argument_spec")
# What is done on the machine that Ansible runs on, so that it does not show whether the host can be reached.
STAY_HERE = ("add_host", "assert", "debug", "fail", "group_by", "include_vars", "pause", "set_fact", "set_stats")
# What Ansible does once for all hosts, whether or not the task says so.
RUN_ONCE = ("add_host", "pause")


def message_of(result):
    """The reason of a failure, without anything that the task wants kept secret."""
    if result.get("_ansible_no_log") or "censored" in result:
        return "the output is hidden, as the task has no_log"
    lost = [item for item in result.get("results") or [] if is_lost(item)]
    return (message_of_items(lost) if lost else own_message(result))[:LONGEST_MESSAGE]


def is_lost(item):
    return isinstance(item, dict) and bool(item.get("failed") or item.get("unreachable"))


def message_of_items(lost):
    """What the items of a loop say; of the loop itself Ansible says that it came to its end."""
    lines = [message_of_item(item) for item in lost[:MOST_ITEMS]]
    if len(lost) > MOST_ITEMS:
        lines.append("and %d more" % (len(lost) - MOST_ITEMS))
    return "\n".join(lines)


def message_of_item(item):
    label = item.get("_ansible_item_label", item.get("item"))
    return named("" if label is None else str(label)[:LONGEST_LABEL], message_of(item)[:LONGEST_ITEM])


def named(name, message):
    begins_with_it = message.startswith((name + ":", name + " "))
    return message if not name or begins_with_it else "%s: %s" % (name, message)


def own_message(result):
    parts = [result.get(key) for key in ("msg", "module_stderr", "stderr")]
    if parts[0] == "non-zero return code":
        parts[0] = message_of_command(result)
    if not parts[0]:
        parts[0] = result.get("reason")
    return "\n".join(str(part) for part in parts if part)


def message_of_command(result):
    """What Ansible says of a command that failed does not tell how, and some commands complain on standard output."""
    message = "non-zero return code %s" % result.get("rc", "")
    printed = str(result.get("stdout") or "").strip()
    if printed and not str(result.get("stderr") or "").strip():
        message += "; it printed: " + printed.splitlines()[-1].strip()[:LONGEST_OUTPUT]
    return message.strip()


def is_rescued(task):
    """Whether a task is in a block with a `rescue`, which goes on where the task has failed."""
    return any(section == "block" and block.rescue for block, section in sections_of(task))


class Failures:
    """What failed on each host before Ansible went on in a `rescue` or an `always`. If something fails there as well, only
    that would be told, and it is seldom the cause."""

    def __init__(self):
        self._of_host = {}

    def explained(self, host, task, message):
        """The message of a failure, with what had failed before it in the same block."""
        earlier = self._of_host.setdefault(host, [])
        blocks = [block._uuid for block, section in sections_of(task) if section != "block"]
        causes = [(name, why) for inside, name, why in earlier if inside.intersection(blocks)]
        earlier.append(({block._uuid for block, _ in sections_of(task)}, task.get_name(), message))
        if not causes:
            return message
        return ("%s; before that, '%s' failed: %s" % ((message,) + causes[-1]))[:LONGEST_MESSAGE]


def sections_of(task):
    """The blocks that a task is in, from the inside out, and whether it is in their `block`, `rescue` or `always`."""
    child, parent = task, getattr(task, "_parent", None)
    while parent is not None:
        for section in ("block", "rescue", "always"):
            if any(inside._uuid == child._uuid for inside in getattr(parent, section, None) or []):
                yield parent, section
        child, parent = parent, getattr(parent, "_parent", None)


def delegate_of(task):
    """The host that a task acts on instead of its own; in a loop Ansible does not say which."""
    delegate = task.delegate_to
    return delegate if isinstance(delegate, str) and "{{" not in delegate else ""


def wait_at_gate(loader):
    """A held run says that it has loaded its playbook, and begins to play when it is let; if nobody is left to let it,
    it has done nothing. What other plays wrote meanwhile counts: variables are read afterwards, or once more."""
    gate = os.environ.pop("RESTART_MONKEY_GATE", None)
    if gate:
        try:
            os.write(int(gate), b"l")
        except OSError:  # It was let before it came here, so nobody listens any more.
            pass
        if not os.read(int(gate), 1):
            os._exit(0)
        getattr(loader, "_FILE_CACHE", {}).clear()


def start_the_clock():
    """Tells those who wait in tasks, on the clock of this machine, until when the run may go on: if they waited longer,
    it would be ended, and nobody would say for what it had waited."""
    seconds = os.environ.pop("RESTART_MONKEY_DEADLINE_S", None)
    if seconds:
        os.environ["RESTART_MONKEY_DEADLINE_AT"] = "%.1f" % (time.monotonic() + float(seconds))


def is_one_of(task, actions):
    return task.action.rpartition(".")[2] in actions


def is_delegated(task):
    return bool(task.delegate_to)


def is_local_unlike_the_host(play, host, task):
    """Whether a task was done on the machine that Ansible runs on, and tasks on the host usually are not. Where that
    cannot be known, it counts as done here."""
    try:
        return is_local(connection_of(play, host, task)) and not is_local(connection_of(play, host))
    except Exception:  # Variables may hold whatever a playbook puts there, such as the item of a loop.
        return True


def connection_of(play, host, task=None):
    """As Ansible finds it: variables come before keywords."""
    variables = play.get_variable_manager().get_vars(play=play, host=host, task=task)
    stated = variables.get("ansible_connection")
    keyword = (play if task is None else task).connection
    return keyword if stated is None else Templar(loader=play._loader, variables=variables).template(stated)


def is_local(connection):
    return str(connection).rpartition(".")[2] == "local"


class TakingPart:
    """Which hosts a run had to do with, and which of them it had lost at its end.

    A host took part if a task of the play ran on it or was skipped by its own condition, or if a task ran that runs
    once for all hosts of its batch. It is lost if it could not be reached, whether or not the playbook ignores that, and
    no later task was done there.
    """

    def __init__(self):
        self._play = None
        self._batch = []
        self._took_part = set()
        self._lost = set()

    def begin(self, play, batch):
        self._play = play
        self._batch = batch

    def lose(self, host, task):
        if not is_delegated(task):
            self._lost.add(host)

    def take_part(self, host, task):
        if self._is_of_the_play(task):
            self._took_part.add(host)
            if task.run_once or is_one_of(task, RUN_ONCE):
                left = getattr(self._play, "_removed_hosts", [])
                self._took_part.update(other for other in self._batch if other not in left)

    def skip(self, host, task):
        """An include that its own condition leaves out is a skipped task like any other."""
        if is_one_of(task, INCLUDES):
            self._took_part.add(host)
        self.take_part(host, task)

    def is_reached(self, host, task):
        """host: as Ansible has it, unlike everywhere else here."""
        name = host.get_name()
        if name in self._lost and not (is_delegated(task) or is_one_of(task, STAY_HERE + STATEMENTS)):
            if not is_local_unlike_the_host(self._play, host, task):
                self._lost.discard(name)

    def _is_of_the_play(self, task):
        """Facts that Ansible gathers by itself are the only task of a play without any."""
        if is_one_of(task, ("gather_facts",)) and getattr(task, "_ds", None) is None:
            play = self._play
            return not (play.tasks or play.roles or play.pre_tasks or play.post_tasks)
        return not is_one_of(task, STATEMENTS)

    def tallies(self, stats):
        """What is counted of each host that took part, or is in trouble."""
        tallies = {}
        for host in sorted(self._took_part.union(self._lost, stats.processed)):
            tally = dict(stats.summarize(host))
            if host in self._lost:
                tally["unreachable"] = max(1, tally["unreachable"])
            if host in self._took_part or tally["unreachable"] or tally["failures"]:
                tallies[host] = tally
        return tallies


class CallbackModule(CallbackBase):
    """Writes one JSON object a line."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "restart_monkey_events"
    CALLBACK_NEEDS_ENABLED = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._hosts_of_run = TakingPart()
        self._failures = Failures()
        path = os.environ.get("RESTART_MONKEY_EVENTS")
        self._file = None
        if path:
            # Opened without following a link, and never readable for others.
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
            try:
                self._file = os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8")
            except OSError as problem:  # Ansible would go on without this callback.
                raise SystemExit("ERROR! nothing was begun, as nobody would see it: %s" % problem)
        else:
            self.disabled = True

    def _write(self, event, **fields):
        if self._file:
            self._file.write(json.dumps(dict(event=event, **fields)) + "\n")
            self._file.flush()

    def _host_event(self, event, result, **fields):
        self._write(event, host=self._host(result), task=self._task(result).get_name(), **fields)

    @staticmethod
    def _host(result):
        return CallbackModule._host_of(result).get_name()

    @staticmethod
    def _host_of(result):
        return getattr(result, "host", None) or getattr(result, "_host")

    @staticmethod
    def _task(result):
        return getattr(result, "task", None) or getattr(result, "_task")

    @staticmethod
    def _fields(result):
        found = getattr(result, "result", None)
        return found if isinstance(found, dict) else getattr(result, "_result")

    @staticmethod
    def _hosts(play):
        """The hosts of this batch; a play whose tasks all run once names few of them later."""
        try:
            inventory = play.get_variable_manager()._inventory
            return [host.get_name() for host in inventory.get_hosts(play.hosts)]
        except Exception:  # Not said is better than a run that fails for it.
            return []

    def v2_playbook_on_start(self, playbook):
        script, play = os.environ.get("RESTART_MONKEY_RUN_PLAY"), os.environ.get("RESTART_MONKEY_PLAY")
        if script and play:
            runpy.run_path(script)["keep_here"](playbook, play)
        wait_at_gate(playbook._loader)
        start_the_clock()

    def v2_playbook_on_play_start(self, play):
        hosts = self._hosts(play)
        self._hosts_of_run.begin(play, hosts)
        self._write("play", play=play.get_name().strip(), hosts=hosts)

    def v2_playbook_on_task_start(self, task, is_conditional):
        self._write("task", task=task.get_name().strip())

    def v2_playbook_on_handler_task_start(self, task):
        self._write("task", task=task.get_name().strip())

    def v2_runner_on_start(self, host, task):
        if not is_one_of(task, STATEMENTS):  # Of these nobody says that they have ended.
            self._write("start", host=host.get_name(), task=task.get_name())

    def v2_runner_on_ok(self, result):
        fields = self._fields(result)
        if self._task(result).action.rpartition(".")[2] == "proxy_traffic":
            self._host_event("traffic", result, servers=fields.get("traffic"))
        self._hosts_of_run.take_part(self._host(result), self._task(result))
        self._hosts_of_run.is_reached(self._host_of(result), self._task(result))
        self._host_event("ok", result, changed=bool(fields.get("changed")))

    def v2_runner_on_skipped(self, result):
        if not is_one_of(self._task(result), ("meta",)):
            self._hosts_of_run.skip(self._host(result), self._task(result))
            self._host_event("ok", result, changed=False)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        host, task, message = self._host(result), self._task(result), message_of(self._fields(result))
        self._hosts_of_run.take_part(host, task)
        self._host_event(
            "failed",
            result,
            message=message if ignore_errors else self._failures.explained(host, task, message),
            ignored=bool(ignore_errors),
            rescued=is_rescued(self._task(result)),
        )

    def v2_runner_on_unreachable(self, result):
        message = named(delegate_of(self._task(result)), message_of(self._fields(result)))
        self._hosts_of_run.lose(self._host(result), self._task(result))
        self._host_event("unreachable", result, message=message)

    def v2_playbook_on_stats(self, stats):
        self._write("stats", hosts=self._hosts_of_run.tallies(stats))
