#!/usr/bin/env python3
"""Writes emoji_table.cpp from Unicode's data: the emoji in the order of their keyboard, their English names and keywords.

Run it by hand in this folder. It needs Debian's packages unicode-data and unicode-cldr-core.
"""
import re
import xml.etree.ElementTree

EMOJI = "/usr/share/unicode/emoji/emoji-test.txt"
ANNOTATIONS = "/usr/share/unicode/cldr/common/annotations%s/en.xml"
SKIN_TONES = {chr(point) for point in range(0x1F3FB, 0x1F400)}
SELECTOR = "\ufe0f"


def words_of(text):
    return " ".join(re.findall(r"[a-z0-9+-]+", text.lower().replace("’", "")))


def annotations():
    """Returns name and keywords by emoji, without the selector of its picture."""
    found = {}
    for derived in ("", "Derived"):
        for each in xml.etree.ElementTree.parse(ANNOTATIONS % derived).getroot().iter("annotation"):
            name, keywords = found.setdefault(each.get("cp").replace(SELECTOR, ""), ["", ""])
            if each.get("type") == "tts":
                found[each.get("cp").replace(SELECTOR, "")][0] = words_of(each.text)
            else:
                found[each.get("cp").replace(SELECTOR, "")][1] = each.text
    return found


def emoji():
    for line in open(EMOJI, encoding="utf-8"):
        match = re.match(r"[0-9A-F ]+; fully-qualified +# (\S+) E\d", line)
        if match and not SKIN_TONES & set(match.group(1)):
            yield match.group(1)


def main():
    known = annotations()
    with open("emoji_table.cpp", "w", encoding="utf-8") as file:
        file.write("// Written by make_emoji_table.py from the data of Unicode and of CLDR (Unicode-3.0 licence).\n")
        file.write('#include "common/client/text/emoji_names.hpp"\n\n#include <array>\n\n')
        file.write("namespace indaba::client {\nnamespace {\n\n// clang-format off\n")
        rows = []
        for each in emoji():
            name, keywords = known.get(each.replace(SELECTOR, ""), ("", ""))
            if not name:
                continue
            extra = [words_of(word) for word in keywords.split("|")]
            extra = [word for word in extra if word and " " not in word and word not in name.split()]
            rows.append(f'    NamedEmoji{{"{each}", "{name}", "{" ".join(dict.fromkeys(extra))}"}},\n')
        file.write(f"constexpr std::array<NamedEmoji, {len(rows)}> table{{\n")
        file.writelines(rows)
        file.write("};\n// clang-format on\n\n}  // namespace\n\n")
        file.write("std::span<const NamedEmoji> all_emoji() { return table; }\n\n}  // namespace indaba::client\n")


if __name__ == "__main__":
    main()
