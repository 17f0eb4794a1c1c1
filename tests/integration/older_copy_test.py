"""A server that was set back to an older copy, as every command of the line client sees it."""

import glob
import os
import sqlite3
import unittest

from cli_harness import BrokerTest

COMMANDS = {
    "send": ("send", "sent by the command"),
    "history": ("history", "--json"),
    "who": ("who",),
    "tail": ("tail", "--json", "--as", "new", "--count", "1"),
    "key fingerprint": ("key", "fingerprint", "bob"),
}
WARNING = r"(?m)^WARNING: the server's entries in #lobby differ from those this home has seen"


class OlderCopyTest(BrokerTest):
    def see_and_lose(self, see, lost=2, more=()):
        """Lets the home of ann see entries that the server's older copy lacks. In the copy, bob says `more`."""
        self.say("bob", "kept")
        self.copy_journal()
        self.say("bob", *["lost"] * (lost - 1), "lost too")
        see()
        self.restore_older_journal()
        self.say("bob", *more)

    def chat_once(self):
        chat = self.chat("ann")
        chat.out.wait_for("bob: lost too$")
        self.assertEqual(chat.end_of_input(), 0)

    def run_command(self, words):
        """Returns the exit code and the errors of the command; `tail` gets an entry to end with."""
        if words[0] != "tail":
            done = self.run_cli("ann", *words)
            return done.code, done.err
        tail = self.tail("ann", *words[2:])
        tail.out.wait_for("connected")
        self.say("bob", "for the tail")
        return tail.exit_code(), "\n".join(tail.err.join())

    def check_warned_until_acknowledged(self):
        for name, words in COMMANDS.items():
            for run in ("first", "again"):
                with self.subTest(command=name, run=run):
                    code, errors = self.run_command(words)
                    self.assertEqual(code, 0, errors)
                    self.assertRegex(errors, WARNING)
        chat = self.chat("ann")
        chat.out.wait_for("^WARNING: .* #lobby")
        self.assertEqual(chat.end_of_input(), 0)
        for name, words in COMMANDS.items():
            with self.subTest(command=name, run="after the warning was seen in chat"):
                self.assertEqual(self.run_command(words), (0, ""))

    def test_every_command_warns_until_a_chat_has_shown_the_warning(self):
        self.see_and_lose(self.chat_once)
        self.check_warned_until_acknowledged()

    def test_every_command_notices_an_older_copy_that_has_grown_longer_than_the_lost_one(self):
        self.see_and_lose(self.chat_once, more=[f"other {number}" for number in range(5)])
        self.check_warned_until_acknowledged()

    def test_what_a_tail_has_printed_counts_as_seen(self):
        def tail_once():
            tail = self.tail("ann", "--as", "bot", "--count", "1")
            tail.out.wait_for("connected")
            self.say("bob", "printed")
            self.assertEqual(tail.exit_code(), 0)
        self.see_and_lose(tail_once, more=[f"other {number}" for number in range(5)])
        self.check_warned_until_acknowledged()

    def test_a_home_of_an_older_version_that_kept_a_read_position_alone_warns(self):
        def chat_of_an_older_version():
            self.chat_once()
            (file,) = glob.glob(os.path.join(self.directory, "home-ann", "*.db"))
            with sqlite3.connect(file) as store:
                store.execute("DELETE FROM tail_positions")
                store.execute("DELETE FROM tails")
                (read,) = store.execute("SELECT max(number) FROM read_positions").fetchone()
            store.close()
            self.assertEqual(read, 21)
        # A number alone is a proof until the copy has grown beyond it.
        self.see_and_lose(chat_of_an_older_version, lost=20)
        self.check_warned_until_acknowledged()

    def test_a_whisper_that_is_gone_is_named(self):
        def whisper():
            self.chat_once()
            self.assertEqual(self.run_cli("bob", "send", "--to", "ann", "psst").code, 0)
            chat = self.chat("ann")
            chat.out.wait_for("psst$")
            self.assertEqual(chat.end_of_input(), 0)
        self.see_and_lose(whisper)
        errors = self.run_cli("ann", "who").err
        self.assertRegex(errors, WARNING)
        self.assertRegex(errors, "(?m)^WARNING: the server's entries in a conversation that is gone differ")

    def test_nothing_warns_while_the_server_has_all_that_was_seen(self):
        self.say("bob", "kept", "kept too")
        for words in COMMANDS.values():
            self.assertEqual(self.run_command(words), (0, ""))
        chat = self.chat("ann")
        self.assertEqual(chat.end_of_input(), 0)
        self.kill_broker()
        self.start_broker()
        self.say("bob", *(f"line {number}" for number in range(300)))  # more than one page
        for words in COMMANDS.values():
            self.assertEqual(self.run_command(words), (0, ""))

    def test_the_home_of_a_command_that_kept_nothing_gets_no_store(self):
        self.say("ann", "hi")
        self.assertEqual(self.run_cli("ann", "who").code, 0)
        self.assertEqual(glob.glob(os.path.join(self.directory, "home-ann", "*.db*")), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
