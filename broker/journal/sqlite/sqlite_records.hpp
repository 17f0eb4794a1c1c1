#pragma once
/// Stores the records of a dump as the rows of a new journal, inside its maker's transaction. What
/// a record names is there before it, as the order of a dump has it. Errors are thrown as
/// sqlite::Error, or as DumpFault when a record names a conversation that is not there.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <utility>

#include "broker/journal/dump.hpp"
#include "broker/journal/sqlite/sqlite_accounts.hpp"
#include "common/sqlite/sqlite.hpp"

namespace indaba::broker {

/// Makes a new journal without a write-ahead log: everything is in one file, and nothing of a body
/// that is deleted again stays in a second one.
sqlite::Connection make_journal(const std::filesystem::path& file);

class SqliteRecords {
 public:
    explicit SqliteRecords(sqlite::Connection& database);

    void add(const DumpJournal& journal);
    void add(const DumpAccount& account);
    void add(const DumpName& name);
    void add(const DumpStanding& standing);
    void add(const DumpInvite& invite);
    /// Changes the title and the head of a conversation that is there.
    void add(const DumpConversation& known);
    void add(const DumpRoom& room);
    void add(const DumpMember& member);
    void add(const DumpEntry& entry);
    void add(const DumpEdit& edit);
    void add(const DumpReaction& reaction);
    void add(const DumpRead& read);
    void add(const DumpEnd&) {}

    /// Records that no erasure explains why an entry has no body.
    void add_unexplained(const ConversationId& conversation, std::uint64_t number);

    /// Return the numbers inside this file. A new account gets one.
    std::int64_t key_of(const Account& account) { return accounts_.key_of(account); }
    std::int64_t key_of(const ConversationId& conversation);

 private:
    sqlite::Connection& database_;
    SqliteAccounts accounts_;
    std::optional<std::pair<ConversationId, std::int64_t>>
        last_;  // conversation that was looked up
    sqlite::Statement find_conversation_, add_conversation_, add_entry_, keep_hash_, add_meta_;
    sqlite::Statement add_room_, add_member_, set_account_, add_name_, add_standing_, add_invite_;
    sqlite::Statement add_edit_, add_reaction_, add_read_;
};

/// Returns the name in `meta` that tells of an entry without a body whose erasure is in no export.
std::string unexplained_erasure(const ConversationId& conversation, std::uint64_t number);

}  // namespace indaba::broker
