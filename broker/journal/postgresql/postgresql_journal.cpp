#include "broker/journal/postgresql/postgresql_journal.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>
#include <variant>

#include "broker/journal/completions.hpp"
#include "broker/journal/postgresql/postgresql_pages.hpp"
#include "broker/journal/postgresql/postgresql_schema.hpp"
#include "broker/journal/postgresql/postgresql_sessions.hpp"
#include "broker/journal/postgresql/postgresql_snapshot.hpp"
#include "broker/journal/postgresql/postgresql_writer.hpp"
#include "broker/journal/work_queue.hpp"

namespace indaba::broker {
namespace {

using postgresql::Connection;
using postgresql::Error;
using postgresql::Failure;

/// From one question to the next whether a commit without an answer was stored.
constexpr std::chrono::milliseconds between_questions{200};

/// Returns a name for the sessions of this journal, by which it knows its own among others.
std::string new_session_name() { return fmt::format("indaba-broker {:08x}", randombytes_random()); }

/// Waits between two tries of something, until the journal is closed.
class Pause {
 public:
    /// Returns false once the journal is being closed.
    bool wait() {
        std::unique_lock lock(mutex_);
        return !changed_.wait_for(lock, between_questions, [this] { return closed_; });
    }
    void close() {
        {
            const std::lock_guard lock(mutex_);
            closed_ = true;
        }
        changed_.notify_all();
    }

 private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool closed_ = false;
};

/// Asks the reader thread for News.
struct AskNews {};
/// Work of the reader thread. It takes ReadBatches as those that are known.
using Request = std::variant<PageRequest, AskNews, ReadBatches>;

/// Makes the tables ready. Returns the sessions again.
PostgresqlSessions& prepared(PostgresqlSessions& sessions) {
    prepare_tables(*sessions.connect());
    return sessions;
}

}  // namespace

struct PostgresqlJournal::Threads {
    explicit Threads(const std::string& chosen)
        : sessions(chosen, new_session_name()),
          writer(prepared(sessions), [this] { return pause.wait(); }),
          writer_thread([this] { write(); }),
          reader_thread([this] { read(); }) {}

    ~Threads() {
        pause.close();
        batches.close();
        requests.close();
        writer_thread.join();
        reader_thread.join();
    }

    void write() {
        while (const std::optional<std::vector<Write>> writes = batches.pop())
            completions.push(writer.commit(*writes));
    }

    void read() {
        while (const std::optional<Request> request = requests.pop()) {
            if (const auto* told = std::get_if<ReadBatches>(&*request))
                known = *told;
            else if (const auto* page = std::get_if<PageRequest>(&*request))
                completions.push(read_page_or_fail(*page));
            else
                completions.push(read_news());
        }
    }

    PageRead read_page_or_fail(const PageRequest& request) {
        std::optional<Error> error;
        PageRead page;
        try_to_read([&] { page = read_page(*reading, request); }, error);
        if (!error) return page;
        return failed_page(request,
                           error->failure() == Failure::lost ? StorageTrouble::journal_unreachable
                                                             : StorageTrouble::journal_unreadable,
                           error->what());
    }

    News read_news() {
        std::optional<Error> error;
        News news;
        try_to_read([&] { news.changed = read_changes(*reading, writer.key(), known); }, error);
        news.failed = error.has_value();
        return news;
    }

    /// Connects where needed. A session that was lost while nobody read is opened again.
    template <class Read>
    void try_to_read(const Read& read, std::optional<Error>& failure) {
        for (bool is_fresh = false;; is_fresh = true) {
            try {
                is_fresh = is_fresh || !reading;
                if (!reading) reading = sessions.connect();
                return read();
            } catch (const Error& error) {
                reading.reset();
                failure = error;
            } catch (const std::exception& error) {
                reading.reset();
                failure = Error(Failure::other, error.what());
            }
            if (is_fresh || failure->failure() != Failure::lost) return;
            failure.reset();
        }
    }

    Pause pause;
    WorkQueue<std::vector<Write>> batches;
    WorkQueue<Request> requests;
    Completions completions;
    PostgresqlSessions sessions;
    PostgresqlWriter writer;              // the writer thread's
    std::unique_ptr<Connection> reading;  // the reader thread's; null after it was lost
    ReadBatches known;                    // the reader thread's: what the core was told of
    bool has_told = false;                // the loop's: the snapshot was read
    std::thread writer_thread;
    std::thread reader_thread;
};

PostgresqlJournal::PostgresqlJournal(const std::string& chosen) try
    : threads_(std::make_unique<Threads>(chosen)) {
} catch (const Error& error) {
    throw std::runtime_error(
        fmt::format("The journal in PostgreSQL cannot be opened: {}.", error.what()));
}

PostgresqlJournal::~PostgresqlJournal() = default;

std::optional<Account> PostgresqlJournal::served_with() {
    postgresql::Rows row = threads_->sessions.connect()->query("SELECT key FROM journal");
    return row.next() ? row.optional_bytes<Account>(0) : std::nullopt;
}

Account PostgresqlJournal::record_key(const Account& key, bool replace) {
    postgresql::Rows row = threads_->sessions.connect()->query(
        "UPDATE journal SET key = CASE WHEN key IS NULL OR $2 THEN $1 ELSE key END RETURNING key",
        key, replace);
    return row.next() ? row.bytes<Account>(0) : key;
}

bool PostgresqlJournal::is_alone() {
    postgresql::Rows row = threads_->sessions.connect()->query(
        "SELECT 1::bigint FROM pg_stat_activity WHERE datname = current_database() "
        "AND application_name LIKE 'indaba-broker %' "
        "AND application_name <> current_setting('application_name') LIMIT 1");
    return !row.next();
}

Snapshot PostgresqlJournal::snapshot() {
    try {
        ReadBatches batches;
        Snapshot snapshot = read_snapshot(*threads_->sessions.connect_for_all(), batches);
        if (!std::exchange(threads_->has_told, true)) threads_->requests.push(std::move(batches));
        return snapshot;
    } catch (const Error& error) {
        throw std::runtime_error(
            fmt::format("The journal in PostgreSQL cannot be read: {}.", error.what()));
    }
}

void PostgresqlJournal::submit(std::vector<Write> writes) {
    threads_->batches.push(std::move(writes));
}

void PostgresqlJournal::read(PageRequest request) { threads_->requests.push(std::move(request)); }

void PostgresqlJournal::ask_news() { threads_->requests.push(AskNews{}); }

StorageFinding PostgresqlJournal::check() {
    if (!threads_->writer.is_in_doubt()) return {};
    return {StorageTrouble::journal_unreachable,
            "the database has not said whether a commit is stored; it is asked again and again"};
}

std::vector<JournalEvent> PostgresqlJournal::completed() { return threads_->completions.take(); }

void PostgresqlJournal::on_wake(std::function<void()> wake) {
    threads_->completions.on_wake(std::move(wake));
}

}  // namespace indaba::broker
