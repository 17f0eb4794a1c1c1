#pragma once
/// Makes a new journal that continues another one: from a backup or a dump, or when the broker's
/// own is lost from exports of clients (`indaba-cli export`). These are not signed: whoever
/// restores from them trusts them. No broker runs.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace indaba::broker {

struct RestoreOptions {
    std::vector<std::filesystem::path> from;  // exports, or one backup or dump
};

/// Writes the journal of a data directory that has none, or of the PostgreSQL database that
/// `database` names, and returns sentences that say what was restored and what was not.
/// `history_for_new` is the broker's option: with it, an account that exported nothing does not
/// read what was said in the lobby before its own first entry there. Throws std::runtime_error with
/// a sentence for the operator; then there is no journal.
std::string restore(const std::filesystem::path& data, const RestoreOptions& options,
                    const std::optional<std::uint64_t>& history_for_new,
                    const std::string& database = "");

}  // namespace indaba::broker
