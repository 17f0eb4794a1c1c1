#!/usr/bin/env python3
"""A client written from common/wire/protocol.md alone. It asks the announcer for the broker's key, joins,
posts, whispers, reads history, makes a room, leaves and resumes. Usage: independent_client.py HOST PORT. It prints ok
and exits with 0, or fails with a message."""
import hashlib, os, socket, struct, sys, time
import msgpack, zmq, zmq.utils.z85

LOBBY = hashlib.blake2b(b"#lobby", digest_size=16).digest()
URL = f"tcp://{sys.argv[1]}:{sys.argv[2]}"
with socket.create_connection((sys.argv[1], int(sys.argv[2]) + 1), 5) as announcer:
    WORD, BROKER = announcer.makefile().readline().split()  # a user would compare its fingerprint
assert WORD == "indaba-key" and len(BROKER) == 64


def chain(before, conversation, e):
    kind = e["kind"].encode()
    body = e.get("body_hash") or hashlib.blake2b(e["body"], digest_size=32).digest()
    return hashlib.blake2b(before + conversation + struct.pack(">Q", e["number"]) + e["account"]
                           + e["id"] + struct.pack(">qQ", e["at"], len(kind)) + kind + body,
                           digest_size=32).digest()


def text_of(e):
    """Returns the text of an entry; None if it has none or it was erased."""
    if e.get("body_hash"):
        assert e["body"] == b"", "an erased entry has no body"
        return None
    return {"text": lambda: e["body"].decode(),
            "reply": lambda: msgpack.unpackb(e["body"])["text"]}.get(e["kind"], lambda: None)()


class IndependentClient:
    def __init__(self, keys, name):
        self.keys, self.heads, self.people, self.members = keys, {}, {}, {}
        self.account = zmq.utils.z85.decode(keys[0])
        self.dealer = zmq.Context.instance().socket(zmq.DEALER)
        self.dealer.setsockopt(zmq.LINGER, 500)
        self.dealer.curve_serverkey = bytes.fromhex(BROKER)
        self.dealer.curve_publickey, self.dealer.curve_secretkey = keys
        self.dealer.connect(URL)
        welcome = self.ask("welcome", t="hello", version=1, software="independent client")
        assert welcome["account"] == self.account, "the account is the key"
        name = {} if welcome.get("name") == name else {"name": name}  # not again if it has it
        self.ask("ready", t="join", nonce=welcome["nonce"], **name)

    def ask(self, answer, **message):
        self.dealer.send(msgpack.packb(message, use_bin_type=True))
        return self.receive(lambda m: m["t"] == answer)

    def receive(self, wanted, seconds=10):
        """Reads messages until the wanted one and returns it; keeps heads and people up to date."""
        end = time.monotonic() + seconds
        while self.dealer.poll(max(0, int(1000 * (end - time.monotonic())))):
            m = msgpack.unpackb(self.dealer.recv(), raw=False)
            for person in m.get("people", []) + m.get("joined", []):
                self.people[person["account"]] = person["name"]
            for head in m.get("heads", []) + ([m["head"]] if m["t"] == "room_joined" else []):
                self.heads[head["conversation"]["id"]] = (head["number"], head["hash"])
            for e in m["entries"] if m["t"] == "entries" else []:
                number, last = self.heads.get(m["conversation"]["id"], (0, bytes(32)))
                if e["number"] > number:
                    assert e["number"] == number + 1, "a hole"
                    self.heads[m["conversation"]["id"]] = (
                        e["number"], chain(last, m["conversation"]["id"], e))
                self.follow(m["conversation"]["id"], e)
            if m["t"] == "room_left":
                del self.heads[m["conversation"]], self.members[m["conversation"]]
            if wanted(m):
                return m
            assert m["t"] != "refusal", m
        raise AssertionError("the message did not come in time")

    def follow(self, room, e):
        """Keeps the members of a room, as its entries change them."""
        event = msgpack.unpackb(e["body"]) if e["kind"] == "_room" else {"t": None}
        members = self.members.setdefault(room, set()) if event["t"] else None
        if event["t"] in ("created", "joined"):
            members.add(event["by"])
        elif event["t"] == "added":
            members.add(event["account"])
        elif event["t"] in ("left", "removed"):
            members.discard(event.get("account", event["by"]))

    def change_room(self, action, **fields):
        """Sends a change of a room and awaits its answer, which comes after all that the change brings."""
        assert self.ask("done", t="room", request=7, action=action, **fields)["request"] == 7

    def members_of(self, room):
        listed = self.ask("member_list", t="members", request=8, conversation=room)
        return {person["account"] for person in listed["members"]}

    def say(self, text, message_id=None, **where):
        return self.post("text", text.encode(), message_id, **where)

    def refer(self, kind, **body):
        return self.post(kind, msgpack.packb(body), t="broadcast", room=LOBBY)

    def post(self, kind, body, message_id=None, **where):
        message_id = message_id or os.urandom(16)
        self.dealer.send(msgpack.packb(dict(where, id=message_id, kind=kind, body=body)))
        m = self.receive(lambda m: m["t"] == "entries" and message_id in [e["id"] for e in m["entries"]])
        return next(e for e in m["entries"] if e["id"] == message_id)

    def read(self, conversation, number, last):
        """Returns the texts after an entry, page by page. Each page must continue the one before."""
        entries, more = [], True
        while more:
            page = self.ask("page", t="history", request=number, conversation=conversation,
                            after=number, hash=last, limit=2)
            assert page["request"] == number and page["hash"] == last
            for e in page["entries"]:
                assert e["number"] == number + 1
                number, last = e["number"], chain(last, conversation, e)
            entries, more = entries + page["entries"], page.get("more", False)
        assert (number, last) == self.heads[conversation], "the pages do not end at the head"
        return [text_of(e) for e in entries]


