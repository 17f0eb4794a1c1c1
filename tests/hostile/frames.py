"""Peers that are through the handshake and send frames that no client sends."""

import os
import struct

from world import KIB, case, check
from zmtp import COMMAND, MORE, Closed, frame, header, metadata

MOST_FRAME = 64 * KIB
PING = b"\x81\xa1t\xa4ping"


@case("a frame said to have 2^63 bytes, 1 GiB, 64 KiB + 1")
def oversized(world):
    for size in (2**63, 2**64 - 1, 2**63 - 1, 2**31, 2**30, MOST_FRAME + 1):
        for flags in (0, MORE, COMMAND):
            session = world.session()
            session.peer.send(header(size, flags, long=True) + bytes(100))
            world.expect_disconnect(session.peer)


@case("the same before the handshake")
def oversized_before(world):
    for size in (2**63, 2**64 - 1, 2**30, MOST_FRAME + 1):
        for flags in (0, MORE, COMMAND):
            peer = world.greeting_done()
            peer.send(header(size, flags, long=True) + bytes(100))
            world.expect_disconnect(peer)


@case("a frame of 64 KiB + 1, sent in full")
def oversized_in_full(world):
    session = world.session()
    try:
        session.peer.say(bytes(MOST_FRAME + 1))
    except Closed:
        pass
    world.expect_disconnect(session.peer)


@case("short frames in the long form")
def long_form(world):
    """Wasteful, but allowed."""
    session = world.session()
    session.hello()
    body = session.peer.curve.message(PING) if world.encrypted else PING
    session.peer.send(frame(body, long=True))
    session.hear("pong")


@case("reserved bits in the flags")
def reserved_flags(world):
    for bit in (8, 16, 32, 64, 128):
        session = world.session()
        session.hello()
        body = session.peer.curve.message(PING) if world.encrypted else PING
        try:
            session.peer.send(frame(body, bit))
            session.hear("pong")
        except Closed:
            pass


# ---- many parts ---------------------------------------------------------------------------------

@case("10,000 parts, and their end")
def many_parts(world):
    for part in (b"", b"x"):
        session = world.session()
        session.hello()
        wire = b"".join(session.peer.wire(part, MORE) for _ in range(10_000))
        try:
            session.peer.send(wire + session.peer.wire(PING))
            session.refused_or_disconnected("bad_message")
        except Closed:
            pass


@case("two parts, empty parts, nothing at all")
def few_parts(world):
    for parts in ([PING, PING], [b"", PING], [PING, b""], [b"", b""], [b""]):
        session = world.session()
        session.hello()
        for part in parts[:-1]:
            session.peer.say(part, MORE)
        session.peer.say(parts[-1])
        session.refused_or_disconnected("bad_message")


# ---- commands -----------------------------------------------------------------------------------

def say_command(peer, name, body=b""):
    peer.say(bytes([len(name)]) + name + body, COMMAND)


@case("a flood of unknown commands")
def command_flood(world):
    session = world.session()
    session.hello()
    for name in (b"NONSENSE", b"READY", b"HELLO", b"ERROR", b"X" * 200):
        try:
            session.peer.send(b"".join(
                session.peer.wire(bytes([len(name)]) + name + b"body", COMMAND)
                for _ in range(2000)))
        except Closed:
            session = world.session()
            session.hello()


@case("commands whose names do not fit")
def broken_commands(world):
    for body in (b"", b"\0", b"\xff", b"\xffPING", b"\x04PIN", b"\x04", b"\x7fX"):
        session = world.session()
        session.hello()
        try:
            session.peer.say(body, COMMAND)
            session.serves()
        except Closed:
            pass


@case("a flood of PING, its PONGs read")
def ping_flood(world):
    session = world.session()
    session.hello()
    for _ in range(20):
        session.peer.send(b"".join(
            session.peer.wire(b"\x04PING\x00\x0a" + os.urandom(16), COMMAND) for _ in range(200)))
        session.serves()


