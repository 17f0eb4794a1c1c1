"""`indaba-cli tail`: each entry once, from the saved position on."""

import json
import signal
import subprocess
import unittest

from cli_harness import PATIENCE_S, BrokerTest, Process


class TailTest(BrokerTest):
    def entries_of(self, tail):
        return [json.loads(line)["text"] for line in tail.out.matching('"type":"entry"')]

    def test_tail_continues_exactly_after_the_last_printed_entry(self):
        self.say("ann", "before the first time")
        first = self.tail("bob", "--as", "bot", "--count", "2")
        first.out.wait_for('"connected"')
        self.say("ann", "one", "two", "three")
        self.assertEqual(first.exit_code(), 0)
        self.assertEqual(self.entries_of(first), ["one", "two"])
        self.assertEqual(self.run_cli("ann", "send", "--to", "bob", "psst").code, 0)
        second = self.tail("bob", "--as", "bot")
        second.out.wait_for('"text":"psst"')
        second.out.wait_for('"text":"three"')
        self.say("ann", "four")
        second.out.wait_for('"text":"four"')
        second.child.send_signal(signal.SIGTERM)
        self.assertEqual(second.exit_code(), 0)
        self.assertEqual(sorted(self.entries_of(second)), ["four", "psst", "three"])
        third = self.tail("bob", "--as", "bot", "--count", "1")
        third.out.wait_for('"connected"')
        self.say("ann", "five")
        self.assertEqual(third.exit_code(), 0)
        self.assertEqual(self.entries_of(third), ["five"])

    def test_a_hangup_ends_it_as_a_request_to_stop_does_unless_it_is_ignored(self):
        tail = self.tail("bob")
        tail.out.wait_for('"connected"')
        tail.child.send_signal(signal.SIGHUP)
        self.assertEqual(tail.exit_code(), 0)
        kept = self.started(Process(["nohup", *self.arguments("bob", "tail", "--json")],
                                    stdin=subprocess.DEVNULL, errors_apart=True))
        kept.out.wait_for('"connected"')
        kept.child.send_signal(signal.SIGHUP)
        self.say("ann", "after the hangup")
        kept.out.wait_for('"text":"after the hangup"')
        kept.child.terminate()
        self.assertEqual(kept.exit_code(), 0)

    def test_tails_with_different_ids_have_separate_positions(self):
        one = self.tail("bob", "--as", "one", "--count", "1")
        one.out.wait_for('"connected"')
        self.say("ann", "first")
        self.assertEqual(one.exit_code(), 0)
        two = self.tail("bob", "--as", "two", "--count", "1")
        two.out.wait_for('"connected"')
        self.say("ann", "second")
        self.assertEqual(two.exit_code(), 0)
        self.assertEqual(self.entries_of(two), ["second"])
        again = self.tail("bob", "--as", "one", "--count", "1")
        self.assertEqual(again.exit_code(), 0)
        self.assertEqual(self.entries_of(again), ["second"])

    def test_tail_prints_joins_and_leaves_and_reconnects_by_itself(self):
        tail = self.tail("bob")
        tail.out.wait_for('{"type":"connected"}')
        ann = self.chat("ann")
        tail.out.wait_for('{"type":"joined","name":"ann"}')
        ann.type("/quit")
        tail.out.wait_for('{"type":"left","name":"ann"}')
        self.say("ann", "one")
        tail.out.wait_for('"text":"one"')
        self.kill_broker()
        tail.out.wait_for('{"type":"disconnected"}')
        self.start_broker()
        tail.out.wait_for('{"type":"connected"}', count=2)
        self.say("ann", "two")
        tail.out.wait_for('"text":"two"')
        self.assertEqual(self.entries_of(tail), ["one", "two"])
        for line in tail.out.all():
            json.loads(line)

    def test_tail_exits_with_0_when_its_output_is_closed(self):
        tail = subprocess.Popen(self.arguments("bob", "tail", "--json"), stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE)
        self.assertIn(b"connected", tail.stdout.readline())
        tail.stdout.close()
        self.say("ann", "one")
        self.assertEqual(tail.wait(PATIENCE_S), 0)

    def test_tail_prints_hundreds_of_missed_entries_in_order(self):
        first = self.tail("bob", "--count", "1")
        first.out.wait_for('"connected"')
        lines = [f"line {number}" for number in range(700)]
        self.assertEqual(self.run_cli("ann", stdin="\n".join(lines).encode()).code, 0)
        self.assertEqual(first.exit_code(), 0)
        rest = self.tail("bob", "--count", "699")
        self.assertEqual(rest.exit_code(), 0)
        self.assertEqual(self.entries_of(first) + self.entries_of(rest), lines)

    def test_tail_continues_with_new_entries_of_another_journal(self):
        self.say("ann", "one", "two")
        first = self.tail("bob", "--count", "1")
        first.out.wait_for('"connected"')
        self.say("ann", "three")
        self.assertEqual(first.exit_code(), 0)
        self.kill_broker()
        self.start_broker(data="other-data")
        second = self.tail("bob", "--count", "1")
        second.out.wait_for('"connected"')
        self.say("ann", "new")
        self.assertEqual(second.exit_code(), 0)
        self.assertEqual(self.entries_of(second), ["new"])

    def test_tail_exits_when_the_reader_of_its_output_has_gone_and_nobody_speaks(self):
        with subprocess.Popen(self.arguments("ann", "tail", "--json"), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE) as tail:
            self.assertIn(b"connected", tail.stdout.readline())
            tail.stdout.close()
            self.assertEqual(tail.wait(PATIENCE_S), 0)

    def test_tail_with_wait_waits_for_the_broker(self):
        self.say("ann", "first")
        self.kill_broker()
        tail = self.tail("ann", "--wait")
        self.start_broker()
        tail.out.wait_for("connected")

    def test_tail_exits_with_3_when_the_broker_is_down(self):
        self.kill_broker()
        self.assertEqual(self.run_cli("bob", "tail").code, 3)

    def test_tail_warns_and_continues_after_an_older_journal_was_restored(self):
        self.say("ann", "kept")
        self.copy_journal()
        first = self.tail("bob", "--count", "2")
        first.out.wait_for('"connected"')
        self.say("ann", "lost", "lost too")
        self.assertEqual(first.exit_code(), 0)
        self.restore_older_journal()
        second = self.tail("bob", "--count", "1")
        second.err.wait_for("#lobby: the server.s entries differ from those printed before")
        self.say("ann", "new")
        self.assertEqual(second.exit_code(), 0)
        self.assertEqual(self.entries_of(second), ["new"])
        # The number of entries equals the saved position, but the entries differ.
        self.say("ann", "newer")
        third = self.tail("bob", "--count", "1")
        self.assertEqual(third.exit_code(), 0)
        self.assertEqual(self.entries_of(third), ["newer"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
