#include "broker/journal/sqlite/sqlite_writer.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cassert>
#include <exception>
#include <utility>

namespace indaba::broker {
namespace {

Committed same_outcome(std::size_t count, const Outcome& outcome) {
    return Committed{std::vector<Outcome>(count, outcome)};
}

std::string reason_of(const SqliteError& error) {
    switch (error.code()) {
        case SQLITE_FULL:
            return "the disk is full";
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return "another process holds the journal";
        default:
            return fmt::format("the journal cannot be written: {}", error.what());
    }
}

/// Whether the error is this one write's own and leaves the transaction as it was.
bool fails_one_write_only(const SqliteError& error, const Database& database) {
    return database.in_transaction() &&
           (error.code() == SQLITE_CONSTRAINT || error.code() == SQLITE_TOOBIG ||
            error.code() == SQLITE_MISMATCH);
}

/// A COMMIT that ends so has surely written no commit record.
bool surely_not_committed(const SqliteError& error) {
    return error.code() == SQLITE_FULL || error.code() == SQLITE_BUSY;
}

}  // namespace

SqliteWriter::SqliteWriter(Database database)
    : database_(std::move(database)),
      accounts_(database_),
      admissions_(database_),
      entries_(database_, accounts_),
      begin_(database_, "BEGIN IMMEDIATE"),
      commit_(database_, "COMMIT"),
      begin_savepoint_(database_, "SAVEPOINT one_write"),
      release_savepoint_(database_, "RELEASE one_write"),
      roll_back_savepoint_(database_, "ROLLBACK TO one_write") {}

Committed SqliteWriter::commit(const std::vector<Write>& writes) {
    if (failed_)
        return same_outcome(writes.size(),
                            NotStored{"the disk failed; the journal must be opened again"});
    bool committing = false;
    try {
        apply_page_limit();
        begin_.run();
        Committed result{store_all(writes)};
        committing = true;
        commit_.run();
        return result;
    } catch (const SqliteError& error) {
        database_.roll_back();
        failed_ = committing && !surely_not_committed(error);
        if (failed_) return same_outcome(writes.size(), Unknown{reason_of(error)});
        return same_outcome(writes.size(), NotStored{reason_of(error)});
    } catch (const std::exception& error) {  // out of memory, or a row that cannot be
        database_.roll_back();
        failed_ = true;
        return same_outcome(writes.size(), Unknown{error.what()});
    }
}

void SqliteWriter::apply_page_limit() {
    if (page_limit_ == page_limit_applied_) return;
    constexpr std::uint64_t sqlite_limit = 4294967294;
    const std::uint64_t pages = page_limit_ == 0 ? sqlite_limit : page_limit_;
    database_.execute(fmt::format("PRAGMA max_page_count = {}", pages).c_str());
    page_limit_applied_ = page_limit_;
}

std::vector<Outcome> SqliteWriter::store_all(const std::vector<Write>& writes) {
    entries_.forget_heads();
    std::set<std::uint64_t> stopped;
    std::vector<Outcome> outcomes;
    outcomes.reserve(writes.size());
    for (const Write& write : writes) outcomes.push_back(store(write, stopped));
    entries_.write_heads();
    return outcomes;
}

Outcome SqliteWriter::store(const Write& write, std::set<std::uint64_t>& stopped) {
    const Post* post = std::get_if<Post>(&write);
    if (post && stopped.count(post->session)) return Skipped{};
    try {
        return try_to_store(write);
    } catch (const SqliteError& error) {
        if (!fails_one_write_only(error, database_)) throw;
        if (post) stopped.insert(post->session);
        return NotStored{reason_of(error)};
    }
}

Outcome SqliteWriter::try_to_store(const Write& write) {
    if (const Post* post = std::get_if<Post>(&write)) return entries_.store(*post);
    if (const ReadMark* mark = std::get_if<ReadMark>(&write)) return accounts_.store(*mark);
    if (const Standing* standing = std::get_if<Standing>(&write))
        return admissions_.store(*standing);
    if (const Invite* invite = std::get_if<Invite>(&write)) return admissions_.store(*invite);
    // The others change more than one table.
    if (const Claim* claim = std::get_if<Claim>(&write))
        return all_or_nothing([&] { return accounts_.store(*claim); });
    if (const Enrolment* enrolment = std::get_if<Enrolment>(&write))
        return all_or_nothing([&] { return admissions_.store(*enrolment); });
    const Rebind& rebind = std::get<Rebind>(write);
    return all_or_nothing([&] { return store_rebind(rebind); });
}

Outcome SqliteWriter::store_rebind(const Rebind& rebind) {
    assert(rebind.announcement.conversation.id == lobby);
    Outcome moved = accounts_.move_names(rebind);
    if (!std::holds_alternative<Stored>(moved)) return moved;
    // The entry comes last: its number is given out only if nothing can fail any more.
    Outcome outcome = entries_.store(rebind.announcement);
    const Stored* stored = std::get_if<Stored>(&outcome);
    if (stored && stored->duplicate) return IdReused{};  // it tells of another one
    return outcome;
}

/// Whatever `store` changed is undone when it throws or is not Stored.
template <class Store>
Outcome SqliteWriter::all_or_nothing(const Store& store) {
    begin_savepoint_.run();
    try {
        Outcome outcome = store();
        if (!std::holds_alternative<Stored>(outcome)) roll_back_savepoint_.run();
        release_savepoint_.run();
        return outcome;
    } catch (const SqliteError&) {
        if (database_.in_transaction()) {
            roll_back_savepoint_.run();
            release_savepoint_.run();
        }
        throw;
    }
}

}  // namespace indaba::broker
