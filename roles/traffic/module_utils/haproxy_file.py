"""HAProxy's configuration, changed in place: bytes of our own only. What it means is asked from HAProxy."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import collections
import contextlib
import errno
import fcntl
import os
import re
import shutil
import subprocess
import tempfile

from ansible.module_utils.haproxy_admin import AdminSocket, IsMaster, NoAnswer, Trouble, as_ip, without_family

CHECK_SECONDS = 60

SECTIONS = frozenset(
    "global defaults frontend backend listen userlist peers mailers resolvers ring cache program http-errors fcgi-app"
    " log-forward log-profile crt-list crt-store traces acme".split()
)

# What we put into a server's line, and take out again, byte for byte. HAProxy does not see what follows `#`; we know by
# it what is ours, and how it was before. An agent would bring the server back in a HAProxy that starts anew.
MARK = " {agent}disabled # out of traffic by restart-monkey, was {before};"
MARKED = re.compile(
    r" (?:no-agent-check )?disabled # out of traffic by restart-monkey,"
    r" was (in traffic|drained|in maintenance)( without agent)?( without check)?( and down)?"
    r"( though disabled)?;"
)
IN_TRAFFIC, DRAINED, IN_MAINTENANCE = "in traffic", "drained", "in maintenance"
AND_DOWN = " and down"
THOUGH_DISABLED = " though disabled"

# The role proxy knows the servers that it must not forget by this, and their backend.
ADDED = " # added by traffic to %s"

# How the role proxy begins its file.
OURS = "# Written by the role proxy."

# Whether an option holds.
ON, OFF, MAYBE = "on", "off", "maybe"

# Run first of all by a HAProxy that is to say what it has read. It ends before it opens anything.
PROBE = """global
    lua-load "%s"
"""
ANSWER = "restart-monkey-server"
# HAProxy numbers no server of a backend that is switched off (`disabled`), and ends by SIGFPE if its state is asked.
PROBE_LUA = """local function tell(backend, name, server)
    local said = server:get_stats()
    local fields = {
        "%s", backend, name, tostring(server:get_addr()), tostring(said.weight), tostring(said.status),
        tostring(said.bck), tostring(said.chkfail), tostring(said.agent_status), tostring(said.tracked)
    }
    io.stdout:write("\\n" .. table.concat(fields, "\\t") .. "\\n")
