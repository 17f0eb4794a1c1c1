"""Two well-behaved clients: a speaker that posts every few milliseconds and waits for its receipts, and a
listener. They implement common/wire/protocol.md independently, in a process of their own, so that
their latencies are not those of the attackers.

Usage: good_client.py PORT KEY|plain INTERVAL_MS. Reads commands from standard input. `report`
answers with one line of JSON about all posts since the last report, when they have receipts and were
received; `end` does the same after reading the whole history again. A fault stays reported.
"""

import hashlib
import json
import os
import sys
import time

import msgpack
import zmq
import zmq.utils.z85

LOBBY = hashlib.blake2b(b"#lobby", digest_size=16).digest()
PATIENCE_S = 15
READ_WITHIN_S = 120  # for the whole history
PING_EVERY_S = 0.2
UNDER_WAY = 32  # posts without a receipt; more would not be well-behaved


class Client:
    """A joined client that fetches the numbers of the lobby it missed."""

    def __init__(self, context, port, server_key, name):
        self.name, self.faults = name, []
        self.socket = context.socket(zmq.DEALER)
        self.socket.linger = 0
        secret = os.urandom(32)
        self.account = zmq.utils.z85.decode(zmq.curve_public(zmq.utils.z85.encode(secret)))
        if server_key:
            self.socket.curve_secretkey = zmq.utils.z85.encode(secret)
            self.socket.curve_publickey = zmq.utils.z85.encode(self.account)
            self.socket.curve_serverkey = server_key
        self.last = 0  # number of the newest entry of the lobby it has
        self.reading, self.ask_at = False, None
        self.own = {}  # id to the number it was stored under
        self.latencies, self.waiting, self.put_off_to = [], {}, None
        self.pings, self.pinged_at = 0, 0.0
        self.socket.connect(f"tcp://127.0.0.1:{port}")
        self.send(t="hello", version=1, software="good", account=self.account)
        nonce = self.wait_for("welcome")["nonce"]
        self.send(t="join", nonce=nonce, name=name)
        self.wait_for("ready")

    def send(self, **message):
        self.socket.send(msgpack.packb(message))

    def wait_for(self, wanted):
        while self.socket.poll(PATIENCE_S * 1000):
            if self.take()["t"] == wanted:
                return self.message
        raise RuntimeError(f"{self.name}: no {wanted} came")

    def take(self):
        """Handles one message."""
        self.message = message = msgpack.unpackb(self.socket.recv())
        kind = message["t"]
        if kind == "ready":
            self.reading = False
            self.ask()
            self.send_again()
        elif kind in ("entries", "page") and message["conversation"]["id"] == LOBBY:
            self.entries(message)
        elif kind == "pong":
            self.pings -= 1
        elif kind == "refusal":
            self.refused(message)
        return message

    def ask(self):
        if not self.reading:
            self.reading = True
            self.send(t="history", request=1, conversation=LOBBY, after=self.last, limit=256)

    def entries(self, message):
        now = time.monotonic()
        page = message["t"] == "page"
        for entry in message["entries"]:
            if entry["number"] <= self.last:
                continue
            if entry["number"] != self.last + 1:
                self.ask()
                return
            self.last = entry["number"]
            self.on_entry(entry, now)
        if page:
            self.reading = False
            if message.get("more"):
                self.ask()

    def on_entry(self, entry, now):
        if entry["account"] != self.account:
            return
        if entry["id"] in self.own:
            self.faults.append(f"{self.name} got a message of its own twice")
        self.own[entry["id"]] = entry["number"]
        said_at = self.waiting.pop(entry["id"], None)
        if said_at is None:
            self.faults.append(f"{self.name} received a post of its own that it did not send")
        else:
            self.latencies.append(now - said_at[0])

    def refused(self, refusal):
        if refusal["code"] == "retry_order":
            return
        if "request" in refusal and "retry_ms" in refusal:  # the history is long: retry later
            self.ask_at = time.monotonic() + refusal["retry_ms"] / 1000
            return
        if "retry_ms" not in refusal or refusal["code"] == "slow_down":
            self.faults.append(f"{self.name} was refused: {refusal['code']}")
        self.put_off_to = time.monotonic() + refusal.get("retry_ms", 100) / 1000

    def say(self):
        if len(self.waiting) >= UNDER_WAY:
            return
        post = os.urandom(16)
        body = b"from the good client"
        self.waiting[post] = (time.monotonic(), body)
        if self.put_off_to is None:
            self.send(t="broadcast", id=post, room=LOBBY, kind="text", body=body)

    def send_again(self):
        self.put_off_to = None
        for post, (_, body) in list(self.waiting.items()):
            self.send(t="broadcast", id=post, room=LOBBY, kind="text", body=body)

    def tick(self, now):
        if self.ask_at is not None and now >= self.ask_at:
            self.reading, self.ask_at = False, None
            self.ask()
        if self.put_off_to is not None and now >= self.put_off_to:
            self.send_again()
        if now - self.pinged_at >= PING_EVERY_S:
            self.pinged_at = now
            self.pings += 1
            self.send(t="ping")


