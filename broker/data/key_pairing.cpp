#include "broker/data/key_pairing.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <string>

#include "broker/journal/sqlite/sqlite_journal.hpp"
#include "broker/journal/sqlite/sqlite_key_record.hpp"
#include "common/base/clock.hpp"

namespace indaba::broker {
namespace fs = std::filesystem;
namespace {

fs::path key_file(const fs::path& data) { return data / "key"; }
fs::path journal_file(const fs::path& data) { return data / journal_file_name; }

constexpr const char* price_of_a_new_key =
    "With a new key every client warns of an impostor, and all join links become invalid; if you "
    "want that, start once with --new-key.";

void require_journal(const fs::path& data, const MayBeNew& may_be_new) {
    if (has_journal(journal_file(data)) || may_be_new.journal) return;
    throw std::runtime_error(fmt::format(
        "{0} has a key but no journal: {1} is missing or empty, and with it everything that was "
        "said. Put it back, or restore a backup. To begin with an empty journal and the same key, "
        "start once with --new-journal.",
        data.string(), journal_file(data).string()));
}

/// Returns the key, or nullopt when there is none or the operator has a damaged one replaced.
std::optional<Key> find_key(const fs::path& data, const MayBeNew& may_be_new) {
    try {
        return load_key(key_file(data));
    } catch (const DamagedKey& error) {
        if (!may_be_new.key)
            throw std::runtime_error(
                fmt::format("{} is damaged: it should be one line of "
                            "hexadecimal digits. Put it back from a backup. {}",
                            key_file(data).string(), price_of_a_new_key));
    }
    fs::rename(key_file(data),
               fmt::format("{}.damaged-{}", key_file(data).string(), read_clocks().wall));
    return std::nullopt;
}

/// Returns the key of a journal whose key file is missing: the one in a backup, one for a first
/// start, even an interrupted one, or a new one if the operator allows it.
Key replace_missing_key(const fs::path& data, const KeyRecord& record, const MayBeNew& may_be_new) {
    if (record.secret) {
        keep_key(data, key_of(*record.secret));
        return key_of(*record.secret);
    }
    if (record.is_unused || may_be_new.key) return load_or_make_key(data);
    throw std::runtime_error(
        fmt::format("{0} has a journal but no key: {1} is missing. Put it back from a backup. {2}",
                    data.string(), key_file(data).string(), price_of_a_new_key));
}

void refuse_other_key(const fs::path& data, const Key& key, const KeyRecord& record) {
    if (!record.served_with || *record.served_with == key.account) return;
    throw std::runtime_error(fmt::format(
        "{} is not the key with which this journal was served, and every client would warn of an "
        "impostor. Put the right key back, or accept this one: start once with --new-key.",
        key_file(data).string()));
}

}  // namespace

Key open_key_and_journal(const fs::path& data, const MayBeNew& may_be_new) {
    const std::optional<Key> found = find_key(data, may_be_new);
    if (found) require_journal(data, may_be_new);
    const KeyRecord record = read_key_record(journal_file(data));
    const Key key = found ? *found : replace_missing_key(data, record, may_be_new);
    if (!may_be_new.key) refuse_other_key(data, key, record);
    if (record.served_with != key.account || record.secret)
        record_key(journal_file(data), key.account);
    return key;
}

void open_journal_alone(const fs::path& data, const MayBeNew& may_be_new) {
    if (load_key(key_file(data))) require_journal(data, may_be_new);
    read_key_record(journal_file(data));
}

}  // namespace indaba::broker
