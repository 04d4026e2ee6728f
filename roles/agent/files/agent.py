#!/usr/bin/python3
"""The heartbeat agent: says in Redis, every few seconds, that this server lives and how busy it is.

One round: measure CPU and how much of it there is, ask the app how many requests it has handled, XADD one entry. A
round that cannot reach Redis is dropped, never kept for later, and the next try backs off; nothing but SIGTERM
ends the agent. The time of an entry is Redis's, so the server's clock does not matter.
"""

import json
import os
import pathlib
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid

CGROUP = pathlib.Path("/sys/fs/cgroup")
PROC = pathlib.Path("/proc")
ONLINE = pathlib.Path("/sys/devices/system/cpu/online")
V1_CPU = ("cpu", "cpu,cpuacct")
V1_USAGE = ("cpuacct", "cpu,cpuacct")
FEWEST_CPUS = 0.01
KEPT_HEARTBEATS = 120
REDIS_TIMEOUT_SECONDS = 2.0
APP_TIMEOUT_SECONDS = 1.0
APP_ANSWER_LIMIT = 16 * 1024
LONGEST_BACK_OFF_SECONDS = 5.0  # longer, and a Redis that is back would see a dead cluster


def cgroup_usage_reader(root=CGROUP):
    """A function for the CPU seconds that this container's cgroup has used, or None on a machine of its own.

    In a container /proc/stat shows the whole machine; the cgroup counts this server alone. On a machine of its own it
    is the other way round: the counter of the root cgroup has steal in it, time that the host gave to others.
    """
    v2 = root / "cpu.stat"
    v1 = next(filter(pathlib.Path.exists, (root / name / "cpuacct.usage" for name in V1_USAGE)), root)

    def read_v2():
        for line in v2.read_text().splitlines():
            name, _, value = line.partition(" ")
            if name == "usage_usec":
                return int(value) / 1e6
        raise ValueError("no usage_usec in cpu.stat")

    def read_v1():
        return int(v1.read_text()) / 1e9

    # Only the root of a machine's own hierarchy lacks the first, and has the second.
    for reader, is_container in (
        (read_v2, (root / "cgroup.events").exists()),
        (read_v1, not (v1.parent / "release_agent").exists()),
    ):
        try:
            reader()
        except (OSError, ValueError):
            continue
        if is_container:
            return reader
    return None


def machine_usage_reader(stat=PROC / "stat"):
    """The same from /proc/stat: what this machine did itself. Not in it: steal, waiting for disks, idling.

    What guests of this machine use is in `user` and `nice` already.
    """
    hertz = os.sysconf("SC_CLK_TCK")

    def read():
        with stat.open() as file:
            name, user, nice, system, _idle, _iowait, irq, softirq = file.readline().split()[:8]
        if name != "cpu":
            raise ValueError(f"no cpu line in {stat}")
        return (int(user) + int(nice) + int(system) + int(irq) + int(softirq)) / hertz

    return read


def parse_cpu_list(text):
    """The CPUs in a list such as `0-3,8`."""
    cpus = set()
    for part in text.strip().split(","):
        first, _, last = part.partition("-")
        if first:
            cpus.update(range(int(first), int(last or first) + 1))
    return cpus


class CpuAllowance:
    """How many CPUs this server may use, or less by its quota.

    Of a machine, all that /proc/stat counts: its first process may not use some that apps are pinned to.
    Of a container, those that are online and in its cpuset.
    """

    def __init__(self, is_container, root=CGROUP, proc=PROC, online=ONLINE):
        self._is_container = is_container
        self._root = root
        self._proc = proc
        self._online = online

    def cpus(self):
        number = self._usable() or os.cpu_count() or 1
        return max(FEWEST_CPUS, min([number, *self._quotas()]))

    def text(self):
        """As the monitor reads it: no exponent, few digits, whatever the quota is divided by."""
        return f"{self.cpus():.4f}".rstrip("0").rstrip(".")

    def _usable(self):
        online = self._list(self._online)
        if not self._is_container:
            return self._counted() or len(online)
        cpuset = self._cpuset() or self._cpus_of_init()
        return len(online & cpuset) or len(online) or len(cpuset)

    def _counted(self):
        """Lines such as `cpu0 ...`."""
        try:
            words = [line.split(" ", 1)[0] for line in (self._proc / "stat").read_text().splitlines()]
        except (OSError, ValueError):
            return 0
        return sum(word.startswith("cpu") and word[3:].isdigit() for word in words)

    def _cpuset(self):
        for name in ("cpuset.cpus.effective", "cpuset/cpuset.effective_cpus", "cpuset/cpuset.cpus"):
            cpus = self._list(self._root / name)
            if cpus:
                return cpus
        return set()

    def _cpus_of_init(self):
        """Of the first process, which shows a cpuset that is hidden. This one may be bound to fewer."""
        try:
            for line in (self._proc / "1" / "status").read_text().splitlines():
                name, _, value = line.partition(":")
                if name == "Cpus_allowed_list":
                    return parse_cpu_list(value)
        except (OSError, ValueError):
            pass
        return set()

    @staticmethod
    def _list(path):
        try:
            return parse_cpu_list(path.read_text())
        except (OSError, ValueError):
            return set()

    def _quotas(self):
        """Of cgroup v2 and v1: CPU time in a period, and the period. Without a quota there is `max` or -1."""
        for files in (["cpu.max"], *([f"{cpu}/cpu.cfs_quota_us", f"{cpu}/cpu.cfs_period_us"] for cpu in V1_CPU)):
            try:
                words = [word for name in files for word in (self._root / name).read_text().split()]
                quota, period = (int(word) for word in words)
            except (OSError, ValueError):
                continue
            if quota > 0 and period > 0:
                yield quota / period


