"""Who may connect to a real broker: keys, invites, bans, first contact, and the bytes on the wire.

INDABA_BIN names the directory with indaba-broker and indaba-cli. Every wait is for an event and is
bounded.
"""

import json
import os
import re
import socket
import subprocess
import threading
import time
import unittest

import msgpack
import zmq
import zmq.utils.z85
from zmq.utils.monitor import recv_monitor_message

from cli_harness import BIN, PATIENCE_S, BrokerTest, Process

DENIED = zmq.EVENT_HANDSHAKE_FAILED_AUTH
ADMITTED = zmq.EVENT_HANDSHAKE_SUCCEEDED


class Tap:
    """A proxy between client and broker that records all bytes."""

    def __init__(self, broker_port):
        self.bytes = bytearray()
        self._to = broker_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._sockets = [self._listener]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
                broker = socket.create_connection(("127.0.0.1", self._to))
            except OSError:
                return
            self._sockets += [client, broker]
            for one, other in ((client, broker), (broker, client)):
                threading.Thread(target=self._pass, args=(one, other), daemon=True).start()

    def _pass(self, one, other):
        try:
            while some := one.recv(65536):
                self.bytes += some
                other.sendall(some)
        except OSError:
            pass

    def close(self):
        for each in self._sockets:
            each.close()


