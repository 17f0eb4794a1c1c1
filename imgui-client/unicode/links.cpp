#include "imgui-client/unicode/links.hpp"

#include <algorithm>
#include <array>

namespace indaba::ui {
namespace {

constexpr std::size_t max_link_bytes = 2048;

/// Printable ASCII without what surrounds addresses in a text: nothing here can look like another.
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

std::vector<LinkSpan> find_links(std::string_view shown) {
    std::vector<LinkSpan> links;
    std::size_t at = 0;
    while ((at = shown.find("http", at)) != std::string_view::npos) {
        const std::size_t scheme = scheme_length(shown.substr(at));
        const std::size_t end = scheme == 0 || continues_word(shown, at) ? at : link_end(shown, at);
        const bool is_link = end > at + scheme && end - at <= max_link_bytes;
        if (is_link) links.push_back({at, end});
        // What is too long is passed as a whole: each of its bytes is looked at once.
        at = std::max(end, at + std::max<std::size_t>(scheme, 4));
    }
    return links;
}

}  // namespace indaba::ui
