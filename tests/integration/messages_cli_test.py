"""Replies, edits, deletions and reactions of indaba-cli, typed by people and read by scripts."""

import json
import pathlib
import re
import unittest

from cli_harness import BrokerTest

TIME = r"\[\d\d:\d\d\] "
PRINTED = {"/reply": " answers ", "/edit": r" \(edited \S+\)$", "/delete": " deleted message ",
           "/react": " (put|took) .* message "}
SMILE = "\U0001F642"


class MessagesTest(BrokerTest):
    def each(self, chat, *lines):
        """Types lines and awaits what each of them prints, so that the next one finds its message."""
        for line in lines:
            command, _, text = line.partition(" ")
            prints = PRINTED.get(command, re.escape(line if command[0] != "/" else text) + "$")
            printed = len(chat.out.matching(prints))
            chat.type(line)
            chat.out.wait_for(prints, printed + 1)

    def fields(self, name, *keys, more=()):
        return [tuple(entry[key] for key in keys) for entry in self.history(name, *more)]

    def test_a_message_is_answered_edited_reacted_to_and_deleted_in_a_chat(self):
        ann, bob = self.chat("ann"), self.chat("bob")
        ann.type("What is for lunch?")
        bob.out.wait_for("lunch")
        self.each(bob, "/reply 1 soop", "/edit soup")
        for each in (ann, bob):
            each.out.wait_for(f'^{TIME}bob answers ann "What is for lunch\\?": soop$')
            each.out.wait_for(f"^{TIME}bob: soup \\(edited 2\\)$")
        ann.type(f"/react 2 {SMILE}")
        for each in (ann, bob):
            each.out.wait_for(f"^{TIME}ann put {SMILE} on message 2\\.$")
        ann.type(f"/react 2 {SMILE}")
        bob.out.wait_for(f"^{TIME}ann took {SMILE} off message 2\\.$")
        bob.type("/delete")
        ann.out.wait_for(f"^{TIME}bob deleted message 2\\.$")
        ann.type("/reply 2 late", "/edit 2 not mine", "/reply 99 nothing", "/react 1")
        ann.out.wait_for(r"^Message 2 was deleted: nothing was sent\.$", count=1)
        ann.out.wait_for(r"^There is no message 99 here\.$")
        ann.out.wait_for(r"^Give it as in /react N EMOJI\.")
        self.assertEqual(ann.end_of_input(), 0)
        self.assertEqual(bob.end_of_input(), 0)

    def test_a_chat_that_comes_later_prints_messages_as_they_stand(self):
        bob = self.chat("bob")
        self.each(bob, "one", "/edit 1 two", f"/react 1 {SMILE}", "/reply 1 three", "gone", "/delete")
        bob.out.wait_for("deleted message 5")
        ann = self.chat("ann", more=("--numbers",))
        ann.out.wait_for(f"^   1 {TIME}bob: two \\(edited\\) \\[{SMILE} 1\\]$")
        ann.out.wait_for(f'^   4 {TIME}bob answers bob "two": three$')
        ann.out.wait_for(f"^   5 {TIME}bob: \\(deleted by bob\\)$")
        self.assertEqual(ann.out.matching("one|gone|message 5"), [])
        ann.out.wait_for(r"^Unread in #lobby: 2$")

    def test_a_message_of_a_whisper_is_named_with_its_person(self):
        ann, bob = self.chat("ann"), self.chat("bob")
        ann.type("/w bob psst")
        bob.out.wait_for("psst")
        self.each(bob, "/reply ann/1 what?", "/edit ann/2 what is it?")
        bob.type("/edit nobody/1 x", "/edit 1 x")
        ann.out.wait_for(f'^{TIME}bob whispers answers ann "psst": what\\?$')
        ann.out.wait_for(f"^{TIME}bob whispers: what is it\\? \\(edited bob/2\\)$")
        bob.out.wait_for(r"^There are no messages in nobody: nothing was sent\.$")
        bob.out.wait_for(r"^There is no message 1 here\.$")
        self.assertEqual(self.history("ann"), [])

    def test_history_and_tail_say_what_an_entry_refers_to_and_how_a_message_stands(self):
        ann = self.chat("ann")
        self.each(ann, "one", "/edit 1 two", f"/react 1 {SMILE}", f"/react 1 {SMILE}", "gone", "/delete")
        ann.out.wait_for("deleted message 5")
        self.assertEqual(self.run_cli("bob", "send", "--reply-to", "1", "three"), (0, "", ""))
        keys = ("kind", "text", "folded", "edited", "erased", "erased_by")
        stands = self.fields("bob", *keys)
        self.assertEqual(stands[0], ("text", "one", "two", True, False, None))
        self.assertEqual(stands[1], ("edit", "two", None, False, False, None))
        self.assertEqual(stands[4], ("text", None, None, False, True, "ann"))
        self.assertEqual(stands[6], ("reply", "three", "three", False, False, None))
        keys = ("number", "reply_to", "edit_of", "erase_of", "react_to", "emoji", "off")
        self.assertEqual(self.fields("bob", *keys), [
            (1, None, None, None, None, None, None), (2, None, 1, None, None, None, None),
            (3, None, None, None, 1, SMILE, False), (4, None, None, None, 1, SMILE, True),
            (5, None, None, None, None, None, None), (6, None, None, 5, None, None, None),
            (7, 1, None, None, None, None, None)])
        tail = self.tail("bob", "--count", "1")
        tail.out.wait_for("connected")
        self.each(ann, "/edit 1 three")
        edit = json.loads(tail.out.wait_for('"kind":"edit"'))
        self.assertEqual((edit["edit_of"], edit["text"], edit["room"]), (1, "three", "#lobby"))

    def test_history_prints_messages_as_they_stand_and_a_range_with_what_came_after(self):
        ann = self.chat("ann")
        self.each(ann, "one", "x", "/edit 1 two", f"/react 2 {SMILE}", "/plain *three*")
        ann.out.wait_for(r"three\*$")
        shown = self.run_cli("bob", "history").out.splitlines()
        self.assertEqual([line.split("] ", 1)[1] for line in shown],
                         ["ann: two (edited)", f"ann: x [{SMILE} 1]", "ann: *three*"])
        shown = self.run_cli("bob", "--numbers", "history", "--before", "2").out
        self.assertRegex(shown, r"^   1 \[.*\] ann: two \(edited\)\n$")
        shown = self.run_cli("bob", "history", "--after", "2").out
        self.assertRegex(shown, "ann: two \\(edited 1\\)\n")
        self.assertEqual(self.fields("bob", "text", more=("--after", "4")), [("/plain *three*",)])

    def test_send_answers_a_message_and_refuses_a_number_that_is_not_there(self):
        self.say("ann", "question")
        sent = self.run_cli("bob", "send", "--json", "--reply-to", "1", "answer")
        self.assertEqual((sent.code, json.loads(sent.out)["reply_to"]), (0, 1))
        refused = self.run_cli("bob", "send", "--reply-to", "9", "answer")
        self.assertEqual((refused.code, refused.err), (1, "There is no message 9 here.\n"))
        whispered = self.run_cli("bob", "send", "--to", "ann", "--reply-to", "1", "answer")
        self.assertEqual((whispered.code, whispered.err), (1, "There is no message 1 here.\n"))
        self.assertEqual(self.run_cli("bob", "send", "--reply-to", "0", "answer").code, 2)
        self.assertEqual(self.texts("ann"), ["question", "answer"])

    def test_a_deleted_text_is_in_no_file_of_its_authors_home(self):
        ann = self.chat("ann")
        self.each(ann, "the secret", "/edit the secret again", "kept until the end")
        self.assertNotEqual(self.files_with("ann", b"secret"), [])  # of the write-ahead log
        self.each(ann, "/delete 1")
        ann.out.wait_for("deleted message 1")
        self.assertEqual(ann.end_of_input(), 0)
        self.assertEqual(self.files_with("ann", b"secret"), [])
        in_copy = [name.split(".")[-1] for name in self.files_with("ann", b"the end")]
        self.assertEqual(set(in_copy) - {"copy", "copy-wal"}, set())  # the outbox has none of it

    def files_with(self, name, text):
        """Returns the files of a home that have the text anywhere in their bytes."""
        home = pathlib.Path(self.directory, "home-" + name)
        return [file.name for file in home.rglob("*") if file.is_file() and text in file.read_bytes()]

    def test_an_edit_and_a_deletion_wait_in_the_outbox_like_a_text(self):
        ann = self.chat("ann")
        ann.type("one")
        ann.out.wait_for("ann: one$")
        self.kill_broker()
        ann.out.wait_for("Server disconnected")
        ann.type("/edit 1 two", "/delete 1")
        self.assertEqual(ann.end_of_input(), 4)
        ann.out.wait_for(r"^    two$")
        ann.out.wait_for(r"^    \(delete message 1\)$")
        self.start_broker()
        again = self.chat("ann")
        again.out.wait_for(r"ann: \(deleted by ann\)$|ann deleted message 1\.$")
        self.assertEqual(again.end_of_input(), 0)
        self.assertEqual(self.fields("ann", "kind"), [("text",), ("edit",), ("erase",)])


if __name__ == "__main__":
    unittest.main()
