#pragma once
/// The client's own data for one journal: outbox, drafts, read positions and tail positions, in one
/// SQLite file per home and journal, `HOME/<journal>.db` (WAL, synchronous FULL). A damaged file is
/// set aside, and a new one gets the rows that can still be read. All functions throw
/// std::runtime_error with a sentence when the disk refuses.
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/client/model/model.hpp"

namespace indaba::client {

class Store {
 public:
    /// Opens the store, and makes it if there is none.
    Store(const std::filesystem::path& home, const JournalId& journal);
    ~Store();
    static bool exists(const std::filesystem::path& home, const JournalId& journal);
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    /// Returns a sentence for the user when the file was damaged: where it is kept and how many
    /// rows were restored.
    /// Otherwise "".
    const std::string& warning() const;

    /// Adds the row to the outbox and removes the draft that it was, if any, in one transaction.
    void add_post(const OutboxRow& row, const std::optional<ConversationId>& draft_of);
    void remove_post(const MessageId& id);
    std::vector<OutboxRow> outbox() const;  // oldest first

    /// Removes all traces of deleted rows from the files of the store, also those that a version
    /// left which did not overwrite them. Drafts and unsent posts stay.
    void remove_traces();

    void set_draft(const ConversationId& conversation, const std::string& text);
    std::string draft(const ConversationId& conversation) const;

    void set_read(const ConversationId& conversation, std::uint64_t number);
    std::uint64_t read(const ConversationId& conversation) const;
    std::map<ConversationId, std::uint64_t> read_positions() const;

    struct Position {
        std::uint64_t number = 0;
        Hash hash{};
        bool operator==(const Position&) const = default;
    };
    /// Returns the positions of `tail --as ID`, or nullopt when this ID never ran here.
    std::optional<std::map<ConversationId, Position>> tail_positions(const std::string& as) const;
    /// Replaces all positions of the ID. The first call makes the ID known, even without a
    /// position.
    void set_tail_positions(const std::string& as,
                            const std::map<ConversationId, Position>& positions);

    /// Returns the farthest position of all tails in each conversation.
    std::map<ConversationId, Position> farthest_tail_positions() const;

    using Positions = std::map<ConversationId, Position>;
    struct Heads {
        Positions others;  // of the lobby and of whispers
        Positions rooms;   // other than the lobby
        bool operator==(const Heads&) const = default;
    };
    /// Returns and replaces the heads that this home has seen (kept_heads.hpp).
    Heads heads() const;
    void set_heads(const Heads& heads);

    /// Moves the rows of the outbox, with their ids, and the drafts of a parent journal to this
    /// store. The file of the parent stays.
    void import_from(Store& parent);

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace indaba::client
