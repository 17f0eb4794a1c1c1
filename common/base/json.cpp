#include "common/base/json.hpp"

#include <fmt/format.h>

#include "common/base/utf8.hpp"

namespace indaba {
namespace {

/// Returns the escape of `point`: of its two surrogates (UTF-16) when it needs them.
std::string escaped(char32_t point) {
    auto number = static_cast<unsigned>(point);
    if (number < 0x10000) return fmt::format("\\u{:04x}", number);
    number -= 0x10000;
    return fmt::format("\\u{:04x}\\u{:04x}", 0xd800 + (number >> 10), 0xdc00 + (number & 0x3ff));
}

}  // namespace

std::string json_string(std::string_view text) {
    std::string json = "\"";
    while (!text.empty()) {
        const CodePoint point = first_code_point(text);
        if (point.value == '"' || point.value == '\\') json += '\\';
        if (!point.valid || is_harmful(point.value))
            json += escaped(point.value);
        else
            json += text.substr(0, point.length);
        text.remove_prefix(point.length);
    }
    return json += '"';
}

}  // namespace indaba
