"""Loads the Python files of the roles, which are no packages, and starts real servers for them."""

import contextlib
import importlib
import importlib.util
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import ansible.module_utils
import redis

REPO = pathlib.Path(__file__).resolve().parents[3]
PATIENCE_SECONDS = 20


def load(path):
    """The module in the file REPO/path."""
    file = REPO / path
    name = f"tested_{file.stem}"
    spec = importlib.util.spec_from_file_location(name, file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def load_utils(role, stem):
    """A module_utils file of a role, which finds the others of that role as it does on a server."""
    folder = str(REPO / "roles" / role / "module_utils")
    if folder not in ansible.module_utils.__path__:
        ansible.module_utils.__path__.append(folder)
    return importlib.import_module(f"ansible.module_utils.{stem}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(condition, what):
    """The first true value of condition(); AssertionError when it does not come."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"never: {what}")


@contextlib.contextmanager
def web_server(answer):
    """A tiny real web server; answer(path) gives (status, text). Yields its URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status, text = answer(self.path)
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class RedisServer:
    """A real redis-server on a free port, with a password for the default user and an ACL file."""

    password = "for-tests"

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.port = free_port()
        self.options = []
        (self.folder / "users.acl").write_text(f"user default on >{self.password} ~* &* +@all\n")
        (self.folder / "password").write_text(self.password + "\n")
        self.process = None
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            ["redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.folder)]
            + ["--aclfile", str(self.folder / "users.acl"), "--appendonly", "yes"]
            + self.options,
            stdout=subprocess.DEVNULL,
        )
        try:
            wait_for(self._answers, "redis-server answers")
        except BaseException:
            self.remove()
            raise

    def speaks_tls_too(self, host):
        """On another port, with a certificate for this host that is its own authority. The port, and that certificate."""
        certificate, key, port = self.folder / "tls.crt", self.folder / "tls.key", free_port()
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"]
            + ["-subj", "/CN=redis", "-addext", f"subjectAltName={host}", "-keyout", str(key), "-out", str(certificate)],
            check=True,
            capture_output=True,
        )
        self.options = ["--tls-port", str(port), "--tls-cert-file", str(certificate), "--tls-key-file", str(key)]
        self.options += ["--tls-auth-clients", "no"]
        self.stop()
        self.start()
        return port, certificate

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder)

    def client(self, db=0):
        return redis.Redis(port=self.port, password=self.password, db=db, decode_responses=True, socket_timeout=5)

    def _answers(self):
        with contextlib.suppress(redis.RedisError):
            return self.client().ping()
        return False
