#pragma once
/// Who may come in, on disk: what was decided about accounts, and invites. Used by the writer
/// inside its transaction. Errors are thrown as SqliteError.
#include "broker/journal/journal.hpp"
#include "broker/journal/sqlite/sqlite_database.hpp"

namespace indaba::broker {

class SqliteAdmissions {
 public:
    explicit SqliteAdmissions(Database& database);

    Outcome store(const Standing& standing);
    Outcome store(const Invite& invite);
    /// When it throws one half may be stored: the caller undoes it.
    Outcome store(const Enrolment& enrolment);

 private:
    Statement upsert_standing_;
    Statement upsert_invite_;
};

}  // namespace indaba::broker
