#include "broker/data/postgresql_pairing.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "common/keys/fingerprint.hpp"

namespace indaba::broker {
namespace fs = std::filesystem;
namespace {

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