end
core.register_init(function()
    for backend, proxy in pairs(core.backends) do
        for name, server in pairs(proxy.servers) do
            local number = server.get_puid and server:get_puid() or server.puid
            if tonumber(number) ~= 0 then
                tell(backend, name, server)
            end
        end
    end
    io.stdout:write("\\n%s-end\\n")
    io.stdout:flush()
    os.exit(0)
end)
""" % (ANSWER, ANSWER)


class Refused(Exception):
    """The file cannot be read or written, or HAProxy does not take it; the text says why."""


FACTS = "backend name address weight status is_backup has_check has_agent tracks"


class Written(collections.namedtuple("Written", FACTS)):
    """One server in one backend, as a HAProxy has it that starts anew."""

    __slots__ = ()

    @property
    def is_out(self):
        return self.status.startswith(("MAINT", "DRAIN")) and not self.is_unresolved

    @property
    def is_disabled(self):
        """Out of traffic of its own: not as it follows another server."""
        return self.is_out and not self.status.startswith("MAINT (via")

    @property
    def would_stay_out(self):
        """No agent would bring it back."""
        return self.is_disabled and not self.has_agent

    @property
    def is_unresolved(self):
        """Its name has no address yet, which hides whether it is disabled, too."""
        return self.status == "MAINT (resolution)"


# Words


class Word(collections.namedtuple("Word", "text start end")):
    """What HAProxy reads, and where in the line that is written."""

    __slots__ = ()


SPACES = " \t\n\v\f\r"
PLAIN = re.compile(r"[^\"'\\#$\r\0]*\Z")
PLAIN_WORD = re.compile(r"[^ \t\n\v\f]+")
ESCAPES = {"t": "\t", "n": "\n", "r": "\r", " ": " ", "\\": "\\", "#": "#", '"': '"', "'": "'"}
VARIABLE = re.compile(r"\$(?:\{([A-Za-z_][A-Za-z0-9_]*)(\[\*\])?(?:-([^}]*))?\}|([A-Za-z_][A-Za-z0-9_]*))")


def words_of(line, environ=None):
    """The words of a line, as HAProxy splits it."""
    if PLAIN.match(line):
        return [Word(match.group(0), match.start(), match.end()) for match in PLAIN_WORD.finditer(line)]
    environ = environ or {}
    words, text, start, quote, at = [], "", None, "", 0
    while at < len(line):
        letter = line[at]
        if letter in "\n\r\0" or (letter == "#" and not quote):
            break
        if letter in SPACES and not quote:
            if start is not None:
                words.append(Word(text, start, at))
            text, start = "", None
            at += 1
            continue
        if start is None:
            start = at
        if letter in "\"'" and quote in ("", letter):
            quote = "" if quote else letter
            at += 1
        elif letter == "\\" and quote != "'":
            piece, at = escaped(line, at, quote)
            text += piece
        elif letter == "$" and quote == '"' and VARIABLE.match(line, at):
            match = VARIABLE.match(line, at)
            value = environ.get(match.group(1) or match.group(4), match.group(3) or "")
            at = match.end()
            *whole, last = value.split() or [""] if match.group(2) else [value]
            for piece in whole:
                words.append(Word(text + piece, start, at))
                text = ""
            text += last
        else:
            text += letter
            at += 1
    if start is not None:
        words.append(Word(text, start, at))
    return words


def escaped(line, at, quote):
    """What is meant by the backslash here, and where it goes on."""
    following = line[at + 1 : at + 2]
    if following == "x" and re.match(r"[0-9A-Fa-f]{2}", line[at + 2 : at + 4]):
        return chr(int(line[at + 2 : at + 4], 16)), at + 4
    if quote == '"' and following not in '\\"$':
        return "\\", at + 1
    if following in ESCAPES or (following == "$" and quote):
        return ESCAPES.get(following, following), at + 2
    return "\\", at + 1


PATH_FAMILY = re.compile(r"^(?:(?:stream|dgram)\+)?(?:unix|abnsz?|uxst|uxdg|fd|sockpair|rhttp)@")

INHERITED = re.compile(r"(?:(?:stream|dgram)\+)?(?:fd|sockpair)@")

TAKEN_BACK = frozenset(("check", "agent-check", "backup", "send-proxy", "send-proxy-v2", "ssl", "check-ssl"))

RESOLVING = frozenset(("resolvers", "init-addr", "resolve-prefer", "resolve-opts", "resolve-net"))

# The text


class Section(collections.namedtuple("Section", "kind title parent heading lines")):
    """heading: its Line. lines: [Line] below. parent: the `defaults` that it names with `from`."""

    __slots__ = ()

    @property
    def has_servers(self):
        return self.kind in ("backend", "listen")


# environ: the variables that hold there. is_certain: no `.if` decides whether HAProxy reads it.
Line = collections.namedtuple("Line", "file number words environ is_certain")


class Configuration:
    """The files' lines, as text in which each byte is a letter."""

    def __init__(self, texts, environ=None):
        self._environ = environ or {}
        self.lines = [re.findall(r"[^\n]*\n|[^\n]+$", text) for text in texts]
        self._sections = None

    def texts(self):
        return ["".join(lines) for lines in self.lines]

    def sections(self):
        if self._sections is None:
            self._sections = self._read_sections()
        return self._sections

    def _read_sections(self):
        environ = self._environ
        found = []
        for file, lines in enumerate(self.lines):
            section, conditions = None, 0
            for number, text in enumerate(lines):
                words = words_of(text, environ)
                if not words:
                    continue
                plain = [word.text for word in words]
                conditions += (plain[0] == ".if") - (plain[0] == ".endif")
                line = Line(file, number, words, environ, conditions <= 0)
                if plain[0] in SECTIONS:
                    title, parent = title_and_parent(plain)
                    section = Section(plain[0], title, parent, line, [])
                    found.append(section)
                elif section:
                    section.lines.append(line)
                    if section.kind == "global":
                        environ = with_variables(plain, environ)
        return found

    def titles(self):
        """The names of all backends, with or without a server."""
        return {section.title for section in self.sections() if section.has_servers}

    def admin_sockets(self):
        """The addresses of the sockets with `level admin`, as they are written."""
        lines = [line for section in self.sections() if section.kind == "global" for line in section.lines]
        plain = [[word.text for word in line.words] for line in lines]
        return [
            words[2]
            for words in plain
            if words[:2] == ["stats", "socket"] and ["level", "admin"] in [words[n : n + 2] for n in range(3, len(words))]
        ]

    def is_ours(self):
        """Whether the role proxy writes it anew."""
        return any(lines and lines[0].startswith(OURS) for lines in self.lines)

    def backends(self, title):
        return [section for section in self.sections() if section.has_servers and section.title == title]

    def is_double(self, backend, name=None):
        """Whether HAProxy finds several backends of that name there, or several servers of that name in the backend."""
        found = [section.heading for section in self.backends(backend)]
        if name is not None:
            found = self.server_lines(backend, name)
        return sum(line.is_certain for line in found) > 1

    def server_lines(self, backend, name):
        """[Line] of the server; more than one where conditions choose between them."""
        return [line for section in self.backends(backend) for line in section.lines if is_server(line, name)]

    def directives(self, backend, keyword, until=None):
        """The words of each line with this keyword that may hold in a backend, those of its `defaults` first.
        until: the Line of the backend from which on they do not count."""
        found = self._lines_for(backend, lambda words: words[0] == keyword, until)
        return [[word.text for word in line.words] for lines in found for line in lines]

    def _lines_for(self, backend, is_meant, until=None):
        """The same as [Line], for each section of that name: conditions may choose between some."""
        found, known, last = [], {}, []
        for section in self.sections():
            before = section.lines[: section.lines.index(until)] if until in section.lines else section.lines
            own = [line for line in before if is_meant([word.text for word in line.words])]
            inherited = known.get(section.parent, []) if section.parent else last
            if section.kind == "defaults":
                own = (inherited if section.parent else []) + own
                # Which `defaults` of several hold, a condition may decide: then all may.
                last = own if section.heading.is_certain else last + own
                known[section.title] = last
            elif section.has_servers and section.title == backend and (until is None or until in section.lines):
                found.append(inherited + own)
        return found

    def server_options(self, backend, name):
        """The words of the server's lines, and of each `default-server` that may hold for it."""
        lines = self.directives(backend, "default-server")
        lines += [[word.text for word in line.words] for line in self.server_lines(backend, name)]
        return [word for words in lines for word in words[1:]]

    def switch(self, backend, words):
        """Whether an option holds in a backend: ON, OFF, or MAYBE if an `.if` decides. The last line that says so or
        `no` to it is heeded, and those of its `defaults` come first."""
        found = self._lines_for(backend, lambda said: said[: len(words)] == words or is_no_to(words, said))
        states = {state_after(lines) for lines in found} or {OFF}
        return states.pop() if len(states) == 1 else MAYBE

    def mark_of(self, backend, name):
        """How the server was before we took it out of traffic; None if we have not."""
        for line in self.server_lines(backend, name):
            match = self._mark(line)
            if match:
                return match.group(1)
        return None

    def without_agent(self, backend, name):
        """Whether somebody had switched its agent off before we took it out of traffic."""
        return any(match and match.group(2) for match in map(self._mark, self.server_lines(backend, name)))

    def without_check(self, backend, name):
        """Whether somebody had switched its check off before we took it out of traffic."""
        return any(match and match.group(3) for match in map(self._mark, self.server_lines(backend, name)))

    def was_down(self, backend, name):
        """Whether HAProxy's check had found it down when we took it out of traffic."""
        return any(match and match.group(4) for match in map(self._mark, self.server_lines(backend, name)))

    def was_though_disabled(self, backend, name):
        """Whether it was in traffic against what its file said when we took it out."""
        return any(match and match.group(5) for match in map(self._mark, self.server_lines(backend, name)))

    def mark(self, backend, name, before, has_agent, at_end=False):
        """HAProxy reads nothing behind an empty word; at_end: as if it did."""
        token = MARK.format(agent="no-agent-check " if has_agent else "", before=before)
        for line in self._own_lines(backend, name):
            if not self._mark(line):
                words = line.words if at_end else effective(line.words)
                self._splice(line, words[-1].end, words[-1].end, token)

    def unmark(self, backend, name):
        for line in self.server_lines(backend, name):
            match = self._mark(line)
            if match:
                self._splice(line, match.start(), match.end(), "")

    def add_like(self, server, name, address, is_down=False):
        """The line of another server like that Written one, which may be down. It begins out of traffic."""
        backend, model = server.backend, self._model(server)
        text = self._unmarked(model)
        new = without_own_words(text, words_of(text, model.environ), name, address)
        if server.is_disabled and not self._mark(model):
            new += " enabled"
        has_agent = "agent-check" in self.options_like(server, name)
        before = IN_TRAFFIC + AND_DOWN * is_down
        mark = MARK.format(agent="no-agent-check " if has_agent else "", before=before)
        self.lines[model.file].insert(
            self._end_of_servers(model) + 1, new + mark + ADDED % backend + re.search(r"\r?\n?$", text).group(0)
        )
        self._sections = None

    def options_like(self, server, name, address="-"):
        """The words behind the address of another server like that Written one, for a HAProxy that runs: it heeds no
        `default-server` there."""
        model = self._model(server)
        text = self._unmarked(model)
        new = without_own_words(text, words_of(text, model.environ), name, address)
        own = [word.text for word in words_of(new, model.environ)]
        defaults = [word for words in self.directives(server.backend, "default-server", model) for word in words[1:]]
        words = without_resolving(without_taken_back(defaults + own[3:]))
        return [quoted(word) for word in words if word not in ("disabled", "enabled")]

    def is_by_name(self, backend, name):
        """Whether HAProxy looks up where the server is: another time it may be elsewhere."""
        words = [address_word(line, name) for section in self.backends(backend) for line in section.lines]
        return any(word and not is_path(word.text) and not as_ip(bare_host(word.text)) for word in words)

    def address_of(self, server):
        """What the line of that Written one says."""
        return self._model(server).words[2].text

    def addresses(self, backend, name):
        """What each of its lines says, as it is written."""
        lines = self._own_lines(backend, name)
        return [self._text(line)[line.words[2].start : line.words[2].end] for line in lines]

    def readdress(self, backend, name, addresses):
        """One for each of its lines, as it is to be written."""
        for line, address in zip(self._own_lines(backend, name), addresses):
            self._splice(line, line.words[2].start, line.words[2].end, address)

    def is_checked_at(self, server):
        """Whether its options say where it is checked."""
        words = self.server_options(server.backend, server.name)
        return "addr" in words or "agent-addr" in words

    def remove(self, backend, name):
        for line in reversed(self._own_lines(backend, name)):
            del self.lines[line.file][line.number]
        self._sections = None

    def without_effects(self):
        """The same for a HAProxy that only says what it reads: it has no programs to start, does not move away the file
        of a ring that is in use, and heeds no states of servers that were saved: those are older than what runs."""
        other = Configuration(self.texts(), self._environ)
        for section in self.sections():
            lines = [section.heading] if section.kind == "program" else []
            lines += [line for line in section.lines if acts(section, [word.text for word in line.words])]
            for line in lines:
                other.lines[line.file][line.number] = "\n"
        return other

    def with_numbers_for_names(self, unresolved):
        """The same, where servers of these (backend, name) have an address."""
        other = Configuration(self.texts(), self._environ)
        for section in other.sections():
            names = [name for backend, name in unresolved if backend == section.title]
            for line in section.lines if section.has_servers and names else ():
                address = next(filter(None, (address_word(line, name) for name in names)), None)
                if address:
                    other._splice(line, address.start, address.end, "127.0.0.1:" + (stated_port(address.text) or "0"))
        return other

    def _model(self, server):
        """Its line; of several the one with its address, which is the one that HAProxy heeds."""
        host, _, port = server.address.rpartition(":")

        def likeness(line):
            text = line.words[2].text
            return bool(host) and host.strip("[]") in text, stated_port(text).lstrip("+") == port

        return max(self._own_lines(server.backend, server.name), key=likeness)

    def _own_lines(self, backend, name):
        lines = self.server_lines(backend, name)
        if not lines:
            raise Refused(
                "it has no line `server %s` of its own in backend %s (%s), so a reload would undo this: give it such a line"
                % (name, backend, self._why_no_line(backend, name))
            )
        return lines

    def _why_no_line(self, backend, name):
        lines = [line for section in self.backends(backend) for line in section.lines if len(line.words) > 1]
        if any(line.words[0].text == "server-template" and address_word(line, name) for line in lines):
            return "it comes from a server-template"
        for line in lines:
            written = self._text(line)[line.words[1].start : line.words[1].end]
            if line.words[0].text == "server" and "$" in written:
                return "a line `server %s` may be its own, but only HAProxy knows that variable" % written
        return "it was added at run time"

    def _end_of_servers(self, model):
        """The number of the last server's line behind it, so that HAProxy numbers the others as before."""
        last = model.number
        for section in self.sections():
            if model in section.lines:
                for line in section.lines[section.lines.index(model) + 1 :]:
                    if line.words[0].text == "default-server" or line.words[0].text.startswith("."):
                        break
                    if line.words[0].text in ("server", "server-template"):
                        last = line.number
        return last

    def _mark(self, line):
        """Our mark there, if HAProxy reads it: not one in a comment."""
        text = self._text(line)
        return next(filter(None, (MARKED.match(text, word.end) for word in line.words)), None)

    def _unmarked(self, line):
        match, text = self._mark(line), self._text(line)
        return text[: match.start()] + text[match.end() :] if match else text

    def _text(self, line):
        return self.lines[line.file][line.number]

    def _splice(self, line, start, end, text):
        before = self._text(line)
        self.lines[line.file][line.number] = before[:start] + text + before[end:]
        self._sections = None


