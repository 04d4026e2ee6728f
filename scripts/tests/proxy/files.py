"""A property test of what the role traffic does to HAProxy's files; see --help, and trial.py for the properties."""

import argparse
import collections
import math
import multiprocessing
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback

import corpus
import product
from generate import generate
from home import Home, NotUsable
from neighbours import Town
from running import NotStarted, version_of
from trial import Trial, Wrong

ABOUT = """Generates configurations of HAProxy, as people write them and worse, that HAProxy accepts; starts a real one from
each, has a server drained, brought back, added and removed, and lets HAProxy judge: the running one and one that is started
anew from the files agree on who is out, files come back byte for byte, and a refusal has a reason and changed nothing."""
ATTEMPTS = 60
HANDLED_SHARE = 0.85  # of all configurations: drained and ready both succeeded
ADDED_SHARE = 0.5  # of those in which HAProxy itself would have added a server
ENOUGH = 40  # below that many a share says nothing
SHOWN = 5

Report = collections.namedtuple("Report", "seed features level wrong text refusals handled")


class Worker:
    """A process with neighbours of its own, that tries one seed after another."""

    def __init__(self, options):
        self.options = options
        self.folder = tempfile.mkdtemp(dir=options.folder)
        os.chmod(self.folder, 0o755)
        self.place = Town(self.folder).start()
        self.module = product.load_module(options.root)
        self.version = version_of(options.haproxy)

    def try_seed(self, seed):
        for attempt in range(ATTEMPTS):
            folder = "%s/%s" % (self.folder, "case")
            shutil.rmtree(folder, ignore_errors=True)
            if isinstance(seed, str):
                case = corpus.read(seed, self.place, folder + "/live")
            else:
                case = generate(seed, attempt, self.version, self.place, folder + "/live")
            rng = random.Random("%s/%s/steps" % (seed, attempt))
            home = Home(case, rng, self.place, self.options.haproxy, folder)
            trial = Trial(case, rng, self.place, home, self.module)
            wrong = None
            try:
                home.write()
                trial.run()
            except (NotUsable, NotStarted) as problem:
                if isinstance(seed, int) and not trial.story:
                    continue
                wrong = "HAProxy does not start from it: %s" % problem
            except Wrong as problem:
                wrong = str(problem)
            except Exception:  # noqa: B902  HAProxy may have died of it, for one
                wrong = "the test ended with: " + traceback.format_exc()
            text = self._tell(seed, case, trial, wrong) if wrong or self.options.one else ""
            return Report(seed, case.features, case.level, wrong, text, trial.refusals, trial.handled)
        return Report(seed, [], "admin", "no configuration that HAProxy takes in %d attempts" % ATTEMPTS, "", [], {})

    def _tell(self, seed, case, trial, wrong):
        lines = ["== seed %s, HAProxy %d.%d: %s" % ((seed,) + self.version + (", ".join(case.features),))]
        for path, content in case.files.items():
            lines.append("-- %s (of -f %s)" % (path, " -f ".join(case.arguments)))
            for number, line in enumerate(content.decode("latin-1").split("\n"), 1):
                lines.append("%4d %s" % (number, shown(line)))
        lines.append("-- target %s, backends that are given: %s, address: %s" % (case.target, case.meant, case.meant_address))
        lines += ["-- " + step for step in trial.story]
        lines.append("** " + (wrong or "every property holds"))
        lines.append("   again: scripts/tests/haproxy-files --haproxy %s --seed %s --one" % (self.options.haproxy, seed))
        return "\n".join(lines)


def shown(line):
    """Characters that a terminal would swallow are shown."""
    return "".join(c if c.isprintable() and c != "\xa0" else "\\x%02x" % ord(c) for c in line)


def work(options, seeds, reports):
    # What the module under test lets through. HAProxys that run as another user end only if they are told to.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    worker = Worker(options)
    try:
        for seed in iter(seeds.get, None):
            reports.put(worker.try_seed(seed))
    except KeyboardInterrupt:
        pass
    finally:
        worker.place.stop()


def reason_kind(state, reason, name):
    """A refusal without what differs from one configuration to the next."""
    text = re.sub(r"/\S+", "FILE", reason).replace(name, "NAME")
    text = re.sub(r"\b(like|server) \S+", r"\1 NAME", text)
    text = re.sub(r"\b(app|web|api|bk|team-b|App\.Main)\d?\b", "BACKEND", text)
    return "%s: %s" % (state, re.sub(r"\d+", "N", text)[:150])


