#!/usr/bin/env python3
"""Writes the wire vectors with other libraries than Indaba uses (msgpack, hashlib of Python), so that
the vectors are independent of its codec. Run it by hand in this folder after adding a case. The diff
must only add lines, since a released vector stays. The vectors of names and texts are written by hand.
"""
import hashlib
import struct

import msgpack

# ---- the accounts, ids and times of all examples ------------------------------------------------------

ANN, BOB, CAT = b"\xa1" * 32, b"\xb2" * 32, b"\xc3" * 32
NONCE, JOURNAL, PARENT = b"\x4e" * 16, b"\x4a" * 16, b"\x49" * 16
ID1, ID2 = bytes.fromhex("0190c0de000070008000000000000001"), bytes.fromhex("0190c0de000070008000000000000002")
AT = 1795334400000
ZERO = bytes(32)


def blake(size, *parts):
    return hashlib.blake2b(b"".join(parts), digest_size=size).digest()


def u64(number):
    return struct.pack(">Q", number)


def chain(before, conversation, number, account, message_id, at, kind, body):
    return blake(32, before, conversation, u64(number), account, message_id, struct.pack(">q", at),
                 u64(len(kind)), kind.encode(), blake(32, body))


def digest(heads):
    result = bytes(16)
    for conversation, number, last in heads:
        if number:
            part = blake(16, conversation, u64(number), last)
            result = bytes(a ^ b for a, b in zip(result, part))
    return result


def whisper_id(one, other):
    return blake(16, *sorted((one, other)))


LOBBY = blake(16, b"#lobby")
PAIR = whisper_id(ANN, BOB)
HASH1 = chain(ZERO, LOBBY, 1, ANN, ID1, AT, "text", b"hi")
HASH2 = chain(HASH1, LOBBY, 2, BOB, ID2, AT + 1000, "text", "hé, ann".encode())

# ---- good: each is canonical: fields in declared order, shortest forms ---------------------

lobby = {"id": LOBBY, "room": "#lobby"}
pair = {"id": PAIR, "between": [ANN, BOB]}
entry1 = {"number": 1, "account": ANN, "at": AT, "id": ID1, "kind": "text", "body": b"hi"}
entry2 = {"number": 2, "account": BOB, "at": AT + 1000, "id": ID2, "kind": "text",
          "body": "hé, ann".encode()}
entry_strange = {"number": 3, "account": BOB, "at": -1, "id": ID1, "kind": "sealed",
                 "body": b"\x00\xff\xc1"}
entry_erased = {"number": 2, "account": BOB, "at": AT + 1000, "id": ID2, "kind": "text", "body": b"",
                "body_hash": blake(32, "hé, ann".encode())}
ROOM = bytes(range(0x70, 0x80))
cooks = {"id": ROOM, "room": "cooks"}
cooks_info = {"id": ROOM, "title": "cooks", "topic": "soups", "private": True, "from_joining": True,
              "archived": True, "members": 2, "owners": [ANN]}
cooks_head = {"conversation": cooks, "number": 3, "hash": HASH1, "first": 2, "read": 1,
              "info": cooks_info}
ann, bob = {"account": ANN, "name": "ann"}, {"account": BOB, "name": "bob"}

