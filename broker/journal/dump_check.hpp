#pragma once
/// Checks the records of a dump as they pass: their order, each conversation from its first entry
/// to its head, its room and its erasures. It keeps some bytes for each conversation, member and
/// deleted body, and nothing for any other entry.
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "broker/journal/conversation_check.hpp"
#include "broker/journal/dump.hpp"

namespace indaba::broker {

class DumpCheck {
 public:
    /// Throws DumpFault when the record does not follow the ones before.
    void add(const DumpRecord& record);
    /// Throws DumpFault when entries are missing, or everything.
    void end();

    const MovedJournal& counts() const { return counts_; }

 private:
    /// The head of a conversation.
    struct Known {
        std::uint64_t number = 0;
        Hash hash{};
        bool ended = false;  // its entries were checked
    };
    void require_order(const DumpRecord& record);
    void check(const DumpAccount& account);
    void check(const DumpConversation& known);
    void check(const DumpRoom& room);
    void check(const DumpMember& member);
    void check(const DumpEntry& record);
    void check(const DumpEdit& edit);
    void check(const DumpReaction& reaction);
    template <class Record>
    void check(const Record&) {}
    const Known& require_known(const ConversationId& conversation) const;
    void require_entry(const ConversationId& conversation, std::uint64_t number) const;
    void end_conversation();
    void end_entries();

    std::string place_;  // of the last record
    std::map<ConversationId, Known> conversations_;
    std::map<ConversationId, std::string> titles_;
    std::map<ConversationId, RoomState> rooms_;  // as the records have them
    std::optional<ConversationCheck> present_;   // whose entries pass
    bool entries_ended_ = false;
    std::map<ConversationId, ErasureCheck> erasures_;
    MovedJournal counts_;
};

}  // namespace indaba::broker
