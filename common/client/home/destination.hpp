#pragma once
/// The server to connect to, from --server, the dialog or a join link, and the key that the home
/// has for it. Used by both clients before they connect.
#include <optional>
#include <string>
#include <variant>

#include "common/base/endpoints.hpp"
#include "common/client/home/credentials.hpp"
#include "common/client/home/endpoint_key.hpp"
#include "common/client/home/known_brokers.hpp"

namespace indaba::client {

struct Destination {
    Endpoints endpoints;
    std::optional<Account> broker;    // the key of its brokers, from a join link
    std::optional<SecretKey> invite;  // from a join link too
    bool operator==(const Destination&) const = default;
};
/// Parses endpoints (endpoints.hpp) or a join link, as people type or paste them. Returns nullopt
/// when the text is neither.
std::optional<Destination> parse_destination(const std::string& text);
/// Returns a sentence about what is wrong with a text that parse_destination() refuses, or an empty
/// string.
std::string destination_problem(const std::string& text);
/// Returns the text that parses as `destination`: a join link if it has a key.
std::string to_string(const Destination& destination);

/// Returns credentials with the pinned key of the server, else with the key of the link. Returns a
/// sentence, and the client must not connect, when an endpoint has another pinned key than the link
/// (key_mismatch_sentence) or than another endpoint (different_keys_sentence).
std::variant<Credentials, std::string> credentials_for(const Destination& destination,
                                                       const Key& own, const KnownBrokers& known,
                                                       bool plain);

/// Returns a sentence with both fingerprints and advice. `claimed` is the key that the broker has
/// now; `trusted` is the pinned one, else that of the join link.
std::string key_mismatch_sentence(const Endpoint& endpoint, const Account& trusted,
                                  const Account& claimed, const KnownBrokers& known);

/// Returns the sentence about endpoints that were given as those of one server and are not.
std::string different_keys_sentence(const EndpointKey& one, const EndpointKey& other);

}  // namespace indaba::client