def without_taken_back(words):
    """Without the options that a later `no-…` takes back: a running HAProxy does not know that."""
    kept = []
    for word in words:
        if word[:3] == "no-" and word[3:] in TAKEN_BACK:
            kept = [other for other in kept if other != word[3:]]
        else:
            kept.append(word)
    return kept


def without_resolving(words):
    """Without how names become addresses: one in numbers needs none of it, and a running HAProxy does not take it."""
    return [word for before, word in zip([""] + words, words) if word not in RESOLVING and before not in RESOLVING]


def quoted(word):
    """For a command of the admin socket, which knows backslashes only."""
    return re.sub(r"([\\\s;])", r"\\\1", word) or '""'


def acts(section, words):
    """Whether such a line has an effect as soon as it is read, or brings in what is not in the files."""
    keyword = words[0]
    if section.kind == "program":
        return not keyword.startswith(".")
    if "bind" in words[:1] or words[:2] == ["stats", "socket"]:
        # Of the one that runs, who has it from whoever started it.
        return any(INHERITED.match(address) for word in words[1:3] for address in word.split(","))
    return (section.kind, keyword) in (("ring", "backing-file"), ("global", "master-worker")) or (
        keyword == "load-server-state-from-file"
    )


def state_after(lines):
    """Whether an option holds after the [Line] that say so, or `no` to it."""
    state = OFF
    for line in lines:
        now = OFF if line.words[0].text == "no" else ON
        state = now if line.is_certain or now == state else MAYBE
    return state


