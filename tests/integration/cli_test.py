"""The line client against a real broker, driven as people and scripts drive it.

INDABA_BIN names the directory with indaba-broker and indaba-cli. Standard library only; every wait
is for something to happen and is bounded.
"""

import collections
import json
import os
import pty
import random
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

BIN = os.environ.get("INDABA_BIN", os.path.join(os.getcwd(), "build", "release", "bin"))
PATIENCE_S = 20
MAX_TEXT = 16 * 1024


class Lines:
    """Collects the lines of a stream; waits until one of them has what is looked for."""

    def __init__(self, stream):
        self._lines = []
        self._ended = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._read, args=(stream,), daemon=True)
        self._thread.start()

    def _read(self, stream):
        try:
            for line in iter(stream.readline, b""):
                with self._changed:
                    self._lines.append(line.decode().rstrip("\n"))
                    self._changed.notify_all()
        except (OSError, ValueError):
            pass
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def all(self):
        with self._changed:
            return list(self._lines)

    def matching(self, pattern):
        return [line for line in self.all() if re.search(pattern, line)]

    def wait_for(self, pattern, count=1):
        deadline = time.monotonic() + PATIENCE_S
        with self._changed:
            while True:
                found = [line for line in self._lines if re.search(pattern, line)]
                if len(found) >= count:
                    return found[count - 1]
                left = deadline - time.monotonic()
                if left <= 0 or self._ended:
                    raise AssertionError(f"no {pattern!r} ({count} times) in {self._lines}")
                self._changed.wait(left)

    def join(self):
        self._thread.join(PATIENCE_S)
        return self.all()


class Process:
    """A child with its lines of output (and errors, in the same list)."""

    def __init__(self, arguments, stdin=subprocess.PIPE, errors_apart=False, environment=None):
        self.child = subprocess.Popen(
            arguments, stdin=stdin, stdout=subprocess.PIPE, env={**os.environ, **(environment or {})},
            stderr=subprocess.PIPE if errors_apart else subprocess.STDOUT)
        self.out = Lines(self.child.stdout)
        self.err = Lines(self.child.stderr) if errors_apart else self.out

    def type(self, *lines):
        for line in lines:
            self.child.stdin.write(line.encode() + b"\n")
        self.child.stdin.flush()

    def end_of_input(self):
        self.child.stdin.close()
        return self.exit_code()

    def exit_code(self):
        code = self.child.wait(PATIENCE_S)
        self.out.join()
        return code

    def close(self):
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGCONT)
            self.child.kill()
        self.child.wait(PATIENCE_S)
        self.out.join()
        for stream in (self.child.stdin, self.child.stdout, self.child.stderr):
            if stream:
                try:
                    stream.close()
                except OSError:
                    pass


def join_link(broker):
    """Of a broker that has just started, for this machine."""
    line = broker.out.wait_for(r"join link indaba://127\.0\.0\.1:\d+/#[0-9a-f]{64}$")
    return re.search(r"indaba://\S+", line).group(0)


def port_of(link):
    return int(re.search(r":(\d+)/#", link).group(1))


def at_port(link, port):
    """The same broker, reached through another port."""
    return re.sub(r":\d+/#", f":{port}/#", link)


def free_port_pair():
    """Free, and the next one too; below those that the system gives to connections, so that both
    are still free when a broker comes back to them."""
    while True:
        port = random.randrange(10_240, 32_000, 2)
        try:
            for each in (port, port + 1):
                socket.create_server(("", each)).close()
            return port
        except OSError:
            pass


class Proxy:
    """Between client and broker; goes deaf, both ways, once the client has said `trigger` and the
    broker has it."""

    def __init__(self, broker_port, trigger):
        self._trigger = trigger
        self._broker_port = broker_port
        self._deaf = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._sockets = [self._listener]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
                broker = socket.create_connection(("127.0.0.1", self._broker_port))
            except OSError:
                return
            self._sockets += [client, broker]
            threading.Thread(target=self._to_broker, args=(client, broker), daemon=True).start()
            threading.Thread(target=self._to_client, args=(broker, client), daemon=True).start()

    def _to_broker(self, client, broker):
        seen = b""
        try:
            while bytes_ := client.recv(65536):
                seen = (seen + bytes_)[-200000:]
                if self._trigger in seen:
                    self._deaf.set()
                broker.sendall(bytes_)
        except OSError:
            pass

    def _to_client(self, broker, client):
        try:
            while bytes_ := broker.recv(65536):
                if not self._deaf.is_set():
                    client.sendall(bytes_)
        except OSError:
            pass

    def close(self):
        for each in self._sockets:
            each.close()


