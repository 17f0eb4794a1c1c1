#pragma once
/// Converts between paths and their text in UTF-8. These functions are the only way: on Windows the
/// standard library takes the bytes of a std::string for characters, so that a path of a user
/// "Müller" leads nowhere.
#include <filesystem>
#include <string>
#include <string_view>

namespace indaba {

/// Returns the text of a path for people, for SQLite and for other libraries. Bytes that are no
/// UTF-8, which POSIX allows, stay as they are.
inline std::string to_utf8(const std::filesystem::path& path) {
    const std::u8string text = path.u8string();
    return {text.begin(), text.end()};
}

/// Returns the path that a user, a program or a file has named.
inline std::filesystem::path path_of(std::string_view utf8) {
    return {std::u8string(utf8.begin(), utf8.end())};
}

/// Returns the path of a file beside `file`, whose name goes on with a suffix in ASCII.
inline std::filesystem::path with_suffix(std::filesystem::path file, std::string_view suffix) {
    return file += suffix;
}

}  // namespace indaba
