#pragma once
/// The read position of each account in each conversation. The core owns it.
#include <map>
#include <utility>

#include "broker/journal/journal.hpp"

namespace indaba::broker {

class ReadPositions {
 public:
    explicit ReadPositions(const Snapshot& snapshot) {
        for (const ReadMark& mark : snapshot.reads) advance(mark);
    }
    std::uint64_t of(const Account& account, const ConversationId& conversation) const {
        const auto found = numbers_.find({account, conversation});
        return found == numbers_.end() ? 0 : found->second;
    }
    /// Moves a position forward. Returns false, and changes nothing, if it is there already.
    bool advance(const ReadMark& mark) {
        if (mark.number <= of(mark.account, mark.conversation)) return false;
        numbers_[{mark.account, mark.conversation}] = mark.number;
        return true;
    }

 private:
    std::map<std::pair<Account, ConversationId>, std::uint64_t> numbers_;
};

}  // namespace indaba::broker
