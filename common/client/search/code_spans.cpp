#include "common/client/search/code_spans.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "common/wire/text.hpp"

namespace indaba::client {
namespace {

constexpr std::string_view fence = "```";
constexpr std::size_t max_language_bytes = 20;

/// Returns whether a line of code follows the line: it has three backticks, and perhaps a language.
bool opens_fence(std::string_view line) {
    if (!line.starts_with(fence)) return false;
    line.remove_prefix(fence.size());
    return line.size() <= max_language_bytes &&
           std::ranges::all_of(line, [](char c) { return c > ' ' && c <= '~' && c != '`'; });
}

/// Goes through the lines of a text.
class CodeFinder {
 public:
    explicit CodeFinder(std::string_view text) : text_(text) {}

    std::vector<TextSpan> find() {
        for (std::size_t begin = 0; begin < text_.size();) {
            const std::size_t end = end_of_line(begin);
            const std::size_t after = take_fenced(begin, end);
            if (after == 0) take_line(begin, end);
            begin = after != 0 ? after : end + 1;
        }
        return std::move(spans_);
    }

 private:
    std::size_t end_of_line(std::size_t begin) const {
        return std::min(text_.find('\n', begin), text_.size());
    }

    /// Takes the lines of code that the line [begin, end) opens. Returns the begin of the line
    /// after them; 0 when the line opens none.
    std::size_t take_fenced(std::size_t begin, std::size_t end) {
        if (no_more_fences_ || !opens_fence(text_.substr(begin, end - begin))) return 0;
        const std::size_t content = end + 1;
        for (std::size_t at = content; at < text_.size(); at = end_of_line(at) + 1) {
            const std::size_t last = end_of_line(at);
            if (text_.substr(at, last - at) != fence) continue;
            if (at == content) return 0;  // nothing between
            spans_.push_back({content, at - 1});
            return last + 1;
        }
        no_more_fences_ = true;  // so the rest of a text is looked through once
        return 0;
    }

    void take_line(std::size_t begin, std::size_t end) {
        const std::string_view until_end = text_.substr(0, end);
        std::size_t open = until_end.find('`', begin);
        while (open != std::string_view::npos) {
            const std::size_t close = until_end.find('`', open + 1);
            if (close == std::string_view::npos) return;
            if (close == open + 1) {  // nothing between
                open = close;
                continue;
            }
            spans_.push_back({open + 1, close});
            open = until_end.find('`', close + 1);
        }
    }

    std::string_view text_;
    std::vector<TextSpan> spans_;
    bool no_more_fences_ = false;
};

char lower_ascii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_ascii_alphanumeric(char c) {
    return (lower_ascii(c) >= 'a' && lower_ascii(c) <= 'z') || (c >= '0' && c <= '9');
}

/// Returns whether `scheme` stands before `colon` and is no end of a longer one, as in "git+http".
bool has_scheme(std::string_view text, std::size_t colon, std::string_view scheme) {
    if (colon < scheme.size()) return false;
    std::size_t begin = colon - scheme.size();
    if (!std::ranges::equal(text.substr(begin, scheme.size()), scheme, {}, lower_ascii))
        return false;
    while (begin > 0 && (text[begin - 1] == '+' || text[begin - 1] == '-')) --begin;
    return begin == 0 || !is_ascii_alphanumeric(text[begin - 1]);
}

/// Returns whether "://" and the beginning of a host stand at `colon`.
bool has_host(std::string_view text, std::size_t colon) {
    constexpr std::string_view after_scheme = "://";
    const std::string_view rest = text.substr(colon);
    if (!rest.starts_with(after_scheme) || rest.size() == after_scheme.size()) return false;
    const char first = rest[after_scheme.size()];
    return first == '[' || is_ascii_alphanumeric(first) ||
           static_cast<unsigned char>(first) >= 0x80;
}

/// Returns whether `text` begins with an address of mail. Only its first bytes are looked at, so
/// that a text of many beginnings costs no more.
bool begins_with_mail_address(std::string_view text) {
    constexpr std::size_t max_mail_bytes = 320;
    text = text.substr(0, max_mail_bytes);
    text = text.substr(0, text.find_first_of(" \t\r\n<>\"`"));
    const std::size_t at_sign = text.find('@');
    return at_sign != std::string_view::npos && at_sign > 0 && at_sign + 1 < text.size();
}

}  // namespace

std::vector<TextSpan> code_spans(std::string_view text) {
    if (text.find('`') == std::string_view::npos || text.starts_with(plain_prefix)) return {};
    return CodeFinder(text).find();
}

bool has_code(std::string_view text) { return !code_spans(text).empty(); }

bool has_link(std::string_view text) {
    constexpr std::array<std::string_view, 3> schemes{"http", "https", "indaba"};
    for (std::size_t colon = text.find(':'); colon != std::string_view::npos;
         colon = text.find(':', colon + 1)) {
        const bool web = has_host(text, colon) && std::ranges::any_of(schemes, [&](auto scheme) {
                             return has_scheme(text, colon, scheme);
                         });
        if (web) return true;
        if (has_scheme(text, colon, "mailto") && begins_with_mail_address(text.substr(colon + 1)))
            return true;
    }
    return false;
}

}  // namespace indaba::client
