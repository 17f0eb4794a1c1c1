#pragma once
/// Stores standings and invites. Used by the writer inside its transaction. Errors are thrown as
/// sqlite::Error.
#include "broker/journal/journal.hpp"
#include "common/sqlite/sqlite.hpp"

namespace indaba::broker {

class SqliteAdmissions {
 public:
    explicit SqliteAdmissions(sqlite::Connection& database);

    Outcome store(const Standing& standing);
    Outcome store(const Invite& invite);
    /// Stores both halves of an enrolment. If it throws, one half may be stored, so the caller
    /// rolls back.
    Outcome store(const Enrolment& enrolment);

 private:
    sqlite::Statement upsert_standing_;
    sqlite::Statement upsert_invite_;
};

}  // namespace indaba::broker
