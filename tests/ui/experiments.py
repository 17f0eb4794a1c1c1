"""Runs brokers, windows and line clients as a small team would use them, and compares what the windows
show with what the broker has stored.

    INDABA_BIN=build/dev/bin python3 tests/ui/experiments.py Experiments.test_a_taken_name_is_refused
"""

import socket
import unittest

from windows import PATIENCE_S, TALL, WindowTest, has_person, people, free_port_pair, wait_until


def in_composer(text):
    return lambda report: text in " ".join(report.within("composer"))


def exactly(names):
    return lambda report: people(report) == set(names)


class Experiments(WindowTest):
    def test_a_taken_name_is_refused(self):
        self.start_broker()
        ann = self.open_joined_windows("ann")
        second = self.desktop("second").open()
        second.fill_dialog(self.port, "Ann")
        second.click("join")
        self.trust(second)
        refused = second.wait_for("Somebody has this name")
        self.assertTrue(refused.dialog)
        self.assertEqual(refused.within("server"), ["127.0.0.1"])
        self.assertEqual(refused.within("port"), [str(self.port)])
        self.assertEqual(refused.within("name"), ["Ann"])
        self.assertEqual(people(ann.report()), {"ann"})
        second.fill("name", "anna")
        second.key("Return")
        second.wait_ready()
        for desktop in (ann, second):
            desktop.wait_for(exactly(["ann", "anna"]))
        second.say("two of us, two names")
        ann.wait_for("two of us, two names")
        self.assertEqual(self.history(), [("anna", "two of us, two names")])
        self.assertEqual(self.who(), {"ann", "anna"})

    def test_an_unreachable_server_is_reported_and_can_be_joined_once_it_runs(self):
        port = free_port_pair()
        ann, bob = self.desktop("ann").open(), self.desktop("bob").open()
        for desktop in (ann, bob):
            desktop.fill_dialog(port, desktop.name)
            desktop.click("join")
            failed = desktop.wait_for("FAILED TO CONNECT", "No server is listening there", patience=3)
            self.assertTrue(failed.dialog)
            self.assertEqual(failed.within("server") + failed.within("port") +
                             failed.within("name"), ["127.0.0.1", str(port), desktop.name])
        self.start_broker(port=port)
        for desktop in (ann, bob):
            desktop.click("join")
            self.trust(desktop)
            desktop.wait_ready()
        ann.say("now it exists")
        bob.wait_for("now it exists")
        self.assertEqual(self.history(), [("ann", "now it exists")])

    def test_an_address_without_a_broker_is_reported(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            ann = self.desktop("ann").open()
            ann.fill_dialog(silent.getsockname()[1], "ann")
            ann.click("join")
            failed = ann.wait_for("FAILED TO CONNECT", "it is not an Indaba broker", patience=3)
            self.assertTrue(failed.dialog)

    def test_clients_that_leave_do_not_disturb_the_others(self):
        self.start_broker()
        ann, bob, carl = self.open_joined_windows("ann", "bob", "carl")
        (dora,) = self.line_clients("dora")
        ann.wait_for(has_person("dora"))
        carl.say("see you")
        bob.wait_for("see you")
        ann.type("half a sen")
        ann.wait_for(in_composer("half a sen"))
        carl.quit()
        dora.child.kill()
        for desktop in (ann, bob):
            desktop.wait_for(exactly(["ann", "bob"]), "left")
        ann.wait_for(in_composer("half a sen"))
        ann.say("tence")
        bob.wait_for("half a sentence")
        bob.say("all well here")
        report = ann.wait_for("all well here", "see you")
        self.assertEqual(report.connection, "ready")
        self.assertFalse(report.shows("disconnected"))
        self.assertEqual(self.history(), [("carl", "see you"), ("ann", "half a sentence"),
                                          ("bob", "all well here")])
        self.assertEqual(self.who(), {"ann", "bob"})

    def test_15_clients_join_and_talk_and_some_leave(self):
        self.start_broker()
        ann, bob = self.open_joined_windows("ann", "bob", size=TALL)
        names = [f"guest{number}" for number in range(1, 14)]
        guests = dict(zip(names, self.line_clients(*names)))
        for desktop in (ann, bob):
            desktop.wait_for(exactly(names + ["ann", "bob"]))
        for turn in range(3):
            for name, guest in guests.items():
                guest.type(f"{name} says {turn}")
            ann.say(f"ann says {turn}")
            bob.say(f"bob says {turn}")
        said = {(name, f"{name} says {turn}") for name in names + ["ann", "bob"]
                for turn in range(3)}
        wait_until("everything said is stored", lambda: len(self.history()) >= len(said))
        leaving, staying = names[:5], names[5:]
        for name in leaving:
            guests[name].type("/quit")
        for desktop in (ann, bob):
            desktop.wait_for(exactly(staying + ["ann", "bob"]))
        guests[staying[0]].type("that was the last")
        for desktop in (ann, bob):
            desktop.wait_for("that was the last")
        history = self.history()
        self.assertEqual(history.pop(), (staying[0], "that was the last"))
        self.assertEqual(len(history), len(said))
        self.assertEqual(set(history), said)
        self.assertEqual(self.who(), {*staying, "ann", "bob"})

    def test_messages_typed_while_the_server_is_down_are_sent_when_it_returns(self):
        self.start_broker()
        ann, bob = self.open_joined_windows("ann", "bob")
        ann.say("while it was there")
        bob.wait_for("while it was there")
        bob.type("just typ")
        bob.wait_for(in_composer("just typ"))
        self.end_broker()
        for desktop in (ann, bob):
            desktop.wait_for("Server disconnected.", "while it was there",
                          lambda report: report.connection == "lost")
        ann.say("into the silence")
        ann.wait_for(lambda report: report.count("into the silence") == 1 and
                     not in_composer("into the silence")(report))
        bob.type("ing on")
        bob.wait_for(in_composer("just typing on"), "while it was there")
        self.start_broker()
        for desktop in (ann, bob):
            desktop.wait_for("into the silence", lambda report: report.connection == "ready")
            self.assertEqual(desktop.report().count("into the silence"), 1)
        bob.wait_for(in_composer("just typing on"))
        bob.key("Return")
        ann.wait_for("just typing on")
        for desktop in (ann, bob):
            self.assertEqual([desktop.report().count(said) for said in
                              ("while it was there", "into the silence", "Server disconnected")],
                             [1, 1, 1])
        self.assertEqual(self.history(), [("ann", "while it was there"),
                                          ("ann", "into the silence"),
                                          ("bob", "just typing on")])

    def test_a_whisper_reaches_a_person_who_left_while_it_was_typed(self):
        self.start_broker()
        ann, bob = self.open_joined_windows("ann", "bob")
        (eve,) = self.line_clients("eve")
        ann.wait_quiet(1)  # a row that has just moved takes no click
        ann.click("person:bob")
        ann.wait_for(lambda report: "bob" in " ".join(report.within("composer")))
        ann.type("only for")
        ann.wait_for(in_composer("only for"))
        bob.quit()
        ann.wait_for(lambda report: "bob" not in people(report), in_composer("only for"),
                     "when they are back")
        ann.say(" you")
        ann.wait_for(lambda report: report.count("only for you") == 1 and
                     not in_composer("only for you")(report))
        wait_until("the whisper is stored",
                   lambda: self.history("--with", "ann", name="bob") == [("ann", "only for you")])
        bob.open("--server", self.server(), "--name", "bob")
        bob.wait_ready()
        bob.wait_quiet(1)  # the list of whispers came after the first frame
        bob.click("whisper:ann")
        report = bob.wait_for("only for you")
        self.assertEqual(report.count("only for you"), 1)
        bob.say("thank you")
        ann.wait_for("thank you")
        self.assertEqual(self.history("--with", "bob", name="ann"),
                         [("ann", "only for you"), ("bob", "thank you")])
        self.assertEqual(bob.report().count("only for you"), 1)
        self.assertEqual(self.history(), [])
        eve.type("/quit")
        eve.exit_code()
        self.assertEqual(eve.out.matching("only for|thank"), [])

    def test_received_messages_do_not_disturb_typing(self):
        self.start_broker()
        ann, bob = self.open_joined_windows("ann", "bob")
        (carl,) = self.line_clients("carl")
        typed = ""
        for number in range(10):
            carl.type(f"carl's line {number}")
            ann.type(f"w{number} ")
            typed += f"w{number} "
            bob.say(f"bob's line {number}")
            ann.wait_for(in_composer(typed.strip()), f"bob's line {number}",
                         f"carl's line {number}")
        ann.key("Home", "Right", "Right")
        carl.type("and one while the caret is elsewhere")
        ann.wait_for("and one while the caret is elsewhere")
        ann.type("-here")
        ann.wait_for(in_composer("w0-here w1"))
        ann.key("Return")
        whole = typed.strip().replace("w0", "w0-here")
        bob.wait_for(whole)
        self.assertEqual([text.strip() for name, text in self.history() if name == "ann"], [whole])
        for name in ("bob", "carl"):
            said = [text for author, text in self.history() if author == name]
            self.assertEqual(said[:10], [f"{name}'s line {number}" for number in range(10)])

    def test_the_list_of_people_is_right_while_15_join_and_leave_at_once(self):
        self.start_broker()
        ann, bob = self.open_joined_windows("ann", "bob", size=TALL)
        names = [f"guest{number}" for number in range(15)]
        for turn in range(2):
            guests = [self.line_client(name) for name in names]
            for guest in guests:
                guest.out.wait_for("You are ")
            for desktop in (ann, bob):
                desktop.wait_for(exactly(names + ["ann", "bob"]))
            self.assertEqual(self.who(), {*names, "ann", "bob"})
            # A third leaves, a third is killed and a third stays, all at once.
            for number, guest in enumerate(guests):
                if number % 3 == 0:
                    guest.type("/quit")
                elif number % 3 == 1:
                    guest.child.kill()
            staying = names[2::3]
            for desktop in (ann, bob):
                desktop.wait_for(exactly(staying + ["ann", "bob"]))
            self.assertEqual(self.who(), {*staying, "ann", "bob"})
            for guest in guests[2::3]:
                guest.type("/quit")
            for guest in guests:
                guest.child.wait(PATIENCE_S)
            for desktop in (ann, bob):
                desktop.wait_for(exactly(["ann", "bob"]))
        self.assertEqual(self.who(), {"ann", "bob"})


if __name__ == "__main__":
    unittest.main(verbosity=2)
