#!/usr/bin/env python3
"""Holds files and functions to a size that is read at one sitting.

A file has at most 450 lines, a function at most 40, from its first line to its closing brace. Tables
and golden vectors are exempt, each by name. C++ is laid out by clang-format, so a function begins on
a line that ends in `{` and ends at the first `}` in the same column.

    sizes.py [TREE]
"""
import pathlib
import re
import sys

import tree as source_tree

MAX_FILE_LINES = 450
MAX_FUNCTION_LINES = 40
TABLES = {
    "common/wire/protocol.hpp": "every message and limit of the wire",
    "common/wire/protocol.md": "the wire in words",
    "tests/protocol/make_vectors.py": "writes the golden vectors",
    "common/client/text/emoji_table.cpp": "the emoji of Unicode, one in each line",
}
NOT_A_FUNCTION = re.compile(r"^\s*(namespace|class|struct|enum|union|extern|TEST_SUITE|for|if|while|switch|do|else|try)\b"
                            r"|= \{$|\[\]|^\s*\}|^\s*(case|default)\b")


def functions_of_cpp(lines):
    """Yields (first line, line number, number of lines) of each function."""
    for number, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        if not line.endswith("{") or indent not in (0, 4) or NOT_A_FUNCTION.search(line):
            continue
        if indent == 4 and not inside_class(lines, number):
            continue
        begin = number
        while begin > 0 and continues(lines[begin - 1]):
            begin -= 1
        end = next((at for at in range(number + 1, len(lines)) if lines[at].startswith(" " * indent + "}")), number)
        yield lines[begin].strip(), begin + 1, end - begin + 1


def continues(line):
    """True when the next line belongs to the same declaration."""
    return bool(line.strip()) and not line.lstrip().startswith(("//", "#")) and line.rstrip()[-1] not in ";{}:"


def inside_class(lines, first):
    """True for a member function that is defined in its class."""
    for line in reversed(lines[:first]):
        if line and not line[0].isspace() and not line.startswith(("//", "#")):
            return bool(re.match(r"(class|struct|TEST_SUITE)\b", line))
    return False


def functions_of_python(lines):
    for first, line in enumerate(lines):
        if not re.match(r"\s*def ", line):
            continue
        indent = len(line) - len(line.lstrip())
        last = first
        for number in range(first + 1, len(lines)):
            if lines[number].strip():
                if len(lines[number]) - len(lines[number].lstrip()) <= indent and not lines[number].lstrip().startswith(")"):
                    break
                last = number
        yield line.strip()[:60], first + 1, last - first + 1


def faults(tree):
    for name in source_tree.files(tree):
        file = pathlib.Path(tree) / name
        if name in TABLES or file.suffix not in (".cpp", ".hpp", ".py", ".md", ".sh"):
            continue
        lines = file.read_text(encoding="utf-8").split("\n")
        if len(lines) - 1 > MAX_FILE_LINES:
            yield f"{name}: {len(lines) - 1} lines"
        functions = functions_of_python if file.suffix == ".py" else functions_of_cpp
        if file.suffix in (".cpp", ".hpp", ".py"):
            for function, at, length in functions(lines):
                if length > MAX_FUNCTION_LINES:
                    yield f"{name}:{at}: {length} lines: {function}"


def main():
    found = list(faults(sys.argv[1] if len(sys.argv) > 1 else str(pathlib.Path(__file__).parents[2])))
    print("\n".join(found) or f"No file over {MAX_FILE_LINES} lines, no function over {MAX_FUNCTION_LINES}.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
