#include "broker/data/postgresql_pairing.hpp"

#include <fmt/format.h>

#include <chrono>
#include <stdexcept>
#include <thread>

#include "common/keys/fingerprint.hpp"

namespace indaba::broker {
namespace fs = std::filesystem;
namespace {

/// The time in which a PostgreSQL server notices that a broker or its machine has ended.
constexpr std::chrono::seconds patience{6};
constexpr std::chrono::milliseconds retry_interval{100};

void wait_until_alone(PostgresqlJournal& journal) {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!journal.is_alone()) {
        if (std::chrono::steady_clock::now() > end)
            throw std::runtime_error(
                "Another broker serves the journal in this database. End that one, then start "
                "again: a journal has one broker at a time.");
        std::this_thread::sleep_for(retry_interval);
    }
}

[[noreturn]] void refuse_key(const fs::path& data, const std::optional<Key>& key,
                             const Account& recorded) {
    const std::string file = (data / "key").string();
    const std::string what =
        key ? fmt::format("is the key {}", fingerprint(key->account)) : std::string("is missing");
    throw std::runtime_error(fmt::format(
        "{} {}, but the journal is served with the key {}, and every client would warn of an "
        "impostor. Copy the file key of the broker that served it there. If that key is lost, "
        "start once with --new-key.",
        file, what, fingerprint(recorded)));
}

}  // namespace

std::unique_ptr<PostgresqlJournal> open_postgresql_journal(const std::string& chosen) {
    auto journal = std::make_unique<PostgresqlJournal>(chosen);
    wait_until_alone(*journal);
    return journal;
}

Key pair_key(const fs::path& data, PostgresqlJournal& journal, const MayBeNew& may_be_new) {
    const std::optional<Key> found = load_key(data / "key");
    const std::optional<Account> recorded = journal.served_with();
    const bool is_right = found && recorded == found->account;
    if (recorded && !is_right && !may_be_new.key) refuse_key(data, found, *recorded);
    Key key = found ? *found : load_or_make_key(data);
    const Account counts = journal.record_key(key.account, may_be_new.key);
    if (counts != key.account) refuse_key(data, key, counts);
    return key;
}

}  // namespace indaba::broker
