#pragma once
/// Whom to call and how far they are known: what --server, the dialog and a join link say, beside
/// what the home remembers. Used by both clients before they connect.
#include <optional>
#include <string>
#include <variant>

#include "common/base/server_address.hpp"
#include "common/client/home/credentials.hpp"
#include "common/client/home/known_brokers.hpp"

namespace indaba::client {

struct Destination {
    Server server;
    std::optional<Account> broker;    // its key, from a join link
    std::optional<SecretKey> invite;  // from a join link too
    bool operator==(const Destination&) const = default;
};
/// An address (server.hpp) or a join link. Nothing when it is neither.
std::optional<Destination> parse_destination(const std::string& text);

/// With the key of the link, or the one the home knows. When these differ: a sentence that stops
/// everything (key_mismatch_sentence).
std::variant<Credentials, std::string> credentials_for(const Destination& destination,
                                                       const Key& own, const KnownBrokers& known,
                                                       bool plain);

/// Both fingerprints, and what a person may do. `claimed`: the key that the server has now.
std::string key_mismatch_sentence(const Server& server, const Account& trusted,
                                  const Account& claimed, const KnownBrokers& known);

}  // namespace indaba::client
