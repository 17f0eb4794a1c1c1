"""Members that send too much. A flood is refused with `slow_down`, then disconnected if it continues;
the other clients are served meanwhile.
"""

import os
import threading

import msgpack

from world import KIB, LOBBY, case, check
from zmtp import COMMAND, Closed

FLOOD = 5000
RESTED = 64  # a member whose limits no flood has used up
LAST = 2**64 - 1  # the request that ends a flood
GARBAGE = b"\xc1" * 100


class Reader(threading.Thread):
    """Reads all messages in a thread, so that the client is no slow consumer. Collects refusal codes."""

    def __init__(self, session):
        super().__init__(daemon=True)
        self.session, self.codes, self.over = session, set(), threading.Event()
        self.start()

    def run(self):
        try:
            while True:
                flags, body = self.session.peer.receive_message()
                if flags & COMMAND:
                    continue
                message = msgpack.unpackb(body)
                if message["t"] == "refusal":
                    self.codes.add(message["code"])
                if message["t"] == "known" and message["request"] == LAST:
                    break
        except (Closed, AssertionError, OSError, ValueError):
            self.codes.add("disconnected")
        self.over.set()


def ask_until_answered(session, reader):
    """The answer comes after all earlier ones. A slow consumer gets no answer and asks again."""
    for _ in range(16):
        try:
            session.send(t="who", request=LAST, name="x")
        except Closed:
            return
        if reader.over.wait(0.5):
            return


def flood(world, make, session=None):
    """Sends as fast as possible, then a request that is answered after all of them."""
    session = session or world.member()
    reader = Reader(session)
    frames = (make(session, number) for number in range(FLOOD))
    try:
        wire = b""
        for frame in frames:
            wire += session.peer.wire(frame)
            if len(wire) > 60_000:
                session.peer.send(wire)
                wire = b""
        session.peer.send(wire)
    except Closed:
        reader.codes.add("disconnected")
    ask_until_answered(session, reader)
    check(reader.codes & {"slow_down", "disconnected"}, f"{FLOOD} taken, refused only by {reader.codes}")


def packed(**message):
    return lambda session, number: msgpack.packb(
        {name: value(session, number) if callable(value) else value
         for name, value in message.items()})


def post_id(session, number):
    return os.urandom(16)


FLOODS = {
    "hello": packed(t="hello", version=1, software="x", account=lambda s, n: s.account),
    "join": packed(t="join", nonce=lambda s, n: s.nonce),
    "names": packed(t="join", nonce=lambda s, n: s.nonce, name=lambda s, n: f"\u202e{n}"),
    "broadcast": packed(t="broadcast", id=post_id, room=LOBBY, kind="text", body=b"flood"),
    "whisper": packed(t="whisper", id=post_id, account=lambda s, n: s.account, kind="text",
                      body=b"x"),
    "history": packed(t="history", request=lambda s, n: n, conversation=LOBBY, limit=256),
    "who": packed(t="who", request=lambda s, n: n),
    "read": packed(t="read", conversation=LOBBY, number=lambda s, n: n),
    "sync": packed(t="sync"),
    "ping": packed(t="ping"),
    "enrol": packed(t="enrol", account=lambda s, n: s.account),
    "order": packed(t="order", request=1, what="ban", account=lambda s, n: s.account),
    "unknown": packed(t="nonsense"),
    "garbage": lambda session, number: GARBAGE,
}
for _name, _make in FLOODS.items():
    case(f"a flood of {_name}")(
        lambda world, make=_make: flood(world, make))


@case("a flood of large posts")
def large_posts(world):
    """Sends posts of 16 KiB as fast as possible."""
    session = world.member()
    reader = Reader(session)
    try:
        for _ in range(2000):
            session.send(t="broadcast", id=os.urandom(16), room=LOBBY, kind="text",
                         body=b"x" * 16 * KIB)
    except Closed:
        reader.codes.add("disconnected")
    ask_until_answered(session, reader)
    check(reader.codes & {"slow_down", "disconnected", "busy"}, f"all taken, refused only by {reader.codes}")


@case("a slow consumer with many requests")
def slow_consumer(world):
    """The broker keeps no queue for a slow consumer; the others are served."""
    session = world.member(receive_buffer=4096)
    question = msgpack.packb({"t": "who", "request": 1})
    history = msgpack.packb({"t": "history", "request": 1, "conversation": LOBBY, "limit": 256})
    sync = msgpack.packb({"t": "sync"})
    session.peer.socket.settimeout(0.5)
    try:
        for _ in range(1000):
            session.peer.send(b"".join(session.peer.wire(each)
                                       for each in (question, history, sync)))
    except (Closed, AssertionError):
        pass
    session.peer.reset()


@case("bye and hello again, and again")
def rejoin_loop(world):
    """After bye, a connection gets no answer to another hello and is disconnected."""
    session = world.member(RESTED)
    try:
        for _ in range(30):
            session.send(t="bye")
            session.send(t="hello", version=1, software="x", account=session.account)
            session.send(t="join", nonce=session.nonce)
    except Closed:
        return
    world.expect_disconnect(session.peer)


@case("a hundred connections of one account")
def many_connections(world):
    """An account has a limited number of connections."""
    refused = 0
    for _ in range(100):
        try:
            session = world.session(world.secret_of(RESTED))
            session.send(t="hello", version=1, software="x", account=session.account)
            answer = session.receive_message("welcome", "refusal", "notice")
            refused += answer["t"] != "welcome"
        except Closed:
            refused += 1
    check(refused > 0, "all hundred connections were accepted")
