"""The text of HAProxy's configuration, changed in place: bytes of our own only."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import re

from ansible.module_utils.haproxy_address import as_ip
from ansible.module_utils.haproxy_line import (
    address_word,
    bare_host,
    effective,
    is_path,
    quoted,
    stated_port,
    without_own_words,
    without_resolving,
    without_taken_back,
    words_of,
)
from ansible.module_utils.haproxy_problems import Refused
from ansible.module_utils.haproxy_sections import Sections

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

INHERITED = re.compile(r"(?:(?:stream|dgram)\+)?(?:fd|sockpair)@")


class Configuration(Sections):
    """The same, changed in place: bytes of our own only."""

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
        return self._options(server, without_own_words(text, words_of(text, model.environ), name, address))

    def options_of(self, server):
        """The same of that Written one itself."""
        return self._options(server, self._unmarked(self._model(server)))

    def _options(self, server, text):
        model = self._model(server)
        own = [word.text for word in effective(words_of(text, model.environ))]
        defaults = [word for words in self.directives(server.backend, "default-server", model) for word in words[1:]]
        words = without_resolving(without_taken_back(defaults + own[3:]))
        return [quoted(word) for word in words if word not in ("disabled", "enabled")]

    def is_by_name(self, backend, name):
        """Whether HAProxy looks up where the server is: another time it may be elsewhere."""
        words = [address_word(line, name) for section in self.backends(backend) for line in section.lines]
        return any(word and not is_path(word.text) and not as_ip(bare_host(word.text)) for word in words)

    def has_relative_port(self, backend, name):
        """Whether its port depends on the one that the client has asked for."""
        ports = [stated_port(line.words[2].text) for line in self.server_lines(backend, name)]
        return any(port[:1] in ("+", "-") for port in ports)

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
