#pragma once
/// The held messages of one conversation that its reader has not read, and which of them mention
/// the reader. Pure; ConversationState owns one.
#include <cstdint>
#include <map>

namespace indaba::client {

/// The number of unread messages. `at_least`: more may be unread, in entries that are not held.
struct UnreadCount {
    std::uint64_t count = 0;
    std::uint64_t mentions = 0;
    bool at_least = false;
    bool operator==(const UnreadCount&) const = default;
};

class UnreadMessages {
 public:
    /// Adds a message, or replaces what is known of it.
    void put(std::uint64_t number, bool mentions_reader) {
        remove(number);
        mentions_ += mentions_reader ? 1 : 0;
        messages_.emplace(number, mentions_reader);
    }
    void remove(std::uint64_t number) {
        if (const auto found = messages_.find(number); found != messages_.end()) remove(found);
    }
    void remove_up_to(std::uint64_t number) {
        while (!messages_.empty() && messages_.begin()->first <= number) remove(messages_.begin());
    }

    std::uint64_t count() const { return messages_.size(); }
    std::uint64_t mentions() const { return mentions_; }
    /// Returns whether each unread message mentions the reader, by number.
    const std::map<std::uint64_t, bool>& messages() const { return messages_; }

 private:
    void remove(std::map<std::uint64_t, bool>::iterator message) {
        mentions_ -= message->second ? 1 : 0;
        messages_.erase(message);
    }

    std::map<std::uint64_t, bool> messages_;
    std::uint64_t mentions_ = 0;
};

}  // namespace indaba::client
