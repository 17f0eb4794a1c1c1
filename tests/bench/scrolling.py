"""Measures memory and frames of the window while a whole history is scrolled out of the own copy (see
scrolling.sh): by dragging the scroll bar from the end to the begin, by Page Up, and by jumps."""

import os
import random
import subprocess
import sys
import time
import unittest

from histories import (ENTRIES, Frames, HistoryTest, Sampler, describe_absences, describe_frames,
                       print_load_average, pss_mb)
from windows import wait_until

STEPS, PAGES, JUMPS = 400, 1_000, 200


class Scrolling(HistoryTest):
    def tool(self, *arguments):
        """Runs xdotool for as long as it takes."""
        subprocess.run(["xdotool", *map(str, arguments)], env=self.reader.environment, check=True)

    def drag(self):
        left, top, right, bottom = self.reader.report().marks["scrollbar"]
        x, begin, end = int((left + right) / 2), (top + bottom) / 2, 40
        at = ["mousemove", "--window", self.reader.window, x]
        moves = [*at, int(begin), "mousedown", 1]
        for step in range(1, STEPS + 1):
            moves += [*at, int(begin + (end - begin) * step / STEPS), "sleep", 0.04]
        self.tool(*moves, "mouseup", 1)

    def page_up(self):
        self.tool("key", "--delay", 40, "--repeat", PAGES, "Prior")

    def jump(self):
        numbers = random.Random(5)
        for _ in range(JUMPS):
            frame = self.reader.report().frame
            self.go_to(numbers.randrange(1, ENTRIES))
            wait_until("the messages are here",
                       lambda: self.reader.report().frame > frame + 2 and not self.reader.report().absent)
            time.sleep(0.1)

    def go_to(self, where):
        self.tool("type", "--delay", 4, f"/go {where}")
        self.tool("key", "Return")

    def measure(self, what, scroll):
        self.go_to("newest")
        self.reader.wait_quiet(0.7)
        pid = self.reader.child.pid
        before = pss_mb(pid)
        self.frames.take()
        with Sampler(lambda: pss_mb(pid)) as memory:
            scroll()
            self.reader.wait_quiet(0.7)
        frames = self.frames.take()
        print(f"{what}: {describe_frames(frames)}")
        print(f"{what}: {describe_absences(frames)}")
        print(f"{what}: memory before {before:.1f} MB, at most {memory.largest:.1f} MB, "
              f"after {pss_mb(pid):.1f} MB")

    def test_all(self):
        self.start_broker()
        self.reader = self.desktop("reader")
        log = os.path.join(self.directory, "frames-reader")
        self.reader.open("--brief", "--frames", log)
        self.reader.wait_ready()
        self.frames = Frames(log)
        print_load_average(f"scrolling, {ENTRIES} entries")
        self.measure(f"the scroll bar in {STEPS} steps", self.drag)
        self.measure(f"{PAGES} Page Ups", self.page_up)
        self.measure(f"{JUMPS} jumps", self.jump)
        print_load_average("end")
        self.go_to("newest")  # where the next measurement begins
        self.reader.wait_quiet(0.7)
        self.reader.quit()


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)
    unittest.main(verbosity=0)
