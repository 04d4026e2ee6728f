"""Configurations of HAProxy as people write them, and worse ones that it accepts all the same.

All that is random comes from the seed. Addresses of the place (a Town) and paths are put in, and nothing is drawn from
them: a seed is the same configuration on every machine.
"""

import random

import backends
from spelling import Speller

GLOBALS = [
    ["maxconn", "400"],
    ["hard-stop-after", "5s"],
    ["log", "stdout", "format", "raw", "daemon", "notice"],
    ["stats", "timeout", "30s"],
    ["spread-checks", "5"],
    ["tune.bufsize", "16384"],
    ["server-state-base", "/nonexistent"],
    ["node", "proxy-1"],
    ["description", 'the "first" of two'],
    ["ssl-default-bind-options", "ssl-min-ver", "TLSv1.2", "no-tls-tickets"],
    ["ssl-server-verify", "none"],
    ["unix-bind", "mode", "600"],
]
OTHER_SECTIONS = [
    [["userlist", "people"], ["user", "server", "insecure-password", "pa ss#word"]],
    [["mailers", "post"], ["mailer", "mail1", "127.0.0.1:25"]],
    [["http-errors", "site"], ["errorfile", "503", "/etc/haproxy/errors/503.http"]],
    [["cache", "small"], ["total-max-size", "4"], ["max-age", "60"]],
]
UNUSED = [b"server @NAME@ 127.0.0.1:9999 check\n", b"this is no configuration { server\n", b""]


class Case:
    """One configuration, and what is to be done with it."""

    def __init__(self, seed):
        self.seed = seed
        self.files = {}  # path below the folder: bytes
        self.arguments = []  # what follows each -f
        self.environment = {}
        self.module_has_environment = True
        self.level = "admin"  # of the socket that the module is given
        self.master_worker = False
        self.start = "-f"  # or relative, -C, --: how HAProxy is told its files
        self.target = None
        self.meant = None  # backends that are given; None: none is
        self.meant_address = None  # given with them
        self.hosts = {}  # (backend, server name): where it leads
        self.options = {}  # backend: of the target's line, without what another server cannot have or needs not
        self.persistent = set()  # backends with cookies or stick tables
        self.insistent = set()  # backends that send clients who persist even to a server in maintenance
        self.has_agents = False
        self.operator_drains = False  # another server, at run time only
        self.operator_enables = False  # the target, where its file disables it, at run time only
        self.in_template = False
        self.features = []
        self.modes = {}  # path: file mode
        self.is_link = False