def is_no_to(words, said):
    return said[:1] == ["no"] and said[1 : len(words) + 1] == words


def title_and_parent(words):
    """Of a section, by the words of its heading. Only `defaults` may come without a title."""
    if words[0] == "defaults" and words[1:2] == ["from"]:
        words = ["defaults", ""] + words[1:]
    title, said, parent = (words[1:] + [""] * 3)[:3]
    return title, parent if said == "from" and parent else None


def is_server(line, name):
    return line.words[0].text == "server" and len(line.words) > 2 and line.words[1].text == name


def address_word(line, name):
    """The word with the address of the server of this name, also of one that comes from a template."""
    if is_server(line, name):
        return line.words[2]
    plain = [word.text for word in line.words]
    if plain[0] != "server-template" or len(plain) < 4:
        return None
    return line.words[3] if name.startswith(plain[1]) and name[len(plain[1]) :].isdigit() else None


def stated_port(address):
    """As a server's line says it, without the colon: HAProxy takes the last one for that of the port."""
    match = re.search(r":([+-]?\d+)$", address)
    return match.group(1) if match else ""


def in_brackets(address):
    return "[%s]" % address if ":" in address and not address.startswith("[") else address


def is_path(address):
    """No Internet address: a socket of this machine."""
    return "/" in address or PATH_FAMILY.match(address) is not None


