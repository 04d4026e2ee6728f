#!/usr/bin/python3
"""The example app: a page that needs Redis, as HTML and as JSON.

/         counts the view in Redis and shows the count, which begins anew past LARGEST; 503 when Redis does not answer
/healthz  JSON {status, version, server, requests}; 503 when Redis does not answer
SIGTERM   no new connection is taken, requests in flight are finished
"""

import contextlib
import html
import json
import os
import pathlib
import signal
import socket
import sys
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGES_KEY = "app:pages"
LARGEST = 2**63 - 1  # that Redis can count to
REDIS_TIMEOUT_SECONDS = 1.0
CLIENT_TIMEOUT_SECONDS = 5.0

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{server} · version {version}</title>
<style>
  body {{ font: 1.1rem/1.5 system-ui, sans-serif; margin: 0; min-height: 100vh; display: grid;
         place-items: center; background: #f4f5f2; color: #23302a; }}
  main {{ background: #fff; border-top: .5rem solid {colour}; border-radius: .5rem; padding: 2rem 3rem;
         box-shadow: 0 .2rem 1rem #0002; }}
  .count {{ font-size: 4rem; line-height: 1.1; font-variant-numeric: tabular-nums; }}
  dl {{ display: grid; grid-template-columns: auto 1fr; gap: .2rem 1.5rem; margin: 1.5rem 0 0; }}
  dt {{ color: #6b776f; }} dd {{ margin: 0; font-weight: 600; }}
</style>
</head>
<body>
<main>
  <div class="count">{counter}</div>
  <div>pages served by this cluster</div>
  <dl><dt>Server</dt><dd>{server}</dd><dt>Version</dt><dd>{version}</dd><dt>Channel</dt><dd>{channel}</dd></dl>
</main>
</body>
</html>
"""
COLOURS = {"app": "#2f7d4f", "canary": "#d9a400"}


class StoreAway(Exception):
    """Redis did not answer."""


class RedisStore:
    """The page counter in Redis. Connections that broke are replaced by themselves."""

    def __init__(self, host, port, user, password):
        import redis

        self._away = redis.RedisError
        self._refused = redis.ResponseError
        self._client = redis.Redis(
            host=host,
            port=port,
            username=user,
            password=password,
            socket_timeout=REDIS_TIMEOUT_SECONDS,
            socket_connect_timeout=REDIS_TIMEOUT_SECONDS,
        )

    def count_page(self):
        return self._ask(self._count)

    def check(self):
        self._ask(self._client.ping)

    def _count(self):
        try:
            return int(self._client.incr(PAGES_KEY))
        except self._refused as problem:
            if "overflow" not in str(problem):
                raise
        # If others begin anew at the same time, there may be nothing left to take away: then we count on from there.
        with contextlib.suppress(self._refused):
            self._client.incrby(PAGES_KEY, -LARGEST)
        return int(self._client.incr(PAGES_KEY))

    def _ask(self, command):
        try:
            return command()
        except (self._away, OSError) as problem:
            raise StoreAway(str(problem)) from problem


class App:
    """What the app is and has done; shared by all request threads."""

    def __init__(self, store, server, channel, version):
        self.store = store
        self.server = server
        self.channel = channel
        self.version = version
        self._requests = 0
        self._lock = threading.Lock()

    def page(self):
        """(status, values of the page)"""
        try:
            counter = self.store.count_page()
        except StoreAway as problem:
            return HTTPStatus.SERVICE_UNAVAILABLE, dict(self._who(), error=f"Redis does not answer: {problem}")
        with self._lock:
            self._requests += 1
        return HTTPStatus.OK, dict(self._who(), counter=counter)

    def health(self):
        """(status, values of the health check)"""
        values = {"status": "ok", "version": self.version, "server": self.server, "requests": self._requests}
        try:
            self.store.check()
        except StoreAway as problem:
            values.update(status="down", error=f"Redis does not answer: {problem}")
            return HTTPStatus.SERVICE_UNAVAILABLE, values
        return HTTPStatus.OK, values

    def _who(self):
        return {"server": self.server, "channel": self.channel, "version": self.version}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = CLIENT_TIMEOUT_SECONDS
    server_version = "app"
    sys_version = ""

    def do_GET(self):
        path = self.path.partition("?")[0]
        if path == "/healthz":
            self._send_json(*self.server.app.health())
        elif path == "/":
            self._send_page(*self.server.app.page())
        else:
            self._send_json(HTTPStatus.NOT_FOUND, {"error": "no such page"})

    do_HEAD = do_GET

    def _send_page(self, status, values):
        if "application/json" in self.headers.get("Accept", ""):
            self._send_json(status, values)
        elif status == HTTPStatus.OK:
            texts = {name: html.escape(str(value)) for name, value in values.items()}
            self._send(status, "text/html", PAGE.format(colour=COLOURS.get(values["channel"], "#666"), **texts))
        else:
            self._send(status, "text/plain", values["error"] + "\n")

    def _send_json(self, status, values):
        self._send(status, "application/json", json.dumps(values) + "\n")

    def _send(self, status, kind, text):
        body = text.encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Type", kind + "; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Vary", "Accept")
        self.send_header("Connection", "close")  # an idle connection would hold up a stop
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_request(self, code="-", size="-"):
        """Nothing: the proxy logs requests."""


class Server(ThreadingHTTPServer):
    daemon_threads = False  # so that server_close() waits for the requests in flight
    request_queue_size = 128

    def __init__(self, address, app):
        super().__init__(address, Handler)
        self.app = app

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


def notify_systemd(state):
    address = os.environ.get("NOTIFY_SOCKET")
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
            channel.connect("\0" + address[1:] if address.startswith("@") else address)
            channel.sendall(state.encode("ascii"))


def serve_until_term(server):
    """Serve; on SIGTERM stop taking connections, finish the requests in flight, return."""

    def stop(_signal, _frame):
        notify_systemd("STOPPING=1")
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    notify_systemd("READY=1")
    server.serve_forever(poll_interval=0.1)
    server.server_close()


def main():
    env = os.environ
    release = pathlib.Path(__file__).resolve().parent
    version = (release / "VERSION").read_text(encoding="ascii").strip()
    password = pathlib.Path(env["CREDENTIALS_DIRECTORY"], "redis-password").read_text(encoding="ascii").strip()
    store = RedisStore(env["APP_REDIS_HOST"], int(env["APP_REDIS_PORT"]), env["APP_REDIS_USER"], password)
    app = App(store, env["APP_SERVER"], env["APP_CHANNEL"], version)
    server = Server((env["APP_LISTEN"], int(env["APP_PORT"])), app)
    print(f"version {version} serves on port {server.server_port}", flush=True)
    serve_until_term(server)
    print("every request in flight is finished", flush=True)


if __name__ == "__main__":
    main()
