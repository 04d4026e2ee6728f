"""Requests that must not fail while one of two app servers is taken out, restarted and put back; see --help."""

import argparse
import collections
import multiprocessing
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import clients
import product
from neighbours import Town
from running import HAProxy, version_of

ABOUT = """Sends 200 requests a second through a real HAProxy to two real app servers, by clients that keep their
connections: a third with a persistence cookie, a third with an entry in a stick table, a third with neither; some take up
to two seconds. Meanwhile the module takes one server out of traffic, the server is killed and started again, and the
module puts it back. No request may fail, and none may reach the server between the two answers. The load ends by itself."""

CONFIG = """global
    stats socket {run}/admin.sock mode 600 level admin
    stats socket {run}/judge.sock mode 600 level admin
defaults
    mode http
    option redispatch 1
    option httpchk GET /healthz
    retries 3
    timeout connect 1s
    timeout client 60s
    timeout http-keep-alive 60s
    timeout server 30s
    timeout check 1s
    default-server check inter 300ms rise 1 fall 3 {options}
frontend web
    bind {front}:8000
    use_backend by_cookie if {{ path_beg /cookie }}
    use_backend by_table if {{ path_beg /stick }}
    default_backend plain
backend plain
    balance roundrobin
    server app1 {app1}:8000
    server app2 {app2}:8000
backend by_cookie
    cookie SRV insert indirect nocache
    server app1 {app1}:8000 cookie one
    server app2 {app2}:8000 cookie two
backend by_table
    stick-table type string len 40 size 10k expire 10m
    stick on req.hdr(X-User)
    server app1 {app1}:8000
    server app2 {app2}:8000
"""
VARIANTS = {
    "plain": "",
    "agent-check that says ready": "agent-check agent-addr {agent} agent-port 8093 agent-inter 200ms",
    "slow start": "slowstart 2s",
}
# Maintenance ends sessions here, and clients with a cookie come until then: only a moment without any loses nothing, and
# whether there is one before the time is up is chance.
HARD = {"sessions that end with their server": "on-marked-down shutdown-sessions"}
RATE = 200
LIMIT_SECONDS = 90  # of one load, however it goes
WARM_REQUESTS = 100  # that each server must have had before, and the restarted one afterwards
STEP_SECONDS = 40
OUT_SECONDS = 1.2  # six of the agent's answers

Told = collections.namedtuple("Told", "load before between after drained ready seconds")


class Broken(Exception):
    """The test could not be held; the text says why."""


class App:
    """One app server: its log is what really reached it."""

    def __init__(self, folder, name, address):
        self.log = "%s/%s.log" % (folder, name)
        self.address = address
        self._process = None
        open(self.log, "w").close()

    def start(self):
        program = os.path.join(os.path.dirname(os.path.realpath(__file__)), "app_server.py")
        self._process = subprocess.Popen(
            [sys.executable, "-B", program, self.address, "8000", self.log], stdout=subprocess.PIPE
        )
        if self._process.stdout.readline() != b"serving\n":
            raise Broken("the app server on %s does not start" % self.address)
        with socket.create_connection((self.address, 8000), timeout=10) as connection:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: app\r\n\r\n")
            if not connection.recv(100).startswith(b"HTTP/1.1 200"):
                raise Broken("the app server on %s does not answer" % self.address)

    def kill(self):
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()

    def requests(self):
        """When each came, on the clock that all processes share."""
        with open(self.log) as log:
            return [float(line.split()[0]) for line in log]


