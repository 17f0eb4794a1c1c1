#include "common/wire/text.hpp"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>

#include "common/wire/protocol.hpp"

namespace indaba {
namespace {

/// One code point, or -1 and a length of one byte where the bytes are not UTF-8.
struct Step {
    utf8proc_int32_t point;
    std::size_t length;
};

Step step(std::string_view rest) {
    utf8proc_int32_t point = -1;
    const utf8proc_ssize_t length =
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(rest.data()),
                         static_cast<utf8proc_ssize_t>(rest.size()), &point);
    if (length <= 0) return {-1, 1};
    return {point, static_cast<std::size_t>(length)};
}

/// Changes what is around it or is not to be seen: what a forger uses. ZWJ and two variation
/// selectors are kept: emoji need them, and alone they are harmless.
bool harmful(utf8proc_int32_t point) {
    if (point == 0x200D || point == 0xFE0E || point == 0xFE0F) return false;
    if (utf8proc_get_property(point)->ignorable) return true;
    switch (utf8proc_category(point)) {
        case UTF8PROC_CATEGORY_CC:
        case UTF8PROC_CATEGORY_CF:
        case UTF8PROC_CATEGORY_CN:
        case UTF8PROC_CATEGORY_CO:
        case UTF8PROC_CATEGORY_CS:
        case UTF8PROC_CATEGORY_ZL:
        case UTF8PROC_CATEGORY_ZP:
            return true;
        default:
            return false;
    }
}

std::string shown(std::string_view text, std::string_view kept_controls) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const auto [point, length] = step(text);
        const std::string_view bytes = text.substr(0, length);
        if (point < 0)
            result += fmt::format("\\x{:02x}", static_cast<unsigned char>(bytes.front()));
        else if (harmful(point) && kept_controls.find(bytes) == std::string_view::npos)
            result += fmt::format("\\u{{{:x}}}", point);
        else
            result += bytes;
        text.remove_prefix(length);
    }
    return result;
}

}  // namespace

std::optional<std::size_t> code_points(std::string_view bytes) {
    std::size_t count = 0;
    for (; !bytes.empty(); ++count) {
        const auto [point, length] = step(bytes);
        if (point < 0) return std::nullopt;
        bytes.remove_prefix(length);
    }
    return count;
}

bool valid_utf8(std::string_view bytes) { return code_points(bytes).has_value(); }

bool reserved_kind(std::string_view kind) { return kind.starts_with('_'); }

bool valid_kind(std::string_view kind) {
    if (reserved_kind(kind)) kind.remove_prefix(1);
    return !kind.empty() && kind.size() <= limit::kind_letters &&
           std::ranges::all_of(kind, [](char c) { return c >= 'a' && c <= 'z'; });
}

std::string screen_text(std::string_view text) { return shown(text, "\n\t"); }
std::string screen_word(std::string_view text) { return shown(text, ""); }

std::string log_text(std::string_view text, std::size_t max_bytes) {
    std::string result;
    while (!text.empty()) {
        const auto [point, length] = step(text);
        std::string next;
        if (point < 0)
            next = fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
        else if (point == '\\' || point == '"')
            next = fmt::format("\\{}", static_cast<char>(point));
        else if (point >= 0x20 && point < 0x7f)
            next = static_cast<char>(point);
        else
            next = fmt::format("\\u{{{:x}}}", point);
        if (result.size() + next.size() > max_bytes) return result + "...";
        result += next;
        text.remove_prefix(length);
    }
    return result;
}

}  // namespace indaba
