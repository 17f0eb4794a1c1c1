#include "broker/journal/sqlite/sqlite_writer.hpp"

#include <fmt/format.h>

#include <cassert>
#include <exception>
#include <utility>

#include "broker/journal/sqlite/sqlite_schema.hpp"
#include "common/wire/bodies.hpp"

namespace indaba::broker {
namespace {

Committed same_outcome(std::size_t count, const Outcome& outcome) {
    return Committed{std::vector<Outcome>(count, outcome)};
}

StorageTrouble trouble_of(const sqlite::Error& error) {
    switch (error.failure()) {
        case sqlite::Failure::full:
            return StorageTrouble::disk_full;
        case sqlite::Failure::busy:
        case sqlite::Failure::rejected_value:
            return StorageTrouble::none;
        case sqlite::Failure::read_failed:
        case sqlite::Failure::corrupt:
        case sqlite::Failure::not_a_database:
            return StorageTrouble::journal_unreadable;
        default:
            return StorageTrouble::disk_failing;
    }
}

NotStored not_stored(const sqlite::Error& error) {
    switch (error.failure()) {
        case sqlite::Failure::full:
            return {"the disk is full", trouble_of(error)};
        case sqlite::Failure::busy:
            return {"another process holds the journal", trouble_of(error)};
        default:
            return {fmt::format("the journal cannot be written: {}", error.reason()),
                    trouble_of(error)};
    }
}

/// Returns true when the error concerns this one write and leaves the transaction as it was.
bool fails_one_write_only(const sqlite::Error& error, const sqlite::Connection& database) {
    return database.in_transaction() && error.failure() == sqlite::Failure::rejected_value;
}

/// Returns true when a COMMIT that failed so has certainly written no commit record.
bool surely_not_committed(const sqlite::Error& error) {
    return error.failure() == sqlite::Failure::full || error.failure() == sqlite::Failure::busy;
}

}  // namespace

SqliteWriter::SqliteWriter(sqlite::Connection database)
    : database_(std::move(database)),
      accounts_(database_),
      admissions_(database_),
      entries_(database_, accounts_),
      rooms_(database_, accounts_, entries_),
      begin_(database_, "BEGIN IMMEDIATE"),
      commit_(database_, "COMMIT"),
      begin_savepoint_(database_, "SAVEPOINT one_write"),
      release_savepoint_(database_, "RELEASE one_write"),
      roll_back_savepoint_(database_, "ROLLBACK TO one_write") {
    truncate_log();
}

void SqliteWriter::truncate_log() {
    if (failed_) return;
    try {
        // The thread must not wait for a reader: posts would wait with it.
        database_.set_busy_timeout({});
        log_has_deleted_ = database_.number("PRAGMA wal_checkpoint(TRUNCATE)") != 0;
    } catch (const sqlite::Error&) {
        log_has_deleted_ = true;
    }
    database_.set_busy_timeout(busy_timeout);
}

Committed SqliteWriter::commit(const std::vector<Write>& writes) {
    if (failed_)
        return same_outcome(writes.size(),
                            NotStored{"the disk failed; the journal must be opened again",
                                      StorageTrouble::disk_failing});
    bool committing = false;
    try {
        begin_.run();
        Committed result{store_all(writes)};
        committing = true;
        commit_.run();
        log_has_deleted_ = log_has_deleted_ || erasing_;
        return result;
    } catch (const sqlite::Error& error) {
        database_.roll_back();
        failed_ = committing && !surely_not_committed(error);
        const NotStored failed = not_stored(error);
        if (failed_) return same_outcome(writes.size(), Unknown{failed.why});
        return same_outcome(writes.size(), failed);
    } catch (const std::exception& error) {  // out of memory, or a damaged row
        database_.roll_back();
        failed_ = true;
        return same_outcome(writes.size(), Unknown{error.what()});
    }
}

std::vector<Outcome> SqliteWriter::store_all(const std::vector<Write>& writes) {
    entries_.forget_heads();
    own_reads_.clear();
    erasing_ = false;
    SkipRule rule;
    std::vector<Outcome> outcomes;
    outcomes.reserve(writes.size());
    for (const Write& write : writes) outcomes.push_back(store(write, rule));
    entries_.write_heads();
    for (const auto& [whose, number] : own_reads_)
        accounts_.store(ReadMark{whose.first, whose.second, number});
    return outcomes;
}

Outcome SqliteWriter::store(const Write& write, SkipRule& rule) {
    if (rule.must_skip(write)) return Skipped{};
    try {
        return try_to_store(write);
    } catch (const sqlite::Error& error) {
        if (!fails_one_write_only(error, database_)) throw;
        rule.on_not_stored(write);
        return not_stored(error);
    }
}

Outcome SqliteWriter::try_to_store(const Write& write) {
    const Post* post = std::get_if<Post>(&write);
    if (post && !post->reference) return store_post(*post);
    if (const ReadMark* mark = std::get_if<ReadMark>(&write)) return accounts_.store(*mark);
    if (const StandingChange* change = std::get_if<StandingChange>(&write))
        return admissions_.store(*change);
    if (const Invite* invite = std::get_if<Invite>(&write)) return admissions_.store(*invite);
    if (std::holds_alternative<Kick>(write)) return Stored{};
    // The other writes change more than one table.
    if (post) return all_or_nothing([&] { return store_post(*post); });
    if (const Claim* claim = std::get_if<Claim>(&write))
        return all_or_nothing([&] { return accounts_.store(*claim, entries_.lobby_entries()); });
    if (const Enrolment* enrolment = std::get_if<Enrolment>(&write))
        return all_or_nothing([&] { return admissions_.store(*enrolment); });
    if (const RoomChange* change = std::get_if<RoomChange>(&write))
        return all_or_nothing([&] { return rooms_.store(*change); });
    const Rebind& rebind = std::get<Rebind>(write);
    return all_or_nothing([&] { return store_rebind(rebind); });
}

Outcome SqliteWriter::store_post(const Post& post) {
    if (const std::string_view refusal = rooms_.refusal_of(post); !refusal.empty())
        return RoomRefused{refusal};
    Outcome outcome = entries_.store(post);
    const Stored* stored = std::get_if<Stored>(&outcome);
    if (stored && !stored->duplicate && moves_read_position(post.kind))
        own_reads_[{post.author, post.conversation.id}] = stored->number;
    erasing_ = erasing_ || (stored && post.kind == kind_erase);
    return outcome;
}

Outcome SqliteWriter::store_rebind(const Rebind& rebind) {
    assert(rebind.announcement.conversation.id == lobby);
    Outcome moved = accounts_.move_names(rebind, entries_.lobby_entries());
    if (!std::holds_alternative<Stored>(moved)) return moved;
    // The post was stored without this rebind.
    if (entries_.has(rebind.announcement)) return IdReused{};
    // The entries come last, so that their numbers are assigned only when everything else
    // succeeded.
    std::vector<FurtherEntry> further = rooms_.move_memberships(rebind);
    Outcome outcome = entries_.store(rebind.announcement);
    Stored* stored = std::get_if<Stored>(&outcome);
    if (stored) stored->lobby_first = std::get<Stored>(moved).lobby_first;
    if (stored) stored->further = std::move(further);
    return outcome;
}

/// Undoes the changes of `store` when it throws or does not return Stored.
template <class Store>
Outcome SqliteWriter::all_or_nothing(const Store& store) {
    begin_savepoint_.run();
    try {
        Outcome outcome = store();
        if (!std::holds_alternative<Stored>(outcome)) roll_back_savepoint_.run();
        release_savepoint_.run();
        return outcome;
    } catch (const sqlite::Error&) {
        if (database_.in_transaction()) {
            roll_back_savepoint_.run();
            release_savepoint_.run();
        }
        throw;
    }
}

}  // namespace indaba::broker