TO_BROKER = {
    "hello": {"t": "hello", "version": 1, "software": "golden 1", "features": ["a", "b"],
              "account": ANN},
    "hello_minimal": {"t": "hello", "version": 1, "software": ""},
    "join": {"t": "join", "nonce": NONCE, "name": "ann", "quiet": True},
    "join_minimal": {"t": "join", "nonce": NONCE},
    "broadcast": {"t": "broadcast", "id": ID1, "room": LOBBY, "kind": "text", "body": b"hi"},
    "broadcast_unknown_kind": {"t": "broadcast", "id": ID1, "room": LOBBY, "kind": "sealed",
                               "body": b"\x00\xff\xc1"},
    "broadcast_empty_body": {"t": "broadcast", "id": ID1, "room": LOBBY, "kind": "", "body": b""},
    "whisper": {"t": "whisper", "id": ID2, "account": BOB, "kind": "text",
                "body": "hé, bob".encode()},
    "history": {"t": "history", "request": 7, "conversation": LOBBY, "after": 2, "hash": HASH2,
                "limit": 256},
    "history_before": {"t": "history", "request": 2**64 - 1, "conversation": PAIR,
                       "before": 300, "limit": 0},
    "history_minimal": {"t": "history", "request": 0, "conversation": LOBBY, "limit": 70000},
    "who_name": {"t": "who", "request": 1, "name": "ann"},
    "who_accounts": {"t": "who", "request": 2, "accounts": [ANN, BOB]},
    "who_nobody": {"t": "who", "request": 3, "accounts": []},
    "who_everybody": {"t": "who", "request": 4},
    "read": {"t": "read", "conversation": LOBBY, "number": 5000000000},
    "sync": {"t": "sync"},
    "ping": {"t": "ping"},
    "bye": {"t": "bye"},
    "enrol": {"t": "enrol", "account": ANN},
    "order": {"t": "order", "request": 8, "what": "rename", "account": BOB, "name": "robert"},
    "order_minimal": {"t": "order", "request": 9, "what": "kick", "account": BOB},
    "room": {"t": "room", "request": 10, "action": "create", "conversation": ROOM,
             "title": "cooks", "topic": "soups", "account": BOB, "private": True,
             "from_joining": True},
    "room_minimal": {"t": "room", "request": 11, "action": "join"},
    "rooms": {"t": "rooms", "request": 12},
    "members": {"t": "members", "request": 13, "conversation": ROOM},
}

TO_CLIENT = {
    "welcome": {"t": "welcome", "version": 1, "nonce": NONCE, "journal": JOURNAL,
                "parents": [PARENT], "account": ANN, "name": "ann", "features": ["a"],
                "limits": {"name": 32, "body": 16384, "frame": 65536, "page": 256, "kind": 16}},
    "welcome_minimal": {"t": "welcome", "version": 1, "nonce": NONCE, "journal": JOURNAL,
                        "account": ANN,
                        "limits": {"name": 32, "body": 16384, "frame": 65536, "page": 256,
                                   "kind": 16}},
    "people": {"t": "people", "version": 9, "people": [ann, bob], "more": True},
    "people_minimal": {"t": "people", "version": 0, "people": []},
    "heads": {"t": "heads", "heads": [
        {"conversation": lobby, "number": 2, "hash": HASH2, "first": 1, "read": 1},
        {"conversation": pair, "number": 0, "hash": ZERO, "first": 1, "read": 0}],
        "names": [ann, bob], "more": True},
    "heads_minimal": {"t": "heads", "heads": []},
    "ready": {"t": "ready"},
    "entries": {"t": "entries", "conversation": lobby, "entries": [entry1, entry2],
                "names": [ann, bob]},
    "entries_whisper_unknown_kind": {"t": "entries", "conversation": pair,
                                     "entries": [entry_strange]},
    "entries_minimal": {"t": "entries", "conversation": {"id": LOBBY}, "entries": []},
    "page": {"t": "page", "request": 7, "conversation": lobby, "hash": HASH1,
             "entries": [entry2], "names": [bob], "more": True},
    "page_minimal": {"t": "page", "request": 7, "conversation": lobby, "hash": ZERO,
                     "entries": []},
    "page_erased": {"t": "page", "request": 7, "conversation": lobby, "hash": HASH1,
                    "entries": [entry_erased]},
    "known": {"t": "known", "request": 1, "accounts": [dict(ann, here=True), bob], "more": True},
    "known_minimal": {"t": "known", "request": 1, "accounts": []},
    "presence": {"t": "presence", "version": 10, "joined": [ann], "left": [BOB],
                 "named": [{"account": CAT, "name": "cät"}]},
    "presence_minimal": {"t": "presence", "version": 11},
    "pong": {"t": "pong", "digest": digest([(LOBBY, 2, HASH2)]), "version": 10},
    "refusal": {"t": "refusal", "code": "not_stored", "sentence": "Not just now.", "id": ID1,
                "request": 7, "retry_ms": 500},
    "refusal_minimal": {"t": "refusal", "code": "bad_message", "sentence": "No."},
    "notice": {"t": "notice", "code": "stopping", "sentence": "The broker is being stopped."},
    "refusal_rebound": {"t": "refusal", "code": "rebound", "sentence": "Retired.", "account": BOB},
    "enrolled": {"t": "enrolled"},
    "done": {"t": "done", "request": 8},
    "heads_of_rooms": {"t": "heads", "heads": [cooks_head]},
    "directory": {"t": "directory", "request": 12, "rooms": [
        cooks_info, {"id": LOBBY, "title": "bakers"}], "more": True},
    "directory_minimal": {"t": "directory", "request": 12, "rooms": []},
    "member_list": {"t": "member_list", "request": 13, "conversation": ROOM,
                    "members": [ann, bob], "more": True},
    "member_list_minimal": {"t": "member_list", "request": 13, "conversation": ROOM, "members": []},
    "room_joined": {"t": "room_joined", "head": cooks_head},
    "room_left": {"t": "room_left", "conversation": ROOM},
}

