"""A broker that is killed (SIGKILL) under eight writers who also edit, react, join and leave rooms.

After each start, every receipt is in the journal once, and the members of each room are those that its entries
make. INDABA_BIN names the directory with indaba-broker; INDABA_KILLS is the number of kills (3).
"""

import hashlib
import os
import random
import subprocess
import time
import unittest

import msgpack
import zmq
import zmq.utils.z85

from cli_harness import BIN, PATIENCE_S, BrokerTest

LOBBY = hashlib.blake2b(b"#lobby", digest_size=16).digest()
KILLS = int(os.environ.get("INDABA_KILLS", "3"))
WRITERS = 8
ROOMS = 3
OPEN_POSTS = 5


class Client:
    """One account over the wire. It keeps its posts without a receipt and sends them again after each start."""

    def __init__(self, name):
        self.name, self.keys = name, zmq.curve_keypair()
        self.account = zmq.utils.z85.decode(self.keys[0])
        self.dealer, self.ready, self.resend_at = None, False, None
        self.pending, self.receipts, self.texts = {}, {}, {}  # by id, by id, by conversation
        self.rooms, self.answers, self.waits_for = set(), [], None

    def connect(self, port, broker_key):
        self.close()
        self.ready, self.waits_for = False, None
        self.dealer = zmq.Context.instance().socket(zmq.DEALER)
        self.dealer.setsockopt(zmq.LINGER, 0)
        self.dealer.curve_serverkey = broker_key
        self.dealer.curve_publickey, self.dealer.curve_secretkey = self.keys
        self.dealer.connect(f"tcp://127.0.0.1:{port}")
        self.send(t="hello", version=1, software="rooms_kill_test")

    def close(self):
        if self.dealer:
            self.dealer.close(0)

    def send(self, **message):
        self.dealer.send(msgpack.packb(message, use_bin_type=True))

    def post(self, conversation, kind, body):
        post = {"t": "broadcast", "id": os.urandom(16), "room": conversation, "kind": kind, "body": body}
        self.pending[post["id"]] = post
        if self.ready and not self.resend_at:
            self.send(**post)

    def change_room(self, action, **fields):
        self.waits_for = int.from_bytes(os.urandom(4), "big")
        self.send(t="room", request=self.waits_for, action=action, **fields)

    def pump(self):
        while self.dealer.poll(0):
            message = msgpack.unpackb(self.dealer.recv(), raw=False)
            getattr(self, "on_" + message["t"], lambda _: None)(message)
        if self.ready and self.resend_at and time.monotonic() >= self.resend_at:
            self.resend()

    def resend(self):
        self.resend_at = None
        for post in self.pending.values():
            self.send(**post)

    def on_welcome(self, message):
        name = {} if "name" in message else {"name": self.name}
        self.send(t="join", nonce=message["nonce"], **name)
        self.rooms = set()

    def on_heads(self, message):
        self.rooms |= {head["conversation"]["id"] for head in message["heads"] if "info" in head}

    def on_ready(self, _):
        self.ready = True
        self.resend()

    def on_room_joined(self, message):
        self.rooms.add(message["head"]["conversation"]["id"])

    def on_room_left(self, message):
        self.rooms.discard(message["conversation"])

    def on_entries(self, message):
        conversation = message["conversation"]["id"]
        for entry in message["entries"]:
            post = self.pending.pop(entry["id"], None) if entry["account"] == self.account else None
            if post:
                self.receipts[entry["id"]] = (conversation, entry["number"])
                if post["kind"] == "text":
                    self.texts.setdefault(conversation, []).append(entry["number"])

    def on_refusal(self, message):
        if "request" in message:
            self.on_done(message)
        elif message.get("code") == "retry_order":
            if self.pending and message["id"] == next(iter(self.pending)):
                self.resend_at = time.monotonic() + 0.05
        elif "retry_ms" in message:
            self.resend_at = time.monotonic() + message["retry_ms"] / 1000
        else:
            self.pending.pop(message.get("id"), None)

    def on_done(self, message):
        if message["request"] == self.waits_for:
            self.waits_for = None
            self.answers.append(message)

    def on_page(self, message):
        self.answers.append(message)

    on_member_list = on_page

    def is_settled(self):
        return self.ready and not self.pending and self.waits_for is None


