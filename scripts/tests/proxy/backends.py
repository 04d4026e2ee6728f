"""The backends of a generated configuration, and their servers."""

from options import Wanted, address_of, default_options, server_options

NAMES = ["app1", "web-1", "node.3", "App_2", "s1", "db:1", "10.0.0.7", "srv"]
OTHERS = ["b", "app2", "-odd", "_x", "App1", "app11", "server", "disabled", "check", "z.9", "www", "backend"]
BALANCE = [
    ["roundrobin"], ["roundrobin"], ["leastconn"], ["static-rr"], ["source"], ["uri"], ["hdr(X-User)"],
    ["random(2)"], ["first"], ["url_param", "id"],
]
COOKIES = [
    ["cookie", "SRV", "insert", "indirect", "nocache"],
    ["cookie", "JSESSIONID", "prefix", "nocache"],
    ["cookie", "S", "rewrite"],
    ["cookie", "SRV", "insert", "dynamic"],
]
HTTP_ROWS = [
    ["option", "forwardfor"],
    ["http-reuse", "safe"],
    ["http-request", "set-header", "X-Note", 'server app1 "is # here"'],
    ["http-response", "set-header", "X-Served-By", "%s"],
    ["acl", "is_odd", "path_beg", "/#odd", "/q'uoted"],
    ["errorfile", "503", "/etc/haproxy/errors/503.http"],
    ["option", "httpclose"],
    ["description", "server app1 127.0.0.1:1 disabled # not one"],
]
ANY_ROWS = [
    ["retries", "2"],
    ["fullconn", "500"],
    ["timeout", "queue", "5s"],
    ["option", "log-health-checks"],
    ["option", "allbackups"],
    ["hash-type", "consistent"],
    ["option", "tcp-check"],
]


def default_server(gen, odds):
    """Options for `default-server`, with or without a word that decides who is out."""
    words = default_options(gen.rng)
    if gen.chance(odds, "default-server disabled"):
        decides = [gen.rng.choice(["disabled", "disabled", "enabled"])]
        words = decides + words if gen.chance(0.5) else words + decides
    return words


def write(gen):
    """All of them: some have the target, at its address; another team's may have its name at another one."""
    case, rng = gen.case, gen.rng
    case.target = rng.choice(NAMES)
    gen.bodies = []
    host_number = rng.randrange(1, 8)
    count = rng.choice([1, 1, 2, 2, 3, 4])
    having, foreign = [], []
    shared = count > 1 and gen.chance(0.4, "in several backends")
    other_team = count > 1 and gen.chance(0.35, "another team's")
    simple = shared or other_team
    for number in range(count):
        name = rng.choice(["app", "web", "api", "bk", "team-b", "App.Main"]) + (str(number) if number else "")
        if number == 0 or (shared and gen.chance(0.6)):
            having.append(name)
            kind = "target"
        elif other_team and gen.chance(0.7):
            foreign.append(name)
            kind = "foreign"
        else:
            kind = "without"
        one_backend(gen, name, kind, host_number, simple)
    if foreign:
        case.meant = list(having)
        case.meant_address = gen.place.address(host_number) if gen.chance(0.5) else None
    elif len(having) > 1 and gen.chance(0.4, "one of its backends is meant"):
        case.meant = rng.sample(having, rng.randrange(1, len(having)))
    for number, name in enumerate(having[:2]):
        rows = [gen.bind(), ["mode", gen.modes[name]], ["default_backend", name]]
        if name not in gen.listens:
            gen.sections.append([gen.head("frontend", "front%d" % number)] + gen.lines(rows))


def one_backend(gen, name, kind, host_number, simple):
    """kind: target, foreign (has its name at another address), without."""
    rng, case = gen.rng, gen.case
    gen.modes = getattr(gen, "modes", {})
    gen.listens = getattr(gen, "listens", set())
    mode = gen.modes[name] = "tcp" if gen.chance(0.25, "tcp") else "http"
    head = ["backend", name]
    rows = [["mode", mode]]
    if gen.chance(0.15, "listen"):
        head[0] = "listen"
        gen.listens.add(name)
        rows.append(gen.bind())
    if gen.defaults and gen.chance(0.4, "from"):
        head += ["from", rng.choice(gen.defaults)]
    if gen.chance(0.7):
        balance = rng.choice(BALANCE)
        if mode == "http" or balance[0] not in ("uri", "hdr(X-User)", "url_param"):
            rows.append(["balance"] + balance)
    cookie = mode == "http" and gen.chance(0.25, "cookie")
    if cookie:
        rows.append(rng.choice(COOKIES))
        if "dynamic" in rows[-1]:
            rows.append(["dynamic-cookie-key", "a#secret key"])
        case.persistent.add(name)
    if gen.chance(0.15, "stick table"):
        rows.append(["stick-table", "type", "ip", "size", "1k", "expire", "5m"])
        rows.append(rng.choice([["stick", "on", "src"], ["stick", "match", "src"], ["stick", "store-request", "src"]]))
        case.persistent.add(name)
    if mode == "http" and gen.chance(0.4):
        rows.append(["option", "httpchk", "GET", "/healthz"])
        if gen.chance(0.5):
            rows.append(["http-check", "expect", "status", "200"])
    rows += [row for row in (HTTP_ROWS if mode == "http" else []) if gen.chance(0.08)]
    rows += [row for row in ANY_ROWS if gen.chance(0.06) and not (row[-1] == "tcp-check" and mode == "http")]
    has_default = gen.chance(0.25, "default-server")
    if has_default:
        rows.append(["default-server"] + default_server(gen, 0.15))
    rng.shuffle(rows)
    if gen.chance(0.05, "option persist"):
        rows += persist(gen, name)
    rows += servers(gen, name, mode, kind, host_number, cookie, simple)
    if kind == "target" and gen.chance(0.04, "use-server"):
        rows.append(["use-server", case.target, "if", "FALSE"])
    if has_default and gen.chance(0.2):  # which holds for no line above it
        rows.append(["default-server", "inter", "900ms"])
    body = [gen.head(*head)] + gen.lines(rows)
    gen.bodies.append(body)
    gen.sections.append(body)