def bare_host(address):
    """Of an address with or without a port."""
    address = without_family(address)
    port = "" if as_ip(address) else stated_port(address)
    return (address[: -len(port) - 1] if port else address).strip("[]").lower()


def with_variables(words, environ):
    """What a line of `global` makes of the variables."""
    changed = dict(environ)
    if words[0] in ("setenv", "presetenv") and len(words) > 2:
        if words[0] == "setenv" or words[1] not in environ:
            changed[words[1]] = words[2]
    elif words[0] == "unsetenv":
        for name in words[1:]:
            changed.pop(name, None)
    elif words[0] == "resetenv":
        changed = {name: value for name, value in environ.items() if name in words[1:]}
    return changed


def effective(words):
    """Up to an empty one: HAProxy reads nothing behind that."""
    texts = [word.text for word in words]
    return words[: texts.index("")] if "" in texts else words


def without_own_words(text, words, name, address):
    """A server's line for another one: its number is its own, its cookie, where it is checked, and whom it follows."""
    words = effective(words)
    changes = [(words[1], name), (words[2], address)]
    for number, word in enumerate(words[3:-1], 3):
        value = words[number + 1]
        if word.text == "guid" or (word.text == "id" and value.text.isdigit()):
            changes += [(word, None), (value, None)]
        elif word.text == "cookie" and words[number - 1].text not in ("sni", "check-sni"):
            changes.append((value, name))
        elif word.text in ("addr", "agent-addr") and bare_host(value.text) == bare_host(words[2].text):
            changes.append((value, bare_host(address)))
        elif word.text == "track":
            changes.append((value, value.text.rpartition("/")[0] + "/" + name if "/" in value.text else name))
    new = text[: words[-1].end]
    for word, other in reversed(changes):
        if other is None:
            new = new[: word.start].rstrip(SPACES) + new[word.end :]
        else:
            new = new[: word.start] + other + new[word.end :]
    return new


# HAProxy


class Program(collections.namedtuple("Program", "path options files environ folder")):
    """How HAProxy is started: its program, the options that change what it reads, and its files."""

    __slots__ = ()


TWO_WORDS = frozenset("CnmNLfpx")
KEPT = frozenset("CL")


def running_program(pid):
    """How that HAProxy was started; None if it does not say."""
    try:
        with open("/proc/%d/cmdline" % pid, "rb") as source:
            arguments = os.fsdecode(source.read()).split("\0")[1:-1]
        with open("/proc/%d/environ" % pid, "rb") as source:
            pairs = [os.fsdecode(pair).partition("=") for pair in source.read().split(b"\0") if pair]
        path = os.readlink("/proc/%d/exe" % pid)
        options, named = read_arguments(arguments)
        environ = {name: value for name, _, value in pairs}
        folder = folder_of(pid, path) or environ.get("PWD")
        change = [option[1] for option in options if option[0] == "-C"]
        start = os.path.join(folder or "/", change[-1] if change else "")
        if not named or (folder is None and not all(os.path.isabs(name) for name in named + change)):
            return None
        files = [found for name in named for found in expanded(os.path.join(start, name))]
    except (OSError, ValueError):
        return None
    for name in ("HAPROXY_MWORKER_REEXEC", "HAPROXY_PROCESSES", "NOTIFY_SOCKET", "LISTEN_FDS", "LISTEN_PID"):
        environ.pop(name, None)
    return Program(path, [word for option in options for word in option], files, environ, folder)


