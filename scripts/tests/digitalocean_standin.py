#!/usr/bin/python3
"""A local stand-in of the part of DigitalOcean's API that the role provider_digitalocean uses.

Same shapes and same refusals as the real one: 401 without the token, 404 for an unknown id, 422 for a
bad name, size, region, image or key, for the droplet limit and for a droplet that is busy, 429 past the
rate limit, 415 for a body where none belongs, or one that is not said to be JSON, lists in pages
with absolute links. Things take their time in reads, not in seconds: an action is over once it, or its droplet, has been
asked about often enough.

It can lose an answer: settings fail_after {"POST /v2/droplets": "504"} has the next request of this kind
do its work and then get no good answer. See FAILURES for the others. A redirect leads to another address, that tells
under "elsewhere" what it was asked for, and with which token.

Listens on 127.0.0.1 only and prints its port. /standin is its control, and not part of the API:
GET gives the requests so far, the droplets, the actions and the Settings, POST changes these, DELETE forgets the
requests.
"""

import dataclasses
import json
import re
import sys
import threading
import urllib.parse
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = "standin-token"
SIZES = {"s-1vcpu-1gb", "s-1vcpu-2gb", "s-2vcpu-4gb"}
REGIONS = {"fra1", "ams3", "nyc3"}
IMAGES = {"debian-12-x64", "debian-13-x64"}
SSH_KEYS = {"512189", "3b:16:bf:e4:8b:00:8b:b8:59:8c:a9:d3:f0:19:45:fa"}
NAME = re.compile(r"^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$")
TAG = re.compile(r"^[A-Za-z0-9:_-]{1,255}$")
POWER_ACTIONS = {"power_cycle", "power_off", "power_on", "reboot", "shutdown"}
FAILURES = {
    "503": "the API's own refusal",
    "504": "a gateway's, in HTML",
    "drop": "the connection ends without an answer",
    "break-off": "it ends in the middle of one",
    "hang": "nothing comes until the client gives up",
    "redirect": "the client is sent to another address",
    "page": "somebody else answers, with a page",
    "other-json": "somebody else answers, with JSON",
}


@dataclasses.dataclass
class Settings:
    action_reads: int = 2  # an action is over at this read
    action_ends: str = "completed"  # or errored
    address_reads: int = 1  # reads of an active droplet before it has an address
    limit_next: int = 0  # so many of the next requests get 429
    droplet_limit: int = 10
    delete_reads: int = 1  # reads that still show a destroyed droplet
    fail_after: dict = dataclasses.field(default_factory=dict)  # the next "METHOD /path/ID" → one of FAILURES
    lies: dict = dataclasses.field(default_factory=dict)  # what droplets say instead of their id and address


class Refusal(Exception):
    def __init__(self, status, name, message, headers=()):
        super().__init__(message)
        self.status = status
        self.body = {"id": name, "message": message}
        self.headers = dict(headers)


def unprocessable(message):
    return Refusal(422, "unprocessable_entity", message)


def not_found():
    return Refusal(404, "not_found", "The resource you were accessing could not be found.")


