#pragma once
/// A post on its way, and what it says to the person who typed it. Pure.
#include <optional>
#include <string>

#include "common/wire/bodies.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::client {

/// A post without a receipt: to an account when `to` is set, otherwise to a room.
struct OutboxRow {
    MessageId id{};
    ConversationId room{};
    std::optional<Account> to;
    std::string kind;
    std::string body;
    bool operator==(const OutboxRow&) const = default;
};

/// Makes the row a reply, an edit, an erasure or a reaction.
void set_body(OutboxRow& row, const ReferringBody& body);

/// Returns the text that the author typed for a text, a reply or an edit; nullopt for an erasure, a
/// reaction and other kinds. A display gives it back when the post is refused.
std::optional<std::string> authored_text(const OutboxRow& row);

/// Returns what a post without a text asks for: "(delete message 12)", "(react to message 12)".
std::string request_words(const OutboxRow& row);

/// Returns the beginning of the sentence that tells of a refused post: "Message 12 was not
/// deleted", "The reaction to message 12 was not stored".
std::string failure_sentence(const OutboxRow& row);

}  // namespace indaba::client
