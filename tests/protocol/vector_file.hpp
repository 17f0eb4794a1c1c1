#pragma once
/// Reads the files in tests/protocol/vectors: a line is a vector, its columns are parted by '|',
/// '#' begins a remark. Used by the protocol tests only.
#include <string>
#include <string_view>
#include <vector>

namespace indaba::test {

using Columns = std::vector<std::string>;

/// All vectors of a file. Throws when it cannot be read or is empty: no test passes for lack of it.
std::vector<Columns> vectors(const std::string& file);
std::string read_text_file(const std::string& path);

/// Bytes of hex digits; spaces mean nothing, "00*3" is 000000. Throws on anything else.
std::string bytes_of(std::string_view hex);

/// A text in which \n, \t, \\, \x1b and \u{202e} stand for what cannot be seen.
std::string unescaped(std::string_view text);

}  // namespace indaba::test
