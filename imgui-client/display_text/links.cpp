#include "imgui-client/display_text/links.hpp"

#include <algorithm>
#include <array>

namespace indaba::ui {
namespace {

constexpr std::size_t max_link_bytes = 2048;

/// Returns whether `c` may stand in a link: printable ASCII, in which no character can look like
/// another, except the characters that enclose addresses in a text.
bool is_link_character(char c) {
    return c > 0x20 && c < 0x7f && c != '<' && c != '>' && c != '"' && c != '`' && c != '\\';
}

std::size_t scheme_length(std::string_view at) {
    for (const std::string_view scheme : std::array<std::string_view, 2>{"https://", "http://"}) {
        if (at.starts_with(scheme)) return scheme.size();
    }
    return 0;
}

bool continues_word(std::string_view text, std::size_t begin) {
    if (begin == 0) return false;
    const char before = text[begin - 1];
    return (before >= 'a' && before <= 'z') || (before >= 'A' && before <= 'Z') ||
           (before >= '0' && before <= '9');
}

std::size_t link_end(std::string_view text, std::size_t begin) {
    std::size_t end = begin;
    while (end < text.size() && is_link_character(text[end])) ++end;
    const std::string_view inside = text.substr(begin, end - begin);
    const bool opened = inside.find('(') != std::string_view::npos;
    const auto ends_sentence = [&](char c) {
        return std::string_view(".,;:!?'*_").find(c) != std::string_view::npos ||
               (c == ')' && !opened);
    };
    while (end > begin && ends_sentence(text[end - 1])) --end;
    return end;
}

}  // namespace

bool is_web_link(std::string_view text) {
    const std::size_t scheme = scheme_length(text);
    return scheme > 0 && text.size() > scheme && text.size() <= max_link_bytes &&
           std::ranges::all_of(text, is_link_character);
}

std::vector<LinkSpan> find_links(DisplayTextView display_text) {
    const std::string_view text = display_text.view();
    std::vector<LinkSpan> links;
    std::size_t at = 0;
    while ((at = text.find("http", at)) != std::string_view::npos) {
        const std::size_t scheme = scheme_length(text.substr(at));
        const std::size_t end = scheme == 0 || continues_word(text, at) ? at : link_end(text, at);
        if (is_web_link(text.substr(at, end - at))) links.push_back({at, end});
        // An address that is too long is skipped as a whole, so each byte is looked at once.
        at = std::max(end, at + std::max<std::size_t>(scheme, 4));
    }
    return links;
}

}  // namespace indaba::ui
