"""Measures the costs of the window from outside (see window.sh) and prints one line per figure."""

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
    """Uses the set-up of the window tests, but asserts no figure."""

    def setUp(self):
        super().setUp()
        signal.alarm(400)

    def broker_arguments(self):
        return ["--limit", "posts=off", "--limit", "bytes=off"]  # one client says 10,000 lines

    def open_brief(self, desktop):
        desktop.open("--brief", "--server", self.server(), "--name", desktop.name)
        desktop.wait_ready()
        return desktop

    # ---- figures

    def first_frame(self):
        desktop = self.desktop("starter")
        took = []
        for _ in range(STARTS + 1):
            begun = time.monotonic_ns() / 1e6
            desktop.open("--brief")
            took.append(desktop.report().first_us / 1e3 - begun)
            desktop.kill()
        took = sorted(took[1:])  # the first one warms the shader cache
        print(f"first frame, {STARTS} starts: median {statistics.median(took):.0f} ms, "
              f"worst {took[-1]:.0f} ms")

    def memory(self):
        desktop, empty = self.desktop("memory"), self.desktop("empty")
        nothing = subprocess.Popen([os.path.join(BIN, "empty_window")], env=empty.environment)
        try:
            wait_until("the empty window",
                       lambda: empty.tool("search", "--name", "Drawn", check=False).split())
            self.open_brief(desktop)
            desktop.wait_quiet(1)
            base, joined = pss_mb(nothing.pid), pss_mb(desktop.child.pid)
            print(f"memory, an empty window: {base:.1f} MB")
            print(f"memory, joined: {joined - base:+.1f} MB")
            (talker,) = self.line_clients("filler")
            talker.type(*[f"{LINE} {number}" for number in range(10_000)])
            talker.out.wait_for(f"{LINE} 9999$")
            desktop.wait_quiet(1)
            print(f"memory, joined, 10,000 messages: {pss_mb(desktop.child.pid) - base:+.1f} MB")
        finally:
            nothing.kill()
            nothing.wait()
        desktop.kill()

    def idle(self):
        desktop = self.open_brief(self.desktop("idle"))
        desktop.wait_quiet(3)
        frames, cpu_s = desktop.watch(10)
        print(f"idle for 10 s: {frames} frames, {cpu_s * 10:.2f} % of a core")
        desktop.kill()

    def unmapped(self):
        desktop = self.open_brief(self.desktop("hidden"))
        (talker,) = self.line_clients("teller")
        desktop.tool("windowunmap", "--sync", desktop.window)
        desktop.wait_quiet(1)
        before = desktop.report().frame
        talker.type(*[f"unseen {number}" for number in range(100)])
        talker.out.wait_for("unseen 99$")
        desktop.watch(1)
        print(f"unmapped while 100 messages arrive: {desktop.report().frame - before} frames, "
              f"session {'stays' if 'hidden' in self.who() else 'is LOST'}")
        desktop.kill()

    def steady_talk(self):
        desktop = self.open_brief(self.desktop("listener"))
        (talker,) = self.line_clients("talker")
        desktop.wait_quiet(1)
        frame, cpu_s, begun = desktop.report().frame, desktop.cpu_s(), time.monotonic()
        for number in range(200):
            talker.type(f"{LINE} {number}")
            time.sleep(max(0, begun + (number + 1) / 20 - time.monotonic()))
        took = time.monotonic() - begun
        frames = (desktop.report().frame - frame) / took
        print(f"20 messages a second: {frames:.1f} frames a second, "
              f"{(desktop.cpu_s() - cpu_s) / took * 100:.0f} % of a core")
        desktop.kill()

    def close_time(self, what, harm):
        took = []
        for _ in range(5):
            desktop = self.open_brief(self.desktop("leaver"))
            harm()
            begun = time.monotonic()
            desktop.tool("key", "ctrl+q")
            desktop.child.wait()
            took.append((time.monotonic() - begun) * 1e3)
            desktop.close()
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
