#pragma once
/// Writes a new journal from entries that exist already, with their numbers, times and ids, and
/// folds what belongs beside them: edits, reactions, erased bodies, rooms and members. Errors are
/// thrown as sqlite::Error, or as std::runtime_error with a sentence when the file cannot be made.
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "broker/journal/journal.hpp"
#include "broker/journal/sqlite/sqlite_records.hpp"
#include "broker/journal/sqlite/sqlite_references.hpp"
#include "common/keys/key.hpp"
#include "common/sqlite/sqlite.hpp"
#include "common/wire/name.hpp"
#include "common/wire/room.hpp"

namespace indaba::broker {

struct RestoredAccount {
    Account account{};
    std::string name;         // as it is displayed; empty: it has none
    std::vector<Name> names;  // that belong to it
    std::uint64_t lobby_first = 1;
    std::optional<Account> rebound_to{};
};

class RestoredJournal {
 public:
    /// Makes the journal, in a file that does not exist yet.
    RestoredJournal(const std::filesystem::path& file, const JournalId& parent);

    /// The entries of one conversation: begin(), add() from entry 1 on without a gap, end().
    void begin(const Conversation& conversation);
    void add(const Entry& entry);
    /// Deletes the body of a message, and of its edits, whose erasure is not among the entries.
    void erase(std::uint64_t message);
    void end();

    void add(const RestoredAccount& account);
    /// Returns the titles that several open rooms have, because an entry about one is missing.
    std::vector<std::string> shared_titles();
    /// Stores everything in the one file, with the secret key in it if one is given, as in a
    /// backup. Must be called at the end; otherwise nothing is stored.
    void commit(const std::optional<SecretKey>& secret);

 private:
    /// The conversation that is being written.
    struct Present {
        Conversation conversation;
        std::int64_t key = 0;
        std::uint64_t number = 0;
        Hash hash{};
        RoomState room{};
        std::optional<Account> creator{};
        WallMs created_at = 0;
        std::set<std::uint64_t> without_body{};
        std::set<std::uint64_t> erased{};                   // that erasures among its entries name
        std::map<std::uint64_t, std::uint64_t> messages{};  // of edits
    };
    void store(const Entry& entry);
    void refer(const Entry& entry, std::int64_t author);
    void delete_body(std::uint64_t number);
    void mark_unexplained();
    void store_room();

    sqlite::Connection database_;
    sqlite::Transaction transaction_;
    SqliteRecords records_;
    SqliteReferences references_;
    sqlite::Statement find_entry_, edits_, body_, keep_hash_, empty_body_, remove_reactions_;
    Present now_;
};

}  // namespace indaba::broker
