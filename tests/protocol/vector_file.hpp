#pragma once
/// Reads the files in tests/protocol/vectors. A line is a vector, '|' separates its columns, and
/// '#' begins a remark. Used by the protocol tests only.
#include <string>
#include <string_view>
#include <vector>

namespace indaba::test {

using Columns = std::vector<std::string>;

/// Returns all vectors of a file. Throws when it cannot be read or is empty, so that no test passes
/// without its vectors.
std::vector<Columns> vectors(const std::string& file);
std::string read_text_file(const std::string& path);

/// Returns the bytes of hex digits. Spaces are skipped, and "00*3" is 000000. Throws on other text.
std::string bytes_of(std::string_view hex);

/// Returns the text with its escapes \n, \t, \\, \x1b and \u{202e} replaced by their characters.
std::string unescaped(std::string_view text);

}  // namespace indaba::test
