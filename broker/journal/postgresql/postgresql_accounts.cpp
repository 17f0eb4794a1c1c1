#include "broker/journal/postgresql/postgresql_accounts.hpp"

#include <algorithm>
#include <vector>

#include "broker/journal/newcomer_rules.hpp"
#include "broker/journal/rebind_rules.hpp"
#include "common/wire/name.hpp"

namespace indaba::broker {

void PostgresqlAccounts::ask_keys(const std::set<Account>& accounts) {
    const std::vector<Account> sorted(accounts.begin(), accounts.end());
    // Only those that are missing: a number that an insert drew and did not use is gone.
    database_.send(
        "INSERT INTO accounts (account) SELECT q.account FROM unnest($1::bytea[]) AS q(account) "
        "WHERE NOT EXISTS (SELECT 1 FROM accounts AS a WHERE a.account = q.account) "
        "ORDER BY q.account ON CONFLICT DO NOTHING",
        sorted);
    database_.ask(
        [this](postgresql::Rows rows) {
            while (rows.next()) keys_[rows.bytes<Account>(0)] = rows.integer(1);
        },
        "SELECT account, key FROM accounts WHERE account = ANY($1)", sorted);
}

void PostgresqlAccounts::ask_known(const Account& account, std::optional<KnownAccount>& known) {
    database_.ask(
        [&known, account](postgresql::Rows row) {
            if (row.next())
                known = KnownAccount{account, row.text(0), row.count(1),
                                     row.optional_bytes<Account>(2)};
        },
        "SELECT a.name, a.lobby_first, t.account FROM accounts AS a "
        "LEFT JOIN accounts AS t ON t.key = a.rebound_to "
        "WHERE a.account = $1 AND a.name IS NOT NULL",
        account);
}

Outcome PostgresqlAccounts::store(const Claim& claim, std::uint64_t lobby_entries) {
    const std::int64_t key = key_of(claim.account);
    bool taken = false;
    std::optional<KnownAccount> was;
    database_.ask([&taken](postgresql::Rows row) { taken = row.next(); },
                  "SELECT 1::bigint FROM names WHERE folded = $1 AND account <> $3 UNION ALL "
                  "SELECT 1::bigint FROM looks WHERE skeleton = $2 AND account <> $3 LIMIT 1",
                  claim.folded, claim.skeleton, key);
    ask_known(claim.account, was);
    database_.round_trip();
    if (taken) return NameTaken{};
    if (std::optional<NotStored> no = claim_problem(was)) return *no;
    const std::uint64_t first =
        was ? was->lobby_first : first_readable_in_lobby(claim.lobby_history, lobby_entries);
    database_.send("INSERT INTO looks (skeleton, account) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                   claim.skeleton, key);
    database_.send(
        "INSERT INTO names (folded, skeleton, shown, account, icu, claimed_at) "
        "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (folded) DO UPDATE SET shown = excluded.shown",
        claim.folded, claim.skeleton, claim.display, key, icu_version(), claim.at);
    set_name(key, claim.display, first);
    return Stored{0, {}, claim.at, false, first};
}

Outcome PostgresqlAccounts::move_names(const Rebind& rebind, std::uint64_t lobby_entries,
                                       bool was_announced) {
    std::optional<KnownAccount> was, heir;
    ask_known(rebind.from, was);
    ask_known(rebind.to, heir);
    database_.round_trip();
    if (std::optional<NotStored> no = rebind_problem(rebind, was, heir)) return *no;
    if (was_announced) return IdReused{};
    const std::uint64_t first =
        heir ? heir->lobby_first : first_readable_in_lobby(rebind.lobby_history, lobby_entries);
    const std::int64_t from = key_of(rebind.from), to = key_of(rebind.to);
    database_.send("UPDATE names SET account = $1 WHERE account = $2", to, from);
    database_.send("UPDATE looks SET account = $1 WHERE account = $2", to, from);
    set_name(to, was->name, first);
    database_.send("UPDATE accounts SET rebound_to = $1, writer = $3, batch = $4 WHERE key = $2",
                   to, from, stamp_.writer, stamp_.batch);
    return Stored{.lobby_first = first};
}

void PostgresqlAccounts::set_name(std::int64_t key, const std::string& name,
                                  std::uint64_t lobby_first) {
    database_.send(
        "UPDATE accounts SET name = $1, lobby_first = coalesce(lobby_first, $2), writer = $4, "
        "batch = $5 WHERE key = $3",
        name, lobby_first, key, stamp_.writer, stamp_.batch);
}

void PostgresqlAccounts::store(const ReadMark& mark) {
    std::uint64_t& number = marks_[{key_of(mark.account), mark.conversation}];
    number = std::max(number, mark.number);
}

void PostgresqlAccounts::write_marks() {
    if (marks_.empty()) return;
    std::vector<std::int64_t> accounts;
    std::vector<ConversationId> conversations;
    std::vector<std::uint64_t> numbers;
    for (const auto& [of, number] : marks_) {
        accounts.push_back(of.first);
        conversations.push_back(of.second);
        numbers.push_back(number);
    }
    marks_.clear();
    database_.send(
        "INSERT INTO reads (account, conversation, number, writer, batch) "
        "SELECT q.*, $4, $5 FROM unnest($1::bigint[], $2::bytea[], $3::bigint[]) AS q "
        "ON CONFLICT (account, conversation) DO UPDATE SET number = excluded.number, "
        "writer = excluded.writer, batch = excluded.batch WHERE excluded.number > reads.number",
        accounts, conversations, numbers, stamp_.writer, stamp_.batch);
}

}  // namespace indaba::broker
