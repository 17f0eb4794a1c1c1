"""The operator's orders about rooms, to a broker that runs and to the journal of one that does not."""

import os
import re
import subprocess
import unittest

from cli_harness import BIN, PATIENCE_S, BrokerTest

BROKER = os.path.join(BIN, "indaba-broker")


class RoomOrders(BrokerTest):
    def order(self, *words, code=0):
        done = subprocess.run([BROKER, "room", *words, "--data", os.path.join(self.directory, "data")],
                              capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        self.assertEqual(done.returncode, code, (words, done))
        return done.stdout if code == 0 else done.stderr

    def stop(self):
        self.broker.child.terminate()
        self.assertEqual(self.broker.exit_code(), 0)

    def check_orders(self, notice):
        """Gives each order once. `notice` is what a stopped broker's order says first."""
        self.assertEqual(self.order("list"), "There is no room beside the lobby.\n")
        create = ["create", "cooks", "--topic", "soups\x1b[31m", "--private", "--from-joining", "--owner", "ann"]
        self.assertEqual(self.order(*create), "done\n")
        self.assertRegex(self.order("list"), r"\A[0-9a-f]{32}  #cooks  private, 1 member, owned by ann\n\Z")
        self.assertRegex(self.order("members", "#Cooks"), r"\A[0-9a-f]{64}  ann  \(owner\)\n\Z")
        self.assertEqual(self.order("create", "bakers"), "done\n")
        self.assertEqual(self.order("members", "bakers"), "#bakers has no members.\n")
        self.assertEqual(self.order("archive", "bakers"), "done\n")
        self.assertRegex(self.order("list"), r"(?m)^[0-9a-f]{32}  #bakers  open, archived, 0 members, no owner$")
        self.assertEqual(self.order("create", "bakers"), "done\n")
        for words, part in ((("create", "bakers"), "has this title"), (("create", "two words"), "space"),
                            (("reopen", "bakers"), "has this title"), (("archive", "nowhere"), "There is no such room"),
                            (("create", "x", "--owner", "zoe"), "must have joined once"),
                            (("members", "lobby"), "always in the lobby")):
            with self.subTest(words=words):
                why = self.order(*words, code=1)
                self.assertRegex(why, notice)
                self.assertIn(part, why)

    def check_owner(self):
        """The owner finds the room, and what made it."""
        entries = self.history("ann", "--room", "cooks")
        self.assertEqual([entry["kind"] for entry in entries], ["_room"] * len(entries))
        self.assertIn("cooks", self.run_cli("ann", "history", "--room", "cooks", "--json").out)
        self.assertEqual(self.run_cli("bob", "history", "--room", "cooks").code, 1)
        self.assertEqual(self.run_cli("ann", "send", "--room", "cooks", "hello"), (0, "", ""))

    def test_orders_to_a_running_broker(self):
        self.say("ann", "here")
        self.check_orders(r"\A[^\n]+\n\Z")
        self.check_owner()
        verify = subprocess.run([BROKER, "verify", "--data", os.path.join(self.directory, "data")],
                                capture_output=True, timeout=PATIENCE_S, check=False)
        self.assertEqual(verify.returncode, 0, verify)

    def test_orders_to_the_journal_of_a_stopped_broker(self):
        self.say("ann", "here")
        self.stop()
        self.check_orders(r"\ANo broker runs on [^\n]+\n[^\n]+\n\Z")
        self.start_broker()
        self.check_owner()

    def test_usage_is_explained(self):
        for words in ((), ("burn",), ("create",), ("archive",), ("members", ""), ("create", "x", "--owner", "")):
            with self.subTest(words=words):
                self.order(*words, code=2)
        shown = subprocess.run([BROKER, "room", "--help"], capture_output=True, text=True, timeout=PATIENCE_S,
                               check=True).stdout
        for order in ("list", "create", "archive", "reopen", "members"):
            self.assertTrue(re.search(rf"(?m)^  {order} ", shown), shown)


if __name__ == "__main__":
    unittest.main()
