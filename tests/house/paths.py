#!/usr/bin/env python3
"""Holds paths and texts apart: in the programs that run on Windows too, only path_text.hpp makes one of the other.

    paths.py [TREE]
"""
import pathlib
import re
import sys

import tree as source_tree

FOLDERS = ("common/", "line-client/", "imgui-client/")
CONVERSION = re.compile(r"(\.|->)(generic_)?string\(\)")


def faults(tree):
    for name in source_tree.files(tree):
        if not (name.startswith(FOLDERS) and name.endswith((".cpp", ".hpp"))):
            continue
        for number, line in enumerate((pathlib.Path(tree) / name).read_text(encoding="utf-8").split("\n"), 1):
            if CONVERSION.search(line):
                yield f"{name}:{number}: to_utf8() of common/base/path_text.hpp is to be used: {line.strip()}"


def main():
    found = list(faults(sys.argv[1] if len(sys.argv) > 1 else str(pathlib.Path(__file__).parents[2])))
    print("\n".join(found) or "Paths become text by path_text.hpp alone.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
