"""One configuration, tried: a real HAProxy runs from it, the module acts, and HAProxy says what came of it.

1. Before each step: what the files are, byte for byte, and who is out, from HAProxy itself.
2. The step. A refusal has a reason in one line, and has changed nothing.
3. After a success a HAProxy is started anew from the files as they are now. It and the running one agree on who is out.
   Nobody else's administrative state has changed, and the target is where the step wanted it.
4. After drained and ready, and after present and absent, the files and who is out are as they were.
"""

import collections
import os
import re
import time

import product
from home import NotUsable, difference
from neighbours import MOVED, NEW, SILENT
from running import DRAIN, MAINTENANCE, RESOLVING, NotStarted

AGENT_WINDOW = 0.8  # seconds in which every agent is asked at least twice
AGREE_SECONDS = 15.0  # for addresses that are still being looked up, and agents that are still to be asked
OWN_BITS = 0x01 | 0x08  # maintenance and drain that somebody ordered; the others are inherited or looked up

Step = collections.namedtuple("Step", "state name check_mode pair moves")


class Wrong(Exception):
    """A property does not hold; the text is the difference."""


class Trial:
    def __init__(self, case, rng, place, home, module):
        self._case = case
        self._rng = rng
        self._place = place
        self._home = home
        self._module = module
        self.story = []  # a line for each step
        self.refusals = []  # (state, reason)
        self.handled = {}  # "drained and ready": whether both succeeded
        self._live = None

    def run(self):
        self._live = self._home.start()
        with self._live:
            self._excused = set()  # those of whom the two disagree from the start: an operator saw to that
            self._started()
            for block in self._plan():
                before = (self._home.files(), self._live.out())
                for step in block:
                    if not self._take(step, before):
                        break
                else:
                    continue
                self._left_undone(block[-1].pair)

    # What is done

    def _started(self):
        case, out = self._case, self._live.out()
        if not any(name == case.target for _backend, name in out):
            raise NotUsable("the target %s is in no backend that runs" % case.target)
        with_agent = self._live.agents()  # Each would bring its server back at once.
        others = sorted(
            where for where, is_out in out.items() if where[1] != case.target and not is_out and where not in with_agent
        )
        if case.operator_drains and others:
            backend, name = self._rng.choice(others)
            self._live.ask("set server %s/%s state %s" % (backend, name, self._rng.choice(["drain", "maint"])))
            self.story.append("an operator took %s/%s out at run time" % (backend, name))
            self._excused = {(backend, name)}
        disabled = sorted(where for where, is_out in out.items() if where[1] == case.target and is_out)
        for backend, name in disabled if case.operator_enables else ():
            self._live.ask("enable server %s/%s" % (backend, name))
            self.story.append("an operator enabled %s/%s at run time" % (backend, name))
        self._live.wait_for_agents(AGREE_SECONDS)
        known = set(self._live.servers())
        meant = self._meant(case.target, known, known)
        self._out_at_first = all(is_out for where, is_out in self._live.out().items() if where in meant)
        anew = self._anew_says()
        self._excused |= {where for where, is_out in self._live.out().items() if anew.get(where) != is_out}

    def _plan(self):
        """Blocks of steps; what follows a refusal in one is left out."""
        rng, target = self._rng, self._case.target
        new = rng.choice(["extra1", "app1-surge", "new.1"])
        nobody_answers = rng.random() < 0.05
        self._new_address = SILENT if nobody_answers else NEW

        def step(state, name=target, check_mode=False, pair=None, moves=False):
            return Step(state, name, check_mode, pair, moves)

        out = [step("drained")] * rng.choice([1, 1, 1, 2])
        back = [step("ready", pair="drained and ready")] * rng.choice([1, 1, 1, 2])
        if rng.random() < 0.2:
            out = [step("drained", check_mode=True)] + out
        if rng.random() < 0.1:
            back = [step("ready", check_mode=True)] + back
        yield out + back
        if rng.random() < 0.55:
            between = rng.choice([[], [], [step("drained", new)], [step("drained", new), step("ready", new)]])
            first = [step("present", new, True)] if rng.random() < 0.15 else []
            twice = [step("present", new)] * rng.choice([1, 1, 2])
            moves = [step("present", new, moves=True)] if rng.random() < 0.25 else []
            yield first + twice + moves + between + [step("absent", new, pair=None if nobody_answers else "present and absent")]
        if rng.random() < 0.1:
            yield [step("present", moves=True)]
        if rng.random() < 0.35:
            for _number in range(rng.choice([1, 2, 3])):
                state = rng.choice(["drained", "ready", "ready", "drained", "absent"])
                yield [step(state, check_mode=rng.random() < 0.1)]

    def _take(self, step, begun, floor=None):
        """Whether it succeeded. Raises Wrong if a property does not hold."""
        files, before = self._home.files(), self._live.servers()
        serving, passing = self._live.serving(), self._live.passing()
        if floor is None:
            floor = 1 if self._rng.random() < 0.1 else 0
        result, trouble = product.call(self._module, self._given(step, floor), step.check_mode)
        told = "%s %s%s%s" % (step.state, step.name, " (check mode)" * step.check_mode, " floor 1" * floor)
        self.story.append("%s -> %s" % (told, result if trouble is None else trouble.strip().splitlines()[-1]))
        if trouble is not None:
            raise Wrong("a traceback:\n" + trouble)
        after = self._live.servers()
        if result.get("failed"):
            self._refused(step, str(result.get("msg", "")), files, before, after)
            # The floor may have been why; then it can be done without.
            return floor == 1 and step.state != "ready" and self._take(step, begun, 0)
        if step.check_mode:
            self._unchanged(files, before, after, "in check mode")
        elif self._case.level != "admin":
            # Nothing was to be done, then.
            self._unchanged(files, before, after, "after success on a socket of level " + self._case.level)
        else:
            self._succeeded(step, before, after, result.get("warnings", []))
            if floor and step.state in ("drained", "absent"):
                self._left_enough(step, serving, self._meant(step.name, before, after) & passing)
        if step.pair:
            self._as_it_was(begun, step.pair)
            self.handled[step.pair] = True
        return True

    def _left_undone(self, pair):
        if pair == "present and absent" and not self._can_be_added():
            pair = "present, which HAProxy cannot"
        if pair == "drained and ready" and self._out_at_first:
            pair = "ready, which somebody else forbade"
        if pair:
            self.handled.setdefault(pair, False)

    def _can_be_added(self):
        """Whether HAProxy itself adds a server with these options at run time."""
        case = self._case
        with self._start_anew() as anew:
            for backend, _name in self._meant(case.target, anew.servers(), {}):
                options = [word if word != "" else '""' for word in case.options.get(backend, [])]
                words = [re.sub(r"([\\\s;])", r"\\\1", word) for word in options]
                said = anew.ask("add server %s/probe %s:8080 %s" % (backend, self._place.address(NEW), " ".join(words)))
                if "registered" not in said:
                    self.story.append("HAProxy itself: %s" % said.strip())
                    return False
        return True

    # What must hold

    def _refused(self, step, reason, files, before, after):
        self.refusals.append((step.state, reason, step.name))
        self._must(reason.strip(), "a refusal without a reason")
        self._must("\n" not in reason.strip(), "a reason of several lines: %r" % reason)
        self._must(": ." not in reason and "with this change: The file" not in reason, "an empty reason: %r" % reason)
        self._must("Traceback" not in reason, "a traceback as the reason: %r" % reason)
        self._unchanged(files, before, after, "after a refusal")

    def _unchanged(self, files, before, after, when):
        self._same_files(files, self._home.files(), when)
        for where in sorted(set(before) | set(after)):
            was, now = (seen.get(where) for seen in (before, after))
            self._must(
                was and now and is_out(was) == is_out(now), "%s, %s/%s is %s, and was %s" % ((when,) + where + (now, was))
            )
            # Which address a name has, time may change.
            known = was.admin & RESOLVING == 0 == now.admin & RESOLVING
            self._must(
                was.address == now.address or not known,
                "%s, %s/%s is at %s, and was at %s" % ((when,) + where + (now.address, was.address)),
            )

    def _succeeded(self, step, before, after, warnings):
        meant = self._meant(step.name, before, after)
        for where, was in before.items():
            if where not in meant and where in after:
                now = after[where]
                self._must(
                    was.admin & OWN_BITS == now.admin & OWN_BITS,
                    "%s/%s was not meant, and its state went from %#x to %#x" % (where + (was.admin, now.admin)),
                )
        gone = {where for where in before if where not in after}
        self._must(gone <= (meant if step.state == "absent" else set()), "%s are gone" % sorted(gone))
        if step.state == "absent":
            # HAProxy deletes none that something else points to until its next reload, and the module says so.
            told = [text for text in warnings if "until HAProxy is reloaded" in text]
            kept = {where for where in meant & set(after) if any(" in %s until" % where[0] in text for text in told)}
            self._must(all(after[where].admin & MAINTENANCE for where in kept), "still in traffic: %s" % sorted(kept))
            self._must(not kept & set(self._anew_says()), "a HAProxy started from the files has %s" % sorted(kept))
            self._excused |= kept
            self._must(gone == meant & set(before) - kept, "still there: %s" % sorted(meant & set(after)))
        elif step.state == "drained":
            self._must(meant, "success, and no backend has %s" % step.name)
            for where in sorted(meant):
                self._must(is_out(after[where]), "%s/%s is drained, and in traffic" % where)
                self._must(where[0] not in self._case.insistent, "%s/%s is drained, and `option persist` holds there" % where)
                if where[0] in self._case.persistent:
                    self._must(
                        after[where].admin & MAINTENANCE,
                        "%s/%s is drained, but lets clients in that have a cookie or an entry" % where,
                    )
        else:
            if step.state == "present":
                self._is_at_the_port_of_its_model(step.name, after)
            # One that was out before the test began may have been left out.
            kept = step.name == self._case.target and self._out_at_first
            in_traffic = any(not is_out(after[where]) for where in meant)
            self._must(in_traffic or kept, "success, and %s is in traffic nowhere" % step.name)
        self._agree(step)

    def _is_at_the_port_of_its_model(self, name, after):
        for backend, known in sorted(after):
            model = after.get((backend, self._case.target))
            if known == name and model:
                ports = [server.address.rpartition(":")[2] for server in (after[backend, name], model)]
                told = "%s/%s is at port %s, and the one that it is like at %s" % (backend, name, *ports)
                self._must(ports[0] == ports[1], told)

    def _left_enough(self, step, serving, meant):
        for backend, _name in sorted(meant & serving):
            others = {where for where in serving if where[0] == backend and where[1] != step.name}
            self._must(others, "the last server of backend %s was taken out, though the floor is 1" % backend)

    def _agree(self, step):
        if self._case.has_agents:
            time.sleep(AGENT_WINDOW)  # a window in which nothing may change, not a wait for something
        anew, here = self._anew_says(), self._live.out()
        for where in sorted(set(here) | set(anew)):
            if where not in self._excused:
                self._must(
                    here.get(where) == anew.get(where),
                    "after '%s %s' %s/%s is %s; in a HAProxy started from the files now it is %s"
                    % ((step.state, step.name) + where + (words(here.get(where)), words(anew.get(where)))),
                )

    def _as_it_was(self, begun, pair):
        files, out = begun
        now = self._live.out()
        if self._out_at_first and any(not is_out for (_b, name), is_out in now.items() if name == self._case.target):
            return  # It was out before anybody was told to take it out, and is in now, as was ordered.
        self._same_files(files, self._home.files(), "after " + pair)
        for where in sorted(set(out) | set(now)):
            self._must(
                out.get(where) == now.get(where),
                "after %s %s/%s is %s, and was %s before" % ((pair,) + where + (words(now.get(where)), words(out.get(where)))),
            )

    def _same_files(self, before, after, when):
        for path in sorted(set(before) | set(after)):
            was, now = before.get(path), after.get(path)
            if was != now:
                raise Wrong("%s, %s differs: %s" % (when, path, difference(was, now)))

    def _must(self, holds, otherwise):
        if not holds:
            raise Wrong(otherwise)

    # What there is

    def _meant(self, name, before, after):
        """The servers that a step is about: by name, in the backends that were given."""
        case = self._case
        backends = case.meant
        if backends is None:
            backends = {backend for backend, known in before if known == case.target}
            backends |= {backend for backend, known in case.hosts if known == case.target}
        return {where for where in set(before) | set(after) if where[1] == name and where[0] in backends}

    def _given(self, step, floor):
        case = self._case
        others = {"floor": floor}
        if step.state == "present":
            others.update(like=case.target, address=self._place.address(MOVED if step.moves else self._new_address))
        elif case.meant_address and step.name == case.target:
            others["address"] = case.meant_address
        if case.meant is not None:
            others["backends"] = list(case.meant)
        os.environ.update(case.environment)
        if not case.module_has_environment:
            for name in case.environment:
                os.environ.pop(name)
        home = self._home
        return product.given(step.name, step.state, home.admin_socket, home.config, home.program, **others)

    def _start_anew(self):
        try:
            return self._home.start_anew(self._live)
        except NotStarted as problem:
            if not self.story:
                raise
            raise Wrong("HAProxy does not start from the files any more: %s" % problem) from None

    def _anew_says(self):
        """Who is out in a HAProxy that is started from the files as they are now."""
        with self._start_anew() as anew:
            anew.wait_for_agents(AGREE_SECONDS)
            deadline = time.monotonic() + AGREE_SECONDS
            while True:
                seen, here = anew.servers(), self._live.servers()
                out = {where: is_out(server) for where, server in seen.items()}
                differ = {where for where in set(seen) | set(here) if out.get(where) != (where in here and is_out(here[where]))}
                # Time mends only an address that is not known yet, and an agent that was not asked yet.
                known = list(seen.values()) + list(here.values())
                waits = self._case.has_agents or any(server.admin & RESOLVING for server in known)
                if not differ - self._excused or not waits or time.monotonic() > deadline:
                    return out
                time.sleep(0.05)


def is_out(server):
    return server.admin & (MAINTENANCE | DRAIN) != 0


def words(out):
    return {None: "unknown", True: "out of traffic", False: "in traffic"}[out]
