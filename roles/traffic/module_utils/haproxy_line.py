"""The words of one line of HAProxy's configuration, and what is read of them."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import collections
import re

from ansible.module_utils.haproxy_address import as_ip, without_family

SPACES = " \t\n\v\f\r"
PLAIN = re.compile(r"[^\"'\\#$\r\0]*\Z")
PLAIN_WORD = re.compile(r"[^ \t\n\v\f]+")
ESCAPES = {"t": "\t", "n": "\n", "r": "\r", " ": " ", "\\": "\\", "#": "#", '"': '"', "'": "'"}
VARIABLE = re.compile(r"\$(?:\{([A-Za-z_][A-Za-z0-9_]*)(\[\*\])?(?:-([^}]*))?\}|([A-Za-z_][A-Za-z0-9_]*))")
PATH_FAMILY = re.compile(r"^(?:(?:stream|dgram)\+)?(?:unix|abnsz?|uxst|uxdg|fd|sockpair|rhttp)@")
TAKEN_BACK = frozenset(("check", "agent-check", "backup", "send-proxy", "send-proxy-v2", "ssl", "check-ssl"))
RESOLVING = frozenset(("resolvers", "init-addr", "resolve-prefer", "resolve-opts", "resolve-net"))


class Word(collections.namedtuple("Word", "text start end")):
    """What HAProxy reads, and where in the line that is written."""

    __slots__ = ()


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


def effective(words):
    """Up to an empty one: HAProxy reads nothing behind that."""
    texts = [word.text for word in words]
    return words[: texts.index("")] if "" in texts else words


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
