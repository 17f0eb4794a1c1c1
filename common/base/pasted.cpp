#include "common/base/pasted.hpp"

#include <cstddef>

#include "common/base/utf8.hpp"

namespace indaba {
namespace {

constexpr std::u32string_view openers =
    U"<({\"'`*\u00ab\u2018\u201a\u201c\u201e\u2039\u300c\u300e\uff08\uff1c";
constexpr std::u32string_view closers =
    U">)}\"'`*.,;!?\u00bb\u2019\u201c\u201d\u203a\u2026\u3001\u3002\u300d\u300f\uff09\uff0c\uff1e";

bool is_around(const CodePoint& point, std::u32string_view characters) {
    return point.valid &&
           (is_blank(point.value) || characters.find(point.value) != characters.npos);
}

}  // namespace

std::string_view unwrapped(std::string_view text) {
    while (!text.empty()) {
        const CodePoint first = first_code_point(text);
        if (!is_around(first, openers)) break;
        text.remove_prefix(first.length);
    }
    std::size_t end = 0;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = first_code_point(text.substr(at));
        at += point.length;
        if (!is_around(point, closers)) end = at;
    }
    return text.substr(0, end);
}

}  // namespace indaba
