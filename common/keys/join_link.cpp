#include "common/keys/join_link.hpp"

#include <algorithm>

#include "common/base/trim.hpp"

namespace indaba {
namespace {

constexpr std::string_view scheme = "indaba://";
constexpr std::string_view spaces = " \t\r\n";  // a copied link may end in a line break

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
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
    return lower(trimmed(text, spaces).substr(0, scheme.size())) == scheme;
}

std::optional<JoinLink> parse_join_link(std::string_view text) {
    if (!looks_like_join_link(text)) return std::nullopt;
    std::string_view rest = trimmed(text, spaces).substr(scheme.size());
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
