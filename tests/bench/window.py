"""What the window costs, measured from outside: see window.sh. One line per figure."""

import os
import re
import signal
import statistics
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "ui"))
from windows import BIN, WindowTest, wait_until  # noqa: E402

STARTS = 20
LINE = "a line of the usual length, as people write them all day long"


def pss_mb(pid):
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as rollup:
        return int(re.search(r"^Pss:\s+(\d+)", rollup.read(), re.M).group(1)) / 1024


class Figures(WindowTest):
    """Not a test: it asserts nothing but that the window works."""

    def setUp(self):
        super().setUp()
        signal.alarm(400)

    def open_brief(self, desk):
        desk.open("--brief", "--server", self.server(), "--name", desk.name)
        desk.wait_ready()
        return desk

    # ---- figures

    def first_frame(self):
        desk = self.desk("starter")
        took = []
        for _ in range(STARTS + 1):
            begun = time.monotonic_ns() / 1e6
            desk.open("--brief")
            took.append(desk.report().first_us / 1e3 - begun)
            desk.kill()
        took = sorted(took[1:])  # the first one warms the shader cache
        print(f"first frame, {STARTS} starts: median {statistics.median(took):.0f} ms, "
              f"worst {took[-1]:.0f} ms")

    def memory(self):
        desk, empty = self.desk("memory"), self.desk("empty")
        nothing = subprocess.Popen([os.path.join(BIN, "empty_window")], env=empty.environment)
        try:
            wait_until("the empty window",
                       lambda: empty.tool("search", "--name", "Drawn", check=False).split())
            self.open_brief(desk)
            desk.wait_quiet(1)
            base, joined = pss_mb(nothing.pid), pss_mb(desk.child.pid)
            print(f"memory, an empty window: {base:.1f} MB")
            print(f"memory, joined: {joined - base:+.1f} MB")
            (talker,) = self.chats("filler")
            talker.type(*[f"{LINE} {number}" for number in range(10_000)])
            talker.out.wait_for(f"{LINE} 9999$")
            desk.wait_quiet(1)
            print(f"memory, joined, 10,000 messages: {pss_mb(desk.child.pid) - base:+.1f} MB")
        finally:
            nothing.kill()
            nothing.wait()
        desk.kill()

    def idle(self):
        desk = self.open_brief(self.desk("idle"))
        desk.wait_quiet(3)
        frames, cpu_s = desk.watch(10)
        print(f"idle for 10 s: {frames} frames, {cpu_s * 10:.2f} % of a core")
        desk.kill()

    def unmapped(self):
        desk = self.open_brief(self.desk("hidden"))
        (talker,) = self.chats("teller")
        desk.tool("windowunmap", "--sync", desk.window)
        desk.wait_quiet(1)
        before = desk.report().frame
        talker.type(*[f"unseen {number}" for number in range(100)])
        talker.out.wait_for("unseen 99$")
        desk.watch(1)
        print(f"unmapped while 100 messages arrive: {desk.report().frame - before} frames, "
              f"session {'stays' if 'hidden' in self.who() else 'is LOST'}")
        desk.kill()

    def steady_talk(self):
        desk = self.open_brief(self.desk("listener"))
        (talker,) = self.chats("talker")
        desk.wait_quiet(1)
        frame, cpu_s, begun = desk.report().frame, desk.cpu_s(), time.monotonic()
        for number in range(200):
            talker.type(f"{LINE} {number}")
            time.sleep(max(0, begun + (number + 1) / 20 - time.monotonic()))
        took = time.monotonic() - begun
        print(f"20 messages a second: {(desk.report().frame - frame) / took:.1f} frames a second, "
              f"{(desk.cpu_s() - cpu_s) / took * 100:.0f} % of a core")
        desk.kill()

    def close_time(self, what, harm):
        took = []
        for _ in range(5):
            desk = self.open_brief(self.desk("leaver"))
            harm()
            begun = time.monotonic()
            desk.tool("key", "ctrl+q")
            desk.child.wait()
            took.append((time.monotonic() - begun) * 1e3)
            desk.close()
            self.broker.child.send_signal(signal.SIGCONT)
            self.broker.child.kill()
            self.broker.child.wait()
            self.start_broker()
        print(f"closing, {what}: median {statistics.median(took):.0f} ms (with the key press)")

    def test_all(self):
        self.start_broker()
        self.first_frame()
        self.idle()
        self.unmapped()
        self.steady_talk()
        self.close_time("broker well", lambda: None)
        self.close_time("broker dead", lambda: (self.broker.child.kill(),
                                                self.broker.child.wait()))
        self.close_time("broker stopped", lambda: self.broker.child.send_signal(signal.SIGSTOP))
        self.memory()


if __name__ == "__main__":
    import unittest
    sys.stdout.reconfigure(line_buffering=True)
    unittest.main(verbosity=0)
