"""Options of `server` and `default-server` lines, as HAProxy 2.6 to 3.0 take them."""

from neighbours import AGENTS, NOBODY, TLS


class Wanted:
    """What a server line may have: the backend it is in, and what was chosen for it before."""

    def __init__(self, place, mode, version, number, names, backend, cookie, has_resolvers, is_target):
        self.place = place
        self.mode = mode
        self.version = version
        self.number = number
        self.names = names  # of the servers before it in this backend, which it may track
        self.backend = backend
        self.cookie = cookie
        self.has_resolvers = has_resolvers
        self.is_target = is_target
        self.secret = False  # speaks TLS
        self.extra = []  # options that its address needs
        self.has_port = True
        self.numeric = True


def check_options(rng, wanted):
    """A health check that this neighbour passes."""
    words = ["check"]
    if rng.random() < 0.7:
        words += ["inter", rng.choice(["300ms", "500ms", "1s", "700"])]
    for word, values in (("fall", "2 3 5"), ("rise", "1 2"), ("fastinter", "200ms 300ms"), ("downinter", "500ms 1s")):
        if rng.random() < 0.3:
            words += [word, rng.choice(values.split())]
    if not wanted.has_port or (wanted.numeric and not wanted.secret and rng.random() < 0.1):
        words += ["port", "8080"]
    if wanted.numeric and not wanted.secret and rng.random() < 0.06:
        words += ["addr", wanted.place.address(rng.randrange(1, 10))]
    if rng.random() < 0.06:
        words += ["observe", rng.choice(["layer4", "layer7"] if wanted.mode == "http" else ["layer4"])]
        words += ["error-limit", "50", "on-error", rng.choice(["mark-down", "fastinter", "fail-check"])]
    return words


def agent_options(rng, wanted):
    words = ["agent-check", "agent-port", str(rng.choice(sorted(AGENTS))), "agent-inter", rng.choice(["200ms", "300ms"])]
    if not wanted.numeric or rng.random() < 0.3:
        words += ["agent-addr", wanted.place.address(rng.randrange(1, 10))]
    if rng.random() < 0.2:
        words += ["agent-send", rng.choice(["hello\\n", "who # are you?\\n"])]
    return words


def secret_options(rng):
    words = ["ssl", "verify", "none"]
    for extra in (["sni", "str(app.test)"], ["no-ssl-reuse"], ["no-tls-tickets"], ["ssl-min-ver", "TLSv1.2"], ["allow-0rtt"]):
        if rng.random() < 0.2:
            words += extra
    if rng.random() < 0.2:
        words += ["alpn", "http/1.1"]
    return words


# (how often, http only, words), none of which takes anything from what answers its checks.
PLAIN = [
    (0.35, False, lambda rng, w: ["weight", str(rng.choice([1, 2, 10, 100, 256]))]),
    (0.12, False, lambda rng, w: ["maxconn", str(rng.choice([10, 100, 500]))]),
    (0.03, False, lambda rng, w: ["maxqueue", "20"]),
    (0.03, False, lambda rng, w: ["minconn", "5", "maxconn", "50"]),
    (0.08, False, lambda rng, w: ["slowstart", rng.choice(["1s", "2s"])]),
    (0.06, False, lambda rng, w: ["on-marked-down", "shutdown-sessions"]),
    (0.03, False, lambda rng, w: ["on-marked-up", "shutdown-backup-sessions"]),
    (0.05, False, lambda rng, w: ["id", str(2000 + 20 * rng.randrange(40) + w.number)]),
    (0.03, True, lambda rng, w: ["redir", "http://127.0.0.1/else where#here" if rng.random() < 0.3 else "http://127.0.0.1"]),
    (0.04, False, lambda rng, w: ["source", "127.0.0.1"]),
    (0.02, False, lambda rng, w: ["source", "127.0.0.1:20000-30000"]),
    (0.02, False, lambda rng, w: ["namespace", "*"]),
    (0.03, False, lambda rng, w: ["tfo"]),
    (0.03, True, lambda rng, w: ["proto", "h1"]),
    (0.03, True, lambda rng, w: ["ws", rng.choice(["h1", "auto"])]),
    (0.04, True, lambda rng, w: ["pool-purge-delay", "5s"]),
    (0.04, True, lambda rng, w: ["pool-max-conn", "10"]),
    (0.03, True, lambda rng, w: ["pool-low-conn", "2"]),
    (0.03, True, lambda rng, w: ["max-reuse", "100"]),
    (0.03, False, lambda rng, w: ["non-stick"]),
    (0.02, False, lambda rng, w: ["tcp-ut", "5s"]),
    (0.02, False, lambda rng, w: ["no-backup"]),
    (0.02, False, lambda rng, w: ["no-send-proxy"]),
    (0.02, False, lambda rng, w: ["no-check-ssl"]),
    (0.03, False, lambda rng, w: ["enabled"]),
    (0.02, False, lambda rng, w: ["log-proto", "octet-count"]),
    (0.02, False, lambda rng, w: ["resolve-opts", "allow-dup-ip"]),
    (0.04, False, lambda rng, w: ["init-addr", "last,libc,none"] if not w.extra else []),
    (0.03, False, lambda rng, w: ["hash-key", rng.choice(["id", "addr", "addr-port"])] if w.version >= (3, 0) else []),
    (0.03, False, lambda rng, w: ["guid", "g-%s-%d" % (w.backend, w.number)] if w.version >= (3, 0) else []),
]


