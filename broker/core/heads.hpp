#pragma once
/// The `heads` messages of one account.
#include <vector>

#include "broker/core/conversations.hpp"
#include "broker/core/directory.hpp"
#include "broker/core/read_positions.hpp"

namespace indaba::broker {

/// Returns the head of a conversation that the account may read.
Head head_of(const Account& account, const ConversationRecord& record, const Directory& directory,
             const ReadPositions& read_positions);

/// Returns the heads of the lobby and of the account's rooms and whispers, split so that each
/// message fits a frame together with the names of the whispers' ends.
std::vector<Heads> heads_of(const Account& account, const Conversations& conversations,
                            const Directory& directory, const ReadPositions& read_positions);

}  // namespace indaba::broker
