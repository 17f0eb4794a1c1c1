#pragma once
/// The own copy of a simulated person: what the file of common/client/replica keeps, in memory.
/// Changes wait until they are committed, so that a copy may be late, and a killed process loses
/// the newest. Person owns it; it outlives the process.
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/client/model/conversation_state.hpp"
#include "common/client/model/copied_entries.hpp"
#include "common/client/model/model_effects.hpp"

namespace indaba::simulation {

class OwnCopy {
 public:
    // ---- writing: waits for commit() -----------------------------------------------------------
    void keep_head(const client::ConversationState& state);
    void add(const client::EntriesReceived& received);
    void drop(const ConversationId& conversation);
    /// Takes in the first changes that wait, at most so many.
    void commit(std::size_t changes);
    std::size_t waiting() const { return changes_.size(); }
    void lose_what_waits() { changes_.clear(); }

    // ---- reading -------------------------------------------------------------------------------
    bool knows(const ConversationId& conversation) const { return kept_.contains(conversation); }
    /// Returns the heads as they are known, with the newest entries that are kept.
    std::vector<Head> heads() const;
    /// Returns the kept entries from `first` to `last`, with the others that these need.
    client::CopiedEntries entries(const ConversationId& conversation, std::uint64_t first,
                                  std::uint64_t last) const;
    /// Returns the highest number from `first` to `last` that is not kept.
    std::optional<std::uint64_t> newest_missing(const ConversationId& conversation,
                                                std::uint64_t first, std::uint64_t last) const;

 private:
    struct Kept {
        Head head;
        std::map<std::uint64_t, Entry> entries;
        std::map<std::uint64_t, Hash> hashes;
        /// By message: the entries that name it, and their kinds. A deleted edit stays.
        std::map<std::uint64_t, std::map<std::uint64_t, std::string>> referring;
    };
    using Change = std::variant<Head, client::EntriesReceived, ConversationId>;

    void apply(const Head& head) { kept_[head.conversation.id].head = head; }
    void apply(const client::EntriesReceived& received);
    void apply(const ConversationId& dropped) { kept_.erase(dropped); }
    static void apply_erasures(Kept& kept, const Entry& entry);
    static void erase(Kept& kept, std::uint64_t message);
    static bool is_erased(const Kept& kept, std::uint64_t message);
    static void delete_body(Kept& kept, std::uint64_t number);
    static std::map<std::uint64_t, Entry> others(const Kept& kept,
                                                 const std::vector<Entry>& entries);

    std::map<ConversationId, Kept> kept_;
    std::deque<Change> changes_;
};

}  // namespace indaba::simulation
