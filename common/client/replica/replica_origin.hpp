#pragma once
/// The account and the journal of a replica. Pure.
#include "common/wire/protocol.hpp"

namespace indaba::client {

struct ReplicaOrigin {
    JournalId journal{};
    Account account{};  // that may read what is in it
    bool operator==(const ReplicaOrigin&) const = default;
};

}  // namespace indaba::client
