"""Members that send messages no honest client sends: each is refused, and no other client is affected."""

import hashlib
import os

import msgpack

import sodium
from world import KIB, LOBBY, case, check, vectors
from zmtp import Closed

POSTS = dict(room=LOBBY, kind="text", body=b"x")
SOME = 25  # messages of one connection: more at once would be a flood
VALUES = (None, True, 0, 7, -1, -2**63, 2**64 - 1, 1.5, float("nan"), "", "x", b"", b"x", b"x" * 16,
          b"x" * 32, [], [1], {}, {"a": 1}, msgpack.ExtType(5, b"ext"), msgpack.Timestamp(1))


def session_after_hello(world):
    session = world.session()
    session.hello()
    return session


def each_refused(world, frames, *codes):
    """A new connection after every few messages, so that they are no flood."""
    session = session_after_hello(world)
    for number, frame in enumerate(frames, 1):
        if number % SOME == 0:
            session.peer.close()
            session = session_after_hello(world)
        try:
            session.peer.send_message(frame)
            session.refused(*codes)
        except Closed:  # many wrong messages disconnect, too
            session = session_after_hello(world)
    session.peer.close()
    world.a_newcomer_is_served()


# ---- bytes that are no message ------------------------------------------------------------------

@case("bytes: each refused vector")
def refused_vectors(world):
    session = session_after_hello(world)
    for number, (name, frame, code) in enumerate(vectors("to_broker.refused.txt")):
        if len(frame) + 33 > 64 * KIB:
            continue  # disconnected by libzmq: see frames.py
        if number % SOME == 0:
            session.peer.close()
            session = session_after_hello(world)
        session.peer.send_message(frame)
        refusal = session.refused(code)
        check(refusal["sentence"], f"{name}: no sentence")


@case("bytes: bombs of lists, maps, texts")
def bombs(world):
    announced = [bytes([kind]) + size for kind in (0xdd, 0xdf, 0xdb, 0xc6, 0xc9)
                 for size in (b"\xff" * 4, b"\x7f" + b"\xff" * 3, b"\x04" + bytes(3), b"\0\1\0\0")]
    announced += [bytes([kind]) + b"\xff\xff" for kind in (0xdc, 0xde, 0xda, 0xc5, 0xc8)]
    frames = announced + [b"\x82\xa1t\xa4ping\xa1x" + each for each in announced]
    frames += [b"\xdc\xff\xff" * 20_000, b"\xdd\xff\xff\xff\xff" * 12_000, b"\x9f" * 60_000,
               b"\x8f" * 60_000, b"\x91" * 60_000, b"\x81\xa1x" * 20_000]
    each_refused(world, frames, "bad_message")


@case("bytes: each byte alone, and as a value")
def each_byte(world):
    session = session_after_hello(world)
    for byte in range(256):
        this = bytes([byte])
        for frame in (this, b"\x81\xa1t" + this, b"\x81" + this + b"\xa1t",
                      b"\x82\xa1t\xa4ping\xa1x" + this):
            session.peer.send_message(frame)
            answer = session.receive_message("refusal", "pong")
            fine = frame.startswith(b"\x82") and (byte < 0x81 or byte in (0x90, 0xa0)
                                                  or byte >= 0xe0 or byte in (0xc0, 0xc2, 0xc3))
            if answer.get("code") != "slow_down":
                check((answer["t"] == "pong") == fine, f"{frame.hex()} got {answer}")
        if byte % 7 == 6:
            session.peer.close()
            session = session_after_hello(world)


@case("bytes: each message truncated at each byte")
def truncated(world):
    frames = [frame[:length] for _, frame, _ in vectors("to_broker.good.txt") if len(frame) < 400
              for length in range(world.round % 4, len(frame), 4)]
    each_refused(world, frames, "bad_message")


@case("bytes: good messages with one byte changed")
def one_byte_changed(world):
    """Whatever the changed message means, the ping that follows is answered."""
    for _, frame, _ in vectors("to_broker.good.txt"):
        if len(frame) > 400:
            continue
        session = session_after_hello(world)
        try:
            for _ in range(10):
                at = os.urandom(2)
                place = int.from_bytes(at, "big") % len(frame)
                session.peer.send_message(frame[:place] + os.urandom(1) + frame[place + 1:])
            session.serves()
        except Closed:
            pass
        session.peer.close()


