"""What is sent equals what was given as an argument, piped into `send -` or typed into `chat`."""

import os
import random
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from cli_harness import BrokerTest

PIECES = (" ", "  ", "\t", "\u00a0", "\u3000", "\u200b", "\u2060", "\ufeff", "\u00ad", "/", "//", "\uff0f", "\\",
          "`", '"', "%s", "{}", "\u202e", "\u2066", "\x01", "\x1b[31m", "\x7f", "e\u0301", "Å", "ﬁ", "\u0e01\u0e33",
          "می\u200cخواهم", "क्\u200dष", "שָׁלוֹם", "👩\u200d💻", "👍🏽", "❤\ufe0f", "🇩🇪", "\U000e0067", "𠮷", "\u3164",
          "\ufffd", "한", "-", "z")
BREAKS = ("\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029")
TEXTS = 16
LINES = 200


class SpokenTexts(BrokerTest):
    def setUp(self):
        super().setUp()
        self.random = random.Random(1)

    def text(self, pieces):
        before, after = (self.random.choices(pieces, k=self.random.randrange(8)) for _ in range(2))
        return "".join(before) + "x" + "".join(after)

    def with_line_feeds(self, text):
        return re.sub("\r\n|[\n\r\v\f\x85\u2028\u2029]", "\n", text)

    def test_an_argument_is_sent_as_it_is(self):
        texts = [self.text(PIECES + BREAKS) for _ in range(TEXTS)]
        for text in texts:
            self.assertEqual(self.run_cli("ann", "send", "--", text), (0, "", ""), text)
        self.assertEqual(self.texts("ann"), [self.with_line_feeds(text) for text in texts])

    def test_standard_input_is_sent_as_it_is_without_its_last_line_break(self):
        texts = [self.text(PIECES + BREAKS) for _ in range(TEXTS)]
        for text in texts:
            given = (text + self.random.choice(BREAKS)).encode()
            self.assertEqual(self.run_cli("ann", "send", "-", stdin=given), (0, "", ""), text)
        self.assertEqual(self.texts("ann"), [self.with_line_feeds(text) for text in texts])

    def test_each_line_of_a_chat_is_sent_as_it_is(self):
        lines = ["x" + self.text(PIECES) for _ in range(LINES)]
        done = self.run_cli("ann", "chat", stdin="".join(line + "\n" for line in lines).encode())
        self.assertEqual(done.code, 0, done.err)
        self.assertEqual(self.texts("ann", "--limit", str(LINES)), lines)


if __name__ == "__main__":
    unittest.main(verbosity=2)