# The required fields of messages and parts. All others may be left out.
REQUIRED = {
    "hello": ["version", "software"], "join": ["nonce"],
    "broadcast": ["id", "room", "kind", "body"], "whisper": ["id", "account", "kind", "body"],
    "history": ["request", "conversation", "limit"], "who_name": ["request"],
    "read": ["conversation", "number"],
    "welcome": ["version", "nonce", "journal", "account", "limits"],
    "people": ["version", "people"], "heads": ["heads"], "entries": ["conversation", "entries"],
    "page": ["request", "conversation", "hash", "entries"], "known": ["request", "accounts"],
    "presence": ["version"], "pong": ["digest", "version"], "refusal": ["code", "sentence"],
    "notice": ["code", "sentence"], "enrol": ["account"], "order": ["request", "what", "account"],
    "done": ["request"], "room": ["request", "action"], "rooms": ["request"],
    "members": ["request", "conversation"], "directory": ["request", "rooms"],
    "member_list": ["request", "conversation", "members"], "room_joined": ["head"],
    "room_left": ["conversation"],
}


def pack(value):
    return msgpack.packb(value, use_bin_type=True)


def pairs(*items):
    """Returns a map with the given fields, also duplicate ones. Bytes are taken as packed already."""
    return bytes([0x80 | len(items)]) + b"".join(pack(k) + v for k, v in items)


def fields(message, **changed):
    return pairs(*[(k, changed.get(k, pack(v))) for k, v in message.items()])


# ---- good, but not canonical ---------------------------------------------------------------

def nested(depth):
    """Returns an unknown field whose value makes a message with that many nested maps and lists."""
    return b"\x91" * (depth - 1) + b"\xc0"


def lenient_to_broker():
    ping, join, read = TO_BROKER["ping"], TO_BROKER["join"], TO_BROKER["read"]
    shuffled = dict(reversed(list(TO_BROKER["broadcast"].items())))
    yield "unknown_field", pack(dict(ping, later=1)), "ping"
    yield "unknown_fields_of_all_types", pack(
        dict(ping, a=None, b=True, c=-1, d=1.5, e="s", f=b"b", g=[1, [2]], h={"t": {"t": 1}})), "ping"
    yield "unknown_field_with_strange_keys", pack(dict(ping, later={1: 2, b"k": 3})), "ping"
    yield "unknown_field_twice", pairs(("t", pack("ping")), ("x", b"\x01"), ("x", b"\x02")), "ping"
    yield "unknown_field_of_bad_utf8", pairs(("t", pack("ping")), ("x", b"\xa1\xff")), "ping"
    yield "other_order", pack(shuffled), "broadcast"
    yield "default_written_out", pack(dict(TO_BROKER["join_minimal"], quiet=False)), "join_minimal"
    yield "wide_map", b"\xdf" + struct.pack(">I", 1) + pack("t") + pack("ping"), "ping"
    yield "wide_text", b"\x81\xd9\x01t\xdb" + struct.pack(">I", 4) + b"ping", "ping"
    yield "wide_number", fields(TO_BROKER["hello_minimal"], version=b"\xcf" + u64(1)), "hello_minimal"
    yield "signed_number", fields(TO_BROKER["hello_minimal"], version=b"\xd1\x00\x01"), "hello_minimal"
    yield "wide_bytes", fields(TO_BROKER["join_minimal"],
                               nonce=b"\xc6" + struct.pack(">I", 16) + NONCE), "join_minimal"
    yield "as_deep_as_may_be", pairs(("t", pack("ping")), ("x", nested(8))), "ping"
    yield "as_many_fields_as_may_be", repeat(b"\xde\x00\x40" + pack("t") + pack("ping"),
                                             b"\xa1x\x00", 63), "ping"
    yield "as_long_a_list_as_may_be", repeat(b"\x82" + pack("t") + pack("ping") + pack("x")
                                             + b"\xdc\x08\x00", b"\x00", 2048), "ping"
    head = b"\x82" + pack("t") + pack("ping") + pack("x") + b"\xc5"
    room = 65536 - len(head) - 2
    yield "as_long_a_frame_as_may_be", repeat(head + struct.pack(">H", room), b"\x00", room), "ping"
    yield "number_at_its_end", fields(read, number=b"\xcf" + b"\xff" * 8), None
    yield "name_of_astral_letters", pack(dict(join, name="\U00010348\U0010fffd")), None