@case("a flood of PING, its PONGs not read")
def ping_flood_unread(world):
    session = world.session(receive_buffer=4096)
    session.hello()
    wire = b"".join(session.peer.wire(b"\x04PING\x00\x0a" + bytes(16), COMMAND)
                    for _ in range(5000))
    session.peer.socket.settimeout(0.3)
    try:
        for _ in range(4):
            session.peer.send(wire)
            wire = wire if not world.encrypted else b""  # a nonce serves once
    except (Closed, AssertionError):
        pass
    session.peer.reset()


@case("PING with contexts of all lengths")
def ping_contexts(world):
    """Its PONG brings back what was sent, at most 16 bytes, and nothing besides."""
    for context in (b"", b"x", b"0123456789abcdef", b"0123456789abcdef!", b"y" * 60_000):
        session = world.session()
        session.hello()
        try:
            say_command(session.peer, b"PING", struct.pack(">H", 100) + context)
            while True:
                flags, body = session.peer.hear()
                if flags & COMMAND:
                    break
            check(body == b"\x04PONG" + context[:16], f"PONG {body[:60]}")
        except Closed:
            pass


@case("truncated PING", awaits="mending of libzmq")
def short_ping(world):
    """It has no time to live. Nothing of the broker's memory may come back; libzmq 4.3.4 sends 16
    bytes of what its frame held before."""
    for body in (b"\x04PING", b"\x04PING\x00"):
        session = world.session()
        session.hello()
        try:
            session.peer.say(body, COMMAND)
            session.tell(t="ping")
            while True:
                flags, body = session.peer.hear()
                if not flags & COMMAND:
                    break
                check(len(body) <= 5, f"its PONG brings {body[5:].hex()}")
        except Closed:
            pass


@case("PONG that nobody asked for")
def bad_pong(world):
    session = world.session()
    session.hello()
    for context in (b"", b"x" * 16, b"x" * 60_000):
        say_command(session.peer, b"PONG", context)
    session.peer.send(b"".join(session.peer.wire(b"\x04PONG" + bytes(16), COMMAND)
                               for _ in range(5000)))
    session.serves()


@case("SUBSCRIBE and CANCEL")
def subscriptions(world):
    session = world.session()
    session.hello()
    try:
        for name in (b"SUBSCRIBE", b"CANCEL"):
            for topic in (b"", b"x", b"x" * 60_000):
                say_command(session.peer, name, topic)
        for body in (b"\x01", b"\x00", b"\x01topic"):
            session.peer.say(body)
            session.refused("bad_message")
    except Closed:
        pass


# ---- routing ids --------------------------------------------------------------------------------

def claims(world, routing_id):
    """Through the handshake with an id of its own choice; says hello at once."""
    session = world.session(metadata_bytes=metadata(identity=routing_id))
    session.tell(t="hello", version=1, software="squatter", account=session.account)
    return session


@case("routing ids of one's own choice")
def chosen_ids(world):
    for chosen in (b"me", b"x" * 5, b"x" * 255, b"x" * 30_000, b"\xff" * 5):
        world.expect_disconnect(claims(world, chosen).peer)


@case("reserved routing ids, claimed blindly")
def reserved_ids(world):
    for tail in (b"", b"a", b"abcd", bytes(4), b"\xff" * 4, b"abcde", os.urandom(4), bytes(30_000)):
        world.expect_disconnect(claims(world, b"\0" + tail).peer)
    for _ in range(50):
        claims(world, b"\0" + os.urandom(4))
    world.a_newcomer_is_served()


@case("the same routing id twice")
def same_id_twice(world):
    """The second is unheard of while the first is there; it has until the sign-on deadline. Another
    id each time: the ROUTER may hold one for a moment after its connection was cut."""
    same = b"same" + os.urandom(4)
    first = claims(world, same)
    claims(world, same)
    world.expect_disconnect(first.peer)
