import importlib.machinery
import importlib.util
import tempfile
import unittest
from pathlib import Path

from support import REPO

loader = importlib.machinery.SourceFileLoader("prose", str(REPO / "scripts/tests/prose"))
prose = importlib.util.module_from_spec(importlib.util.spec_from_loader("prose", loader))
loader.exec_module(prose)

SENTENCE = "word " * 24 + "end."


class ProseTest(unittest.TestCase):
    def complaints(self, markdown):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "page.md"
            file.write_text(markdown, encoding="utf-8")
            return [complaint.partition("page.md:")[2] for complaint in prose.too_long(file)]

    def test_should_count_across_lines_and_say_where(self):
        self.assertEqual([], self.complaints("# Title\n\n" + SENTENCE))
        self.assertEqual(
            ["3: 26 words: One " + SENTENCE], self.complaints("# Title\n\nOne\n" + SENTENCE.replace(" ", "\n"))
        )

    def test_should_count_code_as_one_word_that_may_begin_a_sentence(self):
        self.assertEqual([], self.complaints("`ls -l /tmp` " + SENTENCE.replace("word ", "", 1)))
        self.assertEqual([], self.complaints(SENTENCE + " `ls` " + SENTENCE.replace("word ", "", 1)))

    def test_should_look_into_lists_and_tables_and_not_into_code(self):
        long = "One " + SENTENCE
        self.assertEqual([], self.complaints("```\n%s\n```\n\n    %s\n" % (long, long)))
        self.assertEqual(1, len(self.complaints("- Short.\n- %s\n" % long)))
        self.assertEqual(1, len(self.complaints("| a | b |\n|---|---|\n| Short. | %s |\n" % long)))
        self.assertEqual([], self.complaints("- %s\n- %s\n" % (SENTENCE[:-1], SENTENCE)))


if __name__ == "__main__":
    unittest.main()