def lenient_to_client():
    entry_more = dict(entry1, erased=True)
    yield "unknown_field_in_an_entry", pack(dict(TO_CLIENT["entries_minimal"],
                                                 conversation=lobby, entries=[entry_more])), None
    yield "unknown_field_in_limits", pack(dict(
        TO_CLIENT["welcome_minimal"],
        limits=dict(TO_CLIENT["welcome_minimal"]["limits"], later=1))), "welcome_minimal"
    yield "earliest_time", pack(dict(TO_CLIENT["entries_minimal"],
                                     entries=[dict(entry1, at=-2**63)])), None
    yield "latest_time", pack(dict(TO_CLIENT["entries_minimal"],
                                   entries=[dict(entry1, at=2**63 - 1)])), None
    yield "whisper_to_oneself", pack(dict(TO_CLIENT["entries_minimal"], conversation={
        "id": whisper_id(ANN, ANN), "between": [ANN, ANN]})), None


# ---- refused -----------------------------------------------------------------------------------

WRONG = {  # kind of a field -> values that it must not have
    "u64": {"nil": b"\xc0", "bool": b"\xc3", "negative": b"\xff", "negative_64": b"\xd3" + b"\xff" * 8,
            "float": b"\xcb" + struct.pack(">d", 1.0), "float_32": b"\xca" + struct.pack(">f", 1.0),
            "str": b"\xa11", "bin": b"\xc4\x01\x01", "list": b"\x91\x01", "map": b"\x80"},
    "i64": {"nil": b"\xc0", "bool": b"\xc2", "float": b"\xcb" + struct.pack(">d", 1.0),
            "past_63_bits": b"\xcf\x80" + bytes(7), "str": b"\xa11", "bin": b"\xc4\x01\x01",
            "list": b"\x90", "map": b"\x80"},
    "bool": {"nil": b"\xc0", "number": b"\x01", "str": pack("true"), "list": b"\x90"},
    "str": {"nil": b"\xc0", "number": b"\x01", "bin": b"\xc4\x01a", "list": b"\x91\xa1a",
            "map": b"\x80", "bool": b"\xc3"},
    "body": {"nil": b"\xc0", "number": b"\x01", "str": pack("hi"), "list": b"\x91\x01",
             "map": b"\x80"},
    "bytes": {"nil": b"\xc0", "number": b"\x01", "empty": b"\xc4\x00", "str": b"\xd9\x20" + b"a" * 32,
              "str_16": b"\xb0" + b"a" * 16, "short": b"\xc4\x0f" + b"a" * 15,
              "long": b"\xc4\x21" + b"a" * 33, "list": b"\xdc\x00\x10" + b"\x01" * 16},
    "list": {"nil": b"\xc0", "number": b"\x01", "str": b"\xa1a", "bin": b"\xc4\x01\x01",
             "map": b"\x80", "list_of_nil": b"\x91\xc0", "list_of_numbers": b"\x91\x01"},
    "map": {"nil": b"\xc0", "number": b"\x01", "str": b"\xa1a", "list": b"\x90", "empty_map": b"\x80"},
}
KIND_OF_FIELD = {
    "version": "u64", "software": "str", "features": "list", "account": "bytes", "nonce": "bytes",
    "name": "str", "quiet": "bool", "id": "bytes", "room": "bytes", "kind": "str", "body": "body",
    "request": "u64", "after": "u64", "before": "u64", "hash": "bytes", "limit": "u64",
    "accounts": "list", "number": "u64", "journal": "bytes", "parents": "list", "limits": "map",
    "people": "list", "more": "bool", "heads": "list", "names": "list", "entries": "list",
    "joined": "list", "left": "list", "named": "list", "digest": "bytes", "code": "str",
    "sentence": "str", "retry_ms": "u64", "at": "i64", "here": "bool", "first": "u64",
    "read": "u64", "what": "str", "action": "str", "title": "str", "topic": "str",
    "private": "bool", "from_joining": "bool", "rooms": "list", "members": "list", "head": "map",
}
BAD_UTF8 = {
    "lone_continuation": b"\x80", "cut_short": b"a\xc3", "overlong_2": b"\xc0\x80",
    "overlong_slash": b"\xc0\xaf", "overlong_3": b"\xe0\x80\x80", "overlong_4": b"\xf0\x80\x80\x80",
    "surrogate": b"\xed\xa0\x80", "surrogate_pair": b"\xed\xa0\xbd\xed\xb8\x80",
    "past_the_end": b"\xf4\x90\x80\x80", "five_bytes": b"\xf8\x88\x80\x80\x80", "fe": b"\xfe",
    "ff": b"\xff", "latin_1": b"caf\xe9",
}


