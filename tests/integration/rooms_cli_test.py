"""Rooms of indaba-cli: typed commands, and the options of scripts."""

import json
import unittest

from cli_harness import BrokerTest

TIME = r"\[\d\d:\d\d\] "


class RoomsTest(BrokerTest):
    def type_and_see(self, chat, line, pattern):
        """Types a line and awaits what it prints, beside what was printed before."""
        printed = len(chat.out.matching(pattern))
        chat.type(line)
        return chat.out.wait_for(pattern, printed + 1)

    def create(self, chat, title, *more):
        return self.type_and_see(chat, " ".join(("/create", *more, title)), f"^You are in #{title} now")

    def rooms(self, name):
        done = self.run_cli(name, "rooms", "--json")
        self.assertEqual((done.code, done.err), (0, ""))
        return {room["title"]: room for room in map(json.loads, done.out.splitlines())}

    def refused(self, name, *command):
        done = self.run_cli(name, *command)
        self.assertEqual((done.code, done.out), (1, ""))
        return done.err

    def test_an_open_room_is_listed_joined_and_talked_in(self):
        ann, bob = self.chat("ann"), self.chat("bob")
        self.type_and_see(ann, "/create build all about bread",
                          r"^You are in #build now \(1 member\): all about bread$")
        ann.out.wait_for(f"^{TIME}ann made the room #build: all about bread$")
        self.type_and_see(ann, "first", f"^{TIME}#build ann: first$")
        self.type_and_see(bob, "/rooms", "^1 member   open             #build: all about bread$")
        self.type_and_see(bob, "/join #Build", r"^You are in #build now \(2 members\): all about bread$")
        bob.out.wait_for(f"^{TIME}#build ann: first$")
        ann.out.wait_for(f"^{TIME}bob joined #build\\.$")
        self.type_and_see(bob, "second", f"^{TIME}#build bob: second$")
        ann.out.wait_for(f"^{TIME}#build bob: second$")
        bob.out.wait_for("^ann joined|online: ann")
        self.type_and_see(bob, "/who", r"^#build has 2 members: ann \(owner\), bob \(you\)$")
        self.type_and_see(bob, "/join lobby", "^You are in #lobby now")
        self.type_and_see(bob, "for all", f"^{TIME}bob: for all$")
        ann.out.wait_for(f"^{TIME}bob: for all$")
        self.type_and_see(bob, "/join build", r"^You are in #build now")
        self.assertEqual(len(bob.out.matching("first")), 1)  # a room is printed once
        self.type_and_see(bob, "/leave", "^You are in #lobby now")
        ann.out.wait_for(f"^{TIME}bob left #build\\.$")
        self.assertEqual(len(bob.out.matching("bob left #build")), 1)
        self.type_and_see(ann, "third", "third$")
        self.assertEqual((ann.end_of_input(), bob.end_of_input()), (0, 0))
        self.assertEqual(bob.out.matching("third|no longer"), [])

    def test_a_private_room_does_not_exist_for_whoever_is_not_in_it(self):
        ann, bob = self.chat("ann"), self.chat("bob")
        self.create(ann, "ops", "private")
        ann.out.wait_for(f"^{TIME}ann made the private room #ops\\.$")
        self.assertEqual(self.rooms("bob"), {})
        for command in (("send", "--room", "ops", "hi"), ("history", "--room", "#ops"),
                        ("tail", "--room", "ops")):
            self.assertIn("You are in no room #ops.", self.refused("bob", *command))
        self.assertEqual(self.refused("bob", "who", "--room", "ops"),
                         "There is no room #ops. `indaba-cli rooms` lists all.\n")
        self.type_and_see(ann, "/invite bob", f"^{TIME}ann added bob to #ops\\.$")
        bob.out.wait_for("^You are a member of #ops now: /join ops goes there\\.$")
        bob.out.wait_for(f"^{TIME}ann added bob to #ops\\.$")
        self.type_and_see(bob, "/rooms", "^2 members  private  joined  #ops$")
        self.assertEqual(self.run_cli("bob", "send", "--room", "ops", "hi"), (0, "", ""))
        ann.out.wait_for("#ops bob: hi$")
        self.type_and_see(ann, "/invite nobody", "^Nobody is called nobody\\.$")
        self.type_and_see(ann, "/invite bob", "^That is so already\\.$")

    def test_whoever_was_removed_says_nothing_elsewhere_by_mistake(self):
        ann, bob = self.chat("ann"), self.chat("bob")
        self.create(ann, "build")
        self.type_and_see(bob, "/join build", "^You are in #build now")
        self.type_and_see(bob, "/kick ann", "^Refused: Only an owner of the room may do that\\.$")
        self.type_and_see(ann, "bye", "bye$")
        self.type_and_see(ann, "/kick bob", f"^{TIME}ann removed bob from #build\\.$")
        bob.out.wait_for("#build ann: bye$")
        bob.out.wait_for(f"^{TIME}ann removed bob from #build\\.$")
        bob.out.wait_for("^You are no longer in #build\\. What you type is not sent: /join lobby goes")
        self.type_and_see(bob, "secret", "^Not sent, because you are no longer in that room: secret$")
        self.type_and_see(bob, "/join lobby", "^You are in #lobby now")
        self.type_and_see(ann, "/kick bob", "^That is so already")
        self.assertEqual(bob.end_of_input(), 0)
        self.assertEqual(self.texts("ann"), [])

    def test_owners_change_their_room_and_others_are_told_why_not(self):
        ann, bob = self.chat("ann"), self.chat("bob")
        self.create(ann, "build")
        self.type_and_see(bob, "/join build", "^You are in #build now")
        self.type_and_see(bob, "/topic the \x1b[31moven", f"^{TIME}bob set the topic of #build: the ")
        self.type_and_see(bob, "/title oven", "^Refused: Only an owner")
        self.type_and_see(ann, "/owner bob", f"^{TIME}ann made bob an owner of #build\\.$")
        self.type_and_see(bob, "/title oven", f"^{TIME}bob renamed a room: it is #oven now\\.$")
        self.type_and_see(bob, "/member ann", f"^{TIME}bob made ann, who was an owner of #oven")
        self.type_and_see(bob, "/archive", f"^{TIME}bob archived #oven: it is read-only now\\.$")
        self.type_and_see(ann, "hello?", "^Refused: The room is archived: .* Your text was: hello\\?$")
        self.assertEqual(self.rooms("ann"), {})
        self.type_and_see(ann, "/reopen oven", "^Refused: Only an owner")
        self.type_and_see(bob, "/reopen oven", f"^{TIME}bob reopened #oven\\.$")
        self.type_and_see(ann, "/topic", "^Give the topic: /topic TEXT$")
        self.type_and_see(ann, "/leave kitchen", '^You are in no room "kitchen"\\.')
        self.assertEqual(self.rooms("ann")["oven"]["topic"], "the \x1b[31moven")
        for printed in (self.run_cli("ann", "rooms"), self.run_cli("ann", "rooms", "--json"),
                        self.run_cli("ann", "history", "--room", "oven")):
            self.assertIn("oven", printed.out)
            self.assertNotIn("\x1b", printed.out)
        self.assertEqual([line for line in ann.out.all() + bob.out.all() if "\x1b" in line], [])

    def test_a_title_that_cannot_be_is_refused_with_the_reason(self):
        self.create(self.chat("ann"), "build")
        for title, reason in (("build", "has this title"), ("lobby", "."), ("x" * 41, "40"), ("a\x1bb", ".")):
            chat = self.chat("bob")
            chat.type(f"/create {title}", "meant for that room")
            self.assertEqual(chat.exit_code(), 1)
            self.assertIn(reason, chat.out.wait_for("^Refused: "))
        self.assertEqual(self.texts("bob"), [])

    def test_scripts_send_to_a_room_and_read_it(self):
        ann = self.chat("ann")
        self.create(ann, "build")
        self.type_and_see(self.chat("bob"), "/join build", "^You are in #build now")
        ann.out.wait_for("^bob joined\\.$")
        sent = self.run_cli("bob", "send", "--json", "--room", "#build", "hi")
        self.assertEqual((sent.code, sent.err), (0, ""))
        entry = json.loads(sent.out)
        self.assertEqual((entry["room"], entry["number"], entry["text"]), ("build", 3, "hi"))
        self.assertEqual(self.run_cli("bob", "send", "--room", "Build", "--reply-to", "3", "ho"),
                         (0, "", ""))
        entries = self.history("ann", "--room", "build")
        self.assertEqual([entry["kind"] for entry in entries], ["_room", "_room", "text", "reply"])
        joined = entries[1]["change"]
        self.assertEqual((joined["what"], joined["by"], joined["whom"]), ("joined", "bob", None))
        shown = self.run_cli("ann", "--numbers", "history", "--room", "build", "--after", "1").out
        self.assertRegex(shown, r"(?m)^#build/2 \[\S+ \S+\] bob joined #build\.$")
        self.assertRegex(shown, r'(?m)^#build/4 \[\S+ \S+\] #build bob answers bob "hi": ho$')
        members = [json.loads(line) for line in
                   self.run_cli("cid", "who", "--json", "--room", "build").out.splitlines()]
        self.assertEqual([(each["name"], each["owner"], each["you"], each["online"]) for each in members],
                         [("ann", True, False, True), ("bob", False, False, True)])
        self.assertEqual(self.run_cli("ann", "who", "--room", "build").out, "ann (you, owner)\nbob\n")
        self.assertIn("Everybody is in the lobby", self.refused("ann", "who", "--room", "lobby"))
        room = self.rooms("cid")["build"]
        self.assertEqual((room["members"], room["joined"], room["private"]), (2, False, False))

    def test_a_tail_prints_what_is_said_in_rooms_or_in_one_of_them(self):
        ann = self.chat("ann")
        everything = self.tail("ann")
        everything.out.wait_for("connected")
        self.create(ann, "build")
        self.create(ann, "garden")
        one = self.tail("ann", "--room", "build", "--as", "one")
        one.out.wait_for("connected")
        for room, text in (("garden", "roses"), ("build", "bread"), ("lobby", "all")):
            self.assertEqual(self.run_cli("ann", "send", "--room", room, text), (0, "", ""))
        texts = [json.loads(everything.out.wait_for('"text":"' + text))["room"]
                 for text in ("roses", "bread", "all")]
        self.assertEqual(texts, ["garden", "build", "#lobby"])
        self.assertEqual(json.loads(everything.out.wait_for('"kind":"_room"'))["change"]["what"], "created")
        one.out.wait_for("bread")
        self.type_and_see(ann, "/leave build", f"^{TIME}ann left #build\\.$")
        one.err.wait_for("^You are no longer in #build\\.$")
        self.assertEqual(one.exit_code(), 1)
        self.assertEqual(one.out.matching("roses|all"), [])
        self.assertEqual(self.run_cli("bob", "chat", stdin=b"/create old\nbefore\n").code, 0)
        self.type_and_see(ann, "/join old", "^You are in #old now")
        self.type_and_see(ann, "after", "#old ann: after$")
        everything.out.wait_for('"text":"after"')
        said = [json.loads(line) for line in everything.out.matching('"room":"old"')]
        self.assertEqual([entry["number"] for entry in said], [3, 4])

    def test_a_message_of_a_room_is_named_with_its_room(self):
        ann, bob = self.chat("ann", more=("--numbers",)), self.chat("bob")
        self.create(ann, "bob")  # a room may have the name of a person
        self.type_and_see(ann, "one", f"^#bob/2 {TIME}#bob ann: one$")
        self.type_and_see(ann, "/edit uno", r"uno \(edited #bob/2\)$")
        self.type_and_see(ann, "/join lobby", "^You are in #lobby now")
        self.type_and_see(ann, "/reply #bob/2 yes", f'^#bob/4 {TIME}#bob ann answers ann "uno": yes$')
        ann.out.wait_for("^bob joined")
        self.type_and_see(ann, "/reply bob/2 no", "^There are no messages in bob: nothing was sent\\.$")
        self.type_and_see(ann, "/w @bob psst", f"^bob/1 {TIME}you whisper to bob: psst$")
        self.type_and_see(ann, "/reply bob/1 you?", f"^bob/2 {TIME}.* answers ann \"psst\": you\\?$")
        self.type_and_see(ann, "/delete #bob/4", r"^ann deleted message #bob/4\.$|ann deleted message #bob/4\.$")
        bob.out.wait_for("psst")
        self.assertEqual(bob.out.matching("uno"), [])

    def test_a_chat_begins_in_a_room_or_sends_nothing(self):
        ann = self.chat("ann")
        self.create(ann, "build")
        self.assertEqual(self.run_cli("bob", "chat", "--room", "#build", stdin=b"hello\n").code, 0)
        ann.out.wait_for(f"^{TIME}bob joined #build\\.$")
        ann.out.wait_for(f"^{TIME}#build bob: hello$")
        lost = self.run_cli("bob", "chat", "--room", "kitchen", stdin=b"secret\n")
        self.assertEqual(lost.code, 1)
        self.assertIn('There is no open room "kitchen".', lost.out)
        lost = self.run_cli("bob", "chat", stdin=b"/join kitchen\nsecret\n")
        self.assertEqual((lost.code, self.texts("ann")), (1, []))
        home = self.run_cli("bob", "chat", stdin=b"/join build\nbye\n/leave\nback\n")
        self.assertEqual((home.code, self.texts("ann")), (0, ["back"]))
        ann.out.wait_for("#build bob: bye$")

    def test_a_text_for_a_room_waits_for_the_broker_and_is_refused_after_the_removal(self):
        ann, bob = self.chat("ann"), self.chat("bob")
        self.create(ann, "build")
        self.type_and_see(bob, "/join build", "^You are in #build now")
        self.type_and_see(bob, "/leave build", "^You are in #lobby now")
        self.type_and_see(bob, "/join build", "^You are in #build now")
        self.kill_broker()
        bob.out.wait_for("Server disconnected")
        bob.type("/topic bread", "still there?")
        bob.out.wait_for("^Not connected: the command was not sent\\.$")
        self.assertEqual(bob.end_of_input(), 4)
        self.start_broker()
        ann.out.wait_for("connected again")
        self.type_and_see(ann, "/kick bob", "ann removed bob from #build")
        again = self.chat("bob")
        again.out.wait_for("^Refused: That is for members of the room only\\. Your text was: still there\\?$")
        self.assertEqual(again.end_of_input(), 0)

    def test_what_was_said_in_rooms_meanwhile_is_unread(self):
        ann, bob = self.chat("ann"), self.chat("bob")
        self.create(ann, "build")
        self.create(ann, "quiet")
        for room in ("build", "quiet"):
            self.type_and_see(bob, "/join " + room, f"^You are in #{room} now")
            bob.out.wait_for(f"bob joined #{room}")
        self.assertEqual(bob.end_of_input(), 0)
        self.type_and_see(ann, "/join build", "^You are in #build now")
        self.type_and_see(ann, "while you were away", "away$")
        bob = self.chat("bob")
        bob.out.wait_for("^Unread in #build: 1$")
        bob.out.wait_for(f"^{TIME}#build ann: while you were away$")
        self.type_and_see(bob, "/join quiet", "^You are in #quiet now")
        bob.out.wait_for(f"^{TIME}bob joined #quiet\\.$")


if __name__ == "__main__":
    unittest.main()