tag = os.urandom(4).hex()
ann, bob = (IndependentClient(zmq.curve_keypair(), "s" + tag + each) for each in "ab")
ann.receive(lambda m: bob.account in ann.people)
said, message_id = f"hello from {tag}", os.urandom(16)
first = ann.say(said, message_id, t="broadcast", room=LOBBY)
assert ann.say(said, message_id, t="broadcast", room=LOBBY) == first, "a resend is no second entry"
bob.receive(lambda m: first in m.get("entries", []))

ann.say("psst", t="whisper", account=bob.account)
received = bob.receive(lambda m: "between" in m.get("conversation", {}))
pair = hashlib.blake2b(b"".join(sorted([ann.account, bob.account])), digest_size=16).digest()
assert received["conversation"] == {"id": pair, "between": sorted([ann.account, bob.account])}
assert received["entries"][0]["body"] == b"psst"
assert ann.read(LOBBY, 0, bytes(32))[-1] == said and ann.read(pair, 0, bytes(32)) == ["psst"]

number, last = ann.heads[LOBBY]
answer = bob.refer("reply", to=first["number"], text="to " + tag)
ann.receive(lambda m: answer in m.get("entries", []))
assert ann.read(LOBBY, number, last) == ["to " + tag], "a reply has a text"
erasure = ann.refer("erase", of=first["number"])
bob.receive(lambda m: erasure in m.get("entries", []))
assert said not in bob.read(LOBBY, 0, bytes(32)), "an erased text does not come again"
assert ann.say(said, message_id, t="broadcast", room=LOBBY)["body"] == b"", "nor in a receipt"

# A room: ann makes it, bob finds it and joins, both talk, and bob leaves.
known = set(ann.heads)
ann.change_room("create", title="r" + tag, topic="all about " + tag)
(room,) = set(ann.heads) - known
(listed,) = [r for r in bob.ask("directory", t="rooms", request=6)["rooms"] if r["id"] == room]
assert (listed["title"], listed["members"], listed["owners"]) == ("r" + tag, 1, [ann.account])
bob.change_room("join", conversation=room)
assert bob.read(room, 0, bytes(32)) == [None, None], "two entries about the room itself"
asked = bob.say("who is here?", t="broadcast", room=room)
ann.receive(lambda m: asked in m.get("entries", []))
assert ann.members[room] == ann.members_of(room) == {ann.account, bob.account}
bob.change_room("leave", conversation=room)
assert room not in bob.heads, "nothing of a room that was left is known"
bob.dealer.send(msgpack.packb({"t": "broadcast", "id": os.urandom(16), "room": room, "kind": "text", "body": b"?"}))
assert bob.receive(lambda m: m["t"] == "refusal")["code"] == "not_member"
ann.change_room("create", title="p" + tag, private=True)
secret = next(id for id in ann.heads if id not in known | {room})
bob.dealer.send(msgpack.packb({"t": "members", "request": 5, "conversation": secret}))
assert bob.receive(lambda m: m["t"] == "refusal")["code"] == "unknown_room"
assert secret not in [r["id"] for r in bob.ask("directory", t="rooms", request=4)["rooms"]]
ann.change_room("add", conversation=secret, account=bob.account)
bob.receive(lambda m: m["t"] == "room_joined" and m["head"]["conversation"]["id"] == secret)
assert ann.members[room] == {ann.account} and ann.members[secret] == ann.members_of(secret)

number, last = ann.heads[LOBBY]
ann.dealer.send(msgpack.packb({"t": "bye"}))
ann.dealer.close()
missed = [f"{tag} {i}" for i in range(5)]
for text in missed:
    bob.say(text, t="broadcast", room=LOBBY)
ann = IndependentClient(ann.keys, "s" + tag + "a")
assert ann.read(LOBBY, number, last) == missed, "what was missed comes once, in order"
ann.dealer.send(msgpack.packb({"t": "history", "request": 9, "conversation": LOBBY, "after": number,
                               "hash": b"\1" * 32, "limit": 0}))
assert ann.receive(lambda m: m["t"] == "refusal")["code"] == "diverged"

digest = 0
for conversation, (number, last) in ann.heads.items():
    part = hashlib.blake2b(conversation + struct.pack(">Q", number) + last, digest_size=16).digest()
    digest ^= int.from_bytes(part, "big") if number else 0
assert ann.ask("pong", t="ping")["digest"] == digest.to_bytes(16, "big"), "the digest differs"
print("ok")