def kind_of(value, name):
    if name == "conversation":
        return "map" if isinstance(value, dict) else "bytes"
    return KIND_OF_FIELD[name]


def wrong_types(messages):
    """Yields each full message with each field set to each value that it must not have."""
    for name, message in messages.items():
        if name.split("_")[0] != name and name not in ("who_name", "who_accounts", "history_before",
                                              "member_list", "room_joined", "room_left"):
            continue
        for key, value in message.items():
            if key == "t":
                continue
            kind = kind_of(value, key)
            for label, wrong in WRONG[kind].items():
                if kind == "bytes" and len(value) == 32 and label == "str_16":
                    continue
                yield f"{name}.{key}_is_{label}", fields(message, **{key: wrong})


def missing(messages):
    for name, required in REQUIRED.items():
        for key in required if name in messages else []:
            yield f"{name}_without_{key}", pack({k: v for k, v in messages[name].items() if k != key})


def doubled(messages):
    for name, message in messages.items():
        if name not in REQUIRED:
            continue
        for key, value in message.items():
            items = [(k, pack(v)) for k, v in message.items()]
            yield f"{name}_with_{key}_twice", pairs(*items, (key, pack(value)))


ENTRIES_MINIMAL = TO_CLIENT["entries_minimal"]


def entries(packed):
    return fields(ENTRIES_MINIMAL, entries=b"\x91" + packed)


def without(part, key):
    return {k: v for k, v in part.items() if k != key}


def bad_entries():
    for key, value in entry1.items():
        yield f"entry_without_{key}", entries(pack(without(entry1, key)))
        yield f"entry_with_{key}_twice", entries(
            pairs(*[(k, pack(v)) for k, v in entry1.items()], (key, pack(value))))
        kind = kind_of(value, key)
        for label, wrong in WRONG[kind].items():
            if kind == "bytes" and len(value) == 32 and label == "str_16":
                continue
            yield f"entry.{key}_is_{label}", entries(fields(entry1, **{key: wrong}))
    for label, wrong in WRONG["bytes"].items():
        if label != "str_16":
            yield f"entry.body_hash_is_{label}", entries(fields(entry_erased, body_hash=wrong))
    yield "entry_with_number_as_key", entries(b"\x81\x01\x01")


def bad_persons():
    known, people = TO_CLIENT["known_minimal"], TO_CLIENT["people_minimal"]
    for key in ann:
        yield f"person_without_{key}", pack(dict(people, people=[without(ann, key)]))
        yield f"known_person_without_{key}", pack(dict(known, accounts=[without(ann, key)]))
    yield "known_person.here_is_a_number", pack(dict(known, accounts=[dict(ann, here=1)]))
    yield "person.name_is_bin", pack(dict(people, people=[dict(ann, name=b"ann")]))


def bad_heads_and_limits():
    heads, head = TO_CLIENT["heads_minimal"], TO_CLIENT["heads"]["heads"][0]
    for key in head:
        yield f"head_without_{key}", pack(dict(heads, heads=[without(head, key)]))
    for key in ("number", "first", "read"):
        yield f"head.{key}_is_negative", pack(dict(heads, heads=[dict(head, **{key: -1})]))
    welcome = TO_CLIENT["welcome_minimal"]
    for key in welcome["limits"]:
        yield f"limits_without_{key}", pack(dict(welcome, limits=without(welcome["limits"], key)))


BAD_BETWEEN = {
    "wrong_order": [BOB, ANN], "one": [ANN], "three": [ANN, BOB, CAT], "none": [],
    "nil": None, "text": "ab", "short_account": [ANN, BOB[:31]], "str_account": ["a" * 32, BOB],
    "map": {"low": ANN, "high": BOB},
}


