#pragma once
/// The messages of a conversation as they stand: with their edits, erasures and reactions folded
/// in. Views and printers ask for it; nothing here changes anything. Pure.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/client/model/conversation_state.hpp"

namespace indaba::client {

/// The place of an entry in the display of its conversation.
enum class EntryRole {
    message,    // a text or a reply
    reference,  // an edit, an erasure or a reaction: shown at the message that it names
    unknown,    // this version cannot display it
    broker,     // an entry that the broker wrote
};
EntryRole role_of(const Entry& entry);

/// Returns true for the messages of others. Kinds of later versions count as well: people wrote
/// them, and what cannot be displayed here should not be overlooked.
bool counts_as_unread(const Entry& entry, const Account& reader);

/// A message as it stands. `reactions` is valid until the model changes.
struct FoldedMessage {
    std::string text;  // of the last edit; empty when erased
    bool erased = false;
    std::optional<Account> erased_by;   // its author or an operator, if the erasure is held
    std::optional<std::uint64_t> to{};  // the message that it answers
    std::uint64_t edited = 0;           // the number of the last edit; 0: there is none
    std::span<const Reaction> reactions{};
};

/// Returns nullopt when no message with that number is held.
std::optional<FoldedMessage> folded_message(const ConversationState& state, std::uint64_t number);

/// A text that a message had.
struct EarlierText {
    std::uint64_t number = 0;  // of the message or of the edit
    WallMs at = 0;
    std::string text;
    bool operator==(const EarlierText&) const = default;
};
/// Returns the texts before the present one, oldest first; none of an erased message.
std::vector<EarlierText> earlier_texts(const ConversationState& state, std::uint64_t number);

/// Returns true when `account` reacts to the message with the emoji.
bool has_reacted(const ConversationState& state, std::uint64_t number, const Account& account,
                 std::string_view emoji);

/// Returns the newest held message of the account that can be edited, if there is one.
std::optional<std::uint64_t> last_message_of(const ConversationState& state,
                                             const Account& account);

}  // namespace indaba::client