def persist(gen, backend):
    """HAProxy heeds the last of the lines."""
    off, on = ["no", "option", "persist"], ["option", "persist"]
    rows = gen.rng.choice([[off], [on, off], [on, off], [off, on], [on]])
    if rows[-1] == on:
        gen.case.insistent.add(backend)
    return rows


def servers(gen, backend, mode, kind, host_number, cookie, simple):
    rng, case = gen.rng, gen.case
    names = rng.sample(OTHERS, rng.choice([0, 1, 1, 2, 3]))
    template = kind == "target" and not simple and gen.chance(0.04, "server-template")
    if kind in ("target", "foreign") and not template:
        names.insert(rng.randrange(len(names) + 1), case.target)
    rows = []
    done = []
    for number, name in enumerate(names):
        is_target = name == case.target
        wanted = Wanted(
            gen.place, mode, gen.version, number, done, backend, cookie, gen.has_resolvers, is_target and kind == "target"
        )
        wanted.secret = rng.random() < 0.07
        host_index = (host_number if kind == "target" else host_number + 4) if is_target else rng.randrange(1, 14)
        word, host = address_of(rng, wanted, host_index)
        if is_target and simple:
            # Known by its address, so that is the same everywhere, and a number.
            wanted.secret, wanted.extra, wanted.has_port, wanted.numeric = False, [], True, True
            host = gen.place.address(host_index)
            word = host + ":8080"
        options = server_options(rng, wanted)
        word, options = with_variables(gen, word, options)
        case.has_agents = case.has_agents or "agent-check" in options
        case.hosts[backend, name] = host
        if is_target and kind == "target":
            case.options[backend] = without(options)
        done = done + [name]
        row = ["server", name, word] + options
        if gen.chance(0.03, "an empty word"):
            # HAProxy reads nothing behind one.
            row += gen.rng.choice([[""], ["", "disabled"], ["", "no such word"], [gen.raw('"${NOT_SET}"')]])
        rows += conditional(gen, row) if is_target and gen.chance(0.05, "active .if") else [row]
    if template:
        case.in_template = True
        case.target = "tpl2"
        rows.append(["server-template", "tpl", "3", gen.place.address(host_number) + ":8080", "check"])
        for index in (1, 2, 3):
            case.hosts[backend, "tpl%d" % index] = gen.place.address(host_number)
    elif gen.chance(0.05, "server-template beside"):
        rows.append(["server-template", "more-", "1-2", gen.place.address(9) + ":8080", "disabled"])
    return rows


def without(options):
    """The options that a server like this one has as well, with variables as HAProxy fills them in."""
    left, skip = [], 0
    values = {'"${OPTS[*]}"': ["check", "inter", "500ms", "rise", "1"], '"${HA_WEIGHT}"': ["7"]}
    for word in options:
        if skip:
            skip -= 1
        elif word in ("id", "guid"):
            skip = 1
        elif word not in ("disabled", "enabled"):
            left += values.get(word.lstrip("\0"), [word])
    return left


def with_variables(gen, address, options):
    """Parts of the line come from HAProxy's environment, which is set by its file or by who starts it."""
    net = "127.%d.0." % gen.place.number
    if address.startswith(net):
        rest = address[len(net) :]
        if gen.own_net and gen.chance(0.5):
            address = gen.raw('"${APP_NET}.%s"' % rest)
        elif gen.environment and gen.chance(0.6):
            address = gen.raw(gen.rng.choice(['"${HA_NET}.%s"', '"$HA_NET".%s', '"${HA_NET-127.0.0}.%s"']) % rest)
    if gen.own_net and "check" not in options and gen.chance(0.4):
        options = options + [gen.raw('"${OPTS[*]}"')]
    if gen.environment and "weight" not in options and gen.chance(0.4):
        options = options + ["weight", gen.raw('"${HA_WEIGHT}"')]
    return address, options


def conditional(gen, row):
    end = gen.write.newline
    if gen.chance(0.3, ".elif"):
        return [
            b".if defined(NO_SUCH_THING)" + end,
            gen.write.line(row + ["weight", "3"]),
            b" .elif version_atleast(2.4)" + end,
            b".if 1 # again" + end,
            row,
            b".endif" + end,
            b".endif" + end,
        ]
    return [
        gen.rng.choice([b".if version_atleast(2.4)", b".if feature(OPENSSL)", b"  .if 1", b".if !defined(NO_SUCH_THING)"]) + end,
        row,
        b".else" + end,
        gen.write.line(row + ["weight", "3"]),
        b"  .endif" + end,
    ]
