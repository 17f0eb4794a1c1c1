#pragma once
/// Makes a journal in PostgreSQL from a dump, in one transaction: until commit() the database is as
/// it was. Throws postgresql::Error when it cannot be written, and std::runtime_error with a
/// sentence when the database has a journal.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "broker/journal/dump.hpp"
#include "broker/postgresql/connection.hpp"

namespace indaba::broker {

class PostgresqlDumpWriter : public DumpWriter {
 public:
    /// Takes a session that has time (PostgresqlSessions::connect_for_all()).
    explicit PostgresqlDumpWriter(std::unique_ptr<postgresql::Connection> database);
    void add(const DumpRecord& record) override;
    void commit() override;

 private:
    void store(const DumpJournal& journal);
    void store(const DumpAccount& account);
    void store(const DumpName& name);
    void store(const DumpStanding& standing);
    void store(const DumpInvite& invite);
    void store(const DumpConversation& known);
    void store(const DumpRoom& room);
    void store(const DumpMember& member);
    void store(const DumpEntry& entry) { entries_.push_back(entry); }
    void store(const DumpEdit& edit);
    void store(const DumpReaction& reaction);
    void store(const DumpRead& read);
    void store(const DumpEnd&) {}
    void add_accounts(const std::vector<Account>& accounts);
    void flush();
    void send_entries();
    void send_unexplained(const ConversationId& conversation, std::uint64_t number);

    std::unique_ptr<postgresql::Connection> database_;
    std::vector<DumpEntry> entries_;  // those that were not sent yet
    std::size_t waiting_ = 0;         // records since the last round trip
};

}  // namespace indaba::broker
