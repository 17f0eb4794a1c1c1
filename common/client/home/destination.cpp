#include "common/client/home/destination.hpp"

#include <fmt/format.h>

#include "common/base/pasted.hpp"
#include "common/base/path_text.hpp"
#include "common/keys/fingerprint.hpp"
#include "common/keys/join_link.hpp"

namespace indaba::client {

std::optional<Destination> parse_destination(const std::string& text) {
    if (!looks_like_join_link(text)) {
        const auto server = parse_server(std::string(unwrapped(text)));
        return server ? std::optional(Destination{*server, {}, {}}) : std::nullopt;
    }
    const std::optional<JoinLink> link = parse_join_link(text);
    const auto server = link ? parse_server(link->server) : std::nullopt;
    if (!server) return std::nullopt;
    return Destination{*server, link->key, link->invite};
}

std::string to_string(const Destination& destination) {
    const std::string address = to_string(destination.server);
    if (!destination.broker) return address;
    return indaba::to_string(JoinLink{address, *destination.broker, destination.invite});
}

std::variant<Credentials, std::string> credentials_for(const Destination& destination,
                                                       const Key& own, const KnownBrokers& known,
                                                       bool plain) {
    Credentials credentials{own, std::nullopt, plain};
    if (plain) return credentials;
    credentials.broker = known.key_of(destination.server);
    if (!credentials.broker) credentials.broker = destination.broker;
    if (destination.broker && credentials.broker != destination.broker)
        return key_mismatch_sentence(destination.server, *credentials.broker, *destination.broker,
                                     known);
    return credentials;
}

std::string key_mismatch_sentence(const Server& server, const Account& trusted,
                                  const Account& claimed, const KnownBrokers& known) {
    if (!known.key_of(server))
        return fmt::format(
            "The server at {} has another key than the join link names: the link is old or wrong, "
            "or somebody is pretending to be the server. Nothing was sent. In the link: {}. Now: "
            "{}. Ask its owner for a new link.",
            to_string(server), fingerprint(trusted), fingerprint(claimed));
    return fmt::format(
        "The key of {} has changed. Somebody may be pretending to be it, so nothing was sent. "
        "Trusted: {}. Now: {}. Ask its owner; if the new key is right, remove the line of {} from "
        "{}.",
        to_string(server), fingerprint(trusted), fingerprint(claimed), to_string(server),
        to_utf8(known.file()));
}

}  // namespace indaba::client
