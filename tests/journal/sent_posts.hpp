#pragma once
/// Posts that a test sends to a journal in PostgreSQL while its server fails: whatever has a
/// receipt must be there, once, and nothing else.
#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <map>
#include <string>

#include "tests/journal/every_journal.hpp"
#include "tests/postgresql/sql.hpp"
#include "tests/postgresql/wait_until.hpp"

namespace indaba::broker {

/// The posts to the lobby that a test has sent, with what the journal said of each.
class SentPosts {
 public:
    explicit SentPosts(PostgresqlHarness& harness) : harness_(harness) {}

    void submit(std::size_t count) {
        std::vector<Write> writes;
        for (std::size_t i = 0; i < count; ++i) writes.push_back(post(next_ + i, "text"));
        harness_.journal().submit(std::move(writes));
    }
    /// Waits for the outcomes of the last submit(). Returns how many posts were stored.
    std::size_t take() {
        return take(harness_.waiter().next_of<Committed>(std::chrono::seconds(40)));
    }
    std::size_t take(const Committed& committed) {
        std::size_t stored = 0;
        for (const Outcome& outcome : committed.outcomes) {
            const Stored* receipt = std::get_if<Stored>(&outcome);
            REQUIRE((receipt || std::holds_alternative<NotStored>(outcome)));
            if (receipt) receipts_[receipt->number] = message_id(next_);
            stored += receipt ? 1 : 0;
            ++next_;
        }
        return stored;
    }
    std::size_t commit(std::size_t count) {
        submit(count);
        return take();
    }
    /// Checks that the lobby holds exactly the posts with receipts, under their numbers.
    void check() {
        PageRequest request = page_after(0);
        std::map<std::uint64_t, MessageId> found;
        Hash hash;
        for (bool more = true; more;) {
            const PageRead page = harness_.read(request);
            REQUIRE_FALSE(page.failed);
            REQUIRE(page.before == hash);
            hash = follow(page, lobby).value();
            for (const Entry& entry : page.entries) found[entry.number] = entry.id;
            request.after = found.empty() ? 0 : found.rbegin()->first;
            more = page.more;
        }
        CHECK(found == receipts_);
        CHECK(harness_.journal().snapshot().conversations.at(0).number == receipts_.size());
    }

 private:
    PostgresqlHarness& harness_;
    std::uint64_t next_ = 1;  // id of the next post
    std::map<std::uint64_t, MessageId> receipts_;
};

using BatchNumbers = std::array<std::int64_t, 3>;
/// Returns the writer, the batch before and the batch of what was committed.
inline BatchNumbers numbers_of(const Committed& committed) {
    const SharedBatch batch = committed.batch.value();
    return {batch.writer, static_cast<std::int64_t>(batch.previous),
            static_cast<std::int64_t>(batch.batch)};
}

/// Returns a column of the sessions of the journal that fulfil a condition.
inline std::string sessions(const std::string& connection, const std::string& column,
                            const std::string& condition) {
    return test::sql(connection, "SELECT " + column +
                                     " FROM pg_stat_activity WHERE application_name LIKE "
                                     "'indaba-broker%' AND " +
                                     condition);
}

/// Waits until a session of the journal waits for a lock. Returns its process.
inline int wait_for_locked(const std::string& connection) {
    std::string process;
    test::wait_until(
        [&] {
            process = sessions(connection, "max(pid)", "wait_event_type = 'Lock'");
            return !process.empty();
        },
        "a session waits for a lock");
    return std::stoi(process);
}

}  // namespace indaba::broker
