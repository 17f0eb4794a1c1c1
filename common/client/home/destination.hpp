#pragma once
/// The broker to connect to, from --server, the dialog or a join link, and the keys that the home
/// has for it. Used by both clients before they connect.
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
/// Parses an address (server_address.hpp) or a join link, as people type or paste it. Returns
/// nullopt when the text is neither.
std::optional<Destination> parse_destination(const std::string& text);
/// Returns the text that parses as `destination`: a join link if it has a key.
std::string to_string(const Destination& destination);

/// Returns credentials with the pinned key of the broker, else with the key of the link. When both
/// exist and differ, returns key_mismatch_sentence: the client must not connect.
std::variant<Credentials, std::string> credentials_for(const Destination& destination,
                                                       const Key& own, const KnownBrokers& known,
                                                       bool plain);

/// Returns a sentence with both fingerprints and advice. `claimed` is the key that the server has
/// now; `trusted` is the pinned one, else that of the join link.
std::string key_mismatch_sentence(const Server& server, const Account& trusted,
                                  const Account& claimed, const KnownBrokers& known);

}  // namespace indaba::client
