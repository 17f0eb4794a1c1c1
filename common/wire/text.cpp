#include "common/wire/text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/wire/protocol.hpp"

namespace indaba {
namespace {

std::string escaped(char32_t point) {
    return fmt::format("\\u{{{:x}}}", static_cast<unsigned>(point));
}
std::string escaped_byte(char byte) {
    return fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
}

std::string shown(std::string_view text, std::string_view kept_controls) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const auto [point, length, valid] = first_code_point(text);
        const std::string_view bytes = text.substr(0, length);
        if (!valid)
            result += escaped_byte(bytes.front());
        else if (is_harmful(point) && kept_controls.find(bytes) == std::string_view::npos)
            result += escaped(point);
        else
            result += bytes;
        text.remove_prefix(length);
    }
    return result;
}

}  // namespace

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
        const auto [point, length, valid] = first_code_point(text);
        std::string next;
        if (!valid)
            next = escaped_byte(text.front());
        else if (point == '\\' || point == '"')
            next = fmt::format("\\{}", static_cast<char>(point));
        else if (point >= 0x20 && point < 0x7f)
            next = static_cast<char>(point);
        else
            next = escaped(point);
        if (result.size() + next.size() > max_bytes) return result + "...";
        result += next;
        text.remove_prefix(length);
    }
    return result;
}

}  // namespace indaba