def bad_conversations():
    def conversation(value):
        return pack(dict(ENTRIES_MINIMAL, conversation=value))

    yield "conversation_without_id", conversation({"room": "#lobby"})
    yield "conversation.room_is_bin", conversation({"id": LOBBY, "room": b"#lobby"})
    for label, between in BAD_BETWEEN.items():
        yield f"conversation.between_is_{label}", conversation({"id": PAIR, "between": between})


def parts_of_messages():
    """Yields messages with a fault inside an entry, a person, a head, the limits, a conversation."""
    yield from bad_entries()
    yield from bad_persons()
    yield from bad_heads_and_limits()
    yield from bad_conversations()


NOT_A_MAP = {"nil": b"\xc0", "true": b"\xc3", "number": b"\x01", "negative": b"\xff",
             "float": b"\xcb" + bytes(8), "str": pack("ping"), "bin": None, "list": None,
             "empty_list": b"\x90", "empty_map": b"\x80", "never_used": b"\xc1"}  # None: of the message
NOT_A_KEY = {"number": b"\x01", "nil": b"\xc0", "bin": b"\xc4\x01t", "list": b"\x90",
             "map": b"\x80", "float": b"\xcb" + bytes(8)}
ANNOUNCED_LENGTHS = {
    "array_32": "ddffffffff", "array_32_04": "dd04000000", "array_16": "dcffff",
    "map_32": "dfffffffff", "map_32_04": "df04000000", "map_16": "deffff",
    "str_32": "dbffffffff", "str_16": "daffff", "str_8": "d9ff", "bin_32": "c6ffffffff",
    "bin_16": "c5ffff", "bin_8": "c4ff", "ext_32": "c9ffffffff01", "ext_16": "c8ffff01",
    "ext_8": "c7ff01",
}
EXT_TYPES = {"fixext_1": "d40100", "fixext_2": "d5010000", "fixext_4": "d60100000000",
             "timestamp": "d6ff00000000", "fixext_8": "d701" + "00" * 8,
             "fixext_16": "d801" + "00" * 16, "ext_8": "c70001",
             "ext_8_one": "c7010100", "ext_16": "c8000101" + "00",
             "ext_32": "c90000000101" + "00"}


def not_one_map(good):
    yield "nothing", b""
    for label, raw in dict(NOT_A_MAP, bin=pack(good), list=b"\x91" + good).items():
        yield f"only_{label}", raw
    yield "trailing_zero", good + b"\x00"
    yield "trailing_nil", good + b"\xc0"
    yield "trailing_never_used", good + b"\xc1"
    yield "two_messages", good + good


def bad_keys(t):
    yield "t_missing", pairs(("x", b"\x01"))
    yield "t_is_number", pairs(("t", b"\x01"))
    yield "t_is_bin", pairs(("t", pack(b"ping")))
    yield "t_is_nil", pairs(("t", b"\xc0"))
    for label, raw in BAD_UTF8.items():
        yield f"t_is_{label}", pairs(("t", bytes([0xa0 | len(raw)]) + raw))
    yield "t_twice", b"\x82" + t + t
    for label, key in NOT_A_KEY.items():
        yield f"key_is_{label}", b"\x82" + t + key + b"\x01"


def shapes(good):
    """Yields frames that are not a message, whatever its fields. `good` is a message with a t alone."""
    t = pack("t") + good[2 + 1:]

    def with_unknown(value):
        return b"\x82" + t + pack("x") + value

    yield from not_one_map(good)
    yield from bad_keys(t)
    yield "too_deep", with_unknown(nested(9))
    yield "too_deep_maps", with_unknown(b"\x81\xa1x" * 8 + b"\xc0")
    yield "far_too_deep", repeat(with_unknown(b""), b"\x91", 60000)
    for label, header in ANNOUNCED_LENGTHS.items():
        yield f"announces_{label}", bytes.fromhex(header)
        yield f"announces_{label}_inside", with_unknown(bytes.fromhex(header))
    yield "announces_many_arrays", repeat(with_unknown(b"\xdc\x08\x00"), b"\xdc\x08\x00", 20000)
    yield "list_too_long", repeat(with_unknown(b"\xdc\x08\x01"), b"\x00", 2049)
    yield "map_too_long", repeat(b"\xde\x00\x41" + t, b"\xa1x\x00", 64)
    head = with_unknown(b"\xc5")
    room = 65537 - len(head) - 2
    yield "frame_too_long", repeat(head + struct.pack(">H", room), b"\x00", room)
    for label, raw in EXT_TYPES.items():
        yield f"has_{label}", with_unknown(bytes.fromhex(raw))
    yield "has_never_used", with_unknown(b"\xc1")