def running_programs():
    """How each HAProxy of this machine was started, as far as can be seen."""
    found = []
    for pid in filter(str.isdigit, sorted(os.listdir("/proc"))):
        with contextlib.suppress(OSError):
            if os.path.basename(os.readlink("/proc/%s/exe" % pid)).startswith("haproxy"):
                program = running_program(int(pid))
                if program and program not in found:
                    found.append(program)
    return found


def is_haproxy(path):
    return why_no_haproxy(path) is None


def why_no_haproxy(path):
    """Why the file is no HAProxy; None if it is one by what it says of itself, as it may have any name."""
    try:
        said = subprocess.run(
            [path, "-v"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=CHECK_SECONDS, check=False,
        )
    except subprocess.TimeoutExpired:
        return "`%s -v` does not end" % path
    except OSError as problem:
        return problem.strerror or str(problem)
    return None if re.match(br"HA-?Proxy\b", said.stdout) else "`%s -v` names another program, or none" % path


def folder_of(pid, path):
    """Where it was started; None if it does not say. Of a worker, which may be in a chroot, its master knows."""
    with open("/proc/%d/stat" % pid) as source:
        parent = int(source.read().rpartition(")")[2].split()[1])
    for process in (pid, parent):
        with contextlib.suppress(OSError):
            if os.readlink("/proc/%d/exe" % process) == path and os.readlink("/proc/%d/root" % process) == "/":
                return os.readlink("/proc/%d/cwd" % process)
    return None


def read_arguments(arguments):
    """The options that change what HAProxy reads, and the files and folders that are named, as HAProxy takes them."""
    options, files, left = [], [], list(arguments)
    while left:
        flag = left.pop(0)
        if flag == "--":
            files += left
            break
        if flag in ("-sf", "-st"):
            while left and not left[0].startswith("-"):
                left.pop(0)
        elif flag == "-S":
            if left and not left[0].startswith("-"):
                left.pop(0)
        elif flag[:1] == "-" and flag[1:2] in TWO_WORDS and left and not flag.startswith("-Ws"):
            value = left.pop(0)
            if flag[1] == "f":
                files.append(value)
            elif flag[1] in KEPT:
                options.append([flag, value])
        elif flag in ("-dr", "-dW"):
            options.append([flag])
    return options, files


def expanded(path):
    """A file, or what HAProxy reads of a folder."""
    if not os.path.isdir(path):
        return [path]
    paths = [os.path.join(path, os.fsdecode(name)) for name in sorted(os.listdir(os.fsencode(path)))]
    return [found for found in paths if is_read(found)]


def is_read(path):
    name = os.path.basename(path)
    return name.endswith(".cfg") and not name.startswith(".") and os.path.isfile(path)


class FreshHAProxy:
    """A HAProxy that starts anew, says what it has read, and ends: before it opens a port, a socket or a file."""

    def __init__(self, program):
        self._program = program

    def servers(self, files, shown=()):
        """{(backend, name): Written}. shown: [(path, path)], how a file is to be called in what HAProxy says."""
        folder = tempfile.mkdtemp(prefix="restart-monkey-")
        try:
            script, probe = os.path.join(folder, "probe.lua"), os.path.join(folder, "probe.cfg")
            with open(script, "w") as target:
                target.write(PROBE_LUA)
            with open(probe, "w") as target:
                target.write(PROBE % script)
            return self._ask(probe, files, shown)
        except OSError as problem:
            raise Refused(
                "cannot ask HAProxy what it reads (%s): %s" % (self._program.path, problem.strerror or problem)
            )
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _ask(self, probe, files, shown):
        command = [self._program.path, "-db"] + self._program.options
        for path in [probe] + list(files):
            command += ["-f", path]
        try:
            asked = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=self._program.folder,
                env=self._program.environ,
                timeout=CHECK_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Refused("HAProxy does not say within %d s what it reads: does it wait for DNS?" % CHECK_SECONDS)
        lines = asked.stdout.decode("latin-1").splitlines()
        if asked.returncode == 0 and ANSWER + "-end" in lines:
            rows = [line.split("\t")[1:] for line in lines if line.startswith(ANSWER + "\t")]
            return {(row[0], row[1]): written(row) for row in rows}
        raise Refused(reason(asked.stderr.decode("latin-1"), shown, asked.returncode))


def written(row):
    backend, name, address, weight, status, is_backup, check, agent, tracks = row
    return Written(
        backend, name, with_brackets(address), weight, status, is_backup == "1", check != "nil", agent != "nil",
        "" if tracks == "nil" else tracks,
    )


def with_brackets(address):
    """HAProxy's Lua gives an IPv6 address without them."""
    if address == "<unknown>":
        return ""
    host, _, port = address.rpartition(":")
    return "[%s]:%s" % (host, port) if ":" in host and not host.startswith("[") else address


def reason(said, shown, code):
    """HAProxy's own words for what it does not take."""
    for path, name in shown:
        said = said.replace(path, name)
    lines = [" ".join(line.split()) for line in said.splitlines() if line.strip()]
    alerts = [line for line in lines if "[ALERT]" in line] or lines
    telling = [line for line in alerts if "rror(s) found in" not in line and "Fatal errors found" not in line] or alerts
    if any("'lua-load'" in line and "nknown keyword" in line for line in telling):
        return "HAProxy is built without Lua, by which it would say what it reads: use one that has it"
    telling = [re.sub(r"^\[\w+\]\s*(?:\(\d+\))?\s*:?\s*", "", line) for line in telling]
    return "; ".join(telling[:3]) or "it ends with code %d and says nothing" % code


# The files


class ConfigFiles:
    """What HAProxy reads, changed so that a HAProxy that starts anew has what is expected."""

    def __init__(self, program, files=None):
        self._program = program
        self._files = list(program.files if files is None else files)
        self._fresh = FreshHAProxy(program)
        self._is_locked = False

    def __str__(self):
        return ", ".join(self._files)

    def read(self):
        texts = []
        for path in self._files:
            try:
                with open(path, "rb") as source:
                    texts.append(source.read().decode("latin-1"))
            except OSError as problem:
                raise Refused("cannot read %s: %s" % (path, problem.strerror or problem))
        return Configuration(texts, self._program.environ)

    def servers(self):
        """{(backend, name): Written}, as a HAProxy that starts anew has them."""
        if not self._files:
            raise Refused("it is not known which files HAProxy reads: name them by traffic_config")
        return self._asked(self.read())

    def change(self, edits, expected, write=True):
        """Whether one of edits(Configuration) changed anything: the first that expected(before, after), which is what a
        HAProxy has that starts anew, does not object to. Nobody else changes the files meanwhile."""
        with self.lock():
            problem = None
            before = None
            for edit in edits:
                config = self.read()
                original = config.texts()
                edit(config)
                before = before or self.servers()
                if config.texts() == original:
                    problem = expected(before, before)
                    if not problem:
                        return False
                    continue
                with self._candidates(original, config) as candidates:
                    self._must_be_writable(candidates)
                    problem = expected(before, self._asked(config, candidates))
                    if not problem:
                        if write:
                            self._must_be(original)
                            self._replace(candidates, dict(zip(self._files, original)))
                        return True
            raise Refused("HAProxy makes something else of %s with this change: %s" % (self, problem))

    @staticmethod
    def _must_be_writable(paths):
        """The folder is. Root may write all but what is immutable, or on a file system that is not to be written."""
        for path in paths:
            try:
                os.close(os.open(os.path.realpath(path), os.O_WRONLY | os.O_APPEND))
            except OSError as problem:
                cures = {errno.EPERM: "it is immutable: chattr -i %s" % path, errno.EROFS: "mount its file system writable"}
                if problem.errno in cures:
                    raise Refused("cannot write %s: %s; %s" % (path, problem.strerror, cures[problem.errno]))

    def _must_be(self, texts):
        """Others, which know nothing of our lock, may have written the files meanwhile."""
        if self.read().texts() != texts:
            raise Refused("somebody else has just changed %s, and that was left alone: do this again" % self)

    def _asked(self, config, candidates=None):
        """{(backend, name): Written} of the files, some of them not in their place yet."""
        candidates = candidates or {}
        quiet = config.without_effects()
        try:
            found = self._asked_as(config, quiet, candidates)
        except Refused as refusal:
            what = "would not take %s with this change" if candidates else "does not take %s as it is"
            raise Refused("HAProxy %s: %s" % (what % self, refusal))
        unresolved = {key for key, server in found.items() if server.is_unresolved}
        if unresolved:
            with contextlib.suppress(Refused):
                known = self._asked_as(config, quiet.with_numbers_for_names(unresolved), candidates)
                found.update({key: known[key]._replace(address="") for key in unresolved if key in known})
        return found

    def _asked_as(self, config, other, candidates):
        """The same of other, which the files are not to become."""
        with self._candidates(config.texts(), other) as others:
            shown = [(made, path) for path, made in list(candidates.items()) + list(others.items())]
            return self._fresh.servers([others.get(path, candidates.get(path, path)) for path in self._files], shown)

    @contextlib.contextmanager
    def _candidates(self, original, config):
        """{path: another file beside it with its new text}. Beside, as HAProxy may be told to look there for others."""
        made, links = {}, []
        try:
            for path, before, after in zip(self._files, original, config.texts()):
                if before != after:
                    made[path] = self._candidate(path, after)
            yield made
        except OSError as problem:
            cure = "; it is a mount of its own, as in a container: mount its folder" * (problem.errno == errno.EBUSY)
            raise Refused("cannot write %s: %s%s" % (self, problem.strerror or problem, cure))
        finally:
            for candidate in list(made.values()) + links:
                with contextlib.suppress(OSError):
                    os.unlink(candidate)

    @staticmethod
    def _candidate(path, text):
        real = os.path.realpath(path)
        handle, candidate = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".restart-monkey-")
        try:
            with os.fdopen(handle, "wb") as target:
                target.write(text.encode("latin-1"))
                target.flush()
                os.fsync(target.fileno())
            like(real, candidate)
        except BaseException:
            os.unlink(candidate)
            raise
        return candidate

    def _replace(self, candidates, original):
        """All files, or none."""
        replaced = []
        try:
            for path, candidate in candidates.items():
                put(candidate, path)
                replaced.append(path)
        except OSError:
            for path in replaced:
                put(self._candidate(path, original[path]), path)
            raise

    @contextlib.contextmanager
    def lock(self):
        """No other run changes the files meanwhile. Who holds it may take it again."""
        if self._is_locked:
            yield
            return
        if not self._files:
            raise Refused("it is not known which files HAProxy reads: name them by traffic_config")
        try:
            folder = os.open(os.path.dirname(os.path.realpath(self._files[0])), os.O_RDONLY)
        except OSError as problem:
            raise Refused("cannot read %s: %s" % (self._files[0], problem.strerror or problem))
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            self._is_locked = True
            yield
        finally:
            self._is_locked = False
            os.close(folder)


