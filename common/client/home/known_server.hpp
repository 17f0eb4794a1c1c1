#pragma once
/// One server as a home knows it, whichever of its endpoints is used. known_brokers and the
/// settings name endpoints; those with one key belong to one server and have one journal, so that a
/// join link with other endpoints of the same server leads to the same store. Used by both clients.
#include <optional>
#include <string>
#include <vector>

#include "common/base/endpoints.hpp"
#include "common/client/home/known_brokers.hpp"
#include "common/client/home/settings.hpp"

namespace indaba::client {

class KnownServer {
 public:
    /// `key` is that of its brokers, if it is known: then the endpoints that are pinned with it
    /// belong to the server, too.
    KnownServer(const Endpoints& endpoints, const std::optional<Account>& key,
                const KnownBrokers& known);

    /// The endpoints, "host:port"; those that were given come first.
    const std::vector<std::string>& endpoints() const { return endpoints_; }
    /// Returns the journal that the server had at the last connection.
    std::optional<JournalId> journal(const Settings& settings) const;
    /// Keeps the journal for every endpoint.
    void set_journal(Settings& settings, const JournalId& journal) const;

 private:
    std::vector<std::string> endpoints_;
};

}  // namespace indaba::client
