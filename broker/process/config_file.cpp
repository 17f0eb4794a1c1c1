#include "broker/process/config_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>

#include "common/base/trim.hpp"
#include "common/base/utf8.hpp"

namespace indaba::broker {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
constexpr std::string_view blanks = " \t\r";
constexpr std::string_view example = "This file is TOML, with lines like: port = 5000";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_key_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '-' || c == '_';
}

/// Returns the number without the underscores that TOML allows between digits; other words as they
/// are.
std::string without_digit_groups(std::string word) {
    if (!word.empty() && is_digit(word.front()) &&
        std::ranges::all_of(word, [](char c) { return is_digit(c) || c == '_'; }))
        std::erase(word, '_');
    return word;
}

class ConfigParser {
 public:
    explicit ConfigParser(std::string_view text) : rest_(text) {}
    std::vector<ConfigEntry> all();

 private:
    [[noreturn]] void fail(const std::string& sentence) const {
        throw ConfigFileError(line_, sentence);
    }
    bool at(char c) const { return !rest_.empty() && rest_.front() == c; }
    bool at_end_of_line() const { return rest_.empty() || at('\n') || at('#'); }
    char take();
    void skip_blanks();
    void skip_lines();
    std::string key();
    std::vector<std::string> value();
    std::vector<std::string> array();
    std::string single(std::string_view ends);
    std::string quoted();
    std::string escape();
    std::string code_point(std::size_t digits);

    std::string_view rest_;
    int line_ = 1;
};

char ConfigParser::take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    if (c == '\n') ++line_;
    return c;
}

void ConfigParser::skip_blanks() {
    while (!rest_.empty() && blanks.find(rest_.front()) != blanks.npos) take();
}

/// Skips blanks, comments and ends of lines.
void ConfigParser::skip_lines() {
    for (skip_blanks(); at('#') || at('\n'); skip_blanks()) {
        while (!rest_.empty() && !at('\n')) take();
        if (!rest_.empty()) take();
    }
}

std::vector<ConfigEntry> ConfigParser::all() {
    std::vector<ConfigEntry> result;
    for (skip_lines(); !rest_.empty(); skip_lines()) {
        if (at('[')) fail("Sections have no meaning here: remove this line.");
        ConfigEntry entry{key(), {}, line_};
        skip_blanks();
        if (!at('=')) fail(std::string(example));
        take();
        skip_blanks();
        entry.values = value();
        skip_blanks();
        if (!at_end_of_line()) fail("Something follows the value; put the value in quotes.");
        result.push_back(std::move(entry));
    }
    return result;
}

std::string ConfigParser::key() {
    if (at('"') || at('\'')) return quoted();
    std::string result;
    while (!rest_.empty() && is_key_letter(rest_.front())) result += take();
    if (result.empty()) fail(std::string(example));
    return result;
}

std::vector<std::string> ConfigParser::value() {
    if (at('[')) return array();
    return {single("\n#")};
}

std::vector<std::string> ConfigParser::array() {
    std::vector<std::string> result;
    take();
    for (skip_lines(); !at(']'); skip_lines()) {
        if (rest_.empty()) fail("The list is not closed by a ].");
        result.push_back(single(",]\n#"));
        skip_lines();
        if (at(',')) {
            take();
        } else if (!at(']')) {
            fail("The values of a list are separated by commas, and a ] closes it.");
        }
    }
    take();
    return result;
}

/// Returns a string, or a word that ends before one of `ends`.
std::string ConfigParser::single(std::string_view ends) {
    if (at('"') || at('\'')) return quoted();
    std::string result;
    while (!rest_.empty() && ends.find(rest_.front()) == ends.npos) result += take();
    result = trimmed(result, blanks);
    if (result.empty()) fail("A value is missing.");
    return without_digit_groups(std::move(result));
}

std::string ConfigParser::quoted() {
    const char quote = take();
    std::string result;
    while (!at(quote)) {
        if (rest_.empty() || at('\n')) fail("The string is not closed in its line.");
        const char c = take();
        result += c == '\\' && quote == '"' ? escape() : std::string(1, c);
    }
    take();
    if (result.empty() && at(quote))
        fail("A string is written in one line, in single quotes or double quotes.");
    return result;
}

std::string ConfigParser::escape() {
    constexpr std::string_view letters = "btnfr\"\\", meanings = "\b\t\n\f\r\"\\";
    const char letter = rest_.empty() ? '\n' : take();
    if (const auto found = letters.find(letter); found != letters.npos)
        return std::string(1, meanings[found]);
    if (letter == 'u') return code_point(4);
    if (letter == 'U') return code_point(8);
    fail("A \\ begins an escape like \\\\ or \\n; write the string in single quotes to keep it.");
}

std::string ConfigParser::code_point(std::size_t digits) {
    std::uint32_t point = 0;
    for (; digits > 0; --digits) {
        constexpr std::string_view hex = "0123456789abcdef";
        const char c = rest_.empty() ? '\n' : take();
        const auto digit = hex.find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
        if (digit == hex.npos) fail("\\u is followed by 4 hexadecimal digits, \\U by 8.");
        point = point << 4 | static_cast<std::uint32_t>(digit);
    }
    const bool surrogate = point >= 0xd800 && point < 0xe000;
    if (point > 0x10ffff || surrogate || point == 0) fail("There is no such character.");
    return to_utf8(static_cast<char32_t>(point));
}

}  // namespace

std::vector<ConfigEntry> parse_config_file(std::string_view text) {
    if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff") ||
        text.find('\0') != text.npos)
        throw ConfigFileError(1, "This is no UTF-8 text. Save the file as UTF-8.");
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    return ConfigParser(text).all();
}

}  // namespace indaba::broker
