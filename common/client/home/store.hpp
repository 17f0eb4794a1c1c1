#pragma once
/// What a client keeps of its own under a journal: outbox, drafts, read positions, tail positions.
/// One SQLite file per home and journal, `HOME/<journal>.db` (WAL, synchronous FULL). Damaged:
/// every row that can be read is saved into a new file, the old one is set aside, and `warning`
/// says what was lost. All functions throw std::runtime_error with a sentence when the disk
/// refuses.
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
    Store(const std::filesystem::path& home, const JournalId& journal);
    ~Store();
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    const std::string& warning() const;

    /// Enter: one committed transaction, the row in and the draft of its conversation out.
    void add_post(const OutboxRow& row, const ConversationId& conversation);
    void remove_post(const MessageId& id);
    std::vector<OutboxRow> outbox() const;  // oldest first

    void set_draft(const ConversationId& conversation, const std::string& text);
    std::string draft(const ConversationId& conversation) const;

    void set_read(const ConversationId& conversation, std::uint64_t number);
    std::uint64_t read(const ConversationId& conversation) const;

    struct Position {
        std::uint64_t number = 0;
        Hash hash{};
        bool operator==(const Position&) const = default;
    };
    /// The positions of one `tail --as ID`; nothing when this ID never ran here.
    std::optional<std::map<ConversationId, Position>> tail_positions(const std::string& as) const;
    /// The first call for an ID makes it known, even with no position.
    void set_tail_positions(const std::string& as,
                            const std::map<ConversationId, Position>& positions);

    /// Rows and drafts of a parent journal move here, with their ids. The old file stays.
    void import_from(Store& parent);

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace indaba::client
