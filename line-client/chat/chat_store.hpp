#pragma once
/// The chat's side of the disk: outbox, read positions and known people of the server's journal. It
/// prints what the disk refuses and carries on, so that the chat stays usable.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/client/home/journal_files.hpp"
#include "common/client/home/kept_heads.hpp"
#include "line-client/base/client_loop.hpp"

namespace indaba::line {

class ChatStore {
 public:
    /// Opens the store of the journal that this server had the last time, if there was one. Throws
    /// std::runtime_error with a sentence.
    explicit ChatStore(const OpenedHome& opened);

    /// False before the first `welcome` of a server that this home does not know: nothing can be
    /// stored yet.
    bool is_open() const { return files_.store() != nullptr; }
    std::vector<client::OutboxRow> outbox() const;

    /// Opens the files of the journal that the server has now. Prints what becomes of the unsent
    /// messages. True: the journal is another one than before. Throws std::runtime_error with a
    /// sentence when the new store is unusable.
    bool follow(const client::Welcomed& welcomed);
    /// Returns the stored posts that `outbox` lacks.
    std::vector<client::OutboxRow> posts_missing_in(
        const std::vector<client::OutboxRow>& outbox) const {
        return files_.posts_missing_in(outbox);
    }

    /// False: the disk refused.
    bool add_post(const client::OutboxRow& row, const ConversationId& conversation);
    void remove_post(const MessageId& id);
    /// Removes the traces of deleted texts from the store.
    void remove_traces();

    std::uint64_t read_position(const client::ConversationState& state) const;
    void set_read(const ConversationId& conversation, std::uint64_t number);

    /// Returns what the home has seen of the present journal, once for each journal.
    std::vector<client::SeenEntry> take_seen();
    /// Keeps the heads for the next run of any program of this home.
    void keep_heads(const client::Model& model);

    /// Returns the names that the account has or had, as far as this home knows.
    std::vector<std::string> names_of(const Account& account) const;
    /// Prints a warning for each name that has another key than before. The printed warning counts
    /// as seen, so the new key is accepted.
    void check_names(const client::NamesLearned& learned);

 private:
    void print_moved(const client::Welcomed& welcomed) const;
    bool try_disk(const std::function<void()>& action) const;

    client::JournalFiles files_;
    std::optional<JournalId> seen_of_;  // the journal that take_seen() was called for
};

/// Returns the text of a row, or what it asks for, indented.
std::string unsent_line(const client::OutboxRow& row);
/// Prints the line of each row.
void print_texts(const std::vector<client::OutboxRow>& rows);

}  // namespace indaba::line