class Listener(Client):
    """A client that posts nothing and records the numbers of the speaker's messages."""

    def __init__(self, context, port, server_key, name, whose):
        self.whose, self.seen = whose, {}
        super().__init__(context, port, server_key, name)

    def on_entry(self, entry, now):
        if entry["account"] != self.whose:
            return
        if entry["id"] in self.seen:
            self.faults.append(f"{self.name} received a message twice")
        self.seen[entry["id"]] = entry["number"]


class Pair:
    def __init__(self, port, server_key, interval):
        self.context = zmq.Context()
        self.open = lambda name, whose: Listener(self.context, port, server_key, name, whose)
        self.speaker = Client(self.context, port, server_key, "speaker")
        self.listener = self.open("listener", self.speaker.account)
        self.interval, self.said_at = interval, 0.0
        self.poller = zmq.Poller()
        for each in (self.speaker.socket, self.listener.socket, sys.stdin.fileno()):
            self.poller.register(each, zmq.POLLIN)

    def turn(self):
        """Returns whether a line is waiting on standard input."""
        left = max(0.0, self.said_at + self.interval - time.monotonic())
        ready = dict(self.poller.poll(left * 1000))
        for client in (self.speaker, self.listener):
            while client.socket.poll(0):
                client.take()
        now = time.monotonic()
        if now - self.said_at >= self.interval:
            self.said_at = now
            self.speaker.say()
        self.speaker.tick(now)
        self.listener.tick(now)
        return sys.stdin.fileno() in ready

    def settle(self):
        """Waits until every post so far has a receipt and was received."""
        due = set(self.speaker.waiting) | set(self.speaker.own)
        end = time.monotonic() + PATIENCE_S
        while not (due <= self.speaker.own.keys() and due <= self.listener.seen.keys()):
            if time.monotonic() > end:
                self.speaker.faults.append(
                    f"{len(due - self.speaker.own.keys())} messages have no receipt, "
                    f"{len(due - self.listener.seen.keys())} were not received")
                return
            self.turn()

    def report(self):
        self.settle()
        latencies = sorted(self.speaker.latencies)
        self.speaker.latencies = []
        for client in (self.speaker, self.listener):
            if client.pings > 2 + PATIENCE_S / PING_EVERY_S:
                client.faults.append(f"{client.name} gets no pongs")
        if any(self.listener.seen.get(post, number) != number
               for post, number in self.speaker.own.items()):
            self.speaker.faults.append("the two saw different numbers")
        at = lambda part: latencies[min(len(latencies) - 1, int(part * len(latencies)))] * 1000
        summary = {"count": len(latencies),
                "faults": self.speaker.faults + self.listener.faults}
        if latencies:
            summary.update(p50=at(0.5), p99=at(0.99), max=latencies[-1] * 1000)
        print(json.dumps(summary), flush=True)

    def read_it_all_again(self):
        """Reads the stored history from number 1 with a new client."""
        self.settle()
        reader = self.open("reader", self.speaker.account)
        end = time.monotonic() + READ_WITHIN_S
        while reader.reading and time.monotonic() < end:
            if reader.socket.poll(100):
                reader.take()
            reader.tick(time.monotonic())
        if reader.reading:
            reader.faults.append("the lobby could not be read to its end")
        wrong = [post for post, number in self.speaker.own.items()
                 if reader.seen.get(post) != number]
        if wrong:
            self.speaker.faults.append(f"{len(wrong)} of {len(self.speaker.own)} are not stored")
        self.speaker.faults += reader.faults


def main():
    port, key, interval_ms = int(sys.argv[1]), sys.argv[2], float(sys.argv[3])
    pair = Pair(port, None if key == "plain" else bytes.fromhex(key), interval_ms / 1000)
    print("joined", flush=True)
    while True:
        if not pair.turn():
            continue
        order = os.read(sys.stdin.fileno(), 64).strip()
        if order == b"end":
            pair.read_it_all_again()
        pair.report()
        if order != b"report":
            return


if __name__ == "__main__":
    main()
