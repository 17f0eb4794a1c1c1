#include "common/client/home/destination.hpp"

#include <fmt/format.h>

#include <utility>

#include "common/base/pasted.hpp"
#include "common/base/path_text.hpp"
#include "common/keys/fingerprint.hpp"
#include "common/keys/join_link.hpp"

namespace indaba::client {

namespace {

/// Returns the destination, or a sentence about what is wrong with the text.
std::variant<Destination, std::string> read_destination(const std::string& text) {
    Destination destination;
    std::string server{unwrapped(text)};
    if (looks_like_join_link(text)) {
        const std::optional<JoinLink> link = parse_join_link(text);
        if (!link) return damaged_join_link;
        server = link->server;
        destination.broker = link->key;
        destination.invite = link->invite;
    }
    auto endpoints = parse_endpoints(server);
    if (auto* wrong = std::get_if<std::string>(&endpoints)) return std::move(*wrong);
    destination.endpoints = std::get<Endpoints>(std::move(endpoints));
    return destination;
}

}  // namespace

std::optional<Destination> parse_destination(const std::string& text) {
    auto read = read_destination(text);
    auto* destination = std::get_if<Destination>(&read);
    return destination ? std::optional(std::move(*destination)) : std::nullopt;
}

std::string destination_problem(const std::string& text) {
    auto read = read_destination(text);
    auto* problem = std::get_if<std::string>(&read);
    return problem ? std::move(*problem) : std::string();
}

std::string to_string(const Destination& destination) {
    const std::string server = to_string(destination.endpoints);
    if (!destination.broker) return server;
    return indaba::to_string(JoinLink{server, *destination.broker, destination.invite});
}

std::variant<Credentials, std::string> credentials_for(const Destination& destination,
                                                       const Key& own, const KnownBrokers& known,
                                                       bool plain) {
    Credentials credentials{own, std::nullopt, plain};
    if (plain) return credentials;
    std::optional<EndpointKey> pinned;
    for (const Endpoint& endpoint : destination.endpoints) {
        const std::optional<Account> key = known.key_of(endpoint);
        if (!key) continue;
        if (destination.broker && key != destination.broker)
            return key_mismatch_sentence(endpoint, *key, *destination.broker, known);
        if (pinned && pinned->key != *key)
            return different_keys_sentence(*pinned, {endpoint, *key});
        pinned = {endpoint, *key};
    }
    credentials.broker = pinned ? pinned->key : destination.broker;
    return credentials;
}

std::string key_mismatch_sentence(const Endpoint& endpoint, const Account& trusted,
                                  const Account& claimed, const KnownBrokers& known) {
    if (!known.key_of(endpoint))
        return fmt::format(
            "The server at {} has another key than the join link names: the link is old or wrong, "
            "or somebody is pretending to be the server. Nothing was sent. In the link: {}. Now: "
            "{}. Ask its owner for a new link.",
            to_string(endpoint), fingerprint(trusted), fingerprint(claimed));
    return fmt::format(
        "The key of {} has changed. Somebody may be pretending to be it, so nothing was sent. "
        "Trusted: {}. Now: {}. Ask its owner; if the new key is right, remove the line of {} from "
        "{}.",
        to_string(endpoint), fingerprint(trusted), fingerprint(claimed), to_string(endpoint),
        to_utf8(known.file()));
}

std::string different_keys_sentence(const EndpointKey& one, const EndpointKey& other) {
    return fmt::format(
        "{} and {} have different keys, so they do not belong to one server. The first: {}. The "
        "second: {}. Name the endpoints of one server.",
        to_string(one.endpoint), to_string(other.endpoint), fingerprint(one.key),
        fingerprint(other.key));
}

}  // namespace indaba::client
