#pragma once
/// The own copy of everything that this account may read on one server: entries, names and words,
/// in one SQLite file per home and journal, `HOME/<journal>.copy` (WAL). Several programs of a home
/// may have it open; each object belongs to one thread at a time. It may be deleted while no
/// program runs: all of it is fetched again. What an erasure deletes is overwritten in the file.
/// All functions throw sqlite::Error, or std::runtime_error with a sentence, when the disk refuses
/// or the file is damaged.
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/client/model/model_effects.hpp"
#include "common/client/replica/held_ranges.hpp"
#include "common/client/replica/message_index.hpp"
#include "common/client/replica/replica_origin.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::client {

/// A conversation as the replica has it.
struct KeptConversation {
    Head head;             // the last one that came
    HeldRanges ranges;     // of the held entries
    WallMs oldest_at = 0;  // the time of the first entry of the newest range; 0 without one
    LeftOut left_out = {};
};

class Replica {
 public:
    /// Opens the replica, and makes it if there is none.
    /// `shard_size`: how many messages one table of words has at most; tests make it small.
    Replica(const std::filesystem::path& home, const ReplicaOrigin& origin,
            std::int64_t shard_size = default_shard_size);
    ~Replica();
    Replica(const Replica&) = delete;
    Replica& operator=(const Replica&) = delete;
    static bool exists(const std::filesystem::path& home, const JournalId& journal);
    /// Returns when the file was last written; 0 when there is none.
    static WallMs written_at(const std::filesystem::path& home, const JournalId& journal);
    /// Deletes the file if there is one. Throws std::runtime_error with a sentence when another
    /// program has it open or the disk refuses.
    static void remove(const std::filesystem::path& home, const JournalId& journal);

    /// Returns a sentence for the user when the file was damaged and set aside; otherwise "".
    const std::string& warning() const;

    // Writing: each call is one transaction.
    /// Adds or replaces the heads of conversations. With `all`, rooms that are not among them were
    /// left, so that their entries are deleted. Returns the conversations whose held entries
    /// contradict their heads.
    std::vector<ConversationId> keep_heads(const std::vector<Head>& heads, bool all);
    void keep_names(const std::vector<Person>& people);
    /// Adds entries of conversations whose heads are kept, and deletes what erasures among them
    /// name. Returns the conversations whose held entries contradict: nothing of these is added.
    std::vector<ConversationId> add(const std::vector<EntriesReceived>& received);
    /// Deletes a conversation and its entries.
    void drop(const ConversationId& conversation);
    /// From now on, add() leaves out entries that were said before `oldest`.
    void keep_since(WallMs oldest);
    /// Deletes entries that were said before `at`: some of one conversation, with their words.
    /// Returns that conversation, or nullopt when there are no more. Then overwrite_dropped() must
    /// follow.
    std::optional<ConversationId> drop_before(WallMs at);
    /// Overwrites the words of some that were dropped. Returns false when nothing is left to do.
    bool overwrite_dropped();
    /// Empties the file's log if something was deleted since the last call.
    void purge();

    // Reading.
    std::vector<KeptConversation> conversations();
    std::optional<KeptConversation> conversation(const ConversationId& id);
    /// Returns held entries from `first` to `last`, ascending.
    std::vector<Entry> entries(const ConversationId& conversation, std::uint64_t first,
                               std::uint64_t last);
    /// Returns the numbers of the held entries that name a message, ascending.
    std::vector<std::uint64_t> referring(const ConversationId& conversation, std::uint64_t message);
    /// Returns the last known name of each account; empty ones are left out.
    std::map<Account, std::string> names();
    std::uint64_t count_entries();
    std::uint64_t bytes();  // of the file

    /// Writes all but the words into a new file, for `indaba-broker restore`. Throws also when the
    /// file exists.
    void export_to(const std::filesystem::path& file);

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace indaba::client
