#include "broker/journal/postgresql/postgresql_admissions.hpp"

#include <optional>

#include "broker/journal/enrolment_rules.hpp"

namespace indaba::broker {

Outcome PostgresqlAdmissions::store(const StandingChange& change) {
    database_.send(
        "INSERT INTO standings AS s (account, allowed, banned, op, at, writer, batch) "
        "VALUES ($1, coalesce($2, false), coalesce($3, false), coalesce($4, false), $5, $6, $7) "
        "ON CONFLICT (account) DO UPDATE SET allowed = coalesce($2, s.allowed), "
        "banned = coalesce($3, s.banned), op = coalesce($4, s.op), at = $5, "
        "writer = $6, batch = $7",
        change.account, change.allowed, change.banned, change.op, change.at, stamp_.writer,
        stamp_.batch);
    return Stored{.number = 0, .hash = {}, .at = change.at, .duplicate = false};
}

Outcome PostgresqlAdmissions::store(const Invite& invite) {
    database_.send(
        "INSERT INTO invites (key, uses_left, expires_at, writer, batch) "
        "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (key) DO UPDATE SET "
        "uses_left = excluded.uses_left, expires_at = excluded.expires_at, "
        "writer = excluded.writer, batch = excluded.batch",
        invite.key, invite.uses_left, invite.expires_at, stamp_.writer, stamp_.batch);
    return Stored{};
}

Outcome PostgresqlAdmissions::store(const Kick& kick) {
    database_.send(
        "INSERT INTO kicks (account, writer, batch) VALUES ($1, $2, $3) ON CONFLICT (account) "
        "DO UPDATE SET writer = excluded.writer, batch = excluded.batch",
        kick.account, stamp_.writer, stamp_.batch);
    return Stored{};
}

Outcome PostgresqlAdmissions::store(const Enrolment& enrolment) {
    bool banned = false;
    std::uint64_t uses_left = 0;
    database_.ask([&](postgresql::Rows row) { banned = row.next() && row.boolean(0); },
                  "SELECT banned FROM standings WHERE account = $1", enrolment.account);
    database_.ask([&](postgresql::Rows row) { uses_left = row.next() ? row.count(0) : 0; },
                  "SELECT uses_left FROM invites WHERE key = $1", enrolment.invite);
    database_.round_trip();
    if (std::optional<NotStored> no = enrolment_problem(banned, uses_left)) return *no;
    database_.send(
        "UPDATE invites SET uses_left = uses_left - 1, writer = $2, batch = $3 WHERE key = $1",
        enrolment.invite, stamp_.writer, stamp_.batch);
    return store(StandingChange{.account = enrolment.account, .allowed = true, .at = enrolment.at});
}

}  // namespace indaba::broker
