"""The sections of HAProxy's configuration, and which of their lines hold where."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import collections
import re

from ansible.module_utils.haproxy_line import is_server, with_variables, words_of

SECTIONS = frozenset(
    "global defaults frontend backend listen userlist peers mailers resolvers ring cache program http-errors fcgi-app"
    " log-forward log-profile crt-list crt-store traces acme".split()
)

# How the role proxy begins its file.
OURS = "# Written by the role proxy."

# Whether an option holds.
ON, OFF, MAYBE = "on", "off", "maybe"


class Section(collections.namedtuple("Section", "kind title parent heading lines")):
    """heading: its Line. lines: [Line] below. parent: the `defaults` that it names with `from`."""

    __slots__ = ()

    @property
    def has_servers(self):
        return self.kind in ("backend", "listen")


# environ: the variables that hold there. is_certain: no `.if` decides whether HAProxy reads it.
Line = collections.namedtuple("Line", "file number words environ is_certain")


class Sections:
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
