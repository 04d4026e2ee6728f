"""A steady stream of requests from clients that keep their connections, and what became of each."""

import asyncio
import collections
import random
import signal
import time

from neighbours import end_with_parent

KINDS = ("plain", "cookie", "stick")
SLOW_SHARE = 0.05
PATIENCE_SECONDS = 15.0
MOST_OPEN = 400  # requests; past that something hangs, and the load ends

Load = collections.namedtuple("Load", "sent kinds slow failures late")


class Client:
    """A connection through HAProxy; like a browser it sends back the cookie that it got."""

    def __init__(self, kind, number):
        self.kind = kind
        self._user = "%s-%d" % (kind, number)
        self._cookie = ""
        self._reader = self._writer = None

    async def ask(self, address, delay):
        """Raises what went wrong. A connection that broke is opened anew by the next request."""
        try:
            if self._writer is None:
                self._reader, self._writer = await asyncio.open_connection(*address)
            query = "?delay=%.2f" % delay if delay else ""
            lines = ["GET /%s%s HTTP/1.1" % (self.kind, query), "Host: app.test", "X-User: " + self._user]
            if self._cookie:
                lines.append("Cookie: " + self._cookie)
            self._writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
            head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            if not head.startswith("HTTP/1.1 200 "):
                raise OSError("answered " + head.splitlines()[0])
            await self._reader.readexactly(3)
            for line in head.splitlines():
                if line.lower().startswith("set-cookie:"):
                    self._cookie = line.partition(":")[2].split(";")[0].strip()
        except BaseException:
            if self._writer is not None:
                self._writer.close()
                self._writer = None
            raise


class Stream:
    def __init__(self, address, rate, seed):
        self._address = address
        self._rate = rate
        self._rng = random.Random(seed)
        self._idle = {kind: collections.deque() for kind in KINDS}
        self._open = set()
        self._kinds = collections.Counter()
        self._clients = self._slow = self._late = 0
        self._failures = []

    async def run(self, stop, limit):
        begun = time.monotonic()
        number = 0
        while not stop.is_set() and time.monotonic() < begun + limit and len(self._open) < MOST_OPEN:
            due = begun + number / self._rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            task = asyncio.ensure_future(self._one(KINDS[number % len(KINDS)]))
            self._open.add(task)
            task.add_done_callback(self._open.discard)
            number += 1
        if len(self._open) >= MOST_OPEN:
            self._failures.append((time.monotonic(), "-", "%d requests are open" % MOST_OPEN))
        if self._open:
            await asyncio.wait(set(self._open))
        return Load(number, dict(self._kinds), self._slow, self._failures, self._late)

    async def _one(self, kind):
        idle = self._idle[kind]
        if idle:
            # In turn, so that every client with a cookie comes back again and again.
            client = idle.popleft()
        else:
            self._clients += 1
            client = Client(kind, self._clients)
        delay = round(self._rng.uniform(0.5, 2.0), 2) if self._rng.random() < SLOW_SHARE else 0
        begun = time.monotonic()
        self._kinds[kind] += 1
        self._slow += bool(delay)
        try:
            await asyncio.wait_for(client.ask(self._address, delay), PATIENCE_SECONDS)
        except (OSError, EOFError, asyncio.TimeoutError, asyncio.LimitOverrunError) as problem:
            self._failures.append((begun, kind, "%s: %s" % (type(problem).__name__, problem)))
        else:
            self._late += time.monotonic() - begun > delay + 0.5
        idle.append(client)


def send(address, rate, seed, stop, limit, answer):
    """In a process of its own; ends when told to, after the limit in seconds, or with its parent."""
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answer.send(asyncio.run(Stream(address, rate, seed).run(stop, limit)))