def well_formed():
    """Returns the good canonical messages as maps."""
    for _, frame, outcome in vectors("to_broker.good.txt"):
        if outcome == "canonical":
            yield msgpack.unpackb(frame)


@case("fields: each of a wrong type")
def wrong_types(world):
    """Each message is refused or ignored; the ping at the end is answered."""
    for message in well_formed():
        session = world.member()
        try:
            for name in message if message["t"] != "bye" else ():
                for value in VALUES:
                    session.send(**{**message, name: value})
                session.serves()
        except Closed:
            pass
        session.peer.close()


@case("fields: missing, twice, too many, unknown")
def strange_fields(world):
    frames = []
    for message in well_formed():
        packed = [msgpack.packb(part) for field in message.items() for part in field]
        frames.append(bytes([0x80 + len(message) + 1]) + b"".join(packed + packed[:2]))
        must = {"t"} | {"hello": {"version", "software"}, "join": {"nonce"}, "read": {"number"},
                        "broadcast": {"id", "body"}, "history": {"limit"}}.get(message["t"], set())
        frames += [msgpack.packb({key: each for key, each in message.items() if key != gone})
                   for gone in must]
    frames += [msgpack.packb({"t": "ping", **{f"f{each}": each for each in range(64)}}),
               msgpack.packb({"t": "ping", "x": "x" * 65_000, "y": [0] * 2049})[:65_000]]
    each_refused(world, frames, "bad_message")
    session = session_after_hello(world)
    session.send(t="ping", later=1, **{"x" * 30_000: "y" * 30_000})
    session.receive_message("pong")


@case("messages: unknown ones")
def unknown_messages(world):
    session = session_after_hello(world)
    for kind in ("", "Ping", "ping ", "welcome", "entries", "refusal", "x" * 60_000, "\u202e",
                 "a\0b"):
        session.send(t=kind)
        session.refused("unknown_message")


@case("numbers: giant, negative, fractions")
def numbers(world):
    session = world.member()
    for number in (-1, -2**63, 1.0, 1e308, float("inf"), float("nan"), "1", None):
        session.send(t="history", request=number, conversation=LOBBY, limit=1)
        session.refused("bad_message")
        session.send(t="read", conversation=LOBBY, number=number)
        session.refused("bad_message")
    for number in (0, 2**31, 2**32, 2**63, 2**64 - 1):
        session.send(t="history", request=number, conversation=LOBBY, limit=number)
        check(session.receive_message("page", "refusal").get("request") == number, "another request's answer")
        session.send(t="read", conversation=LOBBY, number=number)
    session.serves()


# ---- names and texts ----------------------------------------------------------------------------

@case("names: empty, too long, invisible, alike, reserved")
def names(world):
    for name in ("", " ", "x" * 33, "x" * 60_000, "a b", "a\0b", "a\x1b[31m", "a\nb", "a\u202eb",
                 "a\u200bb", "a\ufeffb", "\u0301a", "a" + "\u0301" * 20, "раypal", "\ue000",
                 "a\u2066b", "@ann", "#ann", "/ann", "admin", "sуstem", "\U000e0041", "ａdmin"):
        session = session_after_hello(world)
        session.send(t="join", nonce=session.nonce, name=name)
        session.refused("name_unfit", "name_taken")
        session.peer.close()
    session = session_after_hello(world)
    for name in ("speaker", "SPEAKER", "Iistener", "\uff53peaker"):
        session.send(t="join", nonce=session.nonce, name=name)
        session.refused("name_taken", "name_unfit")
    for raw in (b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"a\xcc"):
        body = msgpack.packb({"t": "join", "nonce": session.nonce})
        session.peer.send_message(b"\x83" + body[1:] + b"\xa4name" + bytes([0xa0 + len(raw)]) + raw)
        session.refused("bad_message")
    session.serves()


