"""`indaba-cli send`: what is stored, and the exit codes that scripts rely on."""

import json
import os
import re
import select
import signal
import subprocess
import time
import unittest

from cli_harness import BIN, PATIENCE_S, BrokerTest, Proxy

MAX_TEXT = 16 * 1024


def wait_until_it_sleeps(pid, reading):
    """Waits until the process sleeps and `reading` holds nothing that it could read."""
    while True:
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            sleeps = "S (sleeping)" in status.read()
        if sleeps and not select.select([reading], [], [], 0)[0]:
            return
        time.sleep(0.01)


class SendTest(BrokerTest):
    def test_send_prints_nothing_when_the_message_is_stored(self):
        self.assertEqual(self.run_cli("ann", "send", "hi"), (0, "", ""))
        self.assertEqual(self.run_cli("ann", "send", "-", stdin=b"two\nlines\n"), (0, "", ""))
        self.assertEqual(self.run_cli("ann", "send", "--room", "#lobby", "again"), (0, "", ""))
        self.assertEqual(self.texts("ann"), ["hi", "two\nlines", "again"])

    def test_send_stores_each_text_exactly_as_given(self):
        texts = ["{}", "[]", "[a,b]", "a=b", "'quoted'", "who", "chat", "%s", " spaces ", "ünï 🎉"]
        self.say("ann", *texts)
        self.assertEqual(self.run_cli("ann", "send", "--", "--dashes").code, 0)
        self.assertEqual(self.texts("ann"), texts + ["--dashes"])

    def test_send_makes_every_line_break_a_line_feed(self):
        for break_ in ("\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"):
            text = f"one{break_}two{break_}"
            self.assertEqual(self.run_cli("ann", "send", "-", stdin=text.encode()).code, 0)
        self.assertEqual(set(self.texts("ann")), {"one\ntwo"})

    def test_send_waits_for_standard_input_that_does_not_block(self):
        reading, writing = os.pipe()
        os.set_blocking(reading, False)
        send = subprocess.Popen(self.arguments("ann", "send", "-"), stdin=reading)
        os.write(writing, b"first part ")
        # The first part has been read, and the next read found nothing, when it sleeps.
        wait_until_it_sleeps(send.pid, reading)
        os.write(writing, b"second part")
        os.close(writing)
        self.assertEqual(send.wait(PATIENCE_S), 0)
        os.close(reading)
        self.assertEqual(self.texts("ann"), ["first part second part"])

    def test_send_refuses_standard_input_that_cannot_be_read(self):
        directory = os.open("/", os.O_RDONLY)
        done = subprocess.run(self.arguments("ann", "send", "-"), stdin=directory, timeout=PATIENCE_S,
                              capture_output=True, check=False)
        os.close(directory)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"cannot be read", done.stderr)

    def test_fifty_sends_at_once_from_one_home_are_all_stored(self):
        self.say("ann", "first")
        senders = [subprocess.Popen(self.arguments("ann", "send", "--timeout", "60", str(number)))
                   for number in range(50)]
        self.assertEqual([sender.wait(60) for sender in senders], [0] * 50)
        self.assertEqual(len(self.texts("ann", "--limit", "100")), 51)

    def test_send_refuses_to_speak_as_an_account_with_another_name(self):
        self.say("ann", "mine")
        as_bot = self.arguments("bot", "send", "from the bot", home="home-ann")
        refused = subprocess.run(as_bot, capture_output=True, timeout=PATIENCE_S, check=False)
        self.assertEqual((refused.returncode, refused.stdout), (1, b""))
        self.assertIn(b"--any-name", refused.stderr)
        self.assertEqual(self.texts("ann"), ["mine"])
        self.assertEqual(self.run_cli("ann", "send", "same name").code, 0)
        subprocess.run([*as_bot, "--any-name"], timeout=PATIENCE_S, check=True)
        self.assertEqual(self.texts("ann"), ["mine", "same name", "from the bot"])

    def test_a_server_in_other_letters_or_as_it_was_pasted_is_the_same_server(self):
        self.say("ann", "first")
        key = self.link[self.link.index("#") + 1:]
        for server in (f"LocalHost:{self.port}", f" localhost:{self.port}\n", f"<LOCALHOST:{self.port}>",
                       f"<indaba://LOCALHOST:{self.port}/%23{key}>.", f"\"{self.link}\","):
            if "indaba" not in server:  # learn the key of localhost once, by a link
                known = f"indaba://localhost:{self.port}/#{key}"
                subprocess.run([os.path.join(BIN, "indaba-cli"), "--home",
                                os.path.join(self.directory, "home-ann"), "--server", known, "send",
                                "by link"], timeout=PATIENCE_S, check=True)
            done = subprocess.run([os.path.join(BIN, "indaba-cli"), "--home",
                                   os.path.join(self.directory, "home-ann"), "--server", server,
                                   "send", "again"], capture_output=True, timeout=PATIENCE_S,
                                  check=False)
            self.assertEqual((done.returncode, done.stderr), (0, b""), server)

    def test_send_prints_the_entry_as_json(self):
        done = self.run_cli("ann", "send", "--json", "hi")
        self.assertEqual((done.code, done.err), (0, ""))
        self.assertEqual([json.loads(done.out)], self.history("ann"))

    def test_send_exits_with_1_when_the_message_is_refused(self):
        for arguments, stdin in (
                (("--to", "nobody", "hi"), b""),
                (("--room", "#nowhere", "hi"), b""),
                (("",), b""),
                (("-",), b"\xff\xfe"),
        ):
            done = self.run_cli("ann", "send", *arguments, stdin=stdin)
            self.assertEqual((done.code, done.out), (1, ""), arguments)
            self.assertNotEqual(done.err, "")
        self.assertEqual(self.history("ann"), [])

    def test_a_text_of_16_kib_is_stored_and_a_longer_one_refused(self):
        longest = b"x" * MAX_TEXT
        self.assertEqual(self.run_cli("ann", "send", "-", stdin=longest).code, 0)
        self.assertEqual(self.run_cli("ann", "send", "-", stdin=longest + b"\n").code, 0)
        done = self.run_cli("ann", "send", "-", stdin=longest + b"x")
        self.assertEqual(done.code, 1)
        self.assertIn("longer than 16384 bytes", done.err)
        self.assertEqual(self.texts("ann"), [longest.decode()] * 2)

    def test_send_exits_with_2_when_the_command_line_is_wrong(self):
        for arguments in ((), ("a", "b"), ("--id", "xyz", "hi"), ("--timeout", "soon", "hi"),
                          ("--room", "#lobby", "--to", "bob", "hi")):
            done = self.run_cli("ann", "send", *arguments)
            self.assertEqual((done.code, done.out), (2, ""), arguments)
            self.assertNotEqual(done.err, "")
        nameless = subprocess.run(
            [os.path.join(BIN, "indaba-cli"), "--server", self.link, "--home",
             os.path.join(self.directory, "nameless"), "send", "hi"],
            capture_output=True, timeout=PATIENCE_S, check=False)
        self.assertEqual(nameless.returncode, 2)
        self.assertIn(b"--name", nameless.stderr)
        self.assertEqual(self.history("ann"), [])

    def test_send_exits_with_3_when_the_broker_is_down(self):
        self.kill_broker()
        done = self.run_cli("ann", "send", "hi")
        self.assertEqual((done.code, done.out), (3, ""))
        self.assertIn("Could not connect", done.err)

    def test_send_exits_with_3_when_the_broker_does_not_answer(self):
        self.broker.child.send_signal(signal.SIGSTOP)
        done = self.run_cli("ann", "send", "hi")
        self.broker.child.send_signal(signal.SIGCONT)
        self.assertEqual((done.code, done.out), (3, ""))
        self.assertEqual(self.history("ann"), [])

    def test_send_exits_with_4_without_a_receipt_and_a_resend_is_stored_once(self):
        self.kill_broker()
        port = self.start_plain_broker()  # the proxy must find the text in the bytes
        proxy = Proxy(port, b"did you get this")
        self.addCleanup(proxy.close)
        plain = [os.path.join(BIN, "indaba-cli"), "--insecure-plain", "--name", "ann", "--home",
                 os.path.join(self.directory, "home-ann")]
        at = lambda port, *more: subprocess.run(
            [*plain, "--server", f"127.0.0.1:{port}", *more], capture_output=True,
            timeout=PATIENCE_S, check=False)
        done = at(proxy.port, "send", "--timeout", "2", "did you get this")
        self.assertEqual((done.returncode, done.stdout), (4, b""))
        message_id = re.search(rb"--id ([0-9a-f]{32})", done.stderr).group(1).decode()
        again = at(port, "send", "--json", "--id", message_id, "did you get this")
        self.assertEqual((again.returncode, again.stderr), (0, b""))
        self.assertEqual(json.loads(again.stdout)["id"], message_id)
        said = [json.loads(line)["text"] for line in
                at(port, "history", "--json").stdout.splitlines()]
        self.assertEqual(said, ["did you get this"])

    def test_an_id_is_stored_once_and_refused_for_another_text(self):
        message_id = "0123456789abcdef" * 2
        for _ in range(3):
            self.assertEqual(self.run_cli("ann", "send", "--id", message_id, "once").code, 0)
        other = self.run_cli("ann", "send", "--id", message_id, "something else")
        self.assertEqual(other.code, 1)
        entries = self.history("ann")
        self.assertEqual([(e["id"], e["text"]) for e in entries], [(message_id, "once")])


if __name__ == "__main__":
    unittest.main(verbosity=2)
