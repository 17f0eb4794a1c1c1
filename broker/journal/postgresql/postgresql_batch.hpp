#pragma once
/// The writes of one batch in one transaction: what they need to know is asked in one round trip,
/// under the locks of their conversations, and what they change is sent with the commit in a
/// second one. A write that is rare, such as a claim, makes round trips of its own. Used once; the
/// writer owns it. Errors are thrown as postgresql::Error.
#include <map>
#include <set>
#include <vector>

#include "broker/journal/journal.hpp"
#include "broker/journal/postgresql/batch_stamp.hpp"
#include "broker/journal/postgresql/postgresql_accounts.hpp"
#include "broker/journal/postgresql/postgresql_admissions.hpp"
#include "broker/journal/postgresql/postgresql_entries.hpp"
#include "broker/journal/postgresql/postgresql_heads.hpp"
#include "broker/journal/postgresql/postgresql_rooms.hpp"
#include "broker/journal/skip_rule.hpp"
#include "broker/postgresql/connection.hpp"

namespace indaba::broker {

class PostgresqlBatch {
 public:
    PostgresqlBatch(postgresql::Connection& database, const std::vector<Write>& writes,
                    const BatchStamp& stamp)
        : database_(database), writes_(writes), stamp_(stamp) {}

    /// Begins the transaction, locks, and asks. The row of the writer, which gets the number of the
    /// batch, is locked first: it tells later whether the batch was committed.
    void begin();
    /// Returns the outcomes, which count once the transaction is committed.
    std::vector<Outcome> store_together();
    /// The same, with each write in a savepoint of its own: one that the database rejects is
    /// NotStored, and harms no other.
    std::vector<Outcome> store_one_by_one();

 private:
    void collect(const Write& write);
    Outcome store(const Write& write);
    Outcome store(const Post& post);
    Outcome store(const Rebind& rebind);
    Outcome try_alone(const Write& write);
    void send_changes();
    void undo(const Write& write, const std::map<ConversationId, PostgresqlHead>& heads);

    postgresql::Connection& database_;
    const std::vector<Write>& writes_;
    const BatchStamp stamp_;
    PostgresqlAccounts accounts_{database_, stamp_};
    PostgresqlAdmissions admissions_{database_, stamp_};
    PostgresqlHeads heads_{database_, stamp_};
    PostgresqlEntries entries_{database_, accounts_, heads_};
    PostgresqlRooms rooms_{database_, accounts_, heads_, entries_};

    // The subjects of the batch:
    std::set<Account> involved_;
    std::map<ConversationId, Conversation> conversations_;
    std::vector<const Post*> posts_;  // announcements too
    bool has_rare_ = false;
};

}  // namespace indaba::broker
