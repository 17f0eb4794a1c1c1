#pragma once
/// Makes the bodies of replies, edits, erasures and reactions that a person asks for. Both clients
/// use it, so that both say the same about a message that cannot be meant. Pure.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/client/model/conversation_state.hpp"
#include "common/client/model/outbox_row.hpp"
#include "common/wire/bodies.hpp"

namespace indaba::client {

/// A wish about a message: `kind` is that of the post (bodies.hpp). Without a number the own last
/// message is meant. `text` is the text of a reply or an edit, or the emoji of a reaction.
struct MessageWish {
    std::string_view kind;
    std::optional<std::uint64_t> number;
    std::string text;
};
/// A wish that cannot be fulfilled; the sentence says why.
struct ImpossibleWish {
    std::string sentence;
};

/// Returns the body to post in the conversation `state`. A reaction that `me` has given is taken
/// off. What the client does not hold, the broker checks. While the last message of `me` is still
/// in the outbox, it has no number, and the one before is not taken for it.
std::variant<ReferringBody, ImpossibleWish> referring_body(const ConversationState& state,
                                                           const Account& me,
                                                           const std::vector<OutboxRow>& outbox,
                                                           const MessageWish& wish);

}  // namespace indaba::client
