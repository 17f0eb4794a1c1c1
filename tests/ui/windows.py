"""Drives real windows, brokers and line clients from outside, as people use them.

A *test desktop* is an X server (Xvfb) with one window on it, so that every person has the keyboard
focus at once, as on separate machines. A window writes a report of what it shows after each frame
(frame_report.hpp); keys and clicks go in through X (xdotool). The tests never sleep for a guessed
time: each wait names a condition and has a deadline. All processes end with the test, by their id.

INDABA_BIN names the directory with indaba-broker, indaba-cli and window_under_test.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "integration"))
from cli_harness import BIN, Process, join_link, port_of, free_port_pair  # noqa: E402
from picture import Picture  # noqa: E402

PATIENCE_S = 15 * int(os.environ.get("INDABA_PATIENCE", "1"))
TEST_S = 100 * int(os.environ.get("INDABA_PATIENCE", "1"))
LOOK_AGAIN_S = 0.01
NORMAL = "1280x800"
TALL = "1280x1200"  # shows more than 15 people without scrolling


def wait_until(what, holds, patience=PATIENCE_S):
    """Returns the first true value of `holds`; a failure names the missing `what`."""
    deadline = time.monotonic() + patience
    while True:
        value = holds()
        if value:
            return value
        if time.monotonic() > deadline:
            missing = what() if callable(what) else what
            raise AssertionError(f"after {patience} s still not: {missing}")
        time.sleep(LOOK_AGAIN_S)


class Report:
    """The texts and marks of one frame."""

    def __init__(self, parsed):
        self.frame = parsed["frame"]
        self.first_us = parsed["first_us"]
        self.connection = parsed["connection"]
        self.dialog = parsed["dialog"]
        self.absent = parsed["absent"]
        self.marks = parsed["marks"]
        self.all = parsed["texts"]
        self.seen = [text for text in self.all
                     if text["visible"][2] > text["visible"][0] and
                     text["visible"][3] > text["visible"][1]]

    def texts(self):
        return [text["text"] for text in self.seen]

    def text(self):
        return " ".join(self.texts())

    def count(self, text):
        return self.text().count(text)

    def shows(self, *texts):
        whole = self.text()
        return all(text in whole for text in texts)

    def within(self, mark):
        """Returns the visible texts within a mark, from top to bottom."""
        if mark not in self.marks:
            return []
        left, top, right, bottom = self.marks[mark]
        return [text["text"] for text in self.seen
                if left - 1 <= text["visible"][0] < right and
                top - 1 <= text["visible"][1] < bottom]

    def marked(self, prefix):
        """Returns the marks that begin with `prefix`, without it."""
        return {mark[len(prefix):] for mark in self.marks if mark.startswith(prefix)}


NO_REPORT = Report({"frame": 0, "first_us": 0, "connection": "", "dialog": False,
                    "absent": False, "marks": {}, "texts": []})


class TestDesktop:
    """An X server for one person, and the window on it."""

    def __init__(self, directory, name, size=NORMAL):
        self.name = name
        self._size = size
        self.home = os.path.join(directory, "home-" + name)
        self._report = os.path.join(directory, f"report-{name}.json")
        self._log = os.path.join(directory, f"window-{name}.log")
        self._seen = (None, NO_REPORT)
        self.child = None
        self.clipboard = None
        self.window = None
        self._start_x()

    def _start_x(self):
        reading, writing = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", self._size + "x24", "-nolisten",
             "tcp", "-noreset", "+extension", "GLX", "+extension", "RANDR"],
            pass_fds=[writing], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as numbers:
            number = numbers.readline().strip()  # empty if Xvfb has ended
        if not number:
            raise AssertionError("Xvfb did not start")
        self.environment = {**os.environ, "DISPLAY": ":" + number, "LIBGL_ALWAYS_SOFTWARE": "1",
                            "LC_ALL": "C.UTF-8",
                            "ASAN_OPTIONS": "detect_leaks=0"}
        for each in ("INDABA_SERVER", "INDABA_NAME", "INDABA_HOME", "WAYLAND_DISPLAY"):
            self.environment.pop(each, None)

    # ---- the window

    def open(self, *arguments):
        """Starts the window and waits for its first frame."""
        os.makedirs(self.home, exist_ok=True)
        for report in (self._report, self._report + ".first"):
            if os.path.exists(report):
                os.remove(report)
        self._seen = (None, NO_REPORT)
        with open(self._log, "ab") as log:
            self.child = subprocess.Popen(
                [os.path.join(BIN, "window_under_test"), "--report", self._report,
                 "--home", self.home, *arguments],
                env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        wait_until(lambda: f"{self.name}'s first frame: {self.log()}", self._opened)
        self.window = wait_until("the window", self._find_window)
        self.tool("windowfocus", "--sync", self.window)
        self.tool("windowmove", self.window, "0", "0")
        self.resize(self._size)
        return self

    def resize(self, size):
        """`size`: "WIDTHxHEIGHT", at most that of the desktop."""
        self.tool("windowsize", self.window, *size.split("x"))

    def _opened(self):
        if self.child.poll() is not None:
            raise AssertionError(f"{self.name}'s window ended: {self.log()}")
        return self.report().frame > 0

    def _find_window(self):
        found = self.tool("search", "--onlyvisible", "--name", "Indaba", check=False).split()
        return found[-1] if found else None

    def log(self):
        with open(self._log, encoding="utf-8", errors="replace") as log:
            return log.read()[-2000:]

    def exit_code(self):
        return self.child.wait(PATIENCE_S)

    def quit(self):
        """Closes the window with Ctrl+Q; a failed exit code fails the test."""
        self.key("ctrl+q")
        code = self.exit_code()
        if code != 0:
            raise AssertionError(f"{self.name} left with {code}: {self.log()}")

    def kill(self):
        self.child.kill()
        self.child.wait(PATIENCE_S)

    def close(self):
        ended = self.child.poll() if self.child else 0
        for child in (self.child, self.clipboard, self.server):
            if child and child.poll() is None:
                child.kill()
                child.wait(PATIENCE_S)
        if ended not in (None, 0, -signal.SIGKILL):
            raise AssertionError(f"{self.name}'s window ended by itself with {ended}: {self.log()}")

    # ---- looking

    def report(self):
        try:
            of_file = os.stat(self._report)
            stamp = (of_file.st_ino, of_file.st_mtime_ns)
            if stamp != self._seen[0]:
                with open(self._report, encoding="utf-8") as file:
                    self._seen = (stamp, Report(json.load(file)))
        except FileNotFoundError:
            pass
        return self._seen[1]

    def first_report(self):
        """Returns the report of the first frame since the window was opened."""
        with open(self._report + ".first", encoding="utf-8") as file:
            return Report(json.load(file))

    def wait_for(self, *wanted, patience=PATIENCE_S):
        """Returns the first report that shows each text and meets each condition of `wanted`."""
        def holds():
            report = self.report()
            good = all(one(report) if callable(one) else report.shows(one) for one in wanted)
            return report if good else None

        def what():
            report = self.report()
            return (f"{self.name} sees {wanted}\nbut {report.texts()}\n"
                    f"with {sorted(report.marks)}\n{self.log()}")

        return wait_until(what, holds, patience)

    def wait_ready(self):
        return self.wait_for(lambda report: report.connection == "ready" and not report.dialog)

    def wait_quiet(self, seconds):
        """Waits until the window draws no frame for `seconds`."""
        last = [self.report().frame, time.monotonic()]

        def quiet():
            frame = self.report().frame
            if frame != last[0]:
                last[:] = [frame, time.monotonic()]
            return time.monotonic() - last[1] >= seconds

        wait_until(f"{self.name}'s window is quiet for {seconds} s", quiet)

    def watch(self, seconds):
        """Returns the frames drawn and the processor seconds used during `seconds`."""
        frame, cpu_s = self.report().frame, self.cpu_s()
        time.sleep(seconds)
        return self.report().frame - frame, self.cpu_s() - cpu_s

    def cpu_s(self):
        with open(f"/proc/{self.child.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def picture(self):
        """Returns what the X server shows of the window, which may be a moment older than the report."""
        return Picture(subprocess.run(["import", "-window", self.window, "-depth", "8", "ppm:-"],
                                      env=self.environment, check=True, capture_output=True,
                                      timeout=PATIENCE_S).stdout)

    def screenshot(self, path):
        subprocess.run(["import", "-window", self.window, path], env=self.environment, check=True,
                       timeout=PATIENCE_S)

    # ---- doing

    def tool(self, *arguments, check=True):
        done = subprocess.run(["xdotool", *arguments], env=self.environment, check=check,
                              capture_output=True, timeout=PATIENCE_S)
        return done.stdout.decode()

    def move_to(self, mark):
        left, top, right, bottom = self.wait_for(lambda r: mark in r.marks).marks[mark]
        self.tool("mousemove", "--window", self.window, str(int((left + right) / 2)),
                  str(int((top + bottom) / 2)))

    def click(self, mark):
        self.move_to(mark)
        self.tool("mousedown", "1", "mouseup", "1")

    def key(self, *keys):
        self.tool("key", "--delay", "15", *keys)

    def type(self, text):
        self.tool("type", "--delay", "4", "--", text)

    def offer(self, content, selection="clipboard", kind=None):
        """Offers a text, or bytes of another kind, in another program."""
        content = content if isinstance(content, bytes) else content.encode()
        target = ["-target", kind] if kind else []
        if self.clipboard:
            self.clipboard.kill()
            self.clipboard.wait()
        self.clipboard = subprocess.Popen(
            ["xclip", "-quiet", "-selection", selection, *target], env=self.environment,
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.clipboard.stdin.write(content)
        self.clipboard.stdin.close()
        wait_until(f"the {selection} has an owner", lambda: subprocess.run(
            ["xclip", "-selection", selection, *target, "-o"], env=self.environment,
            check=False, capture_output=True, timeout=PATIENCE_S).stdout == content)

    def paste(self, text):
        """Pastes from the clipboard of another program; for characters that no key types."""
        self.offer(text)
        self.key("ctrl+v")

    def fill(self, mark, text):
        """Replaces the text of a field."""
        self.click(mark)
        self.key("ctrl+a")
        self.type(text)
        self.wait_for(lambda report: report.within(mark) == [text])

    def fill_dialog(self, port, name):
        """Fills the dialog that joins a server of this machine."""
        self.fill("server", "127.0.0.1")
        self.fill("port", str(port))
        self.fill("name", name)

    def say(self, text):
        """Types a line, waits until the composer shows it, and sends it."""
        self.type(text)
        self.wait_for(lambda report: text in " ".join(report.within("composer")))
        self.key("Return")


class WindowTest(unittest.TestCase):
    """Owns the brokers, desktops and line clients of a test, which may take TEST_S seconds."""

    def setUp(self):
        signal.signal(signal.SIGALRM, self._too_long)
        signal.alarm(TEST_S)
        self.addCleanup(signal.alarm, 0)
        self.directory = tempfile.mkdtemp(prefix="indaba-window-test-")
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)
        self.broker = None
        self.port = free_port_pair()

    @staticmethod
    def _too_long(*_):
        raise AssertionError(f"the test took more than {TEST_S} s")

    def started(self, process):
        self.addCleanup(process.close)
        return process

    def start_broker(self, data="data", port=None):
        self.broker = self.started(Process(
            [os.path.join(BIN, "indaba-broker"), "--data", os.path.join(self.directory, data),
             "--port", str(port or self.port), *self.broker_arguments()], stdin=subprocess.DEVNULL))
        self.link = join_link(self.broker)
        self.port = port_of(self.link)

    def broker_arguments(self):
        """Returns more arguments for the broker."""
        return []

    def end_broker(self):
        self.broker.child.terminate()
        self.assertEqual(self.broker.exit_code(), 0)

    # ---- people

    def desktop(self, name, **options):
        return self.started(TestDesktop(self.directory, name, **options))

    def server(self):
        return self.link

    def open_joined_windows(self, *names, **options):
        """Returns one window for each name, when all of them see all names."""
        desktops = [self.desktop(name, **options) for name in names]
        for desktop in desktops:
            desktop.open("--server", self.server(), "--name", desktop.name)
        for desktop in desktops:
            desktop.wait_ready()
            for name in names:
                desktop.wait_for(has_person(name))
        return desktops if len(desktops) > 1 else desktops[0]

    def cli(self, name, *more):
        return [os.path.join(BIN, "indaba-cli"), "--server", self.server(),
                "--home", os.path.join(self.directory, "home-" + name), "--name", name, *more]

    def line_client(self, name):
        """Starts `indaba-cli chat` and does not wait for it to join."""
        return self.started(Process(self.cli(name, "chat")))

    def line_clients(self, *names):
        """Returns one line client for each name, when all of them have joined."""
        clients = [self.line_client(name) for name in names]
        for client in clients:
            client.out.wait_for("You are ")
        return clients

    def send(self, name, text):
        """Sends a text of any bytes with `indaba-cli send`."""
        done = subprocess.run(self.cli(name, "send", "-"),
                              input=text.encode(), capture_output=True, timeout=PATIENCE_S,
                              check=False)
        self.assertEqual((done.returncode, done.stderr), (0, b""))

    def trust(self, desktop):
        """Trusts the key in the dialog if it is the key in the broker's log."""
        asked = desktop.wait_for("Trust this server?")
        line = self.broker.out.wait_for("the key is ")
        self.assertIn(line.split("the key is ")[1], asked.text())
        desktop.click("trust")

    # ---- the broker's own view

    def lines(self, *arguments, name="clerk"):
        done = subprocess.run(self.cli(name, *arguments), capture_output=True,
                              timeout=PATIENCE_S, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return [json.loads(line) for line in done.stdout.splitlines()]

    def history(self, *more, name="clerk"):
        return [(entry["from"], entry["text"])
                for entry in self.lines("history", "--json", "--after", "0", "--limit", "1000",
                                        *more, name=name)]

    def who(self):
        return {person["name"] for person in self.lines("who", "--json")}


def overlaps(report, on_top=None):
    """Returns the pairs of visible texts that overlap by more than 2 pixels.

    `on_top`: the first text of a dialog; only it and the texts drawn after it count. The pill that
    leads to the newest message lies over the messages on a surface of its own and does not count.
    """
    found = []
    floating = report.within("new-pill")
    first = report.texts().index(on_top) if on_top else 0
    seen = sorted((text for text in report.seen[first:] if text["text"] not in floating),
                  key=lambda text: text["visible"][1])
    for index, one in enumerate(seen):
        left, top, right, bottom = one["visible"]
        for other in seen[index + 1:]:
            other_left, other_top, other_right, other_bottom = other["visible"]
            if other_top >= bottom - 3:
                break
            if min(right, other_right) - max(left, other_left) > 2 and other_bottom > top + 3:
                found.append((one["text"], other["text"]))
    return found


def has_person(name):
    return lambda report: name in people(report)


def people(report):
    """Returns the names in the list of people above its heading OFFLINE."""
    offline = [text["area"][1] for text in report.all if text["text"].startswith("OFFLINE")]
    return {mark[len("person:"):] for mark, area in report.marks.items()
            if mark.startswith("person:") and (not offline or area[1] < offline[0])}
