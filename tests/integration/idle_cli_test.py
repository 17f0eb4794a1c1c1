"""A client with nothing to do does not wake up, but for its ping every 20 s."""

import os
import subprocess
import time
import unittest

from cli_harness import BrokerTest

SPAN_S = 3
MOST_WAKE_UPS = 6  # of all threads; a ping of both directions takes four or five
ATTEMPTS = 8       # a ping, or the presence of somebody, may fall into a span


def wake_ups(pid):
    """Returns how often the threads of the process have waited so far."""
    total = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/status", encoding="ascii") as status:
            total += sum(int(line.split()[1]) for line in status
                         if line.startswith("voluntary_ctxt_switches"))
    return total


class IdleTest(BrokerTest):
    def assert_idle(self, process):
        counts = []
        for _ in range(ATTEMPTS):
            before = wake_ups(process.child.pid)
            time.sleep(SPAN_S)  # the span of the measurement
            counts.append(wake_ups(process.child.pid) - before)
            if counts[-1] <= MOST_WAKE_UPS:
                return
        self.fail(f"wake-ups in {SPAN_S} s: {counts}")

    def test_an_idle_chat_does_not_wake_up(self):
        self.assert_idle(self.chat("ann"))

    def test_an_idle_tail_does_not_wake_up(self):
        tail = self.tail("ann")
        tail.out.wait_for("connected")
        self.assert_idle(tail)

    def test_a_chat_whose_output_is_full_does_not_wake_up(self):
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        try:
            while True:
                os.write(writing, b"x" * 4096)
        except BlockingIOError:
            pass
        chat = subprocess.Popen(self.arguments("ann", "chat"), stdin=subprocess.PIPE, stdout=writing)
        os.close(writing)
        self.addCleanup(os.close, reading)
        self.addCleanup(chat.stdin.close)
        self.addCleanup(chat.wait)
        self.addCleanup(chat.kill)

        class Running:
            child = chat
        self.assert_idle(Running)
        self.assertIsNone(chat.poll())


if __name__ == "__main__":
    unittest.main(verbosity=2)
