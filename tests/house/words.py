#!/usr/bin/env python3
"""Holds the tree to one word for one thing: a retired word must not come back.

Each retired word stands beside the word that took its place (the glossary is in ARCHITECTURE.md). A
name that was a type is looked for everywhere. A comment, too, begins with a noun: one that begins with
"Who has", "What was", "Of a" and the like is read twice.

    words.py [TREE]
"""
import pathlib
import re
import sys

import tree as source_tree

# Retired: its successor. Whole words, case as written.
RETIRED = {
    "Door": "ConnectionGuard",
    "Doorkeeper": "ConnectionLimiter",
    "Entrance": "Listener",
    "prove_refusal": "unknown_key_is_rejected",
    "SignOns": "HandshakeLimiter",
    "Unfinished": "PartialMessageLimit",
    "GeneratedIds": "AssignedRoutingIds",
    "Roster": "AccessList",
    "make_whole": "resync",
    "turn_away": "refuse_and_disconnect",
    "put_out": "disconnect_account",
    "WakeUp": "WakeupPipe",
    "HeldSignals": "SignalMask",
    "PrivateMode": "UmaskGuard",
    "ServiceManager": "ServiceNotifier",
    "Puzzled": "ProtocolViolation",
    "PutOut": "Kicked",
    "Settled": "OutboxDone",
    "Station": "ClientLoop",
    "salvage": "recover_store",
    "Doorbell": "SingleInstance",
    "Deaf": "MouseBlocker",
    "MessageLook": "RowLayout",
    "look_of_row": "layout_row",
    "WantSay": "SendMessage",
    "WantTalkTo": "OpenConversation",
    "keep_soon": "schedule_save",
    "put_back": "restore_to_composer",
    "shown_text": "display_text",
    "typed_text": "sanitize_input",
    "Faces": "FontSet",
    "Allowances": "AccountLimiter",
    "cut_with_names": "split_with_names",
}
PREFIXES = {"most_": "max_", "least_": "min_", "widest_": "max_"}
# A comment that begins so has a clause for its subject.
CLAUSE = re.compile(r"^\s*(///?|#) ?(Who|Whom|Whoever|Whose|Whatever|What|Of|None|Nobody|Nothing) [a-z]")
SOURCES = (".cpp", ".hpp", ".py", ".sh", ".md", ".txt", ".service")
# They tell of former words.
EXEMPT = ("tests/house/", "CHANGELOG.md", "docs/progress.md", "tests/fuzz/corpus/", "tests/data/", "tests/protocol/vectors/")


def fault_of(line):
    for word in re.findall(r"[A-Za-z_][A-Za-z0-9_]*", line):
        if successor := RETIRED.get(word):
            return f"{word} is retired: {successor}"
        for prefix, successor in PREFIXES.items():
            if word.startswith(prefix):
                return f"{word} is retired: {successor}{word[len(prefix):]}"
    return "the comment begins with a clause" if CLAUSE.match(line) else None


def faults(tree):
    for name in source_tree.files(tree):
        if name.startswith(EXEMPT) or not (name.endswith(SOURCES) or name in ("run", "test")):
            continue
        for number, line in enumerate((pathlib.Path(tree) / name).read_text(encoding="utf-8").split("\n"), 1):
            if fault := fault_of(line):
                yield f"{name}:{number}: {fault}: {line.strip()}"


def main():
    found = list(faults(sys.argv[1] if len(sys.argv) > 1 else str(pathlib.Path(__file__).parents[2])))
    print("\n".join(found) or f"None of {len(RETIRED)} retired words, and no comment that begins with a clause.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