def bad_texts(messages, names):
    for name, key in names:
        for label, raw in BAD_UTF8.items():
            yield f"{name}.{key}_is_{label}", fields(messages[name],
                                                     **{key: bytes([0xa0 | len(raw)]) + raw})


def unknown(good):
    yield "unknown_message", pack({"t": "dance", "with": "wolves"})
    yield "unknown_message_empty", pack({"t": ""})
    yield "unknown_message_in_capitals", pack({"t": "PING"})
    yield "unknown_message_with_space", pack({"t": "ping "})
    yield "unknown_message_with_nul", pack({"t": "ping\x00"})
    yield "message_of_the_other_direction", good


# ---- writing ------------------------------------------------------------------------------------

class repeat:
    """Stands for `head` and then `unit` repeated, and is written in a short form that people can read."""

    def __init__(self, head, unit, times):
        self.text = f"{head.hex()} {unit.hex()}*{times}"

    def hex(self):
        return self.text


class Lines:
    def __init__(self, path, *about):
        self.path, self.lines, self.names = path, [f"# {line}" for line in about], set()

    def add(self, *columns):
        name = columns[0]
        assert name not in self.names, name
        self.names.add(name)
        self.lines.append(" | ".join(columns))

    def write(self):
        with open(f"vectors/{self.path}", "w", encoding="utf-8") as file:
            file.write("\n".join(self.lines) + "\n")


HOW = "hex: bytes, spaces mean nothing, `00*3` is 000000."


def write_good(path, messages, lenient):
    out = Lines(path, "name | hex | canonical, ok, or `as NAME`", HOW,
                "canonical: read and written again, the same bytes come. as NAME: it says the same",
                "as that one. ok: it is read.")
    for name, message in messages.items():
        out.add(name, pack(message).hex(), "canonical")
    for name, raw, same in lenient:
        out.add(name, raw.hex(), f"as {same}" if same else "ok")
    out.write()


def write_refused(path, bad, not_known):
    out = Lines(path, "name | hex | code of the refusal", HOW)
    for cases in bad:
        for name, raw in cases:
            out.add(name, raw.hex(), "bad_message")
    for name, raw in not_known:
        out.add(name, raw.hex(), "unknown_message")
    out.write()


def write_chain():
    out = Lines("chain.txt", "name | before | conversation | number | account | at | id | kind | "
                "body in hex | hash")
    cases = [
        ("first", ZERO, LOBBY, 1, ANN, ID1, AT, "text", b"hi"),
        ("second", HASH1, LOBBY, 2, BOB, ID2, AT + 1000, "text", "hé, ann".encode()),
        ("whisper", ZERO, PAIR, 1, BOB, ID1, AT, "text", b"psst"),
        ("unknown_kind_empty_body", HASH1, LOBBY, 2, ANN, ID1, 0, "sealed", b""),
        ("before_1970", HASH1, LOBBY, 2, ANN, ID1, -1, "_rebind", b"\x00\xff"),
        ("far_ends", b"\xff" * 32, b"\xff" * 16, 2**64 - 1, b"\xff" * 32, b"\xff" * 16, 2**63 - 1,
         "abcdefghijklmnop", bytes(range(256)) * 64),
    ]
    for name, before, conversation, number, account, message_id, at, kind, body in cases:
        result = chain(before, conversation, number, account, message_id, at, kind, body)
        shown = body.hex() if len(body) < 200 else f"{bytes(range(256)).hex()}*64"
        out.add(name, before.hex(), conversation.hex(), str(number), account.hex(), str(at),
                message_id.hex(), kind, shown, result.hex())
    out.write()


def write_digests():
    out = Lines("digest.txt", "name | conversation number hash, conversation number hash, … | digest")
    one, two, nothing = (LOBBY, 2, HASH2), (PAIR, 1, HASH1), (PAIR, 0, ZERO)
    for name, heads in {"nothing": [], "one": [one], "two": [one, two], "order_is_nothing": [two, one],
                        "number_0_adds_nothing": [one, nothing], "far_ends": [
                            (b"\xff" * 16, 2**64 - 1, b"\xff" * 32)]}.items():
        text = ", ".join(f"{c.hex()} {n} {h.hex()}" for c, n, h in heads)
        out.add(name, text, digest(heads).hex())
    out.write()