def timestamp():
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class Cloud:
    """All droplets and actions; one request at a time."""

    def __init__(self):
        self.settings = Settings()
        self.requests = []
        self.elsewhere = []
        self.lock = threading.Lock()
        self._droplets = {}
        self._actions = {}
        self._next_id = 3164494

    def overview(self):
        actions = [self._shown(action) for action in self._actions.values()]
        settings = dataclasses.asdict(self.settings)
        return {
            "requests": self.requests,
            "elsewhere": self.elsewhere,
            "droplets": self._there(),
            "actions": actions,
            "settings": settings,
        }

    def change_settings(self, values):
        strangers = set(values.get("fail_after", {}).values()) - FAILURES.keys()
        if strangers:
            raise unprocessable(f"There is no failure {', '.join(strangers)}.")
        self.settings = dataclasses.replace(self.settings, **values)

    def check_token(self, header):
        if header != f"Bearer {TOKEN}":
            raise Refusal(401, "Unauthorized", "Unable to authenticate you")

    def check_rate(self):
        if self.settings.limit_next > 0:
            self.settings.limit_next -= 1
            raise Refusal(429, "too_many_requests", "API rate limit exceeded.", {"Retry-After": "17"})

    def droplets(self, base, query):
        tag = query.get("tag_name")
        found = [self._seen(d) for d in self._there() if tag is None or tag in d["tags"]]
        per_page, page = int(query.get("per_page", 20)), int(query.get("page", 1))
        if not (1 <= per_page <= 200 and page >= 1):
            raise unprocessable("per_page must be between 1 and 200")
        last = max(1, -(-len(found) // per_page))
        shown = found[(page - 1) * per_page : page * per_page]
        pages = {}
        if page < last:
            pages.update(next=page + 1, last=last)
        if page > 1:
            pages.update(prev=page - 1, first=1)
        links = {name: f"{base}?{urllib.parse.urlencode(dict(query, page=n))}" for name, n in pages.items()}
        return 200, {
            "droplets": shown,
            "links": {"pages": links} if links else {},
            "meta": {"total": len(found)},
        }

    def create(self, body):
        self._check_wish(body)
        droplet = {
            "id": self._new_id(),
            "name": body["name"],
            "status": "new",
            "locked": True,
            "created_at": timestamp(),
            "size_slug": body["size"],
            "region": {"slug": body["region"]},
            "image": {"slug": body["image"], "distribution": "Debian"},
            "networks": {"v4": [], "v6": []},
            "tags": list(body.get("tags") or []),
            "user_data": body.get("user_data") or "",
        }
        self._droplets[droplet["id"]] = droplet
        action = self._start("create", droplet["id"])
        link = {"id": action["id"], "rel": "create", "href": f"/v2/actions/{action['id']}"}
        return 202, {"droplet": self._shown(droplet), "links": {"actions": [link]}}

    def droplet(self, number):
        return 200, {"droplet": self._seen(self._get(number))}

    def destroy(self, number):
        droplet = self._get(number)
        if droplet.get("gone_in") is not None:
            raise not_found()
        if droplet["locked"]:
            raise unprocessable("Droplet already has a pending event.")
        droplet["gone_in"] = self.settings.delete_reads
        return 204, None

    def act(self, number, body):
        droplet = self._get(number)
        kind = body.get("type")
        if kind not in POWER_ACTIONS:
            raise unprocessable(f"{kind} is not a valid action type.")
        if droplet["locked"]:
            raise unprocessable("Droplet already has a pending event.")
        droplet["locked"] = True
        return 201, {"action": self._shown(self._start(kind, droplet["id"]))}

    def action(self, number):
        action = self._actions.get(number)
        if action is None:
            raise not_found()
        self._move_on(action)
        return 200, {"action": self._shown(action)}

    def _check_wish(self, body):
        if not isinstance(body.get("name"), str) or not NAME.match(body["name"]):
            raise unprocessable("Only valid hostname characters are allowed. (a-z, A-Z, 0-9, . and -)")
        for field, known in (("region", REGIONS), ("size", SIZES), ("image", IMAGES)):
            if body.get(field) not in known:
                raise unprocessable(f"You specified an invalid {field} for Droplet creation.")
        if not all(TAG.match(tag) for tag in body.get("tags") or []):
            raise unprocessable("Tag names may have letters, numbers, colons, dashes and underscores only.")
        strangers = [str(key) for key in body.get("ssh_keys") or [] if str(key) not in SSH_KEYS]
        if strangers:
            raise unprocessable(f"{', '.join(strangers)} are invalid key identifiers for Droplet creation.")
        if len(self._there()) >= self.settings.droplet_limit:
            raise unprocessable("creating this/these droplet(s) will exceed your droplet limit")

    def _there(self):
        return [droplet for droplet in self._droplets.values() if droplet.get("gone_in") is None]

    def _start(self, kind, droplet_id):
        action = {
            "id": self._new_id(),
            "status": "in-progress",
            "type": kind,
            "started_at": timestamp(),
            "completed_at": None,
            "resource_id": droplet_id,
            "resource_type": "droplet",
            "reads": 0,
            "over_at": self.settings.action_reads,
            "ends": self.settings.action_ends,
        }
        self._actions[action["id"]] = action
        return action

    def _move_on(self, action):
        action["reads"] += 1
        if action["status"] == "in-progress" and action["reads"] >= action["over_at"]:
            self._end(action)

    def _end(self, action):
        action["status"] = action["ends"]
        action["completed_at"] = timestamp()
        droplet = self._droplets.get(action["resource_id"])
        if droplet is None:
            return
        droplet["locked"] = False
        if action["status"] == "completed":
            droplet["status"] = {"power_off": "off", "shutdown": "off"}.get(action["type"], "active")
            droplet.setdefault("address_in", self.settings.address_reads)

    def _seen(self, droplet):
        """The droplet as this read shows it; reading moves it on."""
        if droplet.get("gone_in") is not None:
            droplet["gone_in"] -= 1
        if droplet["status"] == "active" and not droplet["networks"]["v4"]:
            droplet["address_in"] -= 1
            if droplet["address_in"] < 0:
                host = droplet["id"] % 250 + 1
                droplet["networks"]["v4"] = [
                    {"ip_address": f"10.135.0.{host}", "type": "private", "netmask": "255.255.0.0"},
                    {"ip_address": f"203.0.113.{host}", "type": "public", "netmask": "255.255.255.0"},
                ]
        return self._lied(self._shown(droplet))

    def _lied(self, droplet):
        lies = self.settings.lies
        if "address" in lies:
            addresses = [dict(network, ip_address=lies["address"]) for network in droplet["networks"]["v4"]]
            droplet["networks"] = {"v4": addresses, "v6": []}
        droplet["id"] = lies.get("id", droplet["id"])
        return droplet

    @staticmethod
    def _shown(thing):
        hidden = {"reads", "over_at", "ends", "gone_in", "address_in", "user_data"}
        return {name: value for name, value in thing.items() if name not in hidden}

    def _get(self, number):
        droplet = self._droplets.get(number)
        if droplet is not None and droplet.get("gone_in") == 0:
            del self._droplets[number]
            droplet = None
        if droplet is None:
            raise not_found()
        for action in self._actions.values():
            if action["resource_id"] == number:
                self._move_on(action)
        return droplet

    def _new_id(self):
        self._next_id += 1
        return self._next_id


class Handler(BaseHTTPRequestHandler):
    def handle_any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        cloud = self.server.cloud
        failure = None
        with cloud.lock:
            try:
                if self.path == "/standin":
                    answer = self.control(body)
                else:
                    cloud.requests.append(f"{self.command} {self.path}")
                    cloud.check_token(self.headers.get("Authorization"))
                    cloud.check_rate()
                    self.check_body(body)
                    answer = self.route(body)
                    failure = cloud.settings.fail_after.pop(self.shape(), None)
            except Refusal as refusal:
                answer = refusal.status, refusal.body, refusal.headers
        if failure:
            self.fail(failure)
        else:
            self.send(*answer)

    do_GET = do_POST = do_DELETE = handle_any

    def control(self, body):
        cloud = self.server.cloud
        if self.command == "POST":
            cloud.change_settings(json.loads(body))
        elif self.command == "DELETE":
            cloud.requests.clear()
        return 200, cloud.overview()

    def route(self, body):
        cloud = self.server.cloud
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        number = int((re.findall(r"/(\d+)", url.path) or ["0"])[0])
        shape = self.shape()
        if shape == "GET /v2/droplets":
            return cloud.droplets(f"http://{self.headers['Host']}/v2/droplets", query)
        if shape == "POST /v2/droplets":
            return cloud.create(self.parse(body))
        if shape == "GET /v2/droplets/ID":
            return cloud.droplet(number)
        if shape == "DELETE /v2/droplets/ID":
            return cloud.destroy(number)
        if shape == "POST /v2/droplets/ID/actions":
            return cloud.act(number, self.parse(body))
        if shape == "GET /v2/actions/ID":
            return cloud.action(number)
        raise not_found()

    def check_body(self, body):
        said = (self.headers.get("Content-Type") or "").partition(";")[0].strip()
        if (self.command == "POST" and said != "application/json") or (self.command != "POST" and body):
            raise Refusal(415, "unsupported_media_type", "Unsupported Media Type")

    def shape(self):
        return self.command + " " + re.sub(r"/\d+", "/ID", urllib.parse.urlsplit(self.path).path)

    @staticmethod
    def parse(body):
        try:
            values = json.loads(body)
        except ValueError:
            values = None
        if not isinstance(values, dict):
            raise Refusal(400, "bad_request", "The body is not a JSON object.")
        return values

    def send(self, status, answer, headers=()):
        body = b"" if answer is None else json.dumps(answer).encode("utf-8")
        self.send_response(status)
        for name, value in dict(headers).items():
            self.send_header(name, value)
        if body:
            self.send_header("Content-Type", "application/json; charset=utf-8")
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def fail(self, how):
        if how == "503":
            self.send(503, {"id": "service_unavailable", "message": "Service Unavailable"})
        elif how == "504":
            page = b"<html><body><h1>504 Gateway Time-out</h1></body></html>"
            self.send_response(504)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)
        elif how == "break-off":
            self.send_response(202)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b'{"droplet": {"id": 316')
        elif how == "hang":
            self.connection.recv(1)
        elif how == "page":
            page = b"<html><body>Please log in</body></html>"
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)
        elif how == "other-json":
            self.send(200, ["hello"])
        elif how == "redirect":
            self.send(302, None, {"Location": f"http://127.0.0.1:{self.server.elsewhere_port}{self.path}"})
        self.close_connection = True

    def log_message(self, *args):
        """Nothing: /standin tells what was asked."""


class Elsewhere(Handler):
    """Another address: it knows nothing, and keeps what it is told."""

    def handle_any(self):
        self.server.cloud.elsewhere.append(f"{self.command} {self.path} {self.headers.get('Authorization')}")
        self.send(404, not_found().body)

    do_GET = do_POST = do_DELETE = handle_any


def listen(handler, cloud):
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.cloud = cloud
    return server


def main():
    cloud = Cloud()
    elsewhere = listen(Elsewhere, cloud)
    threading.Thread(target=elsewhere.serve_forever, daemon=True).start()
    server = listen(Handler, cloud)
    server.elsewhere_port = elsewhere.server_port
    print(server.server_port, flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
