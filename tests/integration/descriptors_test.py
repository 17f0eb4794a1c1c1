"""Programs whose standard descriptors are closed, full, not ready or without a reader.

INDABA_BIN names the directory with the programs. Every wait is bounded.
"""

import fcntl
import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
import unittest

from cli_harness import BIN, PATIENCE_S, BrokerTest, free_port_pair

PIPE_BYTES = 16_384  # four pages; Linux calls a pipe full that has no free page


def until(happened, what):
    deadline = time.monotonic() + PATIENCE_S
    while not happened():
        if time.monotonic() > deadline:
            raise AssertionError("never: " + what)
        time.sleep(0.01)


class Descriptors(BrokerTest):
    def start_broker(self, *more, data="data"):
        """Each test starts its own broker."""

    def path(self, *names):
        return os.path.join(self.directory, *names)

    def spawn(self, *command, closed=(), **options):
        """Starts a program in which the descriptors `closed` are closed."""
        child = subprocess.Popen(
            [sys.executable, "-c", "import os, sys\nfor each in sys.argv[1]: os.close(int(each))\n"
             "os.execv(sys.argv[2], sys.argv[2:])", "".join(map(str, closed)),
             os.path.join(BIN, command[0]), *command[1:]], **options)
        self.addCleanup(child.wait, PATIENCE_S)
        self.addCleanup(child.kill)
        return child

    def spawn_broker(self, *flags, closed=(), **options):
        self.port = free_port_pair()
        options.setdefault("stdin", subprocess.DEVNULL)
        return self.spawn("indaba-broker", "--data", self.path("data"), "--bind", "127.0.0.1",
                          "--port", str(self.port), *flags, closed=closed, **options)

    def order(self, *words, **options):
        return subprocess.run([os.path.join(BIN, "indaba-broker"), *words, "--data",
                               self.path("data")], timeout=PATIENCE_S, check=False, **options)

    def serves(self):
        return self.order("links", capture_output=True).returncode == 0

    def stop(self, child):
        child.send_signal(signal.SIGTERM)
        self.assertEqual(child.wait(PATIENCE_S), 0)

    def test_a_broker_with_closed_descriptors_writes_its_log_into_no_file(self):
        for closed in ("0", "1", "2", "012"):
            with self.subTest(closed=closed):
                child = self.spawn_broker(closed=closed, stdout=subprocess.DEVNULL,
                                          stderr=subprocess.DEVNULL)
                until(self.serves, "an answer of the broker")
                for number in closed:
                    self.assertEqual(os.readlink(f"/proc/{child.pid}/fd/{number}"), "/dev/null")
                self.stop(child)
                for name in os.listdir(self.path("data")):
                    with open(self.path("data", name), "rb") as file:
                        self.assertNotIn(b"listening on", file.read(), name)

    def test_a_supervised_broker_with_closed_descriptors_serves(self):
        child = self.spawn_broker("--supervise", closed="012")
        until(self.serves, "an answer of the broker")
        self.stop(child)

    def test_a_client_with_closed_descriptors_keeps_its_home_whole(self):
        for program, arguments in (("indaba-cli", ["key", "show"]), ("indaba-cli", ["--nonsense"]),
                                   ("indaba", ["--nonsense"]), ("indaba-load", ["--nonsense"])):
            if not os.path.exists(os.path.join(BIN, program)):
                continue
            for closed in ("1", "2", "12", "012"):
                with self.subTest(program=program, closed=closed):
                    home = self.path(f"home-{program}-{closed}")
                    more = ["--home", home] if program == "indaba-cli" else []
                    child = self.spawn(program, *arguments, *more, closed=closed,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                    code = child.wait(PATIENCE_S)
                    self.assertGreaterEqual(code, 0)  # no signal
                    if arguments == ["key", "show"]:
                        self.assertEqual(os.path.getsize(os.path.join(home, "key")), self.key_size())

    def key_size(self):
        home = self.path("plain-home")
        subprocess.run([os.path.join(BIN, "indaba-cli"), "key", "show", "--home", home],
                       stdout=subprocess.DEVNULL, check=True, timeout=PATIENCE_S)
        return os.path.getsize(os.path.join(home, "key"))

    def test_a_log_on_a_full_disk_or_without_a_reader_stops_nothing(self):
        reader, gone = os.pipe()
        os.close(reader)
        with open("/dev/full", "wb", buffering=0) as full, os.fdopen(gone, "wb", buffering=0) as pipe:
            for name, output in (("full", full), ("gone", pipe)):
                with self.subTest(output=name):
                    child = self.spawn_broker(stdout=output, stderr=output)
                    until(self.serves, "an answer of the broker")
                    self.stop(child)

    def test_every_line_of_the_log_is_written_or_counted(self):
        """The reader of the log stands still while the broker is told to reload again and again."""
        for flags in ([], ["--log-format", "json"]):
            with self.subTest(flags=flags):
                reader, writer = os.pipe()
                fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
                os.set_blocking(writer, False)
                os.set_blocking(reader, False)
                child = self.spawn_broker(*flags, stdout=writer)
                os.close(writer)
                until(self.serves, "an answer of the broker")
                sent, log = 250, b""
                for number in range(sent):
                    child.send_signal(signal.SIGHUP)
                    self.assertTrue(self.serves())  # so this signal was handled
                    if number in (180, 182, sent - 2):
                        log += os.read(reader, 1 << 20)
                os.set_blocking(reader, True)
                self.stop(child)
                while part := os.read(reader, 1 << 20):
                    log += part
                os.close(reader)
                lines = log.decode().splitlines()
                if flags:
                    self.assertTrue(all(json.loads(line)["event"] for line in lines))
                self.assert_all_counted(lines, sent)

    def assert_all_counted(self, lines, reloads):
        dropped = [int(re.search(r"(\d+) lines? could not", line)[1]) for line in lines
                   if "could not be written" in line]
        self.assertTrue(dropped)
        written = [line for line in lines if re.search("reload|stopping|stopped", line)]
        self.assertEqual(len(written) + sum(dropped), reloads + 2)

    def test_lines_that_a_file_does_not_take_are_counted(self):
        """The file of the log reaches a limit, which is raised later."""
        log = self.path("log")
        with open(log, "ab") as output:
            child = self.spawn_broker(stdout=output)
        until(self.serves, "an answer of the broker")
        for limit in (os.path.getsize(log), resource.RLIM_INFINITY):
            resource.prlimit(child.pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
            for _ in range(3):
                child.send_signal(signal.SIGHUP)
                self.assertTrue(self.serves())  # so this signal was handled
        self.stop(child)
        with open(log, encoding="ascii") as lines:
            self.assert_all_counted(list(lines), 6)

    def test_the_json_log_escapes_a_name_once(self):
        with open(self.path("log"), "wb") as output:
            child = self.spawn_broker("--log-format", "json", stdout=output)
        until(self.serves, "an answer of the broker")

        def lines():
            with open(self.path("log"), encoding="utf8") as file:
                return [json.loads(line) for line in file]
        link = next(line["sentence"].split()[-1] for line in lines() if "join link" in line["sentence"])
        for name in ("Zoë", "O'Hara", "孫"):
            subprocess.run([os.path.join(BIN, "indaba-cli"), "chat", "--home", self.path(name), "--name",
                            name, "--server", link], check=True, timeout=PATIENCE_S, input=b"x\n",
                           stdout=subprocess.DEVNULL)
            until(lambda name=name: name in {line["name"] for line in lines()}, name)
        self.stop(child)

    def test_an_order_whose_answer_cannot_be_written_fails(self):
        child = self.spawn_broker(stdout=subprocess.DEVNULL)
        until(self.serves, "an answer of the broker")
        for words in (("status",), ("options",), ("verify",)):
            with self.subTest(words=words), open("/dev/full", "wb") as full:
                done = self.order(*words, stdout=full, stderr=subprocess.PIPE)
                self.assertEqual(done.returncode, 1)
                self.assertIn(b"cannot be written to standard output", done.stderr)
                self.assertEqual(self.order(*words, stdout=full, stderr=full).returncode, 1)
        self.stop(child)

    def test_an_error_without_standard_error_keeps_its_exit_code(self):
        with open("/dev/full", "wb") as full:
            for output in (full, None):
                child = self.spawn("indaba-broker", "status", "--data", self.path("nothing"),
                                   closed="" if output else "2", stderr=output)
                self.assertEqual(child.wait(PATIENCE_S), 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
