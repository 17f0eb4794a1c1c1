#include "broker/journal/sqlite/sqlite_admissions.hpp"

#include <optional>

#include "broker/journal/enrolment_rules.hpp"

namespace indaba::broker {
namespace {

/// Returns the value for a column, or NULL to leave the column as it is.
std::optional<std::int64_t> column(std::optional<bool> value) {
    return value ? std::optional<std::int64_t>(*value) : std::nullopt;
}

}  // namespace

SqliteAdmissions::SqliteAdmissions(sqlite::Connection& database)
    : change_standing_(database,
                       "INSERT INTO standings (account, allowed, banned, op, at) "
                       "VALUES (?1, coalesce(?2, 0), coalesce(?3, 0), coalesce(?4, 0), ?5) "
                       "ON CONFLICT (account) DO UPDATE SET allowed = coalesce(?2, allowed), "
                       "banned = coalesce(?3, banned), op = coalesce(?4, op), at = ?5"),
      upsert_invite_(database,
                     "INSERT INTO invites (key, uses_left, expires_at) VALUES (?, ?, ?) "
                     "ON CONFLICT (key) DO UPDATE SET uses_left = excluded.uses_left, "
                     "expires_at = excluded.expires_at"),
      find_ban_(database, "SELECT banned FROM standings WHERE account = ?"),
      find_uses_(database, "SELECT uses_left FROM invites WHERE key = ?"),
      take_use_(database, "UPDATE invites SET uses_left = uses_left - 1 WHERE key = ?") {}

Outcome SqliteAdmissions::store(const StandingChange& change) {
    change_standing_.run(change.account, column(change.allowed), column(change.banned),
                         column(change.op), change.at);
    return Stored{.number = 0, .hash = {}, .at = change.at, .duplicate = false};
}

Outcome SqliteAdmissions::store(const Invite& invite) {
    upsert_invite_.run(invite.key, invite.uses_left, invite.expires_at);
    return Stored{};
}

Outcome SqliteAdmissions::store(const Enrolment& enrolment) {
    if (std::optional<NotStored> no =
            enrolment_problem(is_banned(enrolment.account), uses_left(enrolment.invite)))
        return *no;
    take_use_.run(enrolment.invite);
    return store(StandingChange{.account = enrolment.account, .allowed = true, .at = enrolment.at});
}

bool SqliteAdmissions::is_banned(const Account& account) {
    sqlite::Rows row = find_ban_.query(account);
    return row.next() && row.integer(0) != 0;
}

std::uint64_t SqliteAdmissions::uses_left(const Account& invite) {
    sqlite::Rows row = find_uses_.query(invite);
    return row.next() ? row.count(0) : 0;
}

}  // namespace indaba::broker
