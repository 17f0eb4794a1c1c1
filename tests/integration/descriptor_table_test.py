"""Every command of every program with a standard descriptor that is closed, not ready, full, or without its other end.

A command keeps its exit code whatever becomes of what it prints, but it ends with 1 when the file that gets its output is
full. It never hangs, no signal ends it, and what it prints gets into no other file.
INDABA_BIN names the directory with the programs. Every wait is bounded.
"""

import fcntl
import os
import signal
import subprocess
import threading
import time
import unittest

from cli_harness import BIN, BrokerTest, free_port_pair

TIMEOUT_S = 60  # under a sanitizer, on a busy machine
PIPE_BYTES = 4096
INPUT, OUTPUT, ERRORS = 0, 1, 2


class Row:
    """A command line, and how it ends. `full` and `gone` are its exit codes when the output that it prints finds no
    room, or no reader."""

    def __init__(self, words, code=0, full=1, gone=0, prints=True, stdin=b""):
        self.words, self.code, self.stdin = words.split(), code, stdin
        self.prints = prints and code == 0
        self.output_codes = {"full": full, "gone": gone} if self.prints else {}

    def states(self):
        """Yields the descriptors and states in which the command may behave differently."""
        yield INPUT, "closed"
        if self.stdin:
            yield from ((INPUT, state) for state in ("not ready", "gone"))
        for number, writes in ((OUTPUT, self.prints), (ERRORS, self.code != 0)):
            yield number, "closed"
            if writes:
                yield from ((number, state) for state in ("not ready", "full", "gone"))

    def expected(self, number, state):
        if self.words[:2] == ["send", "-"] and number == INPUT and state != "not ready":
            return 1  # an empty text is not sent
        return self.output_codes.get(state, self.code) if number == OUTPUT else self.code


CLIENT = [
    Row("--help"), Row("--version"), Row("--nonsense", 2), Row("send text", prints=False), Row("send --json text", full=0),
    Row("send -", stdin=b"piped", prints=False), Row("send --to nobody text", 1), Row("history"), Row("history --json"),
    Row("history --room nowhere", 1), Row("who"), Row("who --json"), Row("who --room nowhere", 1), Row("rooms --json"),
    Row("ping"), Row("tail --as RUN --count 1"),
    Row("tail --json --as RUN --count 1"), Row("export FILE"), Row("search history"),
    Row("search --json history"), Row("search from:nobody", 1), Row("chat", stdin=b"typed\n"), Row("key show"), Row("key fingerprint"),
    Row("key fingerprint bob"), Row("key fingerprint nobody", 1), Row("key export FILE", prints=False), Row("key import EXPORTED"),
    Row("key import FILE", 1)]
BROKER = [
    Row("--help"), Row("--version"), Row("--nonsense", 2), Row("options"), Row("verify"), Row("status"), Row("who"), Row("links"),
    Row("invite"), Row("backup FILE", prints=False), Row("backup -", gone=1), Row("allow bob"), Row("op bob"), Row("deop bob"), Row("ban bob"),
    Row("unban bob"), Row("kick nobody", 1), Row("rename nobody x", 1), Row("rebind nobody " + "0" * 64, 1), Row("verify FILE", 1),
    Row("restore --from FILE", 1), Row("export FILE", prints=False), Row("export -", gone=1), Row("export --json -", gone=1),
    Row("import FILE", 1)]
WINDOW = [Row("--help"), Row("--version"), Row("--nonsense", 2), Row("--check-display", 1), Row("", 1)]
LOAD = [Row("--help"), Row("--version"), Row("--nonsense", 2), Row("--clients 2 --senders 1 --rate 5 --seconds 0.2 LINK")]


