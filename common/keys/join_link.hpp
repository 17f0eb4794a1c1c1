#pragma once
/// The link that the owner of a server gives to its users: where its brokers listen, their key, so
/// that no other server can impersonate it, and perhaps an invite. protocol.md, "First contact",
/// has the form.
#include <optional>
#include <string>
#include <string_view>

#include "common/keys/key.hpp"

namespace indaba {

struct JoinLink {
    std::string server;  // its endpoints, as parse_endpoints() reads them (endpoints.hpp)
    Account key{};       // of its brokers
    std::optional<SecretKey> invite;
    bool operator==(const JoinLink&) const = default;
};

/// Returns true for a text that begins as a join link does.
bool looks_like_join_link(std::string_view text);
/// Parses a join link as people paste it: in brackets or quotes, before a full stop, or with
/// percent-encoded delimiters. Returns nullopt when it is damaged.
std::optional<JoinLink> parse_join_link(std::string_view text);
/// The sentence about a damaged join link.
inline constexpr auto damaged_join_link =
    "This join link is not whole. Copy all of it, from indaba:// to its end.";
std::string to_string(const JoinLink& link);

}  // namespace indaba