def other_admin_sockets(given, configs):
    """Those that these ConfigFiles name, and that answer."""
    found = []
    for config in configs:
        with contextlib.suppress(Refused):
            found += config.read().admin_sockets()
    return [path for path in sorted(set(found)) if path != given.get("socket") and allows_all(path)]


def allows_all(path):
    with contextlib.suppress(NoAnswer):
        return AdminSocket(path, timeout=1).level() == "admin"
    return False


def silence(given, problem, about=""):
    """One line about a HAProxy that does not answer as it should, with the cure."""
    stated = Program(None, [], stated_files(given), None, None)
    others = other_admin_sockets(given, map(ConfigFiles, [stated] if stated.files else running_programs()))
    if isinstance(problem, IsMaster):
        what = "%s is the socket of HAProxy's master (-S), which knows no servers" % problem
        cure = "say by traffic_socket that of a `stats socket` line with `level admin`"
    else:
        what = "HAProxy does not answer%s (%s)" % (about, problem)
        cure = "see to it that it runs there (systemctl status haproxy), or say its socket by traffic_socket"
    if others:
        cure = "an admin socket that answers here, if it is this HAProxy's, is traffic_socket=%s" % " or ".join(others)
    return "%s: %s: %s." % (given["proxy"], what, cure)


def stated_files(given):
    named = given.get("config") or []
    named = [named] if isinstance(named, str) else named
    return [found for path in named for found in expanded(os.path.abspath(path))]