class CpuMeter:
    """CPU use between two calls, in percent of one CPU: 0 up to 100 times the number of CPUs."""

    def __init__(self, read_usage, clock=time.monotonic):
        self._read_usage = read_usage
        self._clock = clock
        self._last_usage = read_usage()
        self._last_time = clock()

    def percent(self):
        usage, now = self._read_usage(), self._clock()
        used, passed = usage - self._last_usage, now - self._last_time
        self._last_usage, self._last_time = usage, now
        return max(0.0, 100.0 * used / passed) if passed > 0 else 0.0


class AppProbe:
    """What the app has done: its number of requests, `down` when it does not say, `-` without an app."""

    def __init__(self, url):
        self._url = url
        self._open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open

    def progress(self):
        if not self._url:
            return "-"
        try:
            requests = json.loads(self._ask())["requests"]
        except (OSError, ValueError, KeyError, TypeError):
            return "down"
        return str(requests) if isinstance(requests, int) and requests >= 0 else "down"

    def _ask(self):
        try:
            with self._open(self._url, timeout=APP_TIMEOUT_SECONDS) as answer:
                return answer.read(APP_ANSWER_LIMIT)
        except urllib.error.HTTPError as unhealthy:  # it may still say how far it is
            with unhealthy:
                return unhealthy.read(APP_ANSWER_LIMIT)


class Heart:
    """The loop. `beat(fields)` writes one heartbeat, or raises; `wait(seconds)` returns True to stop."""

    def __init__(self, beat, measure, wait, interval, say):
        self._beat = beat
        self._measure = measure
        self._wait = wait
        self._interval = interval
        self._say = say
        self._failures = 0

    def run(self):
        while not self._wait(self.next_pause()):
            self.round()

    def round(self):
        try:
            self._beat(self._measure())
        except Exception as problem:  # whatever it is, the next round may go well
            if self._failures == 0:
                self._say(f"no heartbeat: {type(problem).__name__}: {problem}")
            self._failures += 1
            return
        if self._failures:
            self._say(f"heartbeats again, dropped meanwhile: {self._failures}")
        self._failures = 0

    def next_pause(self):
        return min(self._interval * 2 ** min(self._failures, 10), max(self._interval, LONGEST_BACK_OFF_SECONDS))


def redis_beat(host, port, user, password, key, tls, database=0):
    import redis

    client = redis.Redis(
        host=host,
        port=port,
        db=database,
        username=user,
        password=password,
        socket_timeout=REDIS_TIMEOUT_SECONDS,
        socket_connect_timeout=REDIS_TIMEOUT_SECONDS,
        **tls,
    )
    return lambda fields: client.xadd(key, fields, maxlen=KEPT_HEARTBEATS, approximate=True)


def tls_settings(env):
    """How Redis is spoken to: with TLS its certificate is verified, and must name the host that was asked for."""
    if not env.get("AGENT_REDIS_TLS"):
        return {}
    return {
        "ssl": True,
        "ssl_cert_reqs": "required",
        "ssl_check_hostname": True,
        "ssl_ca_certs": env.get("AGENT_REDIS_CA_FILE") or None,
    }


def main():
    env = os.environ
    password = pathlib.Path(env["CREDENTIALS_DIRECTORY"], "redis-password").read_text(encoding="ascii").strip()
    beat = redis_beat(
        env["AGENT_REDIS_HOST"],
        int(env["AGENT_REDIS_PORT"]),
        env["AGENT_REDIS_USER"],
        password,
        env["AGENT_KEY"],
        tls_settings(env),
        int(env.get("AGENT_REDIS_DATABASE") or 0),
    )
    of_container = cgroup_usage_reader()
    meter = CpuMeter(of_container or machine_usage_reader())
    allowance = CpuAllowance(of_container is not None)
    app = AppProbe(env.get("AGENT_APP_URL", ""))
    # From systemd: inside the unit's sandbox, /proc of a container shows the boot of the physical machine.
    boot = str(uuid.UUID(env["AGENT_BOOT_ID"]))

    def measure():
        return {
            "cpu": f"{meter.percent():.1f}",
            "cpus": allowance.text(),
            "boot": boot,
            "app": app.progress(),
        }

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda _signal, _frame: stop.set())
    signal.signal(signal.SIGINT, lambda _signal, _frame: stop.set())
    say = lambda text: print(text, file=sys.stderr, flush=True)  # noqa: E731
    Heart(beat, measure, stop.wait, float(env["AGENT_INTERVAL"]), say).run()


if __name__ == "__main__":
    main()
