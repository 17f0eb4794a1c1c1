#include "imgui-client/display_text/internet_host.hpp"

#include <unicode/uidna.h>

#include <algorithm>
#include <array>
#include <memory>

#include "common/base/utf8.hpp"

namespace indaba::ui {
namespace {

constexpr std::size_t max_label_bytes = 63, max_host_bytes = 253;
constexpr std::size_t ipv6_groups = 8;

bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }
bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_hex(char c) {
    return is_ascii_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Returns whether every label between dots has 1 to 63 characters. One dot may end a name.
bool has_valid_labels(std::string_view host) {
    if (host.ends_with('.')) host.remove_suffix(1);
    if (host.empty() || host.size() > max_host_bytes) return false;
    while (true) {
        const std::size_t dot = std::min(host.find('.'), host.size());
        if (dot == 0 || dot > max_label_bytes) return false;
        if (dot == host.size()) return true;
        host.remove_prefix(dot + 1);
    }
}

/// Underscores are in no host name by the rules, and in some by use.
bool is_ascii_name(std::string_view host) {
    return std::ranges::all_of(host, [](char c) {
        return is_ascii_letter(c) || is_ascii_digit(c) || c == '-' || c == '.' || c == '_';
    });
}

std::optional<std::string> punycode(std::string_view host) {
    constexpr std::uint32_t rules = UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ |
                                    UIDNA_NONTRANSITIONAL_TO_ASCII;
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UIDNA, decltype(&uidna_close)> idna(uidna_openUTS46(rules, &status),
                                                              uidna_close);
    if (U_FAILURE(status)) return std::nullopt;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    std::array<char, max_host_bytes + 2> name{};
    const auto length =
        uidna_nameToASCII_UTF8(idna.get(), host.data(), static_cast<std::int32_t>(host.size()),
                               name.data(), static_cast<std::int32_t>(name.size()), &info, &status);
    if (U_FAILURE(status) || info.errors != 0 || length <= 0) return std::nullopt;
    return std::string(name.data(), static_cast<std::size_t>(length));
}

bool is_ipv4(std::string_view text) {
    int numbers = 0;
    while (true) {
        const std::size_t end = std::min(text.find('.'), text.size());
        int value = 0;
        for (const char c : text.substr(0, end)) {
            if (!is_ascii_digit(c)) return false;
            value = value * 10 + (c - '0');
            if (value > 255) return false;
        }
        if (end == 0) return false;
        ++numbers;
        if (end == text.size()) return numbers == 4;
        text.remove_prefix(end + 1);
    }
}

/// Returns how many groups of 16 bits the text has, or nothing when it has other characters.
std::optional<std::size_t> groups_in(std::string_view text, bool ipv4_may_end) {
    if (text.empty()) return 0;
    std::size_t groups = 0;
    while (true) {
        const std::size_t end = std::min(text.find(':'), text.size());
        const std::string_view group = text.substr(0, end);
        const bool last = end == text.size();
        if (last && ipv4_may_end && is_ipv4(group)) return groups + 2;
        if (group.empty() || group.size() > 4 || !std::ranges::all_of(group, is_hex))
            return std::nullopt;
        ++groups;
        if (last) return groups;
        text.remove_prefix(end + 1);
    }
}

bool is_ipv6(std::string_view text) {
    const std::size_t gap = text.find("::");
    if (gap == std::string_view::npos) return groups_in(text, true) == ipv6_groups;
    const auto before = groups_in(text.substr(0, gap), false);
    const auto after = groups_in(text.substr(gap + 2), true);
    return before && after && *before + *after < ipv6_groups;
}

}  // namespace

std::optional<std::string> ascii_host(std::string_view host) {
    if (host.starts_with('[')) {
        const bool closed = host.size() > 2 && host.ends_with(']');
        if (!closed || !is_ipv6(host.substr(1, host.size() - 2))) return std::nullopt;
        return std::string(host);
    }
    if (is_ascii_name(host))
        return has_valid_labels(host) ? std::optional(std::string(host)) : std::nullopt;
    if (!valid_utf8(host) || host.size() > 4 * max_host_bytes) return std::nullopt;
    auto name = punycode(host);
    if (name && !has_valid_labels(*name)) return std::nullopt;
    return name;
}

}  // namespace indaba::ui