def config_files(admin, given):
    """What the running HAProxy reads, and what is to be said about it. The running one is right."""
    pid = admin.info().get("Pid", "")
    running = running_program(int(pid)) if pid.isdigit() else None
    if running and os.path.exists(running.path) and not is_haproxy(running.path):
        running = None  # The pid is that of another namespace, as in a container.
    stated = stated_files(given)
    path = given.get("haproxy")
    why = why_no_haproxy(path) if path else None
    if why:
        raise Trouble(
            "%s: traffic_haproxy=%s is no HAProxy (%s): say the path of its program, or leave it out."
            % (given["proxy"], path, why)
        )
    if running is None:
        return ConfigFiles(Program(path or "/usr/sbin/haproxy", [], stated, None, None)), []
    path = path or (running.path if os.path.exists(running.path) else "/usr/sbin/haproxy")
    problems = []
    if stated and {os.path.realpath(file) for file in stated} != {os.path.realpath(file) for file in running.files}:
        problems.append(
            "%s: HAProxy reads %s, not %s as traffic_config says: what it reads was changed"
            % (given["proxy"], ", ".join(running.files), ", ".join(stated))
        )
    return ConfigFiles(running._replace(path=path)), problems


def put(candidate, path):
    """The candidate, which is beside the path, in the place of the file that is meant by it."""
    real = os.path.realpath(path)
    if os.path.dirname(real) == os.path.dirname(os.path.realpath(candidate)):
        os.rename(candidate, real)
    else:
        beside = os.path.join(os.path.dirname(real), os.path.basename(candidate))
        try:
            shutil.copyfile(candidate, beside)
            like(real, beside)
            os.rename(beside, real)
        finally:
            with contextlib.suppress(OSError):
                os.unlink(beside)
        with contextlib.suppress(OSError):
            os.unlink(candidate)
    folder = os.open(os.path.dirname(real), os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def like(path, other):
    """Gives the other file the owner, the mode and the extended attributes (ACLs and SELinux's label among them)."""
    before = os.stat(path)
    os.chown(other, before.st_uid, before.st_gid)
    os.chmod(other, before.st_mode & 0o7777)
    for name in os.listxattr(path):
        value = os.getxattr(path, name)
        if name not in os.listxattr(other) or os.getxattr(other, name) != value:
            os.setxattr(other, name, value)
    for name in set(os.listxattr(other)) - set(os.listxattr(path)):
        os.removexattr(other, name)
