#!/usr/bin/env python3
"""Holds the walls between folders: each folder includes only what its row allows.

Reads every #include of the source tree (tests are free). A folder that is not in the table, an
include that its row does not allow, and a library header outside the folders that own it are faults.

    includes.py [TREE]
"""
import pathlib
import re
import sys

# Folder: the folders it may include beside itself. From the bottom to the top.
ROWS = {
    "common/base": "",
    "common/wire": "common/base",
    "common/sqlite": "common/wire common/base",
    "common/keys": "common/wire common/base",
    "common/client/model": "common/wire common/base common/client/text",
    "common/client/text": "common/wire common/base",
    "common/client/search": "common/wire common/base",
    "common/client/home": "common/wire common/base common/sqlite common/keys common/client/model",
    "common/client/replica": "common/wire common/base common/sqlite common/keys common/client/model common/client/home"
                             " common/client/search",
    "common/client/connection/rules": "common/wire common/base common/client/home",
    "common/client/connection": "common/wire common/base common/keys common/client/model common/client/home"
                                " common/client/connection/rules",

    "broker/limits": "common/wire common/base",
    "broker/journal": "common/wire common/base",
    "broker/journal/sqlite": "common/wire common/base common/keys common/sqlite broker/journal",
    "broker/postgresql": "common/wire",
    "broker/journal/postgresql": "common/wire common/base broker/journal broker/postgresql",
    "broker/core": "common/wire common/base broker/journal broker/limits",
    "broker/handshake": "common/wire broker/journal broker/limits",
    "broker/process": "common/wire common/base",
    "broker/data": "common/wire common/base common/keys common/client/replica broker/journal broker/journal/sqlite broker/journal/postgresql"
                   " broker/postgresql broker/core broker/process",
    "broker/transport/rules": "common/wire common/base common/keys broker/journal broker/limits broker/core broker/handshake",
    "broker/transport/zmq": "common/wire common/base common/keys broker/limits broker/journal broker/core broker/handshake"
                            " broker/process broker/transport/rules",
    "broker/server": "common/wire common/base common/keys broker/limits broker/journal broker/core broker/handshake"
                     " broker/process broker/transport/zmq",
    "broker": "common/wire common/base common/keys broker/limits broker/journal broker/journal/sqlite broker/journal/postgresql broker/core broker/data"
              " broker/handshake broker/process broker/server broker/transport/rules broker/transport/zmq",

    "line-client/output": "common/wire common/base common/client/model common/client/home common/client/text",
    "line-client/base": "common/wire common/base common/keys common/client/model common/client/home"
                        " common/client/replica common/client/connection",
    "line-client/chat": "common/wire common/base common/client/model common/client/home common/client/text"
                        " common/client/connection line-client/base line-client/output",
    "line-client": "common/wire common/base common/keys common/client/model common/client/home common/client/text"
                   " common/client/replica common/client/search common/client/connection line-client/base line-client/chat line-client/output",

    "imgui-client/style": "common/wire",
    "imgui-client/display_text": "common/wire common/base",
    "imgui-client/view_state": "common/wire common/client/model common/client/text common/client/search imgui-client/style",
    "imgui-client/fonts": "common/wire common/base imgui-client/style imgui-client/display_text",
    "imgui-client/text": "common/wire common/base imgui-client/style imgui-client/display_text imgui-client/fonts",
    "imgui-client/input": "common/wire imgui-client/display_text",
    "imgui-client/widgets": "common/wire common/base imgui-client/style imgui-client/display_text imgui-client/fonts imgui-client/text"
                            " imgui-client/input",
    "imgui-client/connect": "common/wire common/base common/keys imgui-client/style imgui-client/display_text"
                            " imgui-client/text imgui-client/input imgui-client/widgets imgui-client/view_state",
    "imgui-client/messages": "common/wire common/client/text common/client/search imgui-client/style imgui-client/display_text imgui-client/text"
                             " imgui-client/input imgui-client/widgets imgui-client/view_state",
    "imgui-client/views": "common/wire common/client/text imgui-client/style imgui-client/display_text imgui-client/text imgui-client/input"
                          " imgui-client/widgets imgui-client/view_state imgui-client/connect imgui-client/messages",
    "imgui-client/search": "common/wire common/base common/client/replica common/client/search common/client/text"
                           " imgui-client/view_state",
    "imgui-client/workspace": "common/wire common/base common/keys common/client/model common/client/home"
                              " common/client/replica common/client/text common/client/connection imgui-client/search"
                              " imgui-client/display_text imgui-client/view_state",
    "imgui-client/platform": "common/base common/client/home common/client/text imgui-client/style imgui-client/display_text imgui-client/fonts"
                             " imgui-client/text imgui-client/input imgui-client/view_state imgui-client/views imgui-client/workspace",
    "imgui-client/app": "common/base common/client/home imgui-client/view_state imgui-client/platform",
}

# The beginning of a library's header: the folders that own it.
LIBRARIES = {
    "zmq": "broker/transport/zmq common/client/connection",
    "sqlite3": "common/sqlite",
    "libpq-fe": "broker/postgresql",
    "msgpack": "common/wire",
    "spdlog/": "broker/process",
    "CLI/": "broker line-client imgui-client/app",
    "toml++/": "common/client/home broker/process",
    "ft2build": "imgui-client/fonts",
    "hb": "imgui-client/fonts imgui-client/text",
    "fontconfig/": "imgui-client/fonts",
    "GLFW/": "imgui-client/platform imgui-client/input",
    "X11/": "imgui-client/platform",
    "imgui.h": "imgui-client/input imgui-client/widgets imgui-client/connect"
             " imgui-client/messages imgui-client/views imgui-client/platform",
    "backends/": "imgui-client/platform",
    "unicode/": "common/wire imgui-client/display_text imgui-client/fonts imgui-client/text",
    "utf8proc": "common/base common/client/search imgui-client/display_text",
}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def library_of(header):
    return next((name for name in LIBRARIES if header.startswith(name)), None)


def fault_of(folder, header):
    """A sentence, or None when the folder may include the header."""
    if library := library_of(header):
        return None if folder in LIBRARIES[library].split() else f"only {LIBRARIES[library]} may include it"
    if "/" not in header or header.split("/")[0] not in ("common", "broker", "line-client", "imgui-client"):
        return None
    included = header.rpartition("/")[0]
    if included == folder or included in ROWS[folder].split():
        return None
    return f"{folder} may include {ROWS[folder] or 'no other folder'}"


def faults(tree):
    for part in ("common", "broker", "line-client", "imgui-client"):
        for file in sorted((tree / part).rglob("*.[ch]pp")):
            folder = str(file.parent.relative_to(tree))
            if folder not in ROWS:
                yield f"{file.relative_to(tree)}: the folder {folder} has no row in this test"
                continue
            for match in INCLUDE.finditer(file.read_text(encoding="utf-8")):
                if fault := fault_of(folder, match[2]):
                    yield f"{file.relative_to(tree)} includes {match[2]}: {fault}"


def main():
    tree = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2])
    found = list(faults(tree))
    print("\n".join(found) or f"{len(ROWS)} folders include only what their rows allow.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