def server_options(rng, wanted):
    """Words behind the address. What is out, or cannot be well, is for others than the target."""
    groups = [wanted.extra]
    if not wanted.is_target and wanted.names and rng.random() < 0.06:
        groups.append(["track", rng.choice([wanted.backend + "/", ""]) + rng.choice(wanted.names)])
    else:
        if wanted.secret:
            groups.append(secret_options(rng))
        elif rng.random() < 0.06:
            groups.append(rng.choice([["send-proxy"], ["send-proxy-v2"], ["send-proxy-v2", "proxy-v2-options", "ssl,unique-id"]]))
        if rng.random() < 0.7:
            groups.append(check_options(rng, wanted))
        if rng.random() < 0.08:
            groups.append(agent_options(rng, wanted))
    if wanted.cookie and rng.random() < 0.9:
        groups.append(["cookie", rng.choice(["c%d", "c#%d", "c %d", "C-%d"]) % wanted.number])
    if not wanted.is_target:
        if rng.random() < 0.12:
            groups.append(["backup"])
        if rng.random() < 0.12:
            groups.append(["disabled"])
    elif rng.random() < 0.06:
        groups.append(["disabled"])
    elif rng.random() < 0.02:
        groups.append(["backup"])
    for often, http_only, words in PLAIN:
        if rng.random() < often and (wanted.mode == "http" or not http_only):
            groups.append(words(rng, wanted))
    rng.shuffle(groups)
    return [word for group in groups for word in group]


DEFAULTS = [
    (0.5, ["inter", "500ms"]),
    (0.3, ["fall", "3"]),
    (0.3, ["rise", "1"]),
    (0.2, ["maxconn", "200"]),
    (0.15, ["weight", "50"]),
    (0.12, ["check"]),
    (0.10, ["slowstart", "1s"]),
    (0.10, ["on-marked-down", "shutdown-sessions"]),
    (0.10, ["init-addr", "last,libc,none"]),
    (0.05, ["backup"]),
    (0.05, ["error-limit", "20"]),
    (0.05, ["pool-purge-delay", "10s"]),
]


def default_options(rng):
    """Words of a `default-server` line. `disabled` and `enabled` are put by who writes it."""
    words = [word for often, group in DEFAULTS if rng.random() < often for word in group]
    return words or ["inter", "500ms"]


def address_of(rng, wanted, number):
    """(word, host): a server's address as it may be written; the host is where it leads."""
    place, host = wanted.place, wanted.place.address(number)
    dice = rng.random()
    if wanted.secret:
        return "%s:%d" % (host, TLS), host
    if dice < 0.70:
        return host + ":8080", host
    if dice < 0.74:
        wanted.has_port = False
        return rng.choice([host, host, host + ":+1000", host + ":-1000"]), host
    if dice < 0.77:
        return "ipv4@%s:8080" % host, host
    wanted.numeric = False
    if dice < 0.82:
        return "unix@" + place.unix_path, place.unix_path
    if dice < 0.84:
        return "abns@" + place.abstract_name, place.abstract_name
    if dice < 0.90:
        return rng.choice(["[::1]:%d", "::1:%d", "ipv6@[::1]:%d", "ipv6@::1:%d"]) % place.ipv6_port, "::1"
    if dice < 0.94:
        return "localhost:%d" % place.local_port, "localhost"
    if dice < 0.97 and wanted.has_resolvers:
        wanted.extra = ["resolvers", "dns", "init-addr", "none", "resolve-prefer", "ipv4"]
        return "h%d.test:8080" % number, host
    if wanted.is_target:
        wanted.numeric = True
        return host + ":8080", host
    wanted.numeric = True
    return rng.choice([host + ":+1000", "*:8080", "%s:%d" % (host, NOBODY)]), host
