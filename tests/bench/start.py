"""Measures the time from the start of the window to its first frame (see start.sh): an empty home; a
home that knows a server and has no copy; one with a copy of the whole history, while the broker is
off and on. In turn, so that all of them have the same noise."""

import shutil
import statistics
import sys
import time
import unittest

from histories import ENTRIES, HistoryTest, drop_page_cache, print_load_average

STARTS = 20


class Start(HistoryTest):
    def start(self, desktop, cold=False):
        """Returns the milliseconds to the first frame, and whether that shows the newest message."""
        if cold:
            drop_page_cache(desktop.home)
        begun = time.monotonic_ns() / 1e6
        desktop.open()
        first = desktop.first_report()
        return first.first_us / 1e3 - begun, first.shows(self.newest)

    def one_round(self, took, cold):
        for kind in took:
            if kind == "broker on":
                self.start_broker()
            desktop = self.desktops[kind]
            if kind == "empty home":
                shutil.rmtree(desktop.home, ignore_errors=True)
            took[kind].append(self.start(desktop, cold))
            if desktop.name == "reader":
                desktop.quit()
            else:
                desktop.kill()
            if kind == "broker on":
                self.stop_broker()

    def first_frames(self, what, kinds, cold):
        took = {kind: [] for kind in kinds}
        for _ in range(STARTS + 1):
            self.one_round(took, cold)
        for kind, starts in took.items():
            times = [time for time, _ in starts[1:]]  # the first one warms the shader cache
            full = sum(shows for _, shows in starts[1:])
            print(f"first frame, {what}, {kind}: median {statistics.median(times):.0f} ms, worst "
                  f"{max(times):.0f} ms; {full} of {len(times)} show the newest message")

    def test_all(self):
        reader = self.desktop("reader")
        self.desktops = {"empty home": self.desktop("empty"), "no copy": self.desktop("known"),
                         "broker off": reader, "broker on": reader}
        print_load_average(f"start, {ENTRIES} entries")
        self.first_frames("warm", self.desktops, cold=False)
        self.first_frames("cold", ["no copy", "broker off", "broker on"], cold=True)
        print_load_average("end")


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)
    unittest.main(verbosity=0)