@case("names: more than an account may have")
def many_names(world):
    """One account claims fifty names and gets six at most. (After a thousand refusals it would be
    disconnected.)"""
    which = world.round // 50
    secret = hashlib.blake2b(world.first_secret + bytes([which]), digest_size=32).digest()
    session = world.session(secret)
    session.hello()
    refused = 0
    for number in range(9):
        session.send(t="join", nonce=session.nonce, name=f"hydra{which}_{number}")
        answer = session.receive_message("ready", "refusal")
        if answer["t"] == "refusal":
            check(answer["code"] in ("names_used_up", "slow_down"), answer)
            refused += 1
    check(refused >= 3, f"{9 - refused} names for one account")


@case("texts: invalid, control characters, too long")
def texts(world):
    session = world.member()

    def say(body, **more):
        session.send(t="broadcast", id=os.urandom(16), **{**POSTS, "body": body, **more})

    for body in (b"", b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"a\x80", b"\xf4\x90\x80\x80"):
        say(body)
        session.refused("bad_text")
    say(b"x" * (16 * KIB + 1))
    session.refused("too_long")
    for kind in ("", "Text", "te xt", "text" * 5, "t\0", "1", "\u0442ext"):
        say(b"x", kind=kind)
        session.refused("bad_kind")
    for kind in ("_rebind", "_x"):
        say(msgpack.packb({"t": "rebind", "name": "x", "from": bytes(32), "to": bytes(32)}),
            kind=kind)
        session.refused("reserved_kind")
    say(b"\x1b]0;owned\x07\x1b[2J\x00\r\n\xe2\x80\xae", kind="text")  # valid: shown harmlessly
    session.receive_message("entries", "refusal")


@case("posts: a reused id, an unknown room, an unknown account")
def strange_posts(world):
    session = world.member()
    post = os.urandom(16)

    def answer_to(post):
        while True:
            message = session.receive_message("entries", "refusal")
            if message.get("id") == post or any(
                    entry["id"] == post for entry in message.get("entries", [])):
                return message

    session.send(t="broadcast", id=post, **POSTS)
    answer_to(post)
    session.send(t="broadcast", id=post, **{**POSTS, "body": b"other"})
    check(answer_to(post).get("code") in ("id_reused", "slow_down"), "an id was accepted twice")
    session.send(t="whisper", id=post, account=session.account, kind="text", body=b"x")
    check(answer_to(post).get("code") in ("id_reused", "slow_down"), "an id was accepted twice")
    for room in (bytes(16), b"\xff" * 16, os.urandom(16)):
        session.send(t="broadcast", id=post, **{**POSTS, "room": room})
        session.refused("unknown_room")
    for account in (bytes(32), b"\xff" * 32, os.urandom(32)):
        session.send(t="whisper", id=post, account=account, kind="text", body=b"x")
        session.refused("unknown_account")
    session.serves()


# ---- rights -------------------------------------------------------------------------------------

@case("join: another's nonce, none, before hello, twice")
def joins(world):
    one, other = session_after_hello(world), session_after_hello(world)
    for nonce in (other.nonce, bytes(16), os.urandom(16)):
        one.send(t="join", nonce=nonce, name="thief")
        one.refused("bad_nonce")
    one.send(t="join", nonce=one.nonce)
    one.refused("name_needed")
    early = world.session()
    early.send(t="join", nonce=bytes(16), name="early")
    early.refused("not_joined", "bad_nonce")
    twice = world.member()
    for _ in range(3):
        twice.send(t="join", nonce=twice.nonce)
        check(twice.receive_message("ready", "refusal").get("code", "slow_down") == "slow_down", "not again")


@case("before hello and before join")
def too_early(world):
    for ready in (False, True):
        session = world.session()
        if ready:
            session.hello()
        for message in (dict(t="broadcast", id=bytes(16), **POSTS), dict(t="sync"),
                        dict(t="whisper", id=bytes(16), account=bytes(32), kind="text", body=b"x"),
                        dict(t="history", request=1, conversation=LOBBY, limit=1),
                        dict(t="who", request=1),
                        dict(t="order", request=1, what="kick", account=bytes(32))):
            session.send(**message)
            session.refused("not_joined")
        session.send(t="bye")
        session.send(t="bye")
        session.send(t="sync")
        if not ready:
            session.refused("not_joined")
            continue
        try:
            check(False, f"after bye it answered {session.receive_message('refusal', 'people', 'ready')}")
        except Closed:
            pass  # after a bye there is no answer, as protocol.md says


