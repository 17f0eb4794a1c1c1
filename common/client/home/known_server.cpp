#include "common/client/home/known_server.hpp"

#include <algorithm>
#include <utility>

namespace indaba::client {

KnownServer::KnownServer(const Endpoints& endpoints, const std::optional<Account>& key,
                         const KnownBrokers& known) {
    for (const Endpoint& endpoint : endpoints) endpoints_.push_back(to_string(endpoint));
    if (!key) return;
    for (std::string& pinned : known.endpoints_of(*key))
        if (std::ranges::find(endpoints_, pinned) == endpoints_.end())
            endpoints_.push_back(std::move(pinned));
}

std::optional<JournalId> KnownServer::journal(const Settings& settings) const {
    for (const std::string& endpoint : endpoints_)
        if (const auto known = settings.journals.find(endpoint); known != settings.journals.end())
            return known->second;
    return std::nullopt;
}

void KnownServer::set_journal(Settings& settings, const JournalId& journal) const {
    for (const std::string& endpoint : endpoints_) settings.journals[endpoint] = journal;
}

}  // namespace indaba::client
