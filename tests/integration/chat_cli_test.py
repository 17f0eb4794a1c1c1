"""The interactive chat of indaba-cli, typed into and read as a person does."""

import os
import pty
import signal
import subprocess
import unittest

from cli_harness import PATIENCE_S, BrokerTest, Process


class ChatTest(BrokerTest):
    def test_two_people_exchange_messages_and_see_each_other_join_and_leave(self):
        ann = self.chat("ann")
        bob = self.chat("bob")
        ann.out.wait_for(r"^bob joined\.$")
        ann.type("hi bob")
        bob.out.wait_for(r"^\[\d\d:\d\d\] ann: hi bob$")
        ann.out.wait_for(r"^\[\d\d:\d\d\] ann: hi bob$")
        bob.type("hi ann")
        ann.out.wait_for(r"^\[\d\d:\d\d\] bob: hi ann$")
        ann.type("/who")
        ann.out.wait_for(r"^2 online: ann \(you\), bob$")
        bob.type("/quit")
        self.assertEqual(bob.exit_code(), 0)
        ann.out.wait_for(r"^bob left\.$")
        self.assertEqual(ann.end_of_input(), 0)

    def test_a_whisper_is_printed_at_both_ends_and_not_by_others(self):
        ann, bob, eve = self.chat("ann"), self.chat("bob"), self.chat("eve")
        ann.type("/w BOB psst", "/w nobody psst", "that is all")
        bob.out.wait_for(r"^\[\d\d:\d\d\] ann whispers: psst$")
        ann.out.wait_for(r"^\[\d\d:\d\d\] you whisper to bob: psst$")
        ann.out.wait_for(r"^Nobody is called nobody\. Not sent: psst$")
        for each in (ann, bob, eve):
            each.out.wait_for("that is all$")
        self.assertEqual(eve.out.matching("psst"), [])
        whispers = self.history("bob", "--with", "ann")
        self.assertEqual([(w["conversation"], w["with"], w["from"], w["text"]) for w in whispers],
                         [(None, "ann", "ann", "psst")])

    def test_a_whisper_to_an_offline_person_is_unread_until_printed(self):
        self.assertEqual(self.chat("bob").end_of_input(), 0)
        self.assertEqual(self.run_cli("ann", "send", "--to", "bob", "for later").code, 0)
        bob = self.chat("bob")
        bob.out.wait_for(r"^Unread whispers with ann: 1$")
        bob.out.wait_for(r"ann whispers: for later$")
        self.assertEqual(bob.end_of_input(), 0)
        again = self.chat("bob")
        self.assertEqual(again.end_of_input(), 0)
        self.assertEqual(again.out.matching("Unread|for later"), [])

    def test_commands_of_the_window_are_answered_and_the_help_has_none_of_them(self):
        ann = self.chat("ann")
        ann.type("/help", "/go first", "/date 2026-11-01", "/date tomorrow")
        ann.out.wait_for(r"^Write the day as /date 2026-11-01")
        self.assertEqual(ann.end_of_input(), 0)
        self.assertEqual(len(ann.out.matching(r"here there is nothing to scroll")), 2)
        self.assertEqual(ann.out.matching(r"^/(go|date) [A-Z]"), [])
        self.assertEqual(self.texts("ann"), [])

    def test_empty_lines_and_commands_are_not_sent_as_messages(self):
        ann = self.chat("ann")
        ann.type("", "   ", "/nonsense secret", "//slash", "plain", "/help", "/w bob")
        ann.out.wait_for(r"There is no command /nonsense")
        ann.out.wait_for(r"ann: plain$")
        self.assertEqual(ann.end_of_input(), 0)
        self.assertEqual(self.texts("ann"), ["/slash", "plain"])

    def test_blanks_before_a_command_do_not_publish_a_whisper(self):
        bob, eve = self.chat("bob"), self.chat("eve")
        secrets = [blank + f"/w bob secret {number}" for number, blank in enumerate(
            (" ", "\t", "\u00a0", "\u200b", "\ufeff", "\u3000", "\u2028", "\v"))]
        done = self.run_cli("ann", stdin="\n".join(secrets + ["", "public"]).encode())
        self.assertEqual(done.code, 0, done)
        bob.out.wait_for(f"secret {len(secrets) - 1}$")
        eve.out.wait_for("public$")
        self.assertEqual(eve.out.matching("secret"), [])

    def test_a_message_with_a_receipt_is_not_sent_again_by_the_next_chat(self):
        for number in range(5):
            done = self.run_cli("ann", stdin=f"once {number}\n".encode())
            self.assertEqual(done.code, 0, done)
            self.assertNotIn("sent again", done.out)

    def test_a_chat_exits_when_the_reader_of_its_output_has_gone(self):
        with subprocess.Popen(self.arguments("ann", "chat"), stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE) as ann:
            self.assertIn(b"You are ann", ann.stdout.readline())
            ann.stdout.close()
            self.assertEqual(ann.wait(PATIENCE_S), 0)

    def test_piped_lines_are_all_stored_in_order_before_chat_exits(self):
        lines = [f"line {number}" for number in range(600)]
        done = self.run_cli("ann", stdin="\n".join(lines).encode())
        self.assertEqual(done.code, 0, done)
        self.assertEqual(self.texts("ann", "--after", "0", "--limit", "1000"), lines)

    def test_chat_prints_the_newest_entries_when_it_starts(self):
        self.say("bob", "an earlier message")
        ann = self.chat("ann")
        ann.out.wait_for(r"bob: an earlier message$")

    def test_a_name_change_is_printed_by_every_chat(self):
        ann, bob = self.chat("ann"), self.chat("bob")
        ann.out.wait_for("bob joined")
        bob.type("/name bobby")
        ann.out.wait_for(r"^bob is now bobby\.$")
        bob.out.wait_for(r"^bob is now bobby\.$")
        bob.type("/name ann", "still here")
        bob.out.wait_for("Refused: ")
        ann.out.wait_for(r"bobby: still here$")

    def test_the_name_option_is_ignored_when_the_account_has_a_name(self):
        self.assertEqual(self.chat("ann").end_of_input(), 0)
        other = self.chat("other", home="home-ann")
        other.out.wait_for(r"This account is already named ann: the name other is ignored")
        other.out.wait_for(r"^You are ann,")

    def test_a_taken_or_lookalike_or_invalid_name_is_refused(self):
        self.assertEqual(self.chat("paypal").end_of_input(), 0)
        for number, name in enumerate(["PayPal", "\u0440\u0430ypal", "two words", "x" * 33]):
            done = self.run_cli(name, "chat", home=f"other-{number}")
            self.assertEqual(done.code, 1, name)
            self.assertIn("Refused: ", done.err)
        for number, name in enumerate(["\u0440\u0430ypal", "a\u202eb"]):
            done = self.run_cli(name, "send", "hi", home=f"other-{number}")
            self.assertEqual(done.code, 1, name)
            self.assertIn("Refused: ", done.err)

    def test_chat_on_a_terminal_asks_for_another_name_after_a_refusal(self):
        self.assertEqual(self.chat("ann").end_of_input(), 0)
        terminal, theirs = pty.openpty()
        self.addCleanup(os.close, terminal)
        chat = self.started(Process(self.arguments("ann", "chat", home="home-two"), stdin=theirs))
        os.close(theirs)
        chat.out.wait_for("Your name")
        os.write(terminal, b"anna\n")
        chat.out.wait_for(r"^You are anna,")
        os.write(terminal, b"hi\n")
        chat.out.wait_for(r"anna: hi$")
        chat.child.send_signal(signal.SIGINT)
        self.assertEqual(chat.exit_code(), 0)

    def test_a_second_chat_in_the_same_home_is_refused(self):
        self.chat("ann")
        second = self.run_cli("ann", "chat")
        self.assertEqual(second.code, 1)
        self.assertIn("Another indaba already runs in this home", second.err)

    def test_a_first_chat_exits_with_3_when_the_server_is_unreachable(self):
        self.kill_broker()
        done = self.run_cli("ann", "chat", stdin=b"hi\n")
        self.assertEqual(done.code, 3)
        self.assertIn("Could not connect", done.err)

    def test_lines_typed_while_the_broker_is_down_are_stored_once_and_in_order(self):
        ann, bob = self.chat("ann"), self.chat("bob")
        ann.type(*[f"before {n}" for n in range(20)])
        bob.out.wait_for("ann: before 19$")
        ann.type(*[f"during {n}" for n in range(20)])
        self.kill_broker()
        for each in (ann, bob):
            each.out.wait_for(r"^Server disconnected\. ")
        ann.type(*[f"dead {n}" for n in range(20)])
        self.start_broker()
        ann.out.wait_for(r"^Server connected again\.")
        ann.type("alive")
        said = [f"{part} {n}" for part in ("before", "during", "dead") for n in range(20)]
        said.append("alive")
        for each in (ann, bob):
            each.out.wait_for("ann: alive$")
            shown = [line.split("ann: ")[1] for line in each.out.matching(r"\] ann: ")]
            self.assertEqual(shown, said)
            self.assertEqual(len(each.out.matching("Server disconnected")), 1)
        self.assertEqual(self.texts("bob", "--after", "0", "--limit", "1000"), said)

    def test_messages_without_a_receipt_are_sent_by_the_next_chat(self):
        ann = self.chat("ann")
        ann.type("one")
        ann.out.wait_for("ann: one$")
        self.kill_broker()
        ann.out.wait_for("Server disconnected")
        ann.type("two", "three", "/quit")
        self.assertEqual(ann.exit_code(), 4)
        self.assertEqual(len(ann.out.matching("saved and will be sent again next time:$")), 1)
        self.start_broker()
        again = self.chat("ann")
        again.out.wait_for("are sent again:")
        again.out.wait_for("ann: three$")
        self.assertEqual(again.end_of_input(), 0)
        self.assertEqual(self.texts("ann"), ["one", "two", "three"])

    def test_unsent_messages_are_not_sent_to_another_server(self):
        ann = self.chat("ann")
        ann.type("one")
        ann.out.wait_for("ann: one$")
        self.kill_broker()
        ann.out.wait_for("Server disconnected")
        ann.type("secret of the old server")
        self.start_broker(data="other-data")
        ann.out.wait_for("This is another server")
        ann.out.wait_for("^    secret of the old server$")
        ann.type("hello new one")
        ann.out.wait_for("ann: hello new one$")
        self.assertEqual(ann.end_of_input(), 0)
        self.assertEqual(self.texts("ann"), ["hello new one"])
        self.kill_broker()
        self.start_broker()
        back = self.chat("ann")
        back.out.wait_for("ann: secret of the old server$")
        self.assertEqual(back.end_of_input(), 0)

    def test_chat_warns_and_prints_again_after_an_older_journal_was_restored(self):
        self.say("bob", "kept")
        self.copy_journal()
        ann = self.chat("ann")
        self.say("bob", "lost", "lost too")
        ann.out.wait_for("bob: lost too$")
        self.restore_older_journal()
        ann.out.wait_for(r"^WARNING: .* #lobby")
        ann.out.wait_for("bob: kept$", count=2)
        self.say("bob", "new")
        ann.out.wait_for("bob: new$")
        ann.type("me too")
        ann.out.wait_for("ann: me too$")
        self.assertEqual(len(ann.out.matching("WARNING")), 1)

    def test_chat_warns_of_an_older_journal_that_was_restored_while_it_did_not_run(self):
        for longer in (False, True):
            with self.subTest(longer=longer):
                name = f"ann{longer}"
                self.say("bob", "kept")
                self.copy_journal()
                self.say("bob", "lost", "lost too")
                ann = self.chat(name)
                ann.out.wait_for("bob: lost too$")
                self.assertEqual(ann.end_of_input(), 0)
                self.restore_older_journal()
                if longer:
                    self.say("bob", *(f"other {number}" for number in range(5)))
                ann = self.chat(name)
                ann.out.wait_for(r"^WARNING: .* #lobby")
                self.assertEqual(ann.end_of_input(), 0)
                ann = self.chat(name)
                ann.out.wait_for("bob: kept$")
                self.assertEqual(ann.end_of_input(), 0)
                self.assertEqual(ann.out.matching("WARNING"), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
