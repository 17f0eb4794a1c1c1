#pragma once
/// The last printed entry of each conversation. With it entries are printed once, in number order,
/// without holes, in whatever order they arrived. Pure; chat, tail and history own one each.
#include <cstdint>
#include <map>
#include <optional>

#include "common/client/model/model.hpp"

namespace indaba::line {

/// The number of printed entries that chat and tail go on to hold, for quotes and for what comes
/// about them later. It bounds the memory of a client that runs for months.
constexpr std::uint64_t kept_entries = 512;

class PrintCursor {
 public:
    bool contains(const ConversationId& conversation) const {
        return printed_by_conversation_.contains(conversation);
    }
    std::optional<std::uint64_t> last_printed(const ConversationId& conversation) const;
    /// Makes the first readable entry after `number` the next one.
    void set_printed(const ConversationId& conversation, std::uint64_t number);
    void forget(const ConversationId& conversation) {
        printed_by_conversation_.erase(conversation);
    }
    void forget_all() { printed_by_conversation_.clear(); }

    /// Returns the next entry in order, or null while it is not held. The caller prints it and then
    /// calls set_printed.
    const Entry* next(const client::ConversationState& state) const;

 private:
    std::map<ConversationId, std::uint64_t> printed_by_conversation_;
};

}  // namespace indaba::line
