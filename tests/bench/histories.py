"""Prepares a broker with a long history, and homes that know it: one with a copy of all of it, one
without. Used by start.py, scrolling.py and filling.py.

INDABA_HISTORY names a directory that is kept, so that the next measurement finds everything there.
INDABA_ENTRIES is the length of the history.
"""

import glob
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "ui"))
from windows import BIN, WindowTest  # noqa: E402

ENTRIES = int(os.environ.get("INDABA_ENTRIES", "1000000"))
LONGEST_S = 3000


def part(values, share):
    """Returns the value within which that share of the values is; nan without any."""
    ordered = sorted(values)
    return ordered[int((len(ordered) - 1) * share)] if ordered else float("nan")


def pss_mb(pid):
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as rollup:
        return int(re.search(r"^Pss:\s+(\d+)", rollup.read(), re.M).group(1)) / 1024


def print_load_average(what):
    print(f"{what}: load average {os.getloadavg()[0]:.2f}, {os.getloadavg()[1]:.2f}")


def drop_page_cache(home):
    """Removes the files of a home from the page cache, and nothing else from there."""
    for path in glob.glob(os.path.join(home, "*")):
        if not os.path.isfile(path):
            continue
        descriptor = os.open(path, os.O_RDONLY)
        os.fdatasync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)


class Sampler:
    """Calls `value` four times a second in a thread; `largest` is the largest that it returned."""

    def __init__(self, value):
        self.largest = value()
        self._value = value
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def _run(self):
        while not self._ended.wait(0.25):
            self.largest = max(self.largest, self._value())

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        self._thread.join()


class Frames:
    """The frames in a log of a window (frame_log.hpp), in milliseconds."""

    def __init__(self, path):
        self._path = path
        self._seen = 0

    def take(self):
        """Returns the frames since the last call: (on the screen at, to Render, to the screen, absent)."""
        with open(self._path, encoding="ascii") as log:
            log.seek(self._seen)
            text = log.read()
        whole = text[:text.rfind("\n") + 1]
        self._seen += len(whole)
        return [(int(at) / 1e3, int(draw) / 1e3, int(whole) / 1e3, absent == "1")
                for at, draw, whole, absent in map(str.split, whole.splitlines())]


def describe_frames(frames):
    draw = [frame[1] for frame in frames]
    whole = [frame[2] for frame in frames]
    if not frames:
        return "no frame"
    return (f"{len(frames)} frames, to Render p50 {part(draw, .5):.2f}, p99 {part(draw, .99):.2f}, "
            f"worst {max(draw):.2f} ms, to the screen p50 {part(whole, .5):.2f}, "
            f"p99 {part(whole, .99):.2f}, worst {max(whole):.2f} ms")


def describe_intervals(frames):
    """Describes the times between frames that follow each other; a pause between two rounds is none."""
    apart = [after[0] - before[0] for before, after in zip(frames, frames[1:])]
    apart = [interval for interval in apart if interval < 5_000]
    return (f"from one frame to the next p50 {part(apart, .5):.1f}, p99 {part(apart, .99):.1f}, "
            f"worst {max(apart, default=0):.1f} ms")


def absences(frames):
    """Returns for how long each time rows in sight were absent, until none was."""
    took, since = [], None
    for at, _, _, absent in frames:
        if absent and since is None:
            since = at
        elif not absent and since is not None:
            took.append(at - since)
            since = None
    return took if since is None else [*took, float("inf")]


def describe_absences(frames):
    took = absences(frames)
    if not took:
        return "no row in sight was absent"
    return (f"{sum(frame[3] for frame in frames)} frames with an absent row, {len(took)} times, "
            f"for p50 {part(took, .5):.1f}, p99 {part(took, .99):.1f}, worst {max(took):.1f} ms")


class HistoryTest(WindowTest):
    """Uses the set-up of the window tests, but asserts no figure."""

    def setUp(self):
        super().setUp()
        signal.alarm(LONGEST_S)
        if "INDABA_HISTORY" in os.environ:
            self.directory = os.environ["INDABA_HISTORY"]
            os.makedirs(self.directory, exist_ok=True)
        self._prepare()

    def broker_arguments(self):
        return ["--limit", "posts=off", "--limit", "bytes=off"]

    def home(self, name):
        return os.path.join(self.directory, "home-" + name)

    def _prepare(self):
        kept = os.path.join(self.directory, f"prepared-{ENTRIES}.json")
        if not os.path.exists(kept):
            self._make_history()
            with open(kept, "w", encoding="utf-8") as file:
                json.dump({"port": self.port, "newest": self.newest}, file)
        with open(kept, encoding="utf-8") as file:
            known = json.load(file)
        self.port, self.newest = known["port"], known["newest"]

    def _make_history(self):
        """Makes the homes `reader`, with the copy, and `known`, without one."""
        self.start_broker()
        reader = self.desktop("reader")
        reader.open("--brief", "--server", self.server(), "--name", "reader")
        reader.wait_ready()
        reader.quit()
        self.end_broker()
        shutil.copytree(reader.home, self.home("known"))
        for copy in glob.glob(os.path.join(self.home("known"), "*.copy*")):
            os.remove(copy)
        filled = subprocess.run([os.path.join(BIN, "fill_history"),
                                 os.path.join(self.directory, "data"), reader.home, str(ENTRIES)],
                                check=True, capture_output=True)
        self.newest = filled.stdout.decode().strip()

    def stop_broker(self):
        self.broker.child.kill()
        self.broker.close()

    def new_home(self, name):
        """Makes a home that knows the server and has no copy."""
        shutil.rmtree(self.home(name), ignore_errors=True)
        shutil.copytree(self.home("known"), self.home(name), ignore=shutil.ignore_patterns("*.socket"))
