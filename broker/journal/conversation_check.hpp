#pragma once
/// Checks one conversation as its entries pass, from the first one to its head. `verify`, `export`
/// and `import` use it for every kind of journal. Every function throws DumpFault, which names the
/// conversation, and the number where an entry is at fault.
#include <cstdint>
#include <string_view>
#include <vector>

#include "broker/journal/dump.hpp"
#include "common/wire/room.hpp"

namespace indaba::broker {

/// Proves that an erasure explains each entry without a body, and that what an erasure names has no
/// body. Which message an edit changes is told after the entries, since an erased edit does not say
/// it. The object keeps 24 bytes at most for each body that was deleted.
class ErasureCheck {
 public:
    explicit ErasureCheck(const ConversationId& conversation) : conversation_(conversation) {}

    /// Takes the entries in their order. `unexplained`: it is recorded that a restore did not find
    /// the erasure.
    void add(const Entry& entry, bool unexplained);
    void end_entries();
    void add_edit(std::uint64_t message, std::uint64_t number);
    void end_edits() const;
    /// Returns true when no body was deleted: then edits need not be told.
    bool is_empty() const { return bodiless_.empty() && erased_.empty(); }

 private:
    struct Bodiless {
        std::uint64_t number = 0;
        bool explained = false;
    };
    Bodiless* find(std::uint64_t number);
    [[noreturn]] void refuse(std::uint64_t number, std::string_view what) const;

    ConversationId conversation_;
    std::vector<Bodiless> bodiless_;     // in the order of numbers
    std::vector<std::uint64_t> erased_;  // the messages that erasures name; at the end in order
};

class ConversationCheck {
 public:
    /// The head tells the number and the hash of the last entry.
    ConversationCheck(const ConversationId& conversation, std::uint64_t last, const Hash& head)
        : conversation_(conversation), last_(last), head_(head), erasures_(conversation) {}

    const ConversationId& conversation() const { return conversation_; }
    /// Takes the next entry and the hash that is stored with it.
    void add(const Entry& entry, const Hash& stored, bool unexplained);
    /// Takes the state of the room beside its entries; an empty one for what is no room.
    void end(const RoomState& stored) const;
    ErasureCheck& erasures() { return erasures_; }

 private:
    ConversationId conversation_;
    std::uint64_t last_ = 0;
    Hash head_{};
    std::uint64_t number_ = 0;  // of the last entry that was added
    Hash hash_{};
    RoomState room_;  // as the entries make it
    ErasureCheck erasures_;
};

/// Throws when the folded forms, which keep titles apart, are not those of the title. Results of
/// another ICU version are not compared: it may fold otherwise.
void require_folded_title(const DumpRoom& room, const std::string& title);

/// Throws when it is neither a room nor a whisper of its two ends.
void require_room_or_whisper(const Conversation& conversation);

}  // namespace indaba::broker
