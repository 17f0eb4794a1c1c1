#pragma once
/// What the contract test needs of a journal beside its interface: waiting for a result, opening
/// again, and making one write fail. One harness per journal; the promises are the same.
#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "broker/journal/memory_journal.hpp"
#include "broker/journal/sqlite/sqlite_database.hpp"
#include "broker/journal/sqlite/sqlite_journal.hpp"

namespace indaba::broker {

/// A directory of its own, gone with the test.
class TemporaryDirectory {
 public:
    TemporaryDirectory();
    ~TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path journal() const { return path_ / journal_file_name; }

 private:
    std::filesystem::path path_;
};

/// Waits for the results of a journal that has threads of its own. Throws after 10 s.
class Waiter {
 public:
    explicit Waiter(Journal& journal);
    /// Until the journal has woken us since the last time.
    void wait_for_wake();
    JournalEvent next();
    Committed commit(std::vector<Write> writes);
    PageRead read(PageRequest request);

 private:
    Journal& journal_;
    std::deque<JournalEvent> events_;
    std::mutex mutex_;
    std::condition_variable woken_;
    bool wake_ = false;
};

class MemoryHarness {
 public:
    Journal& journal() { return journal_; }
    Committed commit(std::vector<Write> writes);
    PageRead read(PageRequest request);
    Committed commit_with_failing(std::size_t at, std::vector<Write> writes);
    void reopen() { journal_.crash(MemoryJournal::InFlight::lost); }
    /// Until completed() has what was asked for.
    void let_end() { journal_.step(); }

 private:
    MemoryJournal journal_{JournalId{{1, 2, 3}}};
};

class SqliteHarness {
 public:
    SqliteHarness() { reopen(); }
    SqliteJournal& journal() { return *journal_; }
    Committed commit(std::vector<Write> writes) { return waiter_->commit(std::move(writes)); }
    PageRead read(PageRequest request) { return waiter_->read(std::move(request)); }
    /// A trigger refuses the last row of the write at `at`: a post, an enrolment or a rebind.
    Committed commit_with_failing(std::size_t at, std::vector<Write> writes);
    void reopen();
    void close();
    void let_end() { waiter_->wait_for_wake(); }
    Waiter& waiter() { return *waiter_; }
    const TemporaryDirectory& directory() const { return directory_; }
    /// A second connection to the file, as another process would have.
    Database other_connection() const;

 private:
    TemporaryDirectory directory_;
    std::unique_ptr<SqliteJournal> journal_;
    std::unique_ptr<Waiter> waiter_;
};

// ---- short words for the tests ---------------------------------------------------------------

Account account(std::uint8_t which);
MessageId message_id(std::uint64_t which);
/// In the lobby, by account(1), in session 1.
Post post(std::uint64_t id, std::string body);
Post whisper(std::uint64_t id, const Account& from, const Account& to, std::string body);
/// A name whose folded form and skeleton are itself.
Claim claim(const Account& account, std::string name);
/// All names of `from` go to `to`; post number `id`, by the broker's key, tells of it.
Rebind rebind(std::uint64_t id, const Account& from, const Account& to);

/// All of a conversation after a number, in pages of the usual size.
PageRequest page_after(std::uint64_t number, const ConversationId& conversation = lobby);

/// One line per thing a snapshot tells, sorted: equal for snapshots that tell the same.
std::vector<std::string> lines_of(const Snapshot& snapshot);
const KnownConversation* find(const Snapshot& snapshot, const ConversationId& conversation);

/// "stored 3", "again 3", "reused", "taken", "not stored", "skipped", "unknown".
std::vector<std::string> words(const Committed& committed);
std::vector<std::uint64_t> numbers(const PageRead& page);

/// Whether the page's entries follow each other from its `before` hash; the hash of the last one.
std::optional<Hash> follow(const PageRead& page, const ConversationId& conversation);

}  // namespace indaba::broker
