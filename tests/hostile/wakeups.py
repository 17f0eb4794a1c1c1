"""The wake-ups of a broker's loop while peers are silent, and while it notices a message without end.

No other client is connected, so that every wake-up is for these peers. INDABA_BIN names the directory
with indaba-broker. Every wait is bounded. tests/integration/idle_broker_test.cpp does the same with
clients that have joined.
"""

import itertools
import re
import sys
import time
import unittest

from broker import MIB, Broker
from world import World, send_until_disconnected
from zmtp import MORE

SILENT = 500
SPAN_S = 2
PER_SECOND = 1
WHILE_NOTICING = 20
ATTEMPTS = 3  # three spans are shorter than the timeout of a hello


class WakeUps(unittest.TestCase):
    encrypted = True

    def setUp(self):
        self.broker = Broker(self.encrypted)
        self.world = World(self.broker)
        self.addCleanup(self.broker.stop)
        self.addCleanup(self.world.close_all)

    def wakeups(self):
        """Returns how often the thread of the loop went to sleep so far."""
        with open(f"/proc/{self.broker.pid}/status", encoding="ascii") as status:
            return int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", status.read(), re.M)[1])

    def assert_idle(self):
        """Takes the best of several spans: what was under way ends during the first."""
        spans = []
        for _ in range(ATTEMPTS):
            before = self.wakeups()
            time.sleep(SPAN_S)
            spans.append(self.wakeups() - before)
            if spans[-1] <= SPAN_S * PER_SECOND:
                return
        self.fail(f"{spans} wake-ups in {SPAN_S} s each")

    def test_nobody_is_connected(self):
        self.assert_idle()

    def test_silent_connections(self):
        for _ in range(SILENT):
            self.world.peer()
        self.assert_idle()

    def test_silent_peers_after_half_a_greeting(self):
        for _ in range(SILENT):
            self.world.peer().send(b"\xff\0\0\0")
        self.assert_idle()

    def test_silent_members(self):
        for which in range(20):
            self.world.member(which)
        self.assert_idle()

    def test_silent_members_in_the_middle_of_a_message(self):
        for which in range(20):
            peer = self.world.member(which).peer
            peer.send(peer.wire(bytes(60_000), MORE))
        self.assert_idle()

    def assert_noticed(self, part, together, most):
        """The least of several attempts counts: a busy machine adds wake-ups, but never takes any away."""
        counts = []
        for _ in range(ATTEMPTS):
            peer = self.world.session()
            peer.hello()
            peer = peer.peer
            pieces = (b"".join(peer.wire(part, MORE) for _ in range(together)) for _ in itertools.count())
            pieces = itertools.islice(pieces, most // (len(part) + 2) // together)
            before = self.wakeups()
            _, took = send_until_disconnected(peer, pieces, 5)
            counts.append(self.wakeups() - before)
            self.assertIsNotNone(took, "not disconnected within 5 s")
            if counts[-1] <= WHILE_NOTICING:
                return
        self.fail(f"{counts} wake-ups")

    def test_an_endless_message_of_large_parts(self):
        self.assert_noticed(bytes(65_000), 1, 300 * MIB)

    def test_an_endless_message_of_empty_parts(self):
        self.assert_noticed(b"", 500, 300 * MIB)

    def test_a_large_part_of_a_message_and_then_silence(self):
        self.assert_noticed(bytes(65_000), 1, 1 * MIB)


class WithoutEncryption(WakeUps):
    encrypted = False


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