Ended = collections.namedtuple("Ended", "code out err")


class BrokerTest(unittest.TestCase):
    """A broker, and clients to talk to it."""

    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix="indaba-cli-test-")
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)
        self.broker = None
        self.port = free_port_pair()
        self.start_broker()

    # ---- what the tests are made of

    def start_broker(self, data="data"):
        """Always under the same key: another journal is not yet another broker."""
        data, key = os.path.join(self.directory, data), os.path.join(self.directory, "key")
        if os.path.exists(key) and not os.path.exists(data):
            os.mkdir(data, 0o700)
            shutil.copy(key, data)
        self.broker = self.started(Process(
            [os.path.join(BIN, "indaba-broker"), "--data", data, "--port", str(self.port),
             "--limit", "posts=200+500/s",  # hundreds of lines are asked to slow down, and soon go on
             *self.broker_arguments()], stdin=subprocess.DEVNULL))
        self.link = join_link(self.broker)
        shutil.copy(os.path.join(data, "key"), key)
        self.port = port_of(self.link)

    def broker_arguments(self):
        return []

    def start_plain_broker(self):
        self.broker = self.started(Process(
            [os.path.join(BIN, "indaba-broker"), "--insecure-plain", "--port", "0", "--data",
             os.path.join(self.directory, "plain")], stdin=subprocess.DEVNULL))
        line = self.broker.out.wait_for(r"listening on 127\.0\.0\.1:\d+$")
        return int(re.search(r":(\d+)$", line).group(1))

    def kill_broker(self):
        self.broker.child.kill()
        self.broker.child.wait(PATIENCE_S)

    def started(self, process):
        self.addCleanup(process.close)
        return process

    def arguments(self, name, *more, port=None, home=None):
        server = at_port(self.link, port) if port else self.link
        return [os.path.join(BIN, "indaba-cli"), "--server", server,
                "--home", os.path.join(self.directory, home or "home-" + name), "--name", name,
                *more]

    def chat(self, name, **options):
        chat = self.started(Process(self.arguments(name, "chat", **options)))
        chat.out.wait_for("You are ")
        return chat

    def tail(self, name, *more):
        tail = self.started(Process(self.arguments(name, "tail", "--json", *more),
                                    stdin=subprocess.DEVNULL, errors_apart=True))
        return tail

    def run_cli(self, name, *more, stdin=b"", **options):
        done = subprocess.run(self.arguments(name, *more, **options), input=stdin,
                              capture_output=True, timeout=PATIENCE_S + 20, check=False)
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())

    def history(self, name, *more):
        done = self.run_cli(name, "history", "--json", *more)
        self.assertEqual((done.code, done.err), (0, ""))
        return [json.loads(line) for line in done.out.splitlines()]

    def texts(self, name, *more):
        return [entry["text"] for entry in self.history(name, *more)]

    def say(self, name, *texts):
        for text in texts:
            self.assertEqual(self.run_cli(name, "send", text), (0, "", ""))


