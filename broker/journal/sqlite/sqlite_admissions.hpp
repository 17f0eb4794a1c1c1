#pragma once
/// Stores standings and invites. Used by the writer inside its transaction. Errors are thrown as
/// sqlite::Error.
#include "broker/journal/journal.hpp"
#include "common/sqlite/sqlite.hpp"

namespace indaba::broker {

class SqliteAdmissions {
 public:
    explicit SqliteAdmissions(sqlite::Connection& database);

    Outcome store(const StandingChange& change);
    Outcome store(const Invite& invite);
    /// Stores both halves of an enrolment, or returns NotStored. If it throws, one half may be
    /// stored, so the caller rolls back.
    Outcome store(const Enrolment& enrolment);

 private:
    bool is_banned(const Account& account);
    std::uint64_t uses_left(const Account& invite);

    sqlite::Statement change_standing_;
    sqlite::Statement upsert_invite_;
    sqlite::Statement find_ban_;
    sqlite::Statement find_uses_;
    sqlite::Statement take_use_;
};

}  // namespace indaba::broker
