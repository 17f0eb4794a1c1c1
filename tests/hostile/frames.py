"""Connections that have completed the handshake send frames that no client sends."""

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
        session.peer.send_message(bytes(MOST_FRAME + 1))
    except Closed:
        pass
    world.expect_disconnect(session.peer)


@case("short frames in the long form")
def long_form(world):
    """The long form is wasteful, but allowed."""
    session = world.session()
    session.hello()
    body = session.peer.curve.message(PING) if world.encrypted else PING
    session.peer.send(frame(body, long=True))
    session.receive_message("pong")


@case("reserved bits in the flags")
def reserved_flags(world):
    for bit in (8, 16, 32, 64, 128):
        session = world.session()
        session.hello()
        body = session.peer.curve.message(PING) if world.encrypted else PING
        try:
            session.peer.send(frame(body, bit))
            session.receive_message("pong")
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
            session.peer.send_message(part, MORE)
        session.peer.send_message(parts[-1])
        session.refused_or_disconnected("bad_message")


# ---- commands -----------------------------------------------------------------------------------

def send_command(peer, name, body=b""):
    peer.send_message(bytes([len(name)]) + name + body, COMMAND)


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
            session.peer.send_message(body, COMMAND)
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
            wire = wire if not world.encrypted else b""  # a nonce can be used once
    except (Closed, AssertionError):
        pass
    session.peer.reset()


@case("PING with contexts of all lengths")
def ping_contexts(world):
    """The PONG returns up to 16 bytes of the PING's context and nothing else."""
    for context in (b"", b"x", b"0123456789abcdef", b"0123456789abcdef!", b"y" * 60_000):
        session = world.session()
        session.hello()
        try:
            send_command(session.peer, b"PING", struct.pack(">H", 100) + context)
            while True:
                flags, body = session.peer.receive_message()
                if flags & COMMAND:
                    break
            check(body == b"\x04PONG" + context[:16], f"PONG {body[:60]}")
        except Closed:
            pass


@case("truncated PING", awaits="mending of libzmq")
def short_ping(world):
    """This PING has no TTL. Its PONG must not contain memory of the broker; libzmq 4.3.4 returns 16 bytes
    of an earlier frame."""
    for body in (b"\x04PING", b"\x04PING\x00"):
        session = world.session()
        session.hello()
        try:
            session.peer.send_message(body, COMMAND)
            session.send(t="ping")
            while True:
                flags, body = session.peer.receive_message()
                if not flags & COMMAND:
                    break
                check(len(body) <= 5, f"its PONG brings {body[5:].hex()}")
        except Closed:
            pass


@case("an unrequested PONG")
def bad_pong(world):
    session = world.session()
    session.hello()
    for context in (b"", b"x" * 16, b"x" * 60_000):
        send_command(session.peer, b"PONG", context)
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
                send_command(session.peer, name, topic)
        for body in (b"\x01", b"\x00", b"\x01topic"):
            session.peer.send_message(body)
            session.refused("bad_message")
    except Closed:
        pass


# ---- routing ids --------------------------------------------------------------------------------

def claims(world, routing_id):
    """Completes the handshake with a routing id of its own choice and says hello."""
    session = world.session(metadata_bytes=metadata(identity=routing_id))
    session.send(t="hello", version=1, software="squatter", account=session.account)
    return session


@case("routing ids chosen by the peer")
def chosen_ids(world):
    for chosen in (b"me", b"x" * 5, b"x" * 255, b"x" * 30_000, b"\xff" * 5):
        world.expect_disconnect(claims(world, chosen).peer)


@case("reserved routing ids")
def reserved_ids(world):
    for tail in (b"", b"a", b"abcd", bytes(4), b"\xff" * 4, b"abcde", os.urandom(4), bytes(30_000)):
        world.expect_disconnect(claims(world, b"\0" + tail).peer)
    for _ in range(50):
        claims(world, b"\0" + os.urandom(4))
    world.a_newcomer_is_served()


@case("the same routing id twice")
def same_id_twice(world):
    """The second connection gets no answer while the first is open, and is disconnected at the hello
    timeout. Each round uses another id: the ROUTER may keep one for a moment after a disconnect."""
    same = b"same" + os.urandom(4)
    first = claims(world, same)
    claims(world, same)
    world.expect_disconnect(first.peer)