class RoomsUnderKills(BrokerTest):
    def broker_arguments(self):
        return ["--limit", "posts=off", "--limit", "requests=off", "--limit", "wasted-messages=off"]

    def setUp(self):
        super().setUp()
        self.random = random.Random(20261129)
        self.clients = [Client(f"writer{i}") for i in range(WRITERS)]
        self.owner = Client("owner")
        for client in [*self.clients, self.owner]:
            self.addCleanup(client.close)
        self.read = {}  # by conversation: its entries
        self.connect_all()
        for i in range(ROOMS):
            self.owner.change_room("create", title=f"room-{i}")
            self.pump_until(self.owner.is_settled)
        self.rooms = sorted(self.owner.rooms)
        self.assertEqual(len(self.rooms), ROOMS)

    # ---- helpers

    def everybody(self):
        return [*self.clients, self.owner]

    def connect_all(self):
        key = bytes.fromhex(self.link[-64:])
        for client in self.everybody():
            client.connect(self.port, key)
        self.pump_until(lambda: all(client.is_settled() for client in self.everybody()))

    def pump_until(self, done, act=lambda: None):
        poller = zmq.Poller()
        for client in self.everybody():
            if client.dealer:
                poller.register(client.dealer, zmq.POLLIN)
        end = time.monotonic() + PATIENCE_S
        while not done():
            self.assertLess(time.monotonic(), end, "the clients did not settle in time")
            act()
            poller.poll(5)
            for client in self.everybody():
                client.pump()

    def everybody_acts(self):
        for client in self.clients:
            if client.waits_for is None and self.random.random() < 0.3:
                room = self.random.choice(self.rooms)
                client.change_room("leave" if room in client.rooms else "join", conversation=room)
            if len(client.pending) < OPEN_POSTS:
                self.say_something(client)

    def say_something(self, client):
        conversation = self.random.choice([LOBBY, *client.rooms])
        said, what = client.texts.get(conversation), self.random.random()
        if not said or what < 0.5:
            return client.post(conversation, "text", f"{client.name}, {len(client.receipts)}".encode())
        of = self.random.choice(said[-20:])
        if what < 0.75:
            return client.post(conversation, "edit", msgpack.packb({"of": of, "text": "better"}))
        return client.post(conversation, "react", msgpack.packb({"of": of, "emoji": self.random.choice("+-!?")}))

    def ask_owner(self, **message):
        self.owner.answers.clear()
        self.owner.send(request=1, **message)
        self.pump_until(lambda: self.owner.answers)
        return self.owner.answers.pop()

    def read_on(self, conversation):
        entries, more = self.read.setdefault(conversation, []), True
        while more:
            page = self.ask_owner(t="history", conversation=conversation, after=len(entries), limit=256)
            entries += page["entries"]
            more = page.get("more", False)
        return entries

    def members_by_entries(self, room):
        members = set()
        for entry in self.read_on(room):
            if entry["kind"] != "_room":
                continue
            event = msgpack.unpackb(entry["body"])
            if event["t"] in ("created", "joined"):
                members.add(event["by"])
            elif event["t"] == "left":
                members.discard(event["by"])
        return members

    def check(self):
        stored = {}
        for conversation in [LOBBY, *self.rooms]:
            entries = self.read_on(conversation)
            self.assertEqual([entry["number"] for entry in entries], list(range(1, len(entries) + 1)))
            for entry in entries:
                self.assertNotIn((entry["account"], entry["id"]), stored, "stored twice")
                stored[entry["account"], entry["id"]] = (conversation, entry["number"])
        for client in self.clients:
            for message, place in client.receipts.items():
                self.assertEqual(stored.get((client.account, message)), place, "a receipt without its entry")
        for room in self.rooms:
            listed = {person["account"] for person in self.ask_owner(t="members", conversation=room)["members"]}
            self.assertEqual(listed, self.members_by_entries(room))
            for client in self.everybody():
                self.assertEqual(room in client.rooms, client.account in listed, client.name)

    # ---- the test

    def test_every_receipt_is_there_once_and_members_are_what_the_entries_say(self):
        for _ in range(KILLS):
            death = time.monotonic() + self.random.uniform(0.1, 0.4)
            self.pump_until(lambda end=death: time.monotonic() >= end, self.everybody_acts)
            self.kill_broker()
            self.start_broker()
            self.connect_all()
            self.check()
        self.broker.child.terminate()
        self.assertEqual(self.broker.exit_code(), 0)
        verify = subprocess.run([os.path.join(BIN, "indaba-broker"), "verify", "--data",
                                 os.path.join(self.directory, "data")], capture_output=True, text=True,
                                timeout=PATIENCE_S, check=False)
        self.assertEqual(verify.returncode, 0, verify)
        receipts = sum(len(client.receipts) for client in self.clients)
        changes = sum(entry["kind"] == "_room" for room in self.rooms for entry in self.read[room])
        self.assertGreater(changes, ROOMS)
        print(f"{receipts} receipts and {changes} changes of rooms in {KILLS} kills")


if __name__ == "__main__":
    unittest.main()
