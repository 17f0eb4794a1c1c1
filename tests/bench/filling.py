"""Measures what it costs others when a window fills its copy from a busy broker (see filling.sh). The
same load runs alone, beside a window that fills nothing, and beside one that fills its copy, in turn.
The pointer moves over the windows, so that they draw all the time."""

import glob
import json
import os
import sqlite3
import subprocess
import sys
import time
import unittest

from histories import (BIN, ENTRIES, Frames, HistoryTest, describe_frames, describe_intervals, part,
                       print_load_average)
from windows import wait_until

ROUNDS = int(os.environ.get("INDABA_ROUNDS", "4"))
SECONDS = 20
CLIENTS, RATE = 200, 20


class Filling(HistoryTest):
    def load(self):
        done = subprocess.run(
            [os.path.join(BIN, "indaba-load"), "--server", self.server(), "--clients", str(CLIENTS),
             "--senders", "8", "--rate", str(RATE), "--seconds", str(SECONDS), "--text-bytes", "64",
             "--json"], stdout=subprocess.PIPE, check=False)
        return json.loads(done.stdout)

    def held(self):
        """Returns how many entries the copy of the filling home has."""
        for copy in glob.glob(os.path.join(self.home("filler"), "*.copy")):
            replica = sqlite3.connect(f"file:{copy}?mode=ro", uri=True, timeout=5)
            try:
                return replica.execute("SELECT sum(last - first + 1) FROM ranges").fetchone()[0] or 0
            finally:
                replica.close()
        return 0

    def open(self, desktop, *more):
        log = os.path.join(self.directory, "frames-" + desktop.name)
        desktop.open("--brief", "--frames", log, "--server", self.server(), *more)
        desktop.wait_ready()
        return Frames(log)

    def move_pointer(self, desktop):
        moves = []
        for step in range(50 * (SECONDS + 1)):
            moves += ["mousemove", "--window", desktop.window, str(400 + step % 300),
                      str(200 + step % 400), "sleep", "0.018"]
        return subprocess.Popen(["xdotool", *moves], env=desktop.environment)

    def alone(self):
        self.found["alone"].append(self.load())

    def beside(self, what, desktop, *more):
        frames = self.open(desktop, *more)
        frames.take()
        pointer = self.move_pointer(desktop)
        try:
            self.found[what].append(self.load())
            self.drawn[what] += frames.take()
        finally:
            pointer.kill()
            pointer.wait()
            desktop.kill()

    def beside_filling(self):
        before, begun = self.held(), time.monotonic()
        self.beside("filling", self.filler)
        self.filled.append((self.held() - before) / (time.monotonic() - begun))

    def describe(self, what):
        def each(name):
            return " ".join(f"{run[name]:.1f}" for run in self.found[what])
        print(f"others, {what}: delivery p50 {each('p50_ms')} ms, p99 {each('p99_ms')} ms; "
              f"receipts p50 {each('receipt_p50_ms')} ms, p99 {each('receipt_p99_ms')} ms; "
              f"lost {sum(run['lost'] for run in self.found[what])}")
        if what in self.drawn:
            print(f"window, {what}: {describe_frames(self.drawn[what])}")
            print(f"window, {what}: {describe_intervals(self.drawn[what])}")

    def fill_to_the_end(self):
        begun, before = time.monotonic(), self.held()
        if before >= ENTRIES:
            return
        self.open(self.filler)
        wait_until("the copy is full", lambda: self.held() >= ENTRIES or time.sleep(0.5), 900)
        took = time.monotonic() - begun
        print(f"the rest, without load: {ENTRIES - before} entries in {took:.0f} s, "
              f"{(ENTRIES - before) / took:.0f} a second; all {ENTRIES} at that pace: "
              f"{ENTRIES * took / (ENTRIES - before):.0f} s")
        self.filler.kill()

    def test_all(self):
        self.start_broker()
        for name in ("filler", "idler"):
            self.new_home(name)
        self.filler, idler = self.desktop("filler"), self.desktop("idler")
        self.found = {"alone": [], "window that fills nothing": [], "filling": []}
        self.drawn = {"window that fills nothing": [], "filling": []}
        self.filled = []
        print_load_average(f"filling, {ENTRIES} entries")
        for _ in range(ROUNDS):
            self.alone()
            self.beside_filling()
            self.beside("window that fills nothing", idler, "--keep-local", "none")
        for what in self.found:
            self.describe(what)
        print(f"filling beside the load: {part(self.filled, .5):.0f} entries a second")
        self.fill_to_the_end()
        print_load_average("end")


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)
    unittest.main(verbosity=0)
