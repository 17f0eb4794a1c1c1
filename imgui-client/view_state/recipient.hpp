#pragma once
/// Where a text goes: a whisper with an account, or a room. The conversation with its recipient is
/// what a composer is for.
#include <optional>

#include "common/client/model/outbox_row.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::ui {

struct Recipient {
    std::optional<Account> account{};
    ConversationId room = lobby;  // if there is no account
    bool operator==(const Recipient&) const = default;
};

/// Returns whether the post goes there.
inline bool is_sent_to(const client::OutboxRow& row, const Recipient& recipient) {
    return row.to == recipient.account && (row.to || row.room == recipient.room);
}

}  // namespace indaba::ui
