#include "imgui-client/display_text/links.hpp"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "common/base/utf8.hpp"
#include "imgui-client/display_text/internet_host.hpp"
#include "imgui-client/display_text/message_link.hpp"

namespace indaba::ui {
namespace {

constexpr std::size_t max_link_bytes = 2048;
/// How far a mark of emphasis before a link is looked for.
constexpr std::size_t emphasis_bytes = 512;
constexpr std::string_view after_scheme = "://";

// ---- characters

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_one_of(char32_t point, std::string_view ascii) {
    return point < 0x80 && ascii.find(static_cast<char>(point)) != std::string_view::npos;
}

utf8proc_category_t kind_of(char32_t point) {
    return utf8proc_category(static_cast<utf8proc_int32_t>(point));
}

/// Returns whether the character ends every address.
bool ends_address(char32_t point) {
    const auto kind = kind_of(point);
    return kind == UTF8PROC_CATEGORY_CC || is_one_of(point, "<>\"`") ||
           (kind >= UTF8PROC_CATEGORY_ZS && kind <= UTF8PROC_CATEGORY_ZP);
}

/// Returns whether no link has this character: it is read otherwise than it is written.
bool spoils_address(const CodePoint& point) {
    return !point.valid || point.value == '\\' || point.value == replacement_character ||
           is_harmful(point.value) || kind_of(point.value) == UTF8PROC_CATEGORY_CO ||
           kind_of(point.value) == UTF8PROC_CATEGORY_CN;
}

bool opens_bracket(char32_t point) {
    return kind_of(point) == UTF8PROC_CATEGORY_PS || kind_of(point) == UTF8PROC_CATEGORY_PI;
}
bool closes_bracket(char32_t point) {
    return kind_of(point) == UTF8PROC_CATEGORY_PE || kind_of(point) == UTF8PROC_CATEGORY_PF;
}

/// Returns whether `close` is the other half of `open`: its mirror, or, for quotation marks, the
/// one that follows it in Unicode.
bool are_pair(char32_t open, char32_t close) {
    if (open == 0xAB) return close == 0xBB;
    return close == open + 1 || (close == open + 2 && open < 0x80);
}

/// Returns whether the character ends a sentence when it stands at the end of an address.
bool ends_sentence(char32_t point) {
    if (point < 0x80) return is_one_of(point, ".,;:!?|");
    return kind_of(point) == UTF8PROC_CATEGORY_PO || kind_of(point) == UTF8PROC_CATEGORY_PD;
}

// ---- where an address begins

/// Returns the length of "http" or "https", in any case, before `colon`; 0 for another scheme.
std::size_t scheme_length(std::string_view text, std::size_t colon) {
    for (const std::string_view scheme : std::array<std::string_view, 2>{"https", "http"}) {
        if (colon < scheme.size()) continue;
        const std::string_view before = text.substr(colon - scheme.size(), scheme.size());
        if (std::ranges::equal(before, scheme, {}, lower)) return scheme.size();
    }
    return 0;
}

/// Returns whether what stands before `begin` makes another scheme of it: "xhttp", "git+http".
bool continues_scheme(std::string_view text, std::size_t begin) {
    std::size_t joined = begin;
    while (joined > 0 && (text[joined - 1] == '+' || text[joined - 1] == '-')) --joined;
    return joined > 0 && (is_letter(text[joined - 1]) || is_digit(text[joined - 1]));
}

// ---- where an address ends

/// The characters up to the next white space.
struct Run {
    std::size_t end = 0;
    std::size_t spoiled_at = std::string_view::npos;  // the first character that no link has
};

Run run_from(std::string_view text, std::size_t at) {
    Run run;
    while (at < text.size()) {
        const CodePoint point = first_code_point(text.substr(at));
        if (point.valid && ends_address(point.value)) break;
        if (run.spoiled_at == std::string_view::npos && spoils_address(point)) run.spoiled_at = at;
        at += point.length;
    }
    run.end = at;
    return run;
}

/// Returns the end of user information, host and port, which begin at `at`. Only user information
/// has punctuation.
std::size_t authority_end(std::string_view text, std::size_t at, std::size_t end) {
    const std::size_t slash = std::min(text.find_first_of("/?#", at), end);
    const std::size_t user = text.substr(at, slash - at).rfind('@');
    if (user != std::string_view::npos) at += user + 1;
    while (at < slash) {
        const CodePoint point = first_code_point(text.substr(at));
        const auto kind = kind_of(point.value);
        const bool punctuation = point.value < 0x80
                                     ? is_one_of(point.value, ",;!'(){}|*~")
                                     : kind >= UTF8PROC_CATEGORY_PC && kind <= UTF8PROC_CATEGORY_PO;
        if (punctuation) break;
        at += point.length;
    }
    return at;
}

/// Returns where a bracket closes that was not opened in [at, end), unless an address goes on
/// behind it.
std::size_t bracket_end(std::string_view text, std::size_t at, std::size_t end) {
    std::vector<char32_t> open;
    while (at < end) {
        const CodePoint point = first_code_point(text.substr(at));
        const std::size_t next = at + point.length;
        if (opens_bracket(point.value)) {
            open.push_back(point.value);
        } else if (closes_bracket(point.value)) {
            if (!open.empty() && are_pair(open.back(), point.value)) {
                open.pop_back();
            } else {
                const char32_t after =
                    next < end ? first_code_point(text.substr(next)).value : U'.';
                if (opens_bracket(after) || closes_bracket(after) || ends_sentence(after) ||
                    is_one_of(after, "'*_~"))
                    return at;
            }
        }
        at = next;
    }
    return end;
}

bool is_odd_count(std::string_view text, char sign) {
    return std::ranges::count(text, sign) % 2 != 0;
}

/// Returns whether a mark of emphasis or a quotation mark is open before `begin` in its line.
bool is_open_before(std::string_view text, std::size_t begin, char sign) {
    if (begin > 0 && text[begin - 1] == sign) return true;
    const std::size_t from = begin > emphasis_bytes ? begin - emphasis_bytes : 0;
    std::string_view line = text.substr(from, begin - from);
    if (const std::size_t feed = line.rfind('\n'); feed != std::string_view::npos)
        line.remove_prefix(feed + 1);
    return is_odd_count(line, sign);
}

/// Returns the end of the address without the punctuation around it.
std::size_t without_punctuation(std::string_view text, std::size_t begin, std::size_t at,
                                std::size_t end) {
    while (end > at) {
        const std::size_t last = previous_code_point(text, end);
        const char32_t point = first_code_point(text.substr(last)).value;
        const char sign = text[last];
        const bool closes_quote = point == '\'' && (is_odd_count(text.substr(at, end - at), '\'') ||
                                                    is_open_before(text, begin, '\''));
        const bool closes_emphasis = is_one_of(point, "*_~") && is_open_before(text, begin, sign);
        if (!ends_sentence(point) && !opens_bracket(point) && !closes_quote && !closes_emphasis)
            break;
        end = last;
    }
    return end;
}

std::size_t address_end(std::string_view text, std::size_t begin, std::size_t at, std::size_t end) {
    const std::size_t authority = authority_end(text, at, end);
    if (authority < end && !is_one_of(static_cast<unsigned char>(text[authority]), "/?#"))
        end = authority;
    end = bracket_end(text, at, end);
    return without_punctuation(text, begin, at, end);
}

// ---- the address

std::string percent_encoded(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x80)
            result += c;
        else
            result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return result;
}

bool is_port(std::string_view digits) {
    if (digits.empty() || digits.size() > 5 || !std::ranges::all_of(digits, is_digit)) return false;
    int port = 0;
    for (const char c : digits) port = port * 10 + (c - '0');
    return port <= 65535;
}

/// Returns "host:port" in ASCII, or nothing when one of them is invalid.
std::optional<std::string> host_and_port(std::string_view text) {
    const std::size_t after_host = text.starts_with('[') ? text.find(']') : 0;
    if (after_host == std::string_view::npos) return std::nullopt;
    const std::size_t colon = std::min(text.find(':', after_host), text.size());
    const auto host = ascii_host(text.substr(0, colon));
    if (!host) return std::nullopt;
    if (colon == text.size()) return host;
    if (!is_port(text.substr(colon + 1))) return std::nullopt;
    return *host + std::string(text.substr(colon));
}

/// Returns the address in ASCII of `text`, whose scheme has `scheme` bytes; nothing when it is
/// none.
std::optional<std::string> web_address(std::string_view text, std::size_t scheme) {
    std::string url;
    for (const char c : text.substr(0, scheme)) url += lower(c);
    url += after_scheme;
    const std::string_view rest = text.substr(scheme + after_scheme.size());
    const std::size_t slash = std::min(rest.find_first_of("/?#"), rest.size());
    std::string_view authority = rest.substr(0, slash);
    if (const std::size_t user = authority.rfind('@'); user != std::string_view::npos) {
        url += percent_encoded(authority.substr(0, user + 1));
        authority.remove_prefix(user + 1);
    }
    const auto host = host_and_port(authority);
    if (!host) return std::nullopt;
    url += *host + percent_encoded(rest.substr(slash));
    if (url.size() > max_link_bytes) return std::nullopt;
    return url;
}

}  // namespace

