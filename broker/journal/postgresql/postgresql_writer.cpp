#include "broker/journal/postgresql/postgresql_writer.hpp"

#include <fmt/format.h>

#include <exception>
#include <utility>

namespace indaba::broker {
namespace {

using postgresql::Connection;
using postgresql::Error;
using postgresql::Failure;

/// How long a batch is tried again that meets the locks of others.
constexpr std::chrono::seconds patience{5};
/// How long a commit is in doubt before the operator hears of it.
constexpr std::chrono::seconds told_after{2};

Committed same_outcome(std::size_t count, const Outcome& outcome) {
    return Committed{std::vector<Outcome>(count, outcome)};
}

NotStored not_stored(const Error& error) {
    switch (error.failure()) {
        case Failure::full:
            return {"the disk of the database is full", StorageTrouble::disk_full};
        case Failure::lost:
            return {fmt::format("the database cannot be used: {}", error.what()),
                    StorageTrouble::journal_unreachable};
        case Failure::again:
        case Failure::busy:
            return {fmt::format("the database is busy: {}", error.what()),
                    StorageTrouble::journal_unreachable};
        default:
            return {fmt::format("the journal cannot be written: {}", error.what()),
                    StorageTrouble::disk_failing};
    }
}

/// Returns true when the error leaves open whether the transaction was committed.
bool leaves_open(const Error& error) {
    return error.failure() == Failure::lost || error.failure() == Failure::unconfirmed;
}

}  // namespace

// ---- the writer's row ----------------------------------------------------------------------

PostgresqlWriter::PostgresqlWriter(PostgresqlSessions& sessions, std::function<bool()> pause,
                                   std::function<void()> on_doubt)
    : sessions_(sessions), pause_(std::move(pause)), on_doubt_(std::move(on_doubt)) {
    connect();
    // A row that others have followed to its end is of no use any more.
    database_->send(
        "DELETE FROM writers AS w WHERE greatest(w.opened, w.closed, (SELECT l.until FROM leases "
        "AS l WHERE l.writer = w.key)) < now() - interval '1 day'");
    database_->ask(
        [this](postgresql::Rows row) {
            if (row.next()) key_ = row.integer(0);
        },
        "INSERT INTO writers (batch) VALUES (0) RETURNING key");
    database_->round_trip();
}

PostgresqlWriter::~PostgresqlWriter() {
    try {
        if (database_) database_->query("UPDATE writers SET closed = now() WHERE key = $1", key_);
    } catch (const Error&) {
        // The row stays: it is small, and nobody waits for it.
    }
}

void PostgresqlWriter::connect() {
    database_ = sessions_.connect_to_write();
    backend_ = database_->backend();
}

// ---- a batch -------------------------------------------------------------------------------

Committed PostgresqlWriter::commit(const std::vector<Write>& writes) {
    ++batch_;
    for (Attempt attempt;;) {
        std::vector<Outcome> outcomes;
        try {
            outcomes = try_to_store(writes, attempt);
            attempt.asked = Clock::now();
            database_->commit();
            return committed(std::move(outcomes));
        } catch (const Error& error) {
            const bool was_committing = !outcomes.empty();
            if (was_committing && leaves_open(error)) {
                const std::optional<bool> stored = find_out(attempt.asked);
                if (!stored) return same_outcome(writes.size(), Unknown{error.what()});
                if (*stored) return committed(std::move(outcomes));
                continue;
            }
            const bool was_connected = database_ != nullptr;
            give_up_transaction(error);
            if (!try_again(error, was_connected, attempt))
                return same_outcome(writes.size(), not_stored(error));
        } catch (const std::exception& error) {  // out of memory, or a damaged row
            database_.reset();
            return same_outcome(writes.size(),
                                NotStored{error.what(), StorageTrouble::disk_failing});
        }
    }
}

Committed PostgresqlWriter::committed(std::vector<Outcome> outcomes) {
    return {std::move(outcomes), SharedBatch{key_, std::exchange(committed_, batch_), batch_}};
}

/// Decides after an error before the commit, when certainly nothing was stored.
bool PostgresqlWriter::try_again(const Error& error, bool was_connected, Attempt& attempt) {
    const bool in_time = Clock::now() - attempt.begin < patience;
    switch (error.failure()) {
        case Failure::lost:
            // A session may have been lost long ago; but a server that takes none needs time.
            return in_time && (was_connected || pause_());
        case Failure::again:
        case Failure::busy:
            return in_time;
        case Failure::rejected_value:
            return !std::exchange(attempt.one_by_one, true) || in_time;
        default:
            return false;
    }
}

std::vector<Outcome> PostgresqlWriter::try_to_store(const std::vector<Write>& writes,
                                                    const Attempt& attempt) {
    if (!database_) connect();
    PostgresqlBatch batch(*database_, writes, {key_, batch_});
    batch.begin();
    return attempt.one_by_one ? batch.store_one_by_one() : batch.store_together();
}

void PostgresqlWriter::give_up_transaction(const Error& error) {
    if (error.failure() == Failure::lost) return database_.reset();
    try {
        database_->roll_back();
    } catch (const Error&) {
        database_.reset();
    }
}

// ---- a commit without an answer ------------------------------------------------------------

/// Returns whether the batch is stored, or nullopt when the journal is being closed first. `asked`
/// is when COMMIT was sent.
std::optional<bool> PostgresqlWriter::find_out(Clock::time_point asked) {
    for (bool is_told = false;;) {
        database_.reset();
        if (!is_told && Clock::now() - asked > told_after) {
            is_told = true;
            on_doubt_();
        }
        try {
            return ask_whether_committed();
        } catch (const Error&) {
            // The server does not say it yet.
        }
        if (!pause_()) return std::nullopt;
    }
}

/// The transaction of the question locks the writer's row, so the one before has ended when it is
/// answered; and it changes the row, so it is committed only when everything before it is on the
/// standby, too. What it read can be believed then.
bool PostgresqlWriter::ask_whether_committed() {
    std::unique_ptr<Connection> database = sessions_.connect_to_write();
    end_backend(*database);
    backend_ = database->backend();
    std::optional<std::uint64_t> batch;
    database->send("BEGIN");
    database->ask(
        [&batch](postgresql::Rows row) {
            if (row.next()) batch = row.count(0);
        },
        "UPDATE writers SET batch = batch WHERE key = $1 RETURNING batch", key_);
    database->commit();
    if (!batch) throw Error(Failure::lost, "this is another database than before");
    database_ = std::move(database);
    return *batch == batch_;
}

/// Ends the session whose answer was lost: it may hold the locks, and go on.
void PostgresqlWriter::end_backend(Connection& database) const {
    database.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1 "
        "AND application_name = current_setting('application_name') "
        "AND usename = current_user AND pid <> pg_backend_pid()",
        backend_);
}

}  // namespace indaba::broker
