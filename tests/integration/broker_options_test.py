"""The options of a broker: from flags, the environment and a file.

INDABA_BIN names the directory with indaba-broker. Every wait is for an event and is bounded.
"""

import os
import re
import signal
import stat
import subprocess
import unittest

from cli_harness import BIN, PATIENCE_S, BrokerTest, Process, free_port_pair

BROKER = os.path.join(BIN, "indaba-broker")


class Options(BrokerTest):
    def start_broker(self, data="data"):
        """Each test starts its own broker."""

    def path(self, *names):
        return os.path.join(self.directory, *names)

    def run_broker(self, *words, cwd=None, **environment):
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith("INDABA_") and name not in ("HOME", "XDG_DATA_HOME")}
        return subprocess.run([BROKER, *words], capture_output=True, text=True, cwd=cwd or self.directory,
                              timeout=PATIENCE_S, check=False, env={**kept, **environment})

    def options(self, *words, **environment):
        """Returns the options in force."""
        done = self.run_broker("options", *words, **environment)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return dict(line.split(" = ", 1) for line in done.stdout.splitlines())

    def start(self, *words, data="data", **environment):
        return self.started(Process([BROKER, "--data", self.path(data), *words],
                                    stdin=subprocess.DEVNULL, environment=environment))

    # ---- directories

    def test_without_a_home_it_asks_for_a_directory(self):
        for environment in ({}, {"HOME": "", "XDG_DATA_HOME": ""}, {"XDG_DATA_HOME": "here"},
                            {"HOME": "here"}):
            with self.subTest(environment=environment):
                done = self.run_broker(**environment)
                self.assertEqual((done.returncode, done.stdout), (1, ""))
                self.assertIn("Name a directory with --data.", done.stderr)
                self.assertEqual(os.listdir(self.directory), [])
        self.assertEqual(self.run_broker("--help").returncode, 0)

    def test_the_name_of_the_directory(self):
        for given, meant in (("/srv/x/", "/srv/x"), ("/srv/x//", "/srv/x"), ("/srv/x/.", "/srv/x"),
                             ("/srv/x/./", "/srv/x"), ("~/x", "/home/ann/x"), ("~", "/home/ann"),
                             ("~/", "/home/ann"), ("x/", "x"), ("x/~", "x/~"), ("/", "/"), (".", ".")):
            for how in ("flag", "environment", "file"):
                with self.subTest(given=given, how=how):
                    environment = {"HOME": "/home/ann"}
                    flags = []
                    if how == "flag":
                        flags = [f"--data={given}"]
                    elif how == "environment":
                        environment["INDABA_DATA"] = given
                    else:
                        with open(self.path("file"), "w", encoding="utf8") as file:
                            file.write(f'data = "{given}"')
                        flags = ["--config", self.path("file")]
                    self.assertEqual(self.options(*flags, **environment)["data"], f'"{meant}"')
        self.assertEqual(self.run_broker("--data", "").returncode, 2)

    def test_a_directory_with_a_slash_at_its_end_is_private(self):
        for number, end in enumerate(("/", "//", "/.", "/./")):
            with self.subTest(end=end):
                broker = self.started(Process([BROKER, "--data", self.path(f"new{number}") + end,
                                               "--port", "0"], stdin=subprocess.DEVNULL))
                broker.out.wait_for("listening on")
                mode = os.stat(self.path(f"new{number}")).st_mode
                self.assertEqual(stat.S_IMODE(mode), 0o700)

    # ---- environment

    def test_an_empty_variable_is_as_good_as_none(self):
        names = ("DATA", "BIND", "PORT", "ACCESS", "HISTORY_FOR_NEW", "LIMIT", "SUPERVISE",
                 "LOG_FORMAT", "LOG_LEVEL", "CONFIG", "PEERS")
        self.assertEqual(self.options(HOME="/home/ann", **{"INDABA_" + name: "" for name in names}),
                         self.options(HOME="/home/ann"))

    def test_several_addresses(self):
        for text in ("127.0.0.1 ::1", "127.0.0.1,::1", " 127.0.0.1, ::1 ,"):
            with self.subTest(text=text):
                bind = '["127.0.0.1", "::1"]'
                self.assertEqual(self.options(HOME="/h", INDABA_BIND=text)["bind"], bind)
                self.assertEqual(self.options("--bind", text, HOME="/h")["bind"], bind)

    def test_the_address_for_other_brokers(self):
        for text in ("192.0.2.7", "192.0.2.7:5002", "[2001:db8::7]:5002"):
            with self.subTest(text=text):
                self.assertEqual(self.options("--journal", "x", "--peers", text, HOME="/h")["peers"], f'"{text}"')
                self.assertEqual(self.options("--journal", "x", HOME="/h", INDABA_PEERS=text)["peers"], f'"{text}"')
        for text in ("", "a.example", "a.example:5002", "0.0.0.0", "192.0.2.7:0", "192.0.2.7:x"):
            with self.subTest(text=text):
                done = self.run_broker("--journal", "x", "--peers", text, HOME="/h")
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn("is no address of this machine.", done.stderr)
        alone = self.run_broker("--peers", "192.0.2.7", HOME="/h")
        self.assertEqual(alone.returncode, 2)
        self.assertIn("--peers requires --journal", alone.stderr)

    # ---- the file

    def config(self, text):
        with open(self.path("broker.toml"), "wb") as file:
            file.write(text)
        return ["--config", self.path("broker.toml")]

    def test_a_file_is_read_as_toml(self):
        text = '\ufeffport = 5_002 # comment\r\nbind = [ "::1",\n "127.0.0.1" ]\nsupervise = true\n'
        found = self.options(*self.config(text.encode()), HOME="/h")
        self.assertEqual((found["port"], found["bind"], found["supervise"]),
                         ("5002", '["::1", "127.0.0.1"]', "true"))

    def test_the_printed_options_are_a_file(self):
        first = self.run_broker("options", "--bind", "::1", "--data", "/srv/a # b, c", "--port", "0")
        second = self.run_broker("options", *self.config(first.stdout.encode()))
        self.assertEqual(second.stdout, first.stdout)

    def test_a_wrong_file_is_told_with_its_line(self):
        file = self.path("broker.toml")
        for text, wrong in ((b"port = 1\nbanana = 2\n", "line 2: There is no option banana"),
                            (b"\n\nport = 99999\n", "line 3: --port: Value 99999 not in range"),
                            (b"port = x", "line 1: "), (b"[broker]\nport = 1", "line 1: Sections"),
                            (b"a b c", "line 1: "), (b"\xff\xfep\0", "line 1: This is no UTF-8"),
                            (b"\naccess = \"all\"", "line 2: --access")):
            with self.subTest(text=text):
                done = self.run_broker(*self.config(text), HOME="/h")
                self.assertEqual(done.returncode, 2)
                self.assertIn(f"{file}, {wrong}", done.stderr)
                self.assertNotIn("INI", done.stderr)
        for name in (self.path("missing.toml"), self.directory):
            done = self.run_broker("--config", name, HOME="/h")
            self.assertEqual(done.returncode, 2)
            self.assertIn(name, done.stderr)

    # ---- addresses

    def addresses(self, *words):
        broker = self.start("--port", str(free_port_pair()), *words)
        broker.out.wait_for("the key is")
        lines = broker.out.matching("listening on")
        broker.child.terminate()
        self.assertEqual(broker.exit_code(), 0)
        return [re.search(r"listening on (\S+):\d+$", line)[1] for line in lines]

    def test_links_name_real_addresses(self):
        everywhere = self.addresses()
        self.assertIn("127.0.0.1", everywhere)
        self.assertEqual(self.addresses("--bind", "::"), everywhere)
        self.assertEqual(self.addresses("--bind", "*"), everywhere)
        self.assertEqual(self.addresses("--bind", "0.0.0.0", "--bind", "::"), everywhere)
        self.assertEqual(self.addresses("--bind", "::", "--bind", "127.0.0.1"), everywhere)
        self.assertEqual(self.addresses("--bind", "0.0.0.0"),
                         [each for each in everywhere if not each.startswith("[")])
        loopback = [each for each in everywhere if each in ("127.0.0.1", "[::1]")]
        for name in ("lo", "localhost"):
            self.assertEqual(self.addresses("--bind", name), loopback)
        self.assertEqual(self.addresses("--bind", "::ffff:127.0.0.1"), ["127.0.0.1"])

    def test_an_invite_names_real_addresses(self):
        broker = self.start("--port", "0", "--bind", "0.0.0.0")
        broker.out.wait_for("the key is")
        done = subprocess.run([BROKER, "invite", "--data", self.path("data")], capture_output=True,
                              text=True, timeout=PATIENCE_S, check=True)
        self.assertIn("indaba://127.0.0.1:", done.stdout)
        self.assertNotIn("0.0.0.0", done.stdout)

    def test_an_address_with_a_port_is_refused_at_once(self):
        for text in ("127.0.0.1:5000", "[::1]:5000", "localhost:5000", "http://localhost", "10.0.0.0/8"):
            with self.subTest(text=text):
                done = self.run_broker("--bind", text, HOME="/h")
                self.assertEqual(done.returncode, 2)
                self.assertIn(f"{text} is no address of a machine. The port is named by --port", done.stderr)

    def test_an_order_without_a_person_or_with_half_a_duration_is_refused(self):
        for words in (["ban", ""], ["rename", "ann", ""], ["rebind", "ann", ""], ["invite", "--expires", "7"]):
            with self.subTest(words=words):
                done = self.run_broker(*words, HOME="/h")
                self.assertEqual((done.returncode, "must be a " in done.stderr), (2, True), done.stderr)

    def test_an_address_that_is_not_there_yet_is_waited_for(self):
        broker = self.start("--port", str(free_port_pair()), "--bind", "203.0.113.9")
        broker.out.wait_for("waiting: Cannot listen at 203.0.113.9:.* Trying again for 60 s$")
        with self.assertRaises(subprocess.TimeoutExpired):
            broker.child.wait(2)
        self.assertEqual(len(broker.out.all()), 1)

    # ---- the lock

    def test_a_broker_waits_for_the_one_that_stops(self):
        first = self.start("--port", str(free_port_pair()), "--supervise")
        first.out.wait_for("the key is")
        pid = int(re.search(r"process (\d+)", first.out.matching("the broker is process")[0])[1])
        os.kill(pid, signal.SIGSTOP)  # as if it still wrote
        first.child.kill()
        second = self.start("--port", str(free_port_pair()), "--supervise")
        with self.assertRaises(subprocess.TimeoutExpired):
            second.child.wait(1)
        os.kill(pid, signal.SIGCONT)
        second.out.wait_for("the key is")

    def test_a_second_broker_is_told_so(self):
        self.start("--port", "0").out.wait_for("the key is")
        second = self.start("--port", "0")
        second.out.wait_for("Another broker uses")
        self.assertEqual(second.exit_code(), 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