std::vector<Link> find_web_addresses(std::string_view source) {
    std::vector<Link> links;
    std::size_t at = 0;
    while ((at = source.find(after_scheme, at)) != std::string_view::npos) {
        const std::size_t scheme = scheme_length(source, at);
        const std::size_t begin = at - scheme;
        at += after_scheme.size();
        if (scheme == 0 || continues_scheme(source, begin)) continue;
        const Run run = run_from(source, at);
        // An address that is no link is skipped as a whole, so each byte is looked at few times.
        if (run.end - begin > 2 * max_link_bytes) {
            at = run.end;
            continue;
        }
        const std::size_t end = address_end(source, begin, at, run.end);
        auto url = run.spoiled_at < run.end
                       ? std::nullopt
                       : web_address(source.substr(begin, end - begin), scheme);
        at = url ? end : run.end;
        if (url) links.push_back({begin, end, *std::move(url)});
    }
    return links;
}

std::vector<Link> find_links(const DisplayMap& map, std::string_view source) {
    std::vector<Link> links = find_web_addresses(source);
    for (Link& link : find_message_links(source)) links.push_back(std::move(link));
    std::ranges::sort(links, {}, &Link::begin);
    for (Link& link : links) {
        link.begin = map.to_display(link.begin);
        link.end = map.to_display(link.end);
    }
    return links;
}

bool is_web_link(std::string_view url) {
    const std::vector<Link> links = find_web_addresses(url);
    return links.size() == 1 && links[0].begin == 0 && links[0].end == url.size() &&
           links[0].url == url;
}

}  // namespace indaba::ui
