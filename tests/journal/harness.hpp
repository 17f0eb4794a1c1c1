#pragma once
/// Harnesses for the contract tests, one per journal: they wait for results, reopen the journal and
/// make one write fail.
#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "broker/journal/memory_journal.hpp"
#include "broker/journal/sqlite/sqlite_journal.hpp"
#include "common/base/scratch_directory.hpp"
#include "common/sqlite/sqlite.hpp"

namespace indaba::broker {

/// A temporary directory, removed after the test.
class TemporaryDirectory : public ScratchDirectory {
 public:
    TemporaryDirectory() : ScratchDirectory(std::filesystem::temp_directory_path()) {}
    std::filesystem::path journal() const { return path() / journal_file_name; }
};

/// Waits for the results of a journal that has its own threads. Throws when there is none in time.
class Waiter {
 public:
    explicit Waiter(Journal& journal);
    /// Waits until the journal has called wake since the last call.
    void wait_for_wake(std::chrono::seconds patience = std::chrono::seconds(10));
    JournalEvent next(std::chrono::seconds patience = std::chrono::seconds(10));
    Committed commit(std::vector<Write> writes);
    PageRead read(PageRequest request);
    News news();
    /// Returns the next result of this kind. What the journal tells unasked is left out.
    template <class Event>
    Event next_of(std::chrono::seconds patience = std::chrono::seconds(10)) {
        for (;;) {
            JournalEvent event = next(patience);
            if (Event* found = std::get_if<Event>(&event)) return std::move(*found);
            if (!std::holds_alternative<LeaseRenewed>(event) &&
                !std::holds_alternative<StorageFinding>(event))
                throw std::runtime_error("the journal gave another result than was asked for");
        }
    }

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
    /// Waits until completed() has the requested result.
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
    /// Commits while a trigger refuses the last row of the write at index `at`: a post, an
    /// enrolment or a rebind.
    Committed commit_with_failing(std::size_t at, std::vector<Write> writes);
    void reopen();
    void close();
    void let_end() { waiter_->wait_for_wake(); }
    Waiter& waiter() { return *waiter_; }
    const TemporaryDirectory& directory() const { return directory_; }
    /// Returns a second connection to the file, as another process would have.
    sqlite::Connection other_connection() const;

 private:
    TemporaryDirectory directory_;
    std::unique_ptr<SqliteJournal> journal_;
    std::unique_ptr<Waiter> waiter_;
};

// ---- short words for the tests ---------------------------------------------------------------

Account account(std::uint8_t which);
MessageId message_id(std::uint64_t which);
/// Returns a post to the lobby by account(1) in session 1.
Post post(std::uint64_t id, std::string body);
Post whisper(std::uint64_t id, const Account& from, const Account& to, std::string body);
/// Returns a claim of a name that equals its folded form and skeleton.
Claim claim(const Account& account, std::string name);
/// Returns a rebind of all names of `from` to `to`; the announcement has message id `id`.
Rebind rebind(std::uint64_t id, const Account& from, const Account& to);

/// Returns a post to the lobby that names an earlier entry. Its author may read everything.
Post referring(std::uint64_t id, const Account& author, ReferringBody body);

/// Return a request for entries after or before a number, in pages of the usual size.
PageRequest page_after(std::uint64_t number, const ConversationId& conversation = lobby);
PageRequest page_before(std::uint64_t number);

/// Returns one sorted line for each item of the snapshot: equal lines mean equal snapshots.
std::vector<std::string> lines_of(const Snapshot& snapshot);
const KnownConversation* find(const Snapshot& snapshot, const ConversationId& conversation);

/// Returns a word for each outcome: "stored 3", "again 3", "reused", "taken", "not stored",
/// "skipped", "unknown", or the code of a bad reference.
std::vector<std::string> words(const Committed& committed);
std::vector<std::uint64_t> numbers(const PageRead& page);

/// Returns the hash of the page's last entry, computed from its `before` hash, or nullopt when a
/// number is missing.
std::optional<Hash> follow(const PageRead& page, const ConversationId& conversation);

}  // namespace indaba::broker
