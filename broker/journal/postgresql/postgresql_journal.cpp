#include "broker/journal/postgresql/postgresql_journal.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>
#include <variant>

#include "broker/journal/completions.hpp"
#include "broker/journal/postgresql/pause.hpp"
#include "broker/journal/postgresql/postgresql_lease.hpp"
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

/// Throws what an error means while a broker starts. `what` has failed.
[[noreturn]] void throw_at_start(const char* what, const Error& error) {
    const std::string sentence = fmt::format("{}: {}.", what, error.what());
    if (error.failure() == Failure::lost || error.failure() == Failure::busy)
        throw DatabaseAway(sentence);
    throw std::runtime_error(sentence);
}

constexpr const char* not_opened = "The journal in PostgreSQL cannot be opened";

const StorageFinding in_doubt{
    StorageTrouble::journal_unreachable,
    "the database does not say whether a commit is stored; it is asked again and again"};

/// Returns a name for the sessions of this journal, by which it knows its own among others.
std::string new_session_name() { return fmt::format("indaba-broker {:08x}", randombytes_random()); }

/// Asks the reader thread for News.
struct AskNews {};
/// The commit of a rare write begins, or its outcome goes to the core.
struct RareCommit {
    bool has_ended = false;
};
/// Work of the reader thread. It takes ReadBatches as those that are known, and passes a
/// SharedBatch over.
using Request = std::variant<PageRequest, AskNews, SharedBatch, ReadBatches, RareCommit>;

/// Makes the tables ready. Returns the sessions again.
PostgresqlSessions& prepared(PostgresqlSessions& sessions) {
    prepare_tables(*sessions.connect_to_write());
    return sessions;
}

}  // namespace

struct PostgresqlJournal::Threads {
    Threads(const std::string& chosen, bool require_standby)
        : sessions(chosen, new_session_name(), require_standby),
          writer(
              prepared(sessions), [this] { return pause.wait(between_questions); },
              [this] { completions.push(in_doubt); }),
          writer_thread([this] { write(); }),
          reader_thread([this] { read(); }) {}

    ~Threads() {
        lease.reset();
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
                known = known_kicks = *told;
            else if (const auto* page = std::get_if<PageRequest>(&*request))
                completions.push(read_page_or_fail(*page));
            else if (const auto* batch = std::get_if<SharedBatch>(&*request))
                pass_over(*batch);
            else if (const auto* rare = std::get_if<RareCommit>(&*request))
                on_rare_commit(*rare);
            else
                completions.push(read_news_or_fail());
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

    /// Ignores a batch that follows one which is not known, so that the next News tell both.
    void pass_over(const SharedBatch& batch) {
        if (last_read(known, batch.writer) == batch.previous) known[batch.writer] = batch.batch;
    }

    /// Forgets after a rare commit what became known while it ran, so that it is told once more:
    /// the core may have learned it before the outcome of the commit.
    void on_rare_commit(const RareCommit& commit) {
        if (!commit.has_ended)
            known_before = known;
        else if (known_before)
            known = *std::exchange(known_before, std::nullopt);
    }

    News read_news_or_fail() {
        std::optional<Error> error;
        News news;
        try_to_read([&] { news = read_news(*reading, writer.key(), known, known_kicks); }, error);
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
    // The reader thread's: what the core was told of, except kicks; the same before a rare commit
    // that has not ended; and the batches of which it was told the kicks.
    ReadBatches known;
    std::optional<ReadBatches> known_before;
    ReadBatches known_kicks;
    bool has_told = false;         // the loop's: the snapshot was read
    bool is_rare_running = false;  // the loop's: a commit of a rare write
    std::optional<PostgresqlLease> lease;
    std::thread writer_thread;
    std::thread reader_thread;
};

PostgresqlJournal::PostgresqlJournal(const std::string& chosen, bool require_standby) try
    : threads_(std::make_unique<Threads>(chosen, require_standby)) {
} catch (const Error& error) {
    throw_at_start(not_opened, error);
}

PostgresqlJournal::~PostgresqlJournal() = default;

std::optional<Account> PostgresqlJournal::served_with() try {
    postgresql::Rows row = threads_->sessions.connect()->query("SELECT key FROM journal");
    return row.next() ? row.optional_bytes<Account>(0) : std::nullopt;
} catch (const Error& error) {
    throw_at_start(not_opened, error);
}

Account PostgresqlJournal::record_key(const Account& key, bool replace) try {
    postgresql::Rows row = threads_->sessions.connect()->query(
        "UPDATE journal SET key = CASE WHEN key IS NULL OR $2 THEN $1 ELSE key END RETURNING key",
        key, replace);
    return row.next() ? row.bytes<Account>(0) : key;
} catch (const Error& error) {
    throw_at_start(not_opened, error);
}

Snapshot PostgresqlJournal::snapshot() {
    try {
        ReadBatches batches;
        Snapshot snapshot = read_snapshot(*threads_->sessions.connect_for_all(), batches);
        if (!std::exchange(threads_->has_told, true)) threads_->requests.push(std::move(batches));
        return snapshot;
    } catch (const Error& error) {
        throw_at_start("The journal in PostgreSQL cannot be read", error);
    }
}

void PostgresqlJournal::submit(std::vector<Write> writes) {
    threads_->is_rare_running = std::ranges::any_of(writes, is_rare);
    if (threads_->is_rare_running) threads_->requests.push(RareCommit{});
    threads_->batches.push(std::move(writes));
}

void PostgresqlJournal::read(PageRequest request) { threads_->requests.push(std::move(request)); }

std::optional<std::int64_t> PostgresqlJournal::writer() const { return threads_->writer.key(); }

void PostgresqlJournal::pass_over(const SharedBatch& batch) { threads_->requests.push(batch); }

void PostgresqlJournal::take_lease(const BrokerAddress& address) try {
    threads_->lease.emplace(
        threads_->sessions, threads_->writer.key(), address,
        [this](const LeaseRenewed& renewed) { threads_->completions.push(renewed); });
} catch (const Error& error) {
    throw_at_start("This broker cannot take its lease of the journal in PostgreSQL", error);
}

void PostgresqlJournal::ask_news() { threads_->requests.push(AskNews{}); }

std::vector<JournalEvent> PostgresqlJournal::completed() {
    std::vector<JournalEvent> events = threads_->completions.take();
    const auto is_outcome = [](const auto& event) {
        return std::holds_alternative<Committed>(event);
    };
    if (std::ranges::any_of(events, is_outcome) && std::exchange(threads_->is_rare_running, false))
        threads_->requests.push(RareCommit{true});
    return events;
}

void PostgresqlJournal::on_wake(std::function<void()> wake) {
    threads_->completions.on_wake(std::move(wake));
}

}  // namespace indaba::broker