def all_reports(options, seeds):
    todo, done = multiprocessing.Queue(), multiprocessing.Queue()
    for seed in seeds:
        todo.put(seed)
    workers = [multiprocessing.Process(target=work, args=(options, todo, done)) for _number in range(options.jobs)]
    for worker in workers:
        todo.put(None)
        worker.start()
    try:
        left = len(seeds)
        while left:
            try:
                report = done.get(timeout=5)
            except multiprocessing.queues.Empty:
                if not any(worker.is_alive() for worker in workers):
                    raise SystemExit("the workers ended with %d configurations untried" % left) from None
                continue
            left -= 1
            yield report
        for worker in workers:
            worker.join()
    finally:
        for worker in workers:
            if worker.is_alive():
                worker.terminate()
                worker.join()


def main():
    parser = argparse.ArgumentParser(prog="haproxy-files", description=ABOUT)
    parser.add_argument("--count", type=int, default=150, help="how many configurations; default 150")
    parser.add_argument("--seed", help="of the first one, or the name of one of the corpus; default: a fresh one, printed")
    parser.add_argument("--one", action="store_true", help="that one alone, and tell all about it")
    parser.add_argument("--haproxy", default="/usr/sbin/haproxy", help="the program; scripts/lib/haproxy-3 gives another")
    parser.add_argument("--jobs", type=int, default=8, help="how many at a time; they wait a lot; default 8")
    parser.add_argument("--root", default=product.ROOT, help="of another working copy, whose module is tried")
    options = parser.parse_args()
    options.haproxy = os.path.realpath(options.haproxy)
    options.root = os.path.realpath(options.root)
    first = options.seed if options.seed else str(random.SystemRandom().randrange(10**9))
    seeds = [int(first) if first.isdigit() else first]
    if options.one:
        options.jobs = 1
    elif first.isdigit():
        seeds = corpus.names() + list(range(int(first), int(first) + options.count))
    print("%d configurations, seeds from %s, HAProxy %d.%d" % ((len(seeds), first) + version_of(options.haproxy)), flush=True)
    begun = time.monotonic()
    reports = []
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="haproxy-files-", ignore_cleanup_errors=True) as options.folder:
        # HAProxys that run as another user have their files there.
        os.chmod(options.folder, 0o755)
        for report in all_reports(options, seeds):
            reports.append(report)
            if report.wrong or options.one:
                failed = sum(1 for other in reports if other.wrong)
                print(report.text if failed <= SHOWN else "** seed %s: %s" % (report.seed, report.wrong[:300]), flush=True)
    sys.exit(summary(options, reports, time.monotonic() - begun))


def share(reports, what):
    tried = [report for report in reports if what in report.handled]
    return sum(report.handled[what] for report in tried), len(tried)


def summary(options, reports, seconds):
    usual = [report for report in reports if report.level == "admin"]
    failed = sum(1 for report in reports if report.wrong)
    passed = len(reports) - failed
    kinds = collections.Counter(
        reason_kind(*refusal) for report in usual for refusal in report.refusals
    )
    print("refusals, by reason (of %d configurations):" % len(usual))
    for kind, times in kinds.most_common(15):
        print("  %4d  %s" % (times, kind))
    for what, least in (("drained and ready", HANDLED_SHARE), ("present and absent", ADDED_SHARE)):
        handled, tried = share(usual, what)
        # Of few configurations, some draws have more of the hard ones: three standard deviations are allowed.
        chance = 3 * math.sqrt(tried * least * (1 - least))
        enough = tried < ENOUGH or handled >= least * tried - chance
        verdict = "" if enough else "; too few, %g %% are wanted" % (100 * least)
        print("%s handled in full: %d of %d, %.1f %%%s" % (what, handled, tried, 100 * handled / max(tried, 1), verdict))
        if tried >= ENOUGH:
            passed, failed = passed + enough, failed + (not enough)
    for what in ("present, which HAProxy cannot", "ready, which somebody else forbade"):
        print("%s: %d more" % (what, share(usual, what)[1]))
    others = [report for report in reports if report.level != "admin"]
    print("refused as the socket is not an admin's: %d of %d" % (sum(bool(r.refusals) for r in others), len(others)))
    print("took %.0f s" % seconds)
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    main()