class Access(BrokerTest):
    def setUp(self):
        self.flags = []
        super().setUp()
        self.context = zmq.Context()
        self.addCleanup(self.context.destroy, 0)

    # ---- helpers

    def broker_arguments(self):
        return self.flags

    def start_with(self, *flags):
        """Restarts the broker on the same data with other flags."""
        self.end_broker()
        self.flags = list(flags)
        self.start_broker()

    def end_broker(self):
        self.broker.child.terminate()
        self.assertEqual(self.broker.exit_code(), 0)

    def order(self, *words):
        done = subprocess.run(
            [os.path.join(BIN, "indaba-broker"), *words, "--data", os.path.join(
                self.directory, "data")],
            capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        return done.returncode, done.stdout, done.stderr

    def do(self, *words):
        code, out, err = self.order(*words)
        self.assertEqual((code, err), (0, ""), words)
        return out

    def invite(self, *flags):
        links = re.findall(r"indaba://127\.0\.0\.1:\S+", self.do("invite", *flags))
        self.assertEqual(len(links), 1)
        return links[0]

    def account(self, name):
        return self.run_cli(name, "key", "show").out.strip()

    def handshake_result(self, keys=None, server_key=None):
        """Returns the monitor event that ends a handshake with this key pair, and the socket."""
        dealer = self.context.socket(zmq.DEALER)
        self.addCleanup(dealer.close, 0)
        public, secret = keys or zmq.curve_keypair()
        dealer.curve_publickey, dealer.curve_secretkey = public, secret
        dealer.curve_serverkey = server_key or bytes.fromhex(self.link[-64:])
        monitor = dealer.get_monitor_socket(DENIED | ADMITTED |
                                            zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL |
                                            zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL)
        self.addCleanup(dealer.disable_monitor)
        dealer.connect(f"tcp://127.0.0.1:{self.port}")
        self.assertTrue(monitor.poll(PATIENCE_S * 1000), "the handshake did not end")
        return recv_monitor_message(monitor)["event"], dealer

    # ---- encryption

    def test_message_texts_are_encrypted_on_the_wire(self):
        tap = Tap(self.port)
        self.addCleanup(tap.close)
        marker = "MARKER-of-a-message"
        done = self.run_cli("annmarker", "send", marker, port=tap.port)
        self.assertEqual((done.code, done.err), (0, ""))
        self.assertIn(marker, self.texts("annmarker"))
        self.assertGreater(len(tap.bytes), 500)
        for secret in (marker.encode(), b"annmarker", b"broadcast", b"welcome"):
            self.assertNotIn(secret, tap.bytes)

    def test_without_encryption_message_texts_are_readable_on_the_wire(self):
        """The counter-check: without encryption the test above would fail."""
        port = self.start_plain_broker()
        tap = Tap(port)
        self.addCleanup(tap.close)
        done = subprocess.run(
            [os.path.join(BIN, "indaba-cli"), "--insecure-plain", "--server",
             f"127.0.0.1:{tap.port}", "--name", "ann", "--home",
             os.path.join(self.directory, "plain-home"), "send", "MARKER"],
            capture_output=True, timeout=PATIENCE_S, check=False)
        self.assertEqual(done.returncode, 0)
        self.assertIn(b"MARKER", tap.bytes)

    def test_insecure_plain_is_limited_to_loopback(self):
        done = subprocess.run(
            [os.path.join(BIN, "indaba-broker"), "--insecure-plain", "--bind", "0.0.0.0", "--port",
             "0", "--data", os.path.join(self.directory, "plain")],
            capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("--insecure-plain is for this machine only", done.stderr)

    def test_a_peer_without_encryption_gets_no_answer(self):
        dealer = self.context.socket(zmq.DEALER)
        self.addCleanup(dealer.close, 0)
        dealer.connect(f"tcp://127.0.0.1:{self.port}")
        dealer.send(msgpack.packb({"t": "hello", "version": 1, "software": "", "account": b"a" * 32}))
        self.assertFalse(dealer.poll(500))

    # ---- keys

    def test_a_key_that_others_can_read_is_refused_with_a_command_that_fixes_it(self):
        self.end_broker()
        key = os.path.join(self.directory, "data", "key")
        os.chmod(key, 0o644)
        done = subprocess.run([os.path.join(BIN, "indaba-broker"), "--port", "0", "--data",
                               os.path.dirname(key)],
                              capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"chmod 600 {key}", done.stderr)

    def test_a_data_directory_open_to_others_is_refused_with_a_command_that_fixes_it(self):
        self.end_broker()
        data = os.path.join(self.directory, "data")
        os.chmod(data, 0o755)
        done = subprocess.run([os.path.join(BIN, "indaba-broker"), "--port", "0", "--data", data],
                              capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"chmod 700 {data}", done.stderr)

    def test_the_account_is_the_key_whatever_hello_says(self):
        event, dealer = self.handshake_result()
        self.assertEqual(event, ADMITTED)
        dealer.send(msgpack.packb({"t": "hello", "version": 1, "software": "liar",
                                   "account": bytes.fromhex(self.account("victim"))}))
        self.assertTrue(dealer.poll(PATIENCE_S * 1000))
        welcome = msgpack.unpackb(dealer.recv())
        self.assertNotEqual(welcome["account"].hex(), self.account("victim"))

    def test_a_key_is_carried_to_a_second_home_and_is_the_same_account(self):
        self.say("ann", "from the first")
        sealed = os.path.join(self.directory, "ann.key")
        environment = {**os.environ, "INDABA_PASSPHRASE": "correct horse"}

        def key(home, *words, **more):
            return subprocess.run(
                [os.path.join(BIN, "indaba-cli"), "--home", os.path.join(self.directory, home),
                 "key", *words], capture_output=True, text=True, timeout=PATIENCE_S, check=False,
                env={**environment, **more})

        self.assertEqual(key("home-ann", "export", sealed).returncode, 0)
        self.assertEqual(os.stat(sealed).st_mode & 0o777, 0o600)
        self.assertEqual(key("home-ann", "export", sealed).returncode, 1)  # never over a file
        wrong = key("second", "import", sealed, INDABA_PASSPHRASE="wrong")
        self.assertEqual(wrong.returncode, 1)
        self.assertIn("passphrase", wrong.stderr)
        self.assertEqual(key("second", "import", sealed).returncode, 0)
        self.assertEqual(key("second", "show").stdout.strip(), self.account("ann"))
        other = key("home-bob", "show")
        self.assertEqual(other.returncode, 0)
        self.assertEqual(key("home-bob", "import", sealed).returncode, 1)
        self.assertEqual(key("home-bob", "show").stdout, other.stdout)
        seen = self.run_cli("", "history", "--json", home="second")
        self.assertEqual([json.loads(line)["text"] for line in seen.out.splitlines()],
                         ["from the first"])

    # ---- first contact

    def test_an_unknown_broker_key_needs_confirmation(self):
        plain = [os.path.join(BIN, "indaba-cli"), "--server", f"127.0.0.1:{self.port}", "--name",
                 "ann", "--home", os.path.join(self.directory, "new-home")]

        def send(*flags):
            return subprocess.run([*plain, *flags, "send", "hi"], capture_output=True, text=True,
                                  timeout=PATIENCE_S, check=False)

        first = send()
        self.assertEqual(first.returncode, 3)
        fingerprint = self.broker.out.matching("the key is ")[0].split("the key is ")[1]
        self.assertIn(fingerprint, first.stderr)
        self.assertIn("--trust", first.stderr)
        self.assertEqual(send("--trust").returncode, 0)
        self.assertEqual(send().returncode, 0)  # known from now on

    def test_a_changed_broker_key_is_never_trusted_automatically(self):
        self.say("ann", "one")
        self.end_broker()
        os.remove(os.path.join(self.directory, "data", "key"))
        os.remove(os.path.join(self.directory, "key"))
        trusted = self.link
        self.start_broker("--new-key")
        for server in (f"127.0.0.1:{self.port}", trusted, self.link):
            for flags in ((), ("--trust",)):
                done = subprocess.run(
                    [os.path.join(BIN, "indaba-cli"), "--server", server, "--home",
                     os.path.join(self.directory, "home-ann"), *flags, "send", "two"],
                    capture_output=True, text=True, timeout=PATIENCE_S, check=False)
                self.assertIn(done.returncode, (1, 3))
                self.assertIn("has changed", done.stderr)
                self.assertEqual(len(re.findall(r"(?:\d{5} ){11}\d{5}", done.stderr)), 2)
        self.assertEqual(self.texts("clerk"), ["one"])

    def test_unreachable_wrong_key_and_not_allowed_have_distinct_errors(self):
        self.do("ban", self.account("bob"))
        denied = self.run_cli("bob", "send", "x")
        self.assertEqual((denied.code, "does not let you in" in denied.err), (3, True), denied.err)
        self.end_broker()
        nobody = self.run_cli("bob", "send", "x")
        self.assertEqual((nobody.code, "No server is listening there" in nobody.err), (3, True))

    def test_a_broker_that_does_not_announce_is_joined_by_link_alone(self):
        self.start_with("--no-announce")
        self.assertEqual(self.run_cli("ann", "send", "by link").code, 0)
        done = subprocess.run(
            [os.path.join(BIN, "indaba-cli"), "--server", f"127.0.0.1:{self.port}", "--name", "cat",
             "--home", os.path.join(self.directory, "cat"), "--trust", "send", "x"],
            capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        self.assertEqual(done.returncode, 3)
        self.assertIn("join link", done.stderr)

    # ---- admission

    def test_an_unknown_key_is_rejected_with_access_closed_or_invite(self):
        for access in ("closed", "invite"):
            self.start_with("--access", access)
            for _ in range(20):
                self.assertEqual(self.handshake_result()[0], DENIED)
        self.start_with("--access", "nearby")
        self.assertEqual(self.handshake_result()[0], ADMITTED)  # this machine is near

    def test_an_allowed_key_is_admitted(self):
        self.start_with("--access", "closed")
        self.assertEqual(self.run_cli("ann", "send", "no").code, 3)
        self.do("allow", self.account("ann"))
        self.assertEqual(self.run_cli("ann", "send", "yes").code, 0)
        self.do("ban", "ann")
        self.assertEqual(self.run_cli("ann", "send", "no").code, 3)
        self.do("unban", "ann")  # gives back what the ban took
        self.assertEqual(self.run_cli("ann", "send", "again").code, 0)
        self.start_with("--access", "closed")
        self.assertEqual(self.run_cli("ann", "send", "still").code, 0)

    def test_an_invite_can_be_used_as_often_as_it_allows(self):
        self.start_with("--access", "invite")
        link = self.invite("--uses", "2")
        for name, code in (("ann", 0), ("bob", 0), ("cat", 3), ("ann", 0)):
            done = self.run_with_link(link, name)
            self.assertEqual(done.returncode, code, (name, done.stderr))
        self.assertIn("used up", self.run_with_link(link, "dan").stderr)
        self.start_with("--access", "invite")
        self.assertEqual(self.run_with_link(link, "cat").returncode, 3)
        self.assertEqual(self.run_cli("bob", "send", "still").code, 0)

    def test_an_invite_does_not_work_after_it_expires(self):
        self.start_with("--access", "invite")
        link = self.invite("--uses", "9", "--expires", "1s")
        time.sleep(1.1)  # the test needs the time to pass
        self.assertEqual(self.run_with_link(link, "ann").returncode, 3)

    def test_an_invite_key_cannot_read_anything(self):
        self.say("ann", "not for strangers")
        self.start_with("--access", "invite")
        secret = self.invite().rsplit("/", 1)[1]
        secret = zmq.utils.z85.encode(bytes.fromhex(secret))
        event, dealer = self.handshake_result((zmq.curve_public(secret), secret))
        self.assertEqual(event, ADMITTED)

        def ask(**message):
            dealer.send(msgpack.packb(message))
            self.assertTrue(dealer.poll(PATIENCE_S * 1000), message)
            return msgpack.unpackb(dealer.recv())

        welcome = ask(t="hello", version=1, software="guest")
        self.assertEqual(welcome["t"], "welcome")
        for message in (dict(t="join", nonce=welcome["nonce"], name="guest"), dict(t="who", request=1),
                        dict(t="history", request=1, conversation=bytes(16), limit=9), dict(t="sync"),
                        dict(t="broadcast", id=bytes(16), room=bytes(16), kind="text", body=b"x")):
            self.assertEqual(ask(**message)["code"], "enrol_only", message)

    def test_a_ban_disconnects_within_a_second_and_survives_a_restart(self):
        bob = self.chat("bob")
        begun = time.monotonic()
        self.do("ban", "bob")
        bob.out.wait_for("banned")
        self.assertEqual(bob.exit_code(), 1)
        self.assertLess(time.monotonic() - begun, 5)  # 1 s is measured by tests/bench
        self.assertEqual(self.run_cli("bob", "send", "x").code, 3)
        self.start_with()
        self.assertEqual(self.run_cli("bob", "send", "x").code, 3)
        self.do("unban", "bob")
        self.assertEqual(self.run_cli("bob", "send", "again").code, 0)

    def test_a_kicked_account_can_rejoin(self):
        bob = self.chat("bob")
        self.do("kick", "bob")
        bob.out.wait_for("has disconnected you")
        self.assertEqual(bob.exit_code(), 1)
        self.assertEqual(self.run_cli("bob", "send", "back").code, 0)

    # ---- operators

    def test_only_operators_can_send_orders_from_a_client(self):
        ann, bob = self.chat("ann"), self.chat("bob")
        ann.out.wait_for("bob")
        bob.out.wait_for("ann")
        bob.type("/kick ann")
        bob.out.wait_for("Refused: Only an operator may do that")
        self.do("op", "ann")
        ann.type("/rename bob robert")
        ann.out.wait_for("^Done")
        for chat in (ann, bob):
            chat.out.wait_for("bob is now robert")
        ann.type("/ban robert")
        bob.out.wait_for("banned")
        ann.out.wait_for("^robert left")
        self.assertIn("ann", self.do("who"))

    # ---- names

    def test_only_rebind_moves_a_name_and_everybody_is_notified(self):
        self.say("bob", "mine")
        new = self.account("bobs-new-machine")
        ann = self.chat("ann")
        self.assertEqual(self.run_cli("bobs-new-machine", "send", "x").code, 0)
        stolen = self.run_cli("bob", "send", "x", home="thief")
        self.assertEqual((stolen.code, "has this name" in stolen.err), (1, True))
        self.do("rebind", "bob", new)
        ann.out.wait_for("WARNING.*bob")
        retired = self.run_cli("bob", "send", "as the old one")
        self.assertEqual(retired.code, 1)
        self.assertIn("retired", retired.err)
        self.assertEqual(self.run_cli("bob", "send", "as the new one", home="home-bobs-new-machine")
                         .code, 0)
        ann.out.wait_for(r"bob: as the new one$")
        self.start_with()
        self.assertEqual(self.run_cli("bob", "send", "x").code, 1)
        said = [(entry["from"], entry["text"]) for entry in self.history("ann")
                if entry["kind"] == "text"]
        self.assertIn(("bob (old key)", "mine"), said)

    def test_history_for_new_limits_what_a_new_account_can_read(self):
        self.say("ann", *[str(number) for number in range(5)])
        self.start_with("--history-for-new", "2")
        self.assertEqual(self.texts("new"), ["3", "4"])
        self.start_with("--history-for-new", "none")
        self.assertEqual(self.texts("newer"), [])
        self.assertEqual(self.texts("new"), ["3", "4"])
        self.assertEqual(len(self.texts("ann")), 5)

    # ---- many behind one address

    def test_300_accounts_behind_one_address_reconnect_after_a_restart(self):
        load = self.started(Process(
            [os.path.join(BIN, "indaba-load"), "--server", self.link, "--clients", "300",
             "--senders", "2", "--rate", "10", "--seconds", "12", "--json"],
            stdin=subprocess.DEVNULL, errors_apart=True))
        deadline = time.monotonic() + 60
        while "connections   300" not in self.do("status"):
            self.assertLess(time.monotonic(), deadline)
        self.kill_broker()
        begun = time.monotonic()
        self.start_broker()
        while "connections   300" not in self.do("status"):
            self.assertLess(time.monotonic() - begun, 20)  # 10 s is the promise, see tests/bench
        load.close()

    def run_with_link(self, link, name):
        return subprocess.run(
            [os.path.join(BIN, "indaba-cli"), "--server", link, "--name", name, "--home",
             os.path.join(self.directory, "home-" + name), "send", "hello from " + name],
            capture_output=True, text=True, timeout=PATIENCE_S, check=False)


def load_tests(loader, _tests, _pattern):
    """Leaves out the tests of the line client, which this file imports."""
    suite = unittest.TestSuite()
    own = [name for name in loader.getTestCaseNames(Access) if name in Access.__dict__]
    suite.addTests(Access(name) for name in own)
    return suite


if __name__ == "__main__":
    unittest.main()
