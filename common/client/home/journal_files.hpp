#pragma once
/// The files that a home keeps for one journal: the store and the known people. A client owns one
/// JournalFiles and reopens it when the server comes back with another journal. Functions that
/// reach the disk throw std::runtime_error with a sentence.
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "common/client/home/known_people.hpp"
#include "common/client/home/store.hpp"

namespace indaba::client {

class JournalFiles {
 public:
    explicit JournalFiles(std::filesystem::path home) : home_(std::move(home)) {}

    /// Opens the store of `journal`. Returns the store that was open before, so that the caller can
    /// import from it; null if there was none. Changes nothing when it throws.
    std::unique_ptr<Store> open_store(const JournalId& journal);
    /// Reads the people known under `journal`; call it after `welcome`, which proves the server.
    void open_people(const JournalId& journal);

    /// The journal of the open store; nothing while none is open.
    const std::optional<JournalId>& journal() const { return journal_; }
    /// Null before the first open_store().
    Store* store() const { return store_.get(); }
    /// Null before the first open_people().
    KnownPeople* people() const { return people_.get(); }

    /// Returns the stored posts that `outbox` lacks. A home that returns to a server it had left
    /// still has the posts that were unsent then.
    std::vector<OutboxRow> posts_missing_in(const std::vector<OutboxRow>& outbox) const;
    /// Returns the read position: the broker's or the store's, whichever is further. The broker may
    /// not have received the latest one yet.
    std::uint64_t read_position(const ConversationState& state) const;

 private:
    std::filesystem::path home_;
    std::unique_ptr<Store> store_;
    std::optional<JournalId> journal_;
    std::unique_ptr<KnownPeople> people_;
};

}  // namespace indaba::client
