#include "broker/journal/sqlite/sqlite_admissions.hpp"

namespace indaba::broker {

SqliteAdmissions::SqliteAdmissions(sqlite::Connection& database)
    : upsert_standing_(
          database,
          "INSERT INTO standings (account, allowed, banned, op, at) VALUES (?, ?, ?, ?, ?) "
          "ON CONFLICT (account) DO UPDATE SET allowed = excluded.allowed, "
          "banned = excluded.banned, op = excluded.op, at = excluded.at"),
      upsert_invite_(database,
                     "INSERT INTO invites (key, uses_left, expires_at) VALUES (?, ?, ?) "
                     "ON CONFLICT (key) DO UPDATE SET uses_left = excluded.uses_left, "
                     "expires_at = excluded.expires_at") {}

Outcome SqliteAdmissions::store(const Standing& standing) {
    upsert_standing_.run(standing.account, std::int64_t{standing.allowed},
                         std::int64_t{standing.banned}, std::int64_t{standing.op}, standing.at);
    return Stored{.number = 0, .hash = {}, .at = standing.at, .duplicate = false};
}

Outcome SqliteAdmissions::store(const Invite& invite) {
    upsert_invite_.run(invite.key, invite.uses_left, invite.expires_at);
    return Stored{};
}

Outcome SqliteAdmissions::store(const Enrolment& enrolment) {
    Outcome outcome = store(enrolment.standing);
    store(enrolment.invite);
    return outcome;
}

}  // namespace indaba::broker