@case("hello: another version, no account, another's account")
def hellos(world):
    session = world.session()
    for version in (0, 2, 2**64 - 1):
        session.send(t="hello", version=version, software="x")
        session.refused("version")
    if not world.encrypted:
        session.send(t="hello", version=1, software="x", account=bytes(32))
        session.refused("needs_account")
    welcome = session.hello(features=["x" * 100] * 500)
    check(welcome["account"] == session.account, welcome)
    session.send(t="hello", version=1, software="x", account=b"v" * 32)
    if world.encrypted:
        check(session.receive_message("welcome")["account"] == session.account, "the account is the key")
    else:
        session.refused("bad_message")


@case("history: odd ranges, others' whispers")
def histories(world):
    one, other = world.member(0), world.member(1)
    one.send(t="whisper", id=os.urandom(16), account=one.account, kind="text", body=b"secret")
    mine = one.receive_message("entries", "refusal")
    secret = hashlib.blake2b(one.account * 2, digest_size=16).digest()
    check(mine["t"] == "refusal" or mine["conversation"]["id"] in (secret, LOBBY), mine)
    last = 2**64 - 1
    for more, codes in ((dict(after=last, limit=1), {"diverged"}),
                        (dict(after=1, before=2, limit=1), {"bad_message"}),
                        (dict(after=0, hash=b"x" * 32, limit=1), {"diverged"}),
                        (dict(before=0, limit=1), {None}), (dict(before=last, limit=last), {None}),
                        (dict(before=1, limit=256), {None}), (dict(after=0, limit=0), {None}),
                        (dict(conversation=secret, limit=1), {"unknown_conversation"}),
                        (dict(conversation=bytes(16), limit=1), {"unknown_conversation"})):
        other.send(**{**dict(t="history", request=5, conversation=LOBBY), **more})
        answer = other.receive_message("page", "refusal")
        check(answer.get("code") in codes | {"slow_down"}, f"{more}: {answer}")
    for _ in range(20):
        other.send(t="history", request=6, conversation=LOBBY, limit=256)
    for _ in range(20):
        answer = other.receive_message("page", "refusal")
        check(answer.get("code") in (None, "one_at_a_time", "slow_down"), answer)


@case("who: 10,000 accounts, 513, one name of 60,000 letters")
def many_accounts(world):
    session = world.member()
    session.send(t="who", request=1, accounts=[os.urandom(32) for _ in range(513)])
    session.refused("bad_message")
    session.send(t="who", request=1, accounts=[session.account] * 512)
    check(session.receive_message("known", "refusal").get("request") == 1, "another answer")
    session.send(t="who", request=2, name="x" * 60_000)
    check(session.receive_message("known", "refusal").get("accounts", []) == [], "who is that")
    try:
        session.send(t="who", request=3, accounts=[bytes(32)] * 10_000)
    except Closed:
        pass
    world.expect_disconnect(session.peer)


@case("read: others' whispers, an unknown conversation, backwards")
def reads(world):
    session, other = world.member(0), world.member(1)
    notes = hashlib.blake2b(other.account * 2, digest_size=16).digest()
    other.send(t="whisper", id=os.urandom(16), account=other.account, kind="text", body=b"secret")
    for conversation in (bytes(16), os.urandom(16), notes, LOBBY):
        for number in (2**64 - 1, 1, 0):
            session.send(t="read", conversation=conversation, number=number)
    session.serves()


@case("order by an ordinary member; enrol without an invite")
def orders(world):
    session, victim = world.member(64), world.member(65)
    for what in ("kick", "ban", "unban", "rename", "op", "rebind", "", "x" * 60_000):
        session.send(t="order", request=2**64 - 1, what=what, account=victim.account, name="robbed")
        session.refused("not_operator")
    session.send(t="enrol", account=sodium.key_pair()[0])
    session.refused("bad_message")
    victim.serves()
