"""A HAProxy that really runs, and what it says itself: the judge of these tests. Nothing of the product is used here."""

import collections
import os
import re
import signal
import socket
import subprocess
import time

from neighbours import end_with_parent

START_SECONDS = 20.0

# Bits of srv_admin_state that keep clients away: forced, inherited, or no address. Not: 0x04, which remembers
# what the file said, and 0x40, which remembers that somebody set a name.
RESOLVING = 0x20
MAINTENANCE = 0x01 | 0x02 | RESOLVING
DRAIN = 0x08 | 0x10

Server = collections.namedtuple("Server", "admin operation address weight")
STARTING, RUNNING = 1, 2

# What the statistics say of an agent that was asked and has said something.
ANSWERED = ("CHECKED", "L7OK", "L7STS")


class NotStarted(Exception):
    """HAProxy ended, or did not answer; the text is what it said."""


def version_of(program):
    """(major, minor)"""
    said = subprocess.run([program, "-v"], check=True, capture_output=True, text=True).stdout
    return tuple(int(part) for part in re.search(r"version (\d+)\.(\d+)", said).groups())


def accepts(program, arguments, environment, folder="/"):
    """(whether HAProxy takes these files, what it says)"""
    checked = subprocess.run(
        [program, "-c"] + arguments, env=environment, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    return checked.returncode == 0, checked.stdout.decode("utf-8", "replace")


class HAProxy:
    """Runs from files until it is closed."""

    def __init__(self, program, arguments, socket_path, environment=None, folder="/"):
        self.socket_path = socket_path
        self._log = socket_path + ".log"
        with open(self._log, "wb") as said:
            self._process = subprocess.Popen(
                [program] + arguments,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                env=environment,
                cwd=folder,
                start_new_session=True,
                preexec_fn=end_with_parent,
            )
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self.ask("show info")
                return
            except OSError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    self.close()
                    raise NotStarted(self.said()) from None
                time.sleep(0.01)

    def said(self):
        with open(self._log, "rb") as log:
            return log.read().decode("utf-8", "replace")

    def ask(self, command):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(10)
            connection.connect(self.socket_path)
            connection.sendall(command.encode() + b"\n")
            parts = []
            while True:
                part = connection.recv(65536)
                if not part:
                    return b"".join(parts).decode("latin-1")
                parts.append(part)

    def servers(self):
        """{(backend, name): Server}"""
        lines = self.ask("show servers state").splitlines()
        head = next(line for line in lines if line.startswith("# "))
        columns = head[2:].split(" ")
        found = {}
        for line in lines[lines.index(head) + 1 :]:
            if line.strip():
                row = dict(zip(columns, line.split(" ")))
                where = row["srv_addr"] + ":" + row.get("srv_port", "")
                found[row["be_name"], row["srv_name"]] = Server(
                    int(row["srv_admin_state"]), int(row["srv_op_state"]), where, int(row["srv_uweight"])
                )
        return found

    def _statistics(self):
        rows = self.ask("show stat -1 4 -1").lstrip("# ").splitlines()
        columns = rows[0].split(",")
        return [dict(zip(columns, row.split(","))) for row in rows[1:] if row]

    def agents(self):
        """{(backend, name): what was heard last of the agent} of those that have one."""
        return {(row["pxname"], row["svname"]): row["agent_status"] for row in self._statistics() if row.get("agent_status")}

    def wait_for_agents(self, seconds):
        """Until each agent has answered once, for at most this long: on a busy machine a check of one may time out."""
        deadline = time.monotonic() + seconds
        answered = set()
        while time.monotonic() < deadline:
            agents = self.agents()
            answered |= {where for where, status in agents.items() if status.strip("* ") in ANSWERED}
            if answered >= set(agents):
                return
            time.sleep(0.02)

    def serving(self):
        """{(backend, name)} of those that get traffic before any backup server does."""
        spare = {(row["pxname"], row["svname"]) for row in self._statistics() if row.get("bck") == "1"}
        return {
            where
            for where, server in self.servers().items()
            if where not in spare
            and server.admin & (MAINTENANCE | DRAIN) == 0
            and server.operation in (STARTING, RUNNING)
            and server.weight > 0
        }

    def passing(self):
        """{(backend, name)} of those whose last check passed, or that HAProxy does not check.

        One that HAProxy has not checked yet, or that fails, may be down a moment later.
        """
        return {
            (row["pxname"], row["svname"])
            for row in self._statistics()
            if not row.get("check_status")
            or (row["check_status"].endswith("OK") and row["status"].split(" (")[0] == "UP")
        }

    def out(self):
        """{(backend, name): whether it is kept out of traffic}"""
        return {where: server.admin & (MAINTENANCE | DRAIN) != 0 for where, server in self.servers().items()}

    def close(self):
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        if os.path.exists(self.socket_path):
            os.unlink(self.socket_path)

    def __enter__(self):
        return self

    def __exit__(self, *_problem):
        self.close()
