#pragma once
/// The link that the owner of a broker hands out: where it is and its key, so that nobody in
/// between can pretend to be it; perhaps an invite too. Form: protocol.md, "First contact".
#include <optional>
#include <string>
#include <string_view>

#include "common/keys/key.hpp"

namespace indaba {

struct JoinLink {
    std::string server;  // "host:port", "[v6]:port"; the port may be missing
    Account key{};       // the broker's
    std::optional<SecretKey> invite;
    bool operator==(const JoinLink&) const = default;
};

/// Whether it was meant as a link at all.
bool looks_like_join_link(std::string_view text);
/// Spaces around it are no part of it. Nothing when it is damaged.
std::optional<JoinLink> parse_join_link(std::string_view text);
std::string to_string(const JoinLink& link);

}  // namespace indaba