def write_ids():
    out = Lines("ids.txt", "name | account | account | conversation of their whispers",
                "and: lobby | id of the lobby")
    for name, one, other in [("ann_and_bob", ANN, BOB), ("bob_and_ann", BOB, ANN),
                             ("to_oneself", ANN, ANN), ("bytes_are_unsigned", b"\x7f" * 32, b"\x80" * 32),
                             ("last_byte_decides", bytes(31) + b"\x02", bytes(31) + b"\x01")]:
        out.add(name, one.hex(), other.hex(), whisper_id(one, other).hex())
    out.add("lobby", LOBBY.hex())
    out.write()


BODIES = {
    "reply": ("reply", {"to": 1, "text": "hé"}), "reply_far": ("reply", {"to": 2**64 - 1, "text": ""}),
    "edit": ("edit", {"of": 300, "text": "better"}), "erase": ("erase", {"of": 1}),
    "react": ("react", {"of": 1, "emoji": "\U0001f44d"}),
    "react_off": ("react", {"of": 1, "emoji": "\u2764\ufe0f", "off": True}),
}


def lenient_bodies():
    yield "unknown_field", "erase", pack({"of": 1, "why": "spam"}), "erase"
    yield "other_order", "reply", pack({"text": "hé", "to": 1}), "reply"
    yield "wide_number", "erase", pairs(("of", b"\xcf" + u64(1))), "erase"
    yield "default_written_out", "react", pack(dict(BODIES["react"][1], off=False)), "react"


def bad_bodies():
    for name, (kind, body) in BODIES.items():
        for key, value in body.items():
            if key != "off":
                yield f"{name}_without_{key}", kind, pack(without(body, key))
            yield f"{name}.{key}_is_nil", kind, fields(body, **{key: b"\xc0"})
            yield f"{name}.{key}_twice", kind, pairs(*[(k, pack(v)) for k, v in body.items()],
                                                    (key, pack(value)))
        yield f"{name}_and_a_byte", kind, pack(body) + b"\x00"
    yield "empty_map", "reply", b"\x80"
    yield "plain_text", "reply", b"hello"
    yield "negative", "erase", pack({"of": -1})
    yield "of_in_a_reply", "reply", pack({"of": 1, "text": "x"})
    yield "text_of_bad_utf8", "edit", pairs(("of", b"\x01"), ("text", b"\xa1\xff"))
    yield "text", "text", pack({"of": 1, "text": "x"})
    yield "unknown_kind", "sealed", pack({"of": 1})


def write_bodies():
    out = Lines("bodies.txt", "name | kind | body in hex | canonical body in hex, or refused")
    for name, (kind, body) in BODIES.items():
        out.add(name, kind, pack(body).hex(), pack(body).hex())
    for name, kind, raw, same in lenient_bodies():
        out.add(name, kind, raw.hex(), pack(BODIES[same][1]).hex())
    for name, kind, raw in bad_bodies():
        out.add(name, kind, raw.hex(), "refused")
    out.write()


def main():
    ping, ready = pack(TO_BROKER["ping"]), pack(TO_CLIENT["ready"])
    write_good("to_broker.good.txt", TO_BROKER, lenient_to_broker())
    write_good("to_client.good.txt", TO_CLIENT, lenient_to_client())
    write_refused("to_broker.refused.txt",
                  [shapes(ping), missing(TO_BROKER), doubled(TO_BROKER), wrong_types(TO_BROKER),
                   bad_texts(TO_BROKER, [("hello", "software"), ("join", "name"),
                                         ("broadcast", "kind"), ("who_name", "name")])],
                  unknown(ready))
    write_refused("to_client.refused.txt",
                  [shapes(ready), missing(TO_CLIENT), doubled(TO_CLIENT), wrong_types(TO_CLIENT),
                   parts_of_messages(),
                   bad_texts(TO_CLIENT, [("welcome", "name"), ("refusal", "sentence")])],
                  unknown(ping))
    write_chain()
    write_digests()
    write_ids()
    write_bodies()


if __name__ == "__main__":
    main()
