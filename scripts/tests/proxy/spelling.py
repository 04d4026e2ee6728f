"""The many ways in which one and the same line can be written in a HAProxy file."""

SAFE = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/@,+()=*[]%{}!?<>;~^&|"

# What people write behind a line. None of it means anything to HAProxy.
REMARKS = [
    b"keep",
    b" the operator's own words",
    b' "unbalanced',
    b" it's",
    b" server app1 127.0.0.1:1 disabled",
    b" caf\xe9 in Latin-1",
    b" caf\xc3\xa9 in UTF-8",
    b"\xa0a no-break space",
    b" back\\slash \\",
    b" ${NOT_SET}",
    b" disabled",
    b"#",
    b"",
    b" added by traffic to app",
]


class Speller:
    """Writes words and lines. How wild it is: 0 as everybody does, to 1."""

    def __init__(self, rng, wildness):
        self._rng = rng
        self._wildness = wildness
        self.newline = b"\n"
        self.blanks = [b" "]
        self.indent = b"    "

    def wild(self, part=1.0):
        return self._rng.random() < self._wildness * part

    def word(self, text):
        """One word of HAProxy, perhaps quoted or escaped."""
        if text.startswith("\0"):  # spelled already
            return text[1:].encode("latin-1")
        if not text:
            return self._rng.choice([b'""', b"''"])
        plain = all(letter in SAFE for letter in text)
        if plain and not self.wild(0.25):
            return text.encode("ascii")
        ways = [self._strong, self._weak, self._escaped]
        if plain:
            ways += [self._partly, self._hexadecimal]
        return self._rng.choice(ways)(text).encode("latin-1")

    def line(self, words, remark=None):
        """The words with blanks, in an order that is given, perhaps with a remark behind them; ends the line."""
        parts = [self.indent if not self.wild(0.2) else self._rng.choice([b"", b"\t", b"  ", b" \t ", b"\f"])]
        for index, word in enumerate(words):
            if index:
                parts.append(self._rng.choice(self.blanks))
                if self.wild(0.05):
                    parts.append(self._rng.choice([b"  ", b"\t", b"   "]))
            parts.append(self.word(word))
        if remark is None and self.wild(0.25):
            remark = self._rng.choice([b" ", b"\t", b"", b""]) + b"#" + self._rng.choice(REMARKS)
        elif remark is None and self.wild(0.15):
            remark = self._rng.choice([b" ", b"   ", b"\t"])
        return b"".join(parts) + (remark or b"") + self.newline

    def comment(self):
        return self._rng.choice([b"", b"  ", b"\t"]) + b"#" + self._rng.choice(REMARKS) + self.newline

    def _strong(self, text):
        return "'" + text + "'" if "'" not in text else self._weak(text)

    def _weak(self, text):
        return '"' + "".join("\\" + c if c in '"\\$' else c for c in text) + '"'

    def _escaped(self, text):
        return "".join(c if c in SAFE else "\\" + c for c in text)

    def _partly(self, text):
        cut = self._rng.randrange(len(text))
        quote = self._rng.choice("\"'")
        return text[:cut] + quote + text[cut : cut + 2] + quote + text[cut + 2 :]

    def _hexadecimal(self, text):
        cut = self._rng.randrange(len(text))
        return "%s\\x%02x%s" % (text[:cut], ord(text[cut]), text[cut + 1 :])