class LineClientTest(BrokerTest):
    # ---- chat

    def test_two_people_talk_and_see_each_other_come_and_go(self):
        ann = self.chat("ann")
        bob = self.chat("bob")
        ann.out.wait_for(r"^bob joined\.$")
        ann.type("hi bob")
        bob.out.wait_for(r"^\[\d\d:\d\d\] ann: hi bob$")
        ann.out.wait_for(r"^\[\d\d:\d\d\] ann: hi bob$")
        bob.type("hi ann")
        ann.out.wait_for(r"^\[\d\d:\d\d\] bob: hi ann$")
        ann.type("/who")
        ann.out.wait_for(r"^2 here: ann \(you\), bob$")
        bob.type("/quit")
        self.assertEqual(bob.exit_code(), 0)
        ann.out.wait_for(r"^bob left\.$")
        self.assertEqual(ann.end_of_input(), 0)

    def test_a_whisper_reaches_both_ends_and_nobody_else(self):
        ann, bob, eve = self.chat("ann"), self.chat("bob"), self.chat("eve")
        ann.type("/w BOB psst", "/w nobody psst", "that is all")
        bob.out.wait_for(r"^\[\d\d:\d\d\] ann whispers: psst$")
        ann.out.wait_for(r"^\[\d\d:\d\d\] you whisper to bob: psst$")
        ann.out.wait_for(r"^Nobody is called nobody\. Not sent: psst$")
        for each in (ann, bob, eve):
            each.out.wait_for("that is all$")
        self.assertEqual(eve.out.matching("psst"), [])
        whispers = self.history("bob", "--with", "ann")
        self.assertEqual([(w["conversation"], w["with"], w["from"], w["text"]) for w in whispers],
                         [(None, "ann", "ann", "psst")])

    def test_a_whisper_to_one_who_is_away_waits_unread(self):
        self.assertEqual(self.chat("bob").end_of_input(), 0)
        self.assertEqual(self.run_cli("ann", "send", "--to", "bob", "for later").code, 0)
        bob = self.chat("bob")
        bob.out.wait_for(r"^Unread whispers with ann: 1$")
        bob.out.wait_for(r"ann whispers: for later$")
        self.assertEqual(bob.end_of_input(), 0)
        again = self.chat("bob")
        self.assertEqual(again.end_of_input(), 0)
        self.assertEqual(again.out.matching("Unread|for later"), [])

    def test_only_texts_are_said(self):
        ann = self.chat("ann")
        ann.type("", "   ", "/nonsense secret", "//slash", "plain", "/help", "/w bob")
        ann.out.wait_for(r"There is no command /nonsense")
        ann.out.wait_for(r"ann: plain$")
        self.assertEqual(ann.end_of_input(), 0)
        self.assertEqual(self.texts("ann"), ["/slash", "plain"])

    def test_piped_lines_are_stored_in_order_before_it_ends(self):
        lines = [f"line {number}" for number in range(600)]
        done = self.run_cli("ann", stdin="\n".join(lines).encode())
        self.assertEqual(done.code, 0, done)
        self.assertEqual(self.texts("ann", "--after", "0", "--limit", "1000"), lines)

    def test_the_newest_page_is_shown_at_the_start(self):
        self.say("bob", "before you came")
        ann = self.chat("ann")
        ann.out.wait_for(r"bob: before you came$")

    def test_a_new_name_is_told_to_all(self):
        ann, bob = self.chat("ann"), self.chat("bob")
        ann.out.wait_for("bob joined")
        bob.type("/name bobby")
        ann.out.wait_for(r"^bob is now bobby\.$")
        bob.out.wait_for(r"^bob is now bobby\.$")
        bob.type("/name ann", "still here")
        bob.out.wait_for("Refused: ")
        ann.out.wait_for(r"bobby: still here$")

    def test_the_given_name_yields_to_the_one_the_account_has(self):
        self.assertEqual(self.chat("ann").end_of_input(), 0)
        other = self.chat("other", home="home-ann")
        other.out.wait_for(r"This account is already named ann: the name other is ignored")
        other.out.wait_for(r"^You are ann,")

    def test_a_name_that_is_taken_or_looks_like_one_is_refused(self):
        self.assertEqual(self.chat("paypal").end_of_input(), 0)
        for number, name in enumerate(["PayPal", "\u0440\u0430ypal", "two words", "x" * 33]):
            done = self.run_cli(name, "chat", home=f"other-{number}")
            self.assertEqual(done.code, 1, name)
            self.assertIn("Refused: ", done.err)
        for number, name in enumerate(["\u0440\u0430ypal", "a\u202eb"]):
            done = self.run_cli(name, "send", "hi", home=f"other-{number}")
            self.assertEqual(done.code, 1, name)
            self.assertIn("Refused: ", done.err)

    def test_on_a_terminal_a_refused_name_is_asked_for_again(self):
        self.assertEqual(self.chat("ann").end_of_input(), 0)
        terminal, theirs = pty.openpty()
        self.addCleanup(os.close, terminal)
        chat = self.started(Process(self.arguments("ann", "chat", home="home-two"), stdin=theirs))
        os.close(theirs)
        chat.out.wait_for("Your name")
        os.write(terminal, b"anna\n")
        chat.out.wait_for(r"^You are anna,")
        os.write(terminal, b"hi\n")
        chat.out.wait_for(r"anna: hi$")
        chat.child.send_signal(signal.SIGINT)
        self.assertEqual(chat.exit_code(), 0)

    def test_a_home_has_one_chat_at_a_time(self):
        self.chat("ann")
        second = self.run_cli("ann", "chat")
        self.assertEqual(second.code, 1)
        self.assertIn("Another indaba already runs in this home", second.err)

    def test_a_chat_without_a_server_and_nothing_to_keep_ends(self):
        self.kill_broker()
        done = self.run_cli("ann", "chat", stdin=b"hi\n")
        self.assertEqual(done.code, 3)
        self.assertIn("Could not connect", done.err)

    # ---- losing the broker

    def test_lines_typed_while_the_broker_is_dead_arrive_once_and_in_order(self):
        ann, bob = self.chat("ann"), self.chat("bob")
        ann.type(*[f"before {n}" for n in range(20)])
        bob.out.wait_for("ann: before 19$")
        ann.type(*[f"during {n}" for n in range(20)])
        self.kill_broker()
        for each in (ann, bob):
            each.out.wait_for(r"^Server disconnected\. ")
        ann.type(*[f"dead {n}" for n in range(20)])
        self.start_broker()
        ann.out.wait_for(r"^Server connected again\.")
        ann.type("alive")
        said = [f"{part} {n}" for part in ("before", "during", "dead") for n in range(20)]
        said.append("alive")
        for each in (ann, bob):
            each.out.wait_for("ann: alive$")
            shown = [line.split("ann: ")[1] for line in each.out.matching(r"\] ann: ")]
            self.assertEqual(shown, said)
            self.assertEqual(len(each.out.matching("Server disconnected")), 1)
        self.assertEqual(self.texts("bob", "--after", "0", "--limit", "1000"), said)

    def test_what_has_no_receipt_is_kept_and_sent_the_next_time(self):
        ann = self.chat("ann")
        ann.type("one")
        ann.out.wait_for("ann: one$")
        self.kill_broker()
        ann.out.wait_for("Server disconnected")
        ann.type("two", "three", "/quit")
        self.assertEqual(ann.exit_code(), 4)
        self.assertEqual(ann.out.matching("sent again the next time")[:1], [
            "Without a receipt; kept, and sent again the next time:"])
        self.start_broker()
        again = self.chat("ann")
        again.out.wait_for("and sent again:")
        again.out.wait_for("ann: three$")
        self.assertEqual(again.end_of_input(), 0)
        self.assertEqual(self.texts("ann"), ["one", "two", "three"])

    def test_another_server_in_its_place_gets_nothing_that_waited(self):
        ann = self.chat("ann")
        ann.type("one")
        ann.out.wait_for("ann: one$")
        self.kill_broker()
        ann.out.wait_for("Server disconnected")
        ann.type("secret of the old server")
        self.start_broker("other-data")
        ann.out.wait_for("This is another server")
        ann.out.wait_for("^    secret of the old server$")
        ann.type("hello new one")
        ann.out.wait_for("ann: hello new one$")
        self.assertEqual(ann.end_of_input(), 0)
        self.assertEqual(self.texts("ann"), ["hello new one"])
        self.kill_broker()
        self.start_broker()
        back = self.chat("ann")
        back.out.wait_for("ann: secret of the old server$")
        self.assertEqual(back.end_of_input(), 0)

    def set_back(self):
        """The journal as it was before, and then something else said."""
        self.kill_broker()
        shutil.rmtree(os.path.join(self.directory, "data"))
        os.rename(os.path.join(self.directory, "backup"), os.path.join(self.directory, "data"))
        self.start_broker()

    def back_up(self):
        self.kill_broker()
        shutil.copytree(os.path.join(self.directory, "data"),
                        os.path.join(self.directory, "backup"),
                        ignore=shutil.ignore_patterns("control"))
        self.start_broker()

    def test_a_journal_that_was_set_back_is_told_and_read_anew(self):
        self.say("bob", "kept")
        self.back_up()
        ann = self.chat("ann")
        self.say("bob", "lost", "lost too")
        ann.out.wait_for("bob: lost too$")
        self.set_back()
        ann.out.wait_for(r"^WARNING: .* #lobby")
        ann.out.wait_for("bob: kept$", count=2)
        self.say("bob", "new")
        ann.out.wait_for("bob: new$")
        ann.type("me too")
        ann.out.wait_for("ann: me too$")
        self.assertEqual(len(ann.out.matching("WARNING")), 1)

    def test_tail_goes_on_with_what_is_new_after_a_journal_was_set_back(self):
        self.say("ann", "kept")
        self.back_up()
        first = self.tail("bob", "--count", "2")
        first.out.wait_for('"connected"')
        self.say("ann", "lost", "lost too")
        self.assertEqual(first.exit_code(), 0)
        self.set_back()
        second = self.tail("bob", "--count", "1")
        second.err.wait_for("#lobby: the server.s entries differ from those printed before")
        self.say("ann", "new")
        self.assertEqual(second.exit_code(), 0)
        self.assertEqual(self.entries_of(second), ["new"])
        # As many entries as the position says, but others.
        self.say("ann", "newer")
        third = self.tail("bob", "--count", "1")
        self.assertEqual(third.exit_code(), 0)
        self.assertEqual(self.entries_of(third), ["newer"])

    # ---- send

    def test_send_is_silent_when_the_receipt_has_come(self):
        self.assertEqual(self.run_cli("ann", "send", "hi"), (0, "", ""))
        self.assertEqual(self.run_cli("ann", "send", "-", stdin=b"two\nlines\n"), (0, "", ""))
        self.assertEqual(self.run_cli("ann", "send", "--room", "#lobby", "again"), (0, "", ""))
        self.assertEqual(self.texts("ann"), ["hi", "two\nlines", "again"])

    def test_send_shows_what_it_was_given_and_nothing_else(self):
        texts = ["{}", "[]", "[a,b]", "a=b", "'quoted'", "who", "chat", "%s", " spaces ", "ünï 🎉"]
        self.say("ann", *texts)
        self.assertEqual(self.run_cli("ann", "send", "--", "--dashes").code, 0)
        self.assertEqual(self.texts("ann"), texts + ["--dashes"])

    def test_send_prints_the_entry_as_json(self):
        done = self.run_cli("ann", "send", "--json", "hi")
        self.assertEqual((done.code, done.err), (0, ""))
        self.assertEqual([json.loads(done.out)], self.history("ann"))

    def test_send_ends_with_1_when_it_is_refused(self):
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

    def test_a_text_has_16_kib_at_most(self):
        longest = b"x" * MAX_TEXT
        self.assertEqual(self.run_cli("ann", "send", "-", stdin=longest).code, 0)
        self.assertEqual(self.run_cli("ann", "send", "-", stdin=longest + b"\n").code, 0)
        done = self.run_cli("ann", "send", "-", stdin=longest + b"x")
        self.assertEqual(done.code, 1)
        self.assertIn("longer than 16384 bytes", done.err)
        self.assertEqual(self.texts("ann"), [longest.decode()] * 2)

    def test_send_ends_with_2_on_wrong_usage(self):
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

    def test_send_ends_with_3_when_nobody_listens(self):
        self.kill_broker()
        done = self.run_cli("ann", "send", "hi")
        self.assertEqual((done.code, done.out), (3, ""))
        self.assertIn("Could not connect", done.err)

    def test_send_ends_with_3_when_the_broker_is_stopped(self):
        self.broker.child.send_signal(signal.SIGSTOP)
        done = self.run_cli("ann", "send", "hi")
        self.broker.child.send_signal(signal.SIGCONT)
        self.assertEqual((done.code, done.out), (3, ""))
        self.assertEqual(self.history("ann"), [])

    def test_send_ends_with_4_without_a_receipt_and_a_repeat_is_harmless(self):
        self.kill_broker()
        port = self.start_plain_broker()  # the proxy must see what is said
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

    def test_an_id_is_stored_once_and_for_one_text(self):
        message_id = "0123456789abcdef" * 2
        for _ in range(3):
            self.assertEqual(self.run_cli("ann", "send", "--id", message_id, "once").code, 0)
        other = self.run_cli("ann", "send", "--id", message_id, "something else")
        self.assertEqual(other.code, 1)
        entries = self.history("ann")
        self.assertEqual([(e["id"], e["text"]) for e in entries], [(message_id, "once")])

    # ---- tail

    def entries_of(self, tail):
        return [json.loads(line)["text"] for line in tail.out.matching('"type":"entry"')]

    def test_tail_goes_on_exactly_where_it_was(self):
        self.say("ann", "before the first time")
        first = self.tail("bob", "--as", "bot", "--count", "2")
        first.out.wait_for('"connected"')
        self.say("ann", "one", "two", "three")
        self.assertEqual(first.exit_code(), 0)
        self.assertEqual(self.entries_of(first), ["one", "two"])
        self.assertEqual(self.run_cli("ann", "send", "--to", "bob", "psst").code, 0)
        second = self.tail("bob", "--as", "bot")
        second.out.wait_for('"text":"psst"')
        second.out.wait_for('"text":"three"')
        self.say("ann", "four")
        second.out.wait_for('"text":"four"')
        second.child.send_signal(signal.SIGTERM)
        self.assertEqual(second.exit_code(), 0)
        self.assertEqual(sorted(self.entries_of(second)), ["four", "psst", "three"])
        third = self.tail("bob", "--as", "bot", "--count", "1")
        third.out.wait_for('"connected"')
        self.say("ann", "five")
        self.assertEqual(third.exit_code(), 0)
        self.assertEqual(self.entries_of(third), ["five"])

    def test_tails_under_other_ids_have_their_own_position(self):
        one = self.tail("bob", "--as", "one", "--count", "1")
        one.out.wait_for('"connected"')
        self.say("ann", "first")
        self.assertEqual(one.exit_code(), 0)
        two = self.tail("bob", "--as", "two", "--count", "1")
        two.out.wait_for('"connected"')
        self.say("ann", "second")
        self.assertEqual(two.exit_code(), 0)
        self.assertEqual(self.entries_of(two), ["second"])
        again = self.tail("bob", "--as", "one", "--count", "1")
        self.assertEqual(again.exit_code(), 0)
        self.assertEqual(self.entries_of(again), ["second"])

    def test_tail_tells_who_comes_and_goes_and_comes_back_by_itself(self):
        tail = self.tail("bob")
        tail.out.wait_for('{"type":"connected"}')
        ann = self.chat("ann")
        tail.out.wait_for('{"type":"joined","name":"ann"}')
        ann.type("/quit")
        tail.out.wait_for('{"type":"left","name":"ann"}')
        self.say("ann", "one")
        tail.out.wait_for('"text":"one"')
        self.kill_broker()
        tail.out.wait_for('{"type":"disconnected"}')
        self.start_broker()
        tail.out.wait_for('{"type":"connected"}', count=2)
        self.say("ann", "two")
        tail.out.wait_for('"text":"two"')
        self.assertEqual(self.entries_of(tail), ["one", "two"])
        for line in tail.out.all():
            json.loads(line)

    def test_tail_ends_when_nobody_reads_it(self):
        tail = subprocess.Popen(self.arguments("bob", "tail", "--json"), stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE)
        self.assertIn(b"connected", tail.stdout.readline())
        tail.stdout.close()
        self.say("ann", "one")
        self.assertEqual(tail.wait(PATIENCE_S), 0)

    def test_tail_catches_up_after_many(self):
        first = self.tail("bob", "--count", "1")
        first.out.wait_for('"connected"')
        lines = [f"line {number}" for number in range(700)]
        self.assertEqual(self.run_cli("ann", stdin="\n".join(lines).encode()).code, 0)
        self.assertEqual(first.exit_code(), 0)
        rest = self.tail("bob", "--count", "699")
        self.assertEqual(rest.exit_code(), 0)
        self.assertEqual(self.entries_of(first) + self.entries_of(rest), lines)

    def test_tail_says_when_the_journal_is_another(self):
        self.say("ann", "one", "two")
        first = self.tail("bob", "--count", "1")
        first.out.wait_for('"connected"')
        self.say("ann", "three")
        self.assertEqual(first.exit_code(), 0)
        self.kill_broker()
        self.start_broker("other-data")
        second = self.tail("bob", "--count", "1")
        second.out.wait_for('"connected"')
        self.say("ann", "new")
        self.assertEqual(second.exit_code(), 0)
        self.assertEqual(self.entries_of(second), ["new"])

    def test_tail_ends_with_3_when_nobody_listens(self):
        self.kill_broker()
        self.assertEqual(self.run_cli("bob", "tail").code, 3)

    # ---- history, who, key

    def test_history_has_every_field(self):
        self.say("ann", "hi")
        account = self.run_cli("ann", "key", "show").out.strip()
        (entry,) = self.history("bob")
        self.assertRegex(entry.pop("at"), r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
        self.assertRegex(entry.pop("id"), "^[0-9a-f]{32}$")
        self.assertRegex(entry.pop("conversation_id"), "^[0-9a-f]{32}$")
        self.assertEqual(entry, {
            "type": "entry", "conversation": "#lobby", "with": None, "with_account": None,
            "number": 1, "from": "ann", "from_account": account, "kind": "text", "text": "hi"})

    def test_history_is_cut_as_asked(self):
        lines = [f"line {number}" for number in range(1, 601)]
        self.assertEqual(self.run_cli("ann", stdin="\n".join(lines).encode()).code, 0)
        for arguments, expected in (
                ((), lines[-50:]),
                (("--limit", "3"), lines[-3:]),
                (("--after", "0", "--limit", "3"), lines[:3]),
                (("--after", "597"), lines[597:]),
                (("--before", "4"), lines[:3]),
                (("--before", "100", "--limit", "2"), lines[97:99]),
                (("--after", "10", "--before", "20", "--limit", "4"), lines[10:14]),
                (("--after", "10", "--before", "13"), lines[10:12]),
                (("--after", "600"), []),
                (("--after", "9999999999"), []),
                (("--before", "1"), []),
                (("--before", "0"), []),
                (("--after", "0", "--limit", "100000"), lines),
                (("--room", "lobby", "--limit", "1"), lines[-1:]),
                (("--with", "ann"), []),
        ):
            self.assertEqual(self.texts("bob", *arguments), expected, arguments)
        self.assertEqual(self.run_cli("bob", "history", "--with", "nobody").code, 1)
        self.assertEqual(self.run_cli("bob", "history", "--room", "#nowhere").code, 1)
        for wrong in (("--limit", "0"), ("--after", "-1"), ("--before", "x")):
            self.assertEqual(self.run_cli("bob", "history", *wrong).code, 2, wrong)

    def test_nothing_of_a_peer_reaches_the_terminal_raw(self):
        evil = "a\x1b[2Jb\x07c\rd\u009be\n[08:00] bob: forged"
        self.assertEqual(self.run_cli("ann", "send", "-", stdin=evil.encode()).code, 0)
        for arguments in (("history",), ("history", "--json")):
            shown = self.run_cli("bob", *arguments).out
            self.assertEqual(re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f]", shown), [], arguments)
            self.assertNotRegex(shown, "(?m)^\\[08:00\\] bob: forged")
        self.assertEqual(self.texts("bob"), [evil])

    def test_who_tells_who_is_here_without_the_asker(self):
        bob = self.chat("bob")
        self.chat("Ann")
        self.chat("carl")
        bob.out.wait_for("carl joined")
        self.assertEqual(self.run_cli("zoe", "who").out, "Ann\nbob\ncarl\n")
        self.assertEqual(self.run_cli("bob", "who").out, "Ann\nbob (you)\ncarl\n")
        people = [json.loads(line) for line in self.run_cli("bob", "who", "--json").out.splitlines()]
        self.assertEqual([(p["type"], p["name"], p["you"]) for p in people],
                         [("person", "Ann", False), ("person", "bob", True),
                          ("person", "carl", False)])

    def test_a_home_has_one_key_for_ever(self):
        shown = self.run_cli("ann", "key", "show")
        self.assertEqual(shown.code, 0)
        self.assertRegex(shown.out, "^[0-9a-f]{64}\n$")
        self.assertEqual(self.run_cli("ann", "key", "show"), shown)
        self.assertNotEqual(self.run_cli("bob", "key", "show").out, shown.out)

    def test_server_and_name_are_remembered(self):
        self.say("ann", "one")
        done = subprocess.run(
            [os.path.join(BIN, "indaba-cli"), "send", "two"], capture_output=True,
            timeout=PATIENCE_S, check=False,
            env={**os.environ, "INDABA_HOME": os.path.join(self.directory, "home-ann")})
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual([(e["from"], e["text"]) for e in self.history("ann")],
                         [("ann", "one"), ("ann", "two")])


class FullOutput(unittest.TestCase):
    def test_output_that_cannot_be_written_is_no_success(self):
        home = tempfile.mkdtemp(prefix="indaba-test-")
        self.addCleanup(shutil.rmtree, home)
        with open("/dev/full", "wb") as full:
            ended = subprocess.run([os.path.join(BIN, "indaba-cli"), "--home", home, "key", "show"],
                                   stdout=full, stderr=subprocess.PIPE, timeout=PATIENCE_S, check=False)
        self.assertEqual(ended.returncode, 1)
        self.assertIn(b"could not be written", ended.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
