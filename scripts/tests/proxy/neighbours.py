"""What stands behind and beside the HAProxys of these tests: tiny real programs on loopback addresses of their own.

Every town has a network 127.A.0.0/16 to itself: servers on 127.A.0.1 to .14, and for HAProxy 127.A.1.1 (the one that
is changed) and 127.A.2.1 (the one that is started anew). It ends with the process that started it.
"""

import contextlib
import ctypes
import os
import random
import selectors
import signal
import socket
import ssl
import struct
import subprocess
import threading

ADDRESSES = 14
NEW, MOVED, SILENT = 13, 14, 20  # the addresses of a server that is added and then moves, and one where nobody answers
HTTP, TLS, DNS, NOBODY = 8080, 8443, 5353, 8099
AGENTS = {8091: b"up\n", 8092: b"ready\n", 8093: b"ready up\n", 8094: b"up 75%\n", 8095: b"100%\n"}
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n"
PR_SET_PDEATHSIG = 1


def end_with_parent():
    """For preexec_fn: what a test started does not outlive it, however that ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Town:
    """Servers that answer every request and every check, agents, and a name server that knows hN.test."""

    def __init__(self, folder):
        self.folder = folder
        self.number, self._sockets = self._settle()
        self.local_port = self._listen(socket.AF_INET, ("127.0.0.1", 0))
        with contextlib.suppress(OSError):
            self._listen(socket.AF_INET6, ("::1", self.local_port))
        self.ipv6_port = self._listen(socket.AF_INET6, ("::1", 0))
        for port in (self.local_port, self.ipv6_port):
            for number in (NEW, MOVED):
                self._listen(socket.AF_INET, (self.address(number), port))
        self.unix_path = folder + "/app.sock"
        self._listen(socket.AF_UNIX, self.unix_path)
        self.abstract_name = "neighbours-%d" % os.getpid()
        self._listen(socket.AF_UNIX, "\0" + self.abstract_name)
        self._certificate = folder + "/neighbours.pem"
        self._pid = None

    def address(self, number):
        return "127.%d.0.%d" % (self.number, number)

    def start(self):
        make_certificate(self._certificate)
        self._pid = os.fork()
        if self._pid == 0:
            try:
                end_with_parent()
                self._serve()
            finally:
                os._exit(0)
        for listener, _answer in self._sockets:
            listener.close()
        return self

    def stop(self):
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)

    def _settle(self):
        """A network in which nobody else listens."""
        while True:
            number = random.SystemRandom().randrange(100, 250)
            sockets = []
            self._sockets = sockets
            try:
                for index in range(1, ADDRESSES + 1):
                    address = "127.%d.0.%d" % (number, index)
                    for port in [HTTP, TLS] + list(AGENTS):
                        self._listen(socket.AF_INET, (address, port), AGENTS.get(port, ANSWER))
                names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                names.bind(("127.%d.0.1" % number, DNS))
                sockets.append((names, None))
                return number, sockets
            except OSError:
                for listener, _answer in sockets:
                    listener.close()

    def _listen(self, family, address, answer=ANSWER):
        listener = socket.socket(family, socket.SOCK_STREAM)
        if family != socket.AF_UNIX:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(256)
        listener.setblocking(False)
        self._sockets.append((listener, answer))
        return listener.getsockname()[1] if family != socket.AF_UNIX else None

    def _serve(self):
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(self._certificate)
        chosen = selectors.DefaultSelector()
        for listener, answer in self._sockets:
            chosen.register(listener, selectors.EVENT_READ, answer)
        while True:
            for key, _events in chosen.select():
                with contextlib.suppress(OSError):
                    self._attend(chosen, key, tls)

    def _attend(self, chosen, key, tls):
        if key.data is None:
            question, client = key.fileobj.recvfrom(512)
            key.fileobj.sendto(self._resolve(question), client)
        elif key.data == "client":
            chosen.unregister(key.fileobj)
            with key.fileobj as client:
                said = client.recv(65536)
                client.sendall(b"+PONG\r\n" if said.startswith(b"PING") else ANSWER if said else b"")
        else:
            client, _address = key.fileobj.accept()
            if key.data != ANSWER:
                with client:
                    client.sendall(key.data)
            elif key.fileobj.family == socket.AF_INET and key.fileobj.getsockname()[1] == TLS:
                threading.Thread(target=answer_secretly, args=(tls, client), daemon=True).start()
            else:
                chosen.register(client, selectors.EVENT_READ, "client")

    def _resolve(self, question):
        """hN.test is 127.A.0.N; of every other kind and name there is nothing."""
        labels, place = [], 12
        while question[place]:
            labels.append(question[place + 1 : place + 1 + question[place]])
            place += 1 + question[place]
        kind = question[place + 1 : place + 3]
        known = labels[0][:1].lower() == b"h" and labels[0][1:].isdigit() and kind == b"\0\1"
        head = question[:2] + b"\x85\x80" + struct.pack(">4H", 1, int(known), 0, 0) + question[12 : place + 5]
        if not known:
            return head
        return head + b"\xc0\x0c\0\1\0\1" + struct.pack(">IH", 30, 4) + socket.inet_aton(self.address(int(labels[0][1:])))


def answer_secretly(tls, client):
    with contextlib.suppress(OSError):
        client.settimeout(5)
        with tls.wrap_socket(client, server_side=True) as wrapped:
            if wrapped.recv(65536):
                wrapped.sendall(ANSWER)


def make_certificate(path):
    """Self-signed, key and certificate in one file, as HAProxy wants it too."""
    subprocess.run(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=app.test".split()
        + ["-keyout", path + ".key", "-out", path],
        check=True,
        capture_output=True,
    )
    with open(path, "a") as target, open(path + ".key") as key:
        target.write(key.read())