class Generator:
    def __init__(self, seed, attempt, version, place, run_folder):
        # Text, because the hash of a tuple is not the same everywhere.
        self.rng = random.Random("%s/%s" % (seed, attempt))
        self.version = version
        self.place = place
        self.run = run_folder
        self.case = Case(seed)
        self.write = Speller(self.rng, self.rng.choice([0.0, 0.3, 0.6, 1.0]))
        self.sections = []  # lists of lines
        self.ports = 9000
        self.defaults = []  # names of named defaults

    def chance(self, share, feature=None):
        hit = self.rng.random() < share
        if hit and feature:
            self.case.features.append(feature)
        return hit

    def make(self):
        self._choose_spelling()
        self.has_resolvers = self.chance(0.25, "resolvers")
        self._global()
        if self.has_resolvers:
            self._section(
                [["resolvers", "dns"], ["nameserver", "ns1", "%s:5353" % self.place.address(1)], ["hold", "valid", "10s"]]
            )
        for section in self.rng.sample(OTHER_SECTIONS, self.rng.choice([0, 0, 1, 2])):
            self._section(section)
        self._all_defaults()
        backends.write(self)
        self._decoys()
        self._split()
        self._dress()
        return self.case

    def lines(self, rows):
        """Bytes of the rows, with comments and empty lines between them."""
        written = []
        for index, row in enumerate(rows):
            if index and self.write.wild(0.08):
                written.append(self.write.comment() if self.rng.random() < 0.7 else self.write.newline)
            written.append(row if isinstance(row, bytes) else self.write.line(row))
        return written

    def raw(self, text):
        """A word that is written as it is."""
        return "\0" + text

    def bind(self):
        self.ports += 1
        if self.chance(0.05):
            return ["bind", self.raw("unix@%s/front-%d.sock" % (self.run, self.ports)), "mode", "600"]
        return ["bind", self.raw("127.%d.1.1:%d" % (self.place.number, self.ports))]

    def head(self, *words):
        """The first line of a section begins where it likes, but mostly on the left."""
        indent, self.write.indent = self.write.indent, b""
        line = self.write.line(list(words))
        self.write.indent = indent
        return line

    def _section(self, rows):
        self.sections.append([self.head(*rows[0])] + self.lines(rows[1:]))

    def _choose_spelling(self):
        if self.chance(0.08, "crlf"):
            self.write.newline = b"\r\n"
        if self.chance(0.15, "tabs"):
            self.write.indent = b"\t"
            self.write.blanks = [b"\t", b" ", b"\t\t"]
        elif self.chance(0.05, "form feeds"):
            self.write.blanks = [b"\f", b" ", b"\v", b" "]
        elif self.chance(0.2):
            self.write.indent = self.rng.choice([b"  ", b"", b"        "])

    def _global(self):
        rows = [["stats", "socket", self.raw(self.run + "/judge.sock"), "mode", "600", "level", "admin"]]
        if self.chance(0.05):
            self.case.level = self.rng.choice(["operator", "user"])
            self.case.features.append("level " + self.case.level)
        own = ["stats", "socket", self.raw(self.run + "/admin.sock"), "mode", "600", "level", self.case.level]
        if self.chance(0.3):
            own += ["expose-fd", "listeners"]
        if self.chance(0.1, "severity-output"):
            own += ["severity-output", self.rng.choice(["number", "string", "none"])]
        rows.append(own)
        rows.append(["nbthread", str(self.rng.choice([1, 2]))])
        rows += [row for row in GLOBALS if self.chance(0.2)]
        self.has_state_file = self.chance(0.06, "a state file")
        if self.has_state_file:
            rows.append(["server-state-file", self.raw(self.run + "/servers.state")])
        if self.chance(0.15, "debian's user"):
            rows += [["user", "haproxy"], ["group", "haproxy"], ["daemon"]]
        elif self.chance(0.1):
            rows.append(["daemon"])
        self.daemon = ["daemon"] in rows
        self.own_net = self.chance(0.15, "setenv")
        if self.own_net:
            word = self.rng.choice(["setenv", "presetenv"])
            rows.append([word, "APP_NET", "127.%d.0" % self.place.number])
            rows.append([word, "OPTS", "check inter 500ms rise 1"])
        self.environment = self.chance(0.15, "environment")
        if self.environment:
            self.case.environment["HA_NET"] = "127.%d.0" % self.place.number
            self.case.environment["HA_WEIGHT"] = "7"
            if self.chance(0.3, "environment that the module lacks"):
                self.case.module_has_environment = False
        self._section([["global"]] + rows)

    def _all_defaults(self):
        for _number in range(self.rng.choice([1, 1, 1, 2, 3])):
            name = None
            if self.chance(0.3, "named defaults"):
                name = self.rng.choice(["common", "web", "d-%d" % len(self.defaults)]) + "." * len(self.defaults)
                self.defaults.append(name)
            rows = [["timeout", "connect", "1s"], ["timeout", "client", "20s"], ["timeout", "server", "20s"]]
            rows.append(["mode", "http"])
            if self.has_state_file:
                rows.append(["load-server-state-from-file", "global"])
            if self.chance(0.5):
                rows.append(["timeout", "check", "2s"])
            if self.chance(0.3):
                rows.append(["option", "redispatch"])
            if self.chance(0.08):
                rows.append(["no", "option", "persist"])
            if self.chance(0.3):
                rows.append(["log", "global"])
            if self.chance(0.3, "default-server"):
                rows.append(["default-server"] + backends.default_server(self, 0.12))
                if self.chance(0.2):
                    rows.append(["default-server", "inter", "600ms"])
            self._section([["defaults"] + ([name] if name else [])] + rows)

    def _decoys(self):
        """What looks like the target's line and is none."""
        name = self.case.target
        here = "%s:8080" % self.place.address(3)
        if self.chance(0.08, "peers"):
            self._section([["peers", "others"], ["bind", self.raw("127.%d.1.1:8999" % self.place.number)]]
                          + [["server", name, here]] + [["server", "other", here]])
        if self.chance(0.06, "ring"):
            self._section([["ring", "logs"], ["size", "32764"], ["timeout", "connect", "1s"], ["timeout", "server", "1s"]]
                          + [["server", name, here, "log-proto", "octet-count"]])
        if self.chance(0.3, "commented servers"):
            for lines in self.sections[1:]:
                if self.chance(0.4):
                    place = self.rng.randrange(1, len(lines) + 1)
                    lines.insert(place, b"  # server %s %s check%s" % (name.encode(), here.encode(), self.write.newline))
        if self.chance(0.08, "inactive .if"):
            lines = self.rng.choice(self.bodies)
            text = self.write.line(["server", name, here, "check"])
            condition = self.rng.choice([b"0", b"defined(NO_SUCH_THING)", b"!version_atleast(1.9)"])
            end = self.write.newline
            lines += [b".if " + condition + end, text, b".else" + end, b"  # nothing" + end, b".endif" + end]

    def _split(self):
        """One file; or several, and folders of which HAProxy reads what ends in .cfg."""
        gap = [self.write.newline] * self.rng.choice([0, 1, 1, 2])
        start = [b"# Written by somebody" + self.write.newline] if self.chance(0.4) else []
        chunks = [b"".join(section + gap) for section in self.sections]
        chunks[0] = b"".join(start) + chunks[0]
        case = self.case
        if not self.chance(0.2, "several files"):
            case.files["haproxy.cfg"] = b"".join(chunks)
            case.arguments = ["haproxy.cfg"]
            if self.chance(0.05, "a folder alone"):
                case.files = {"conf.d/haproxy.cfg": case.files["haproxy.cfg"]}
                case.arguments = ["conf.d"]
            return
        cut = self.rng.randrange(1, len(chunks))
        case.files["haproxy.cfg"] = b"".join(chunks[:cut])
        rest = chunks[cut:]
        if self.chance(0.6, "conf.d"):
            for index, chunk in enumerate(rest):
                case.files["conf.d/%02d-part.cfg" % index] = chunk
            for name in ("README", "20-old.cfg.bak", ".hidden.cfg"):
                if self.chance(0.3):
                    case.files["conf.d/" + name] = self.rng.choice(UNUSED).replace(b"@NAME@", case.target.encode())
            case.arguments = ["haproxy.cfg", "conf.d"]
        else:
            middle = self.rng.randrange(len(rest) + 1)
            case.files["second.cfg"] = b"".join(rest[:middle]) or b"# nothing\n"
            case.files["third.cfg"] = b"".join(rest[middle:]) or b"# nothing\n"
            case.arguments = ["haproxy.cfg", "second.cfg", "third.cfg"]

    def _dress(self):
        case = self.case
        if self.chance(0.01, "no last newline"):
            # HAProxy 2.6 refuses that wherever it is not the end of nothing.
            path = sorted(case.files)[-1]
            case.files[path] = case.files[path].rstrip(b"\r\n")
        for path in case.files:
            case.modes[path] = self.rng.choice([0o644, 0o640, 0o600, 0o664])
        case.is_link = len(case.arguments) == 1 and case.arguments[0] == "haproxy.cfg" and self.chance(0.06, "a link")
        case.master_worker = not self.daemon and self.chance(0.2, "master and worker")
        if self.chance(0.12):
            case.start = self.rng.choice(["relative", "-C", "--"])
            self.case.features.append("started with " + case.start)
        case.operator_enables = self.chance(0.4, "an operator's own enable")
        case.operator_drains = self.chance(0.1, "an operator's own drain")


def generate(seed, attempt, version, place, run_folder):
    return Generator(seed, attempt, version, place, run_folder).make()
