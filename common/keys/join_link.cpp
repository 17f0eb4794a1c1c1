#include "common/keys/join_link.hpp"

#include <array>
#include <utility>

#include "common/base/pasted.hpp"

namespace indaba {
namespace {

constexpr std::string_view scheme = "indaba://";

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
}

/// Returns a pasted link without what stands around it.
std::string_view bare(std::string_view text) {
    text = unwrapped(text);
    while (text.starts_with('[')) text = unwrapped(text.substr(1));
    while (text.ends_with(']') || text.ends_with(':'))
        text = unwrapped(text.substr(0, text.size() - 1));
    return text;
}

/// Returns `text` with the delimiters of a link that a program has percent-encoded.
std::string with_delimiters(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, char>, 6> codes{
        {{"23", '#'}, {"2c", ','}, {"2f", '/'}, {"3a", ':'}, {"5b", '['}, {"5d", ']'}}};
    std::string result;
    for (std::size_t at = 0; at < text.size(); ++at) {
        result += text[at];
        if (text[at] != '%') continue;
        for (const auto& [digits, delimiter] : codes) {
            if (lower(text.substr(at + 1, 2)) != digits) continue;
            result.back() = delimiter;
            at += 2;
            break;
        }
    }
    return result;
}

template <class Key>
std::optional<Key> key_of(std::string_view hex) {
    const auto bytes = Key::from_hex(lower(hex));
    if (!bytes || bytes->is_zero()) return std::nullopt;
    return Key{*bytes};
}

}  // namespace

bool looks_like_join_link(std::string_view text) {
    return lower(bare(text).substr(0, scheme.size())) == scheme;
}

std::optional<JoinLink> parse_join_link(std::string_view text) {
    if (!looks_like_join_link(text)) return std::nullopt;
    const std::string decoded = with_delimiters(bare(text).substr(scheme.size()));
    std::string_view rest = decoded;
    const std::size_t hash = rest.find('#');
    if (hash == rest.npos) return std::nullopt;
    std::string_view server = rest.substr(0, hash);
    if (server.ends_with('/')) server.remove_suffix(1);
    std::string_view keys = rest.substr(hash + 1);
    const std::size_t slash = keys.find('/');
    const auto key = key_of<Account>(keys.substr(0, slash));
    if (server.empty() || !key) return std::nullopt;
    JoinLink link{std::string(server), *key, std::nullopt};
    if (slash == keys.npos) return link;
    link.invite = key_of<SecretKey>(keys.substr(slash + 1));
    if (!link.invite) return std::nullopt;
    return link;
}

std::string to_string(const JoinLink& link) {
    std::string text = std::string(scheme) + link.server + "/#" + to_hex(link.key);
    if (link.invite) text += "/" + to_hex(*link.invite);
    return text;
}

}  // namespace indaba