class Round:
    """One restart under load."""

    def __init__(self, options, module, variant, seed):
        self._options = options
        self._module = module
        self._variant = variant
        self._seed = seed

    def run(self):
        folder = tempfile.mkdtemp(prefix="haproxy-load-")
        place = Town(folder).start()
        self._apps = [App(folder, "app%d" % number, "127.%d.3.%d" % (place.number, number)) for number in (1, 2)]
        config = folder + "/haproxy.cfg"
        text = CONFIG.format(
            run=folder,
            options={**VARIANTS, **HARD}[self._variant].format(agent=place.address(1)),
            front="127.%d.1.1" % place.number,
            app1=self._apps[0].address,
            app2=self._apps[1].address,
        )
        with open(config, "w") as target:
            target.write(text)
        try:
            for app in self._apps:
                app.start()
            with HAProxy(self._options.haproxy, ["-db", "-f", config], folder + "/judge.sock"):
                told = self._under_load(place, folder + "/admin.sock", config)
            with open(config) as source:
                if source.read() != text:
                    raise Broken("the file is not as it was")
            return told
        finally:
            for app in self._apps:
                app.kill()
            place.stop()
            shutil.rmtree(folder, ignore_errors=True)

    def _under_load(self, place, admin, config):
        stop = multiprocessing.Event()
        answer, far_end = multiprocessing.Pipe(duplex=False)
        address = ("127.%d.1.1" % place.number, 8000)
        load = multiprocessing.Process(
            target=clients.send, args=(address, RATE, self._seed, stop, LIMIT_SECONDS, far_end)
        )
        load.start()
        far_end.close()
        try:
            app1 = self._apps[0]
            for app in self._apps:
                self._await_requests(app, WARM_REQUESTS, load)
            begun = time.monotonic()
            drained = self._order("drained", admin, config)
            out_from = time.monotonic()
            time.sleep(OUT_SECONDS)  # in which nothing may come, whatever an agent says
            app1.kill()
            app1.start()
            out_until = time.monotonic()
            ready = self._order("ready", admin, config)
            seconds = time.monotonic() - begun
            self._await_requests(app1, len(app1.requests()) + WARM_REQUESTS, load)
            stop.set()
            counted = answer.recv()
        except EOFError:
            raise Broken("the load ended without an answer") from None
        finally:
            stop.set()
            load.join(clients.PATIENCE_SECONDS + 5)
            if load.is_alive():
                load.kill()
        times = app1.requests()
        return Told(
            counted,
            sum(when < begun for when in times),
            sum(out_from <= when < out_until for when in times),
            sum(when >= out_until for when in times),
            drained,
            ready,
            seconds,
        )

    def _order(self, state, admin, config):
        values = product.given(
            "app1", state, admin, config, self._options.haproxy, floor=1, drain_timeout=20.0, ready_timeout=20.0
        )
        result, trouble = product.call(self._module, values)
        if trouble:
            raise Broken("'%s' crashed: %s" % (state, trouble.strip().splitlines()[-1]))
        return result

    def _await_requests(self, app, count, load):
        deadline = time.monotonic() + STEP_SECONDS
        while len(app.requests()) < count:
            if time.monotonic() > deadline or not load.is_alive():
                raise Broken("%s had %d requests, and not %d" % (app.address, len(app.requests()), count))
            time.sleep(0.05)


def faults(told):
    """What is not as it must be."""
    found = []
    for state, result in (("drained", told.drained), ("ready", told.ready)):
        if result.get("failed"):
            found.append("'%s' failed: %s" % (state, result.get("msg")))
    if told.load.failures:
        begun, kind, why = told.load.failures[0]
        found.append("%d requests failed, the first of kind %s: %s" % (len(told.load.failures), kind, why))
    if told.between:
        found.append("%d requests reached the server while it was out" % told.between)
    least = min(told.load.kinds.get(kind, 0) for kind in clients.KINDS)
    if least < told.load.sent // 4 or not told.load.slow:
        found.append("the load was not the intended one: %s" % (told.load,))
    return found


def main():
    parser = argparse.ArgumentParser(prog="haproxy-load", description=ABOUT)
    parser.add_argument("--times", type=int, default=1, help="how often, each in %d variants; default 1" % len(VARIANTS))
    parser.add_argument("--seed", type=int, help="of the requests; default: a fresh one, printed")
    parser.add_argument("--hard", action="store_true", help="with on-marked-down shutdown-sessions too, which may fail")
    parser.add_argument("--haproxy", default="/usr/sbin/haproxy", help="the program; scripts/lib/haproxy-3 gives another")
    parser.add_argument("--root", default=product.ROOT, help="of another working copy, whose module is tried")
    options = parser.parse_args()
    options.haproxy = os.path.realpath(options.haproxy)
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**9)
    print("%d requests a second, seed %d, HAProxy %d.%d" % ((RATE, seed) + version_of(options.haproxy)), flush=True)
    module = product.load_module(os.path.realpath(options.root))
    passed = failed = 0
    for number in range(options.times):
        for variant in {**VARIANTS, **(HARD if options.hard else {})}:
            found = []
            try:
                told = Round(options, module, variant, "%d/%d" % (seed, number)).run()
                found = faults(told)
                print("      %d requests, %d of them slow: %d failed, %d took over 0.5 s longer; of app1 %d before, %d while it"
                      " was out, %d since; %.1f s from order to order done"
                      % (told.load.sent, told.load.slow, len(told.load.failures), told.load.late, told.before, told.between,
                         told.after, told.seconds))
            except Broken as problem:
                found = [str(problem)]
            details = "".join("\n      " + problem for problem in found)
            print("%s time %d, %s%s" % ("FAIL " if found else "ok   ", number + 1, variant, details), flush=True)
            passed, failed = passed + (not found), failed + bool(found)
    print("%d passed, %d failed" % (passed, failed))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