class Stream:
    """One descriptor of a child in a state; `theirs` is None when it is closed."""

    def __init__(self, number, state):
        self.theirs = self.ours = None
        self.received = b""
        if state == "full":
            self.theirs = os.open("/dev/full", os.O_WRONLY)
        elif state != "closed":
            ends = os.pipe()
            self.theirs, self.ours = ends if number == INPUT else reversed(ends)
            fcntl.fcntl(self.theirs, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        if state == "not ready":
            os.set_blocking(self.theirs, False)
            if number != INPUT:
                os.write(self.theirs, b"-" * PIPE_BYTES)
        if state == "gone":
            self.close_ours()

    def close_ours(self):
        if self.ours is not None:
            os.close(self.ours)
        self.ours = None

    def close_theirs(self):
        if self.theirs is not None:
            os.close(self.theirs)
        self.theirs = None

    def serve(self, number, stdin):
        """Gives the input late and in two parts, or begins late to read what is printed."""
        if self.ours is None:
            return
        time.sleep(0.1)  # makes it likely, no more, that the child finds the descriptor not ready
        if number == INPUT:
            os.write(self.ours, stdin[:2])
            time.sleep(0.1)
            os.write(self.ours, stdin[2:])
        else:
            while part := os.read(self.ours, 65536):
                self.received += part
            self.received = self.received[PIPE_BYTES:]
        self.close_ours()


class DescriptorTable(BrokerTest):
    def setUp(self):
        super().setUp()
        self.runs = 0
        self.environment = {name: value for name, value in os.environ.items()
                            if name not in ("DISPLAY", "WAYLAND_DISPLAY", "INDABA_HOME", "INDABA_SERVER")}
        self.environment["INDABA_PASSPHRASE"] = "a passphrase"
        self.say("ann", "history to print")
        self.say("bob", "history to print")
        self.assertEqual(self.run_cli("ann", "key", "show").code, 0)

    def path(self, *names):
        return os.path.join(self.directory, *names)

    def common(self, program):
        if program == "indaba-broker":
            return ["--data", self.path("data")]
        if program == "indaba-load":
            return []
        more = ["--server", self.link, "--name", "ann"] if program == "indaba-cli" else []
        return ["--home", self.path("home-ann"), *more]

    def command(self, program, row):
        self.runs += 1
        names = {"FILE": self.path(f"file{self.runs}"), "RUN": f"run{self.runs}", "EXPORTED": self.path("exported"),
                 "LINK": "--server=" + self.link}
        return [os.path.join(BIN, program), *self.common(program), *(names.get(word, word) for word in row.words)]

    def run_row(self, program, row, number, state):
        """Returns the exit code, and what the descriptor received if it is a pipe with a reader."""
        stream = Stream(number, state)
        self.addCleanup(stream.close_ours)
        streams = {INPUT: subprocess.DEVNULL, OUTPUT: subprocess.DEVNULL, ERRORS: subprocess.DEVNULL}
        if row.stdin and number != INPUT:
            with open(self.path("input"), "wb") as file:
                file.write(row.stdin)
            streams[INPUT] = os.open(self.path("input"), os.O_RDONLY)
        streams[number] = stream.theirs
        child = subprocess.Popen(
            self.command(program, row), stdin=streams[INPUT], stdout=streams[OUTPUT], stderr=streams[ERRORS],
            env=self.environment, cwd=self.directory, preexec_fn=None if stream.theirs else lambda: os.close(number))
        stream.close_theirs()
        if row.stdin and number != INPUT:
            os.close(streams[INPUT])
        server = threading.Thread(target=stream.serve, args=(number, row.stdin))
        server.start()
        try:
            if row.words[:1] == ["tail"]:
                self.speak_until_ended(child)
            code = child.wait(TIMEOUT_S)
        finally:
            child.kill()
            child.wait()
            server.join(TIMEOUT_S)
        return code, stream.received

    def speak_until_ended(self, child):
        deadline = time.monotonic() + TIMEOUT_S
        while child.poll() is None and time.monotonic() < deadline:
            self.say("bob", "for the tail")

    def lines_of(self, program, row):
        """Returns what the command prints, in long lines, when all its descriptors work."""
        with open(self.path("input"), "wb") as file:
            file.write(row.stdin)
        with open(self.path("input"), "rb") as file:
            if row.words[:1] == ["tail"]:
                return []
            done = subprocess.run(self.command(program, row), stdin=file, capture_output=True, env=self.environment,
                                  cwd=self.directory, timeout=TIMEOUT_S, check=False)
        self.assertEqual(done.returncode, row.code, done)
        return [line for line in (done.stdout + done.stderr).splitlines() if len(line) > 20]

    def contents(self):
        """Returns the bytes of all files of homes and broker."""
        found = b""
        for directory, _, files in os.walk(self.directory):
            for name in files:
                if os.path.isfile(os.path.join(directory, name)):
                    with open(os.path.join(directory, name), "rb") as file:
                        found += file.read()
        return found

    def check(self, program, rows):
        if not os.path.exists(os.path.join(BIN, program)):
            self.skipTest(f"{program} is not built here")
        lines = []
        for row in rows:
            lines += self.lines_of(program, row)
        before = self.contents()
        lines = [line for line in lines if line not in before]
        for row in rows:
            for number, state in row.states():
                with self.subTest(program=program, words=" ".join(row.words), descriptor=number, state=state):
                    code, received = self.run_row(program, row, number, state)
                    self.assertEqual(code, row.expected(number, state))
                    if state == "not ready" and number != INPUT:
                        self.assertTrue(received.endswith(b"\n") or row.words in (["backup", "-"], ["export", "-"]), received)
        after = self.contents()
        self.assertEqual([line for line in lines if line in after], [])

    def test_the_line_client(self):
        self.assertEqual(subprocess.run(self.command("indaba-cli", Row("key export EXPORTED")), env=self.environment,
                                        stderr=subprocess.DEVNULL, timeout=TIMEOUT_S, check=False).returncode, 0)
        self.chat("carl")  # somebody whom `who` lists
        self.assertEqual(subprocess.run(self.command("indaba-broker", Row("room create listed")), env=self.environment,
                                        stdout=subprocess.DEVNULL, timeout=TIMEOUT_S, check=False).returncode, 0)
        self.check("indaba-cli", CLIENT)

    def test_the_orders_of_the_broker(self):
        self.chat("carl")
        self.check("indaba-broker", BROKER)

    def test_the_window_without_a_display(self):
        self.check("indaba", WINDOW)

    def test_the_load_generator(self):
        self.check("indaba-load", LOAD)

    def test_a_broker_serves_and_stops(self):
        for number, state in ((number, state) for number in (INPUT, OUTPUT, ERRORS)
                              for state in ("closed", "not ready", "full", "gone") if (number, state) != (INPUT, "full")):
            with self.subTest(descriptor=number, state=state):
                self.serve_and_stop(number, state)

    def serve_and_stop(self, number, state):
        self.runs += 1
        data = self.path(f"served{self.runs}")
        stream = Stream(number, state)
        self.addCleanup(stream.close_ours)
        streams = {INPUT: subprocess.DEVNULL, OUTPUT: subprocess.DEVNULL, ERRORS: subprocess.DEVNULL, number: stream.theirs}
        child = subprocess.Popen(
            [os.path.join(BIN, "indaba-broker"), "--data", data, "--bind", "127.0.0.1", "--port", str(free_port_pair())],
            stdin=streams[INPUT], stdout=streams[OUTPUT], stderr=streams[ERRORS],
            preexec_fn=None if stream.theirs else lambda: os.close(number))
        stream.close_theirs()
        try:
            deadline = time.monotonic() + TIMEOUT_S
            links = [os.path.join(BIN, "indaba-broker"), "links", "--data", data]
            while subprocess.run(links, capture_output=True, timeout=TIMEOUT_S, check=False).returncode != 0:
                self.assertIsNone(child.poll())
                self.assertLess(time.monotonic(), deadline)
            child.send_signal(signal.SIGTERM)
            self.assertEqual(child.wait(TIMEOUT_S), 0)
        finally:
            child.kill()
            child.wait()
        for name in os.listdir(data):
            if os.path.isfile(os.path.join(data, name)):
                with open(os.path.join(data, name), "rb") as file:
                    self.assertNotIn(b"listening on", file.read(), name)


if __name__ == "__main__":
    unittest.main(verbosity=2)
