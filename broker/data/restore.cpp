#include "broker/data/restore.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "broker/data/counted.hpp"
#include "broker/data/database_target.hpp"
#include "broker/data/journal_import.hpp"
#include "broker/data/new_journal.hpp"
#include "broker/data/opened_exports.hpp"
#include "broker/journal/sqlite/sqlite_dump_reader.hpp"
#include "broker/journal/sqlite/sqlite_restore.hpp"
#include "common/keys/fingerprint.hpp"
#include "common/keys/key.hpp"
#include "common/wire/codec.hpp"
#include "common/wire/text.hpp"

namespace indaba::broker {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view nothing_restored = "Nothing was restored.";

/// Returns a sentence about what was not taken of a conversation; "" when all was.
std::string missing_sentence(const KnownToExports& known, const MergedEntries& merged) {
    if (merged.taken == 0 && known.last == 0) return {};
    const std::string left_out =
        counted(merged.left_out, "later entry is left out", "later entries are left out");
    if (merged.taken == 0)
        return fmt::format("{}: not restored, since the first entry is in no export ({}).",
                           known.name, left_out);
    if (merged.left_out > 0)
        return fmt::format(
            "{}: restored up to entry {} only, since the next one is in no export ({}).",
            known.name, merged.taken, left_out);
    if (known.last > merged.taken)
        return fmt::format("{}: restored up to entry {} of {}, since the rest is in no export.",
                           known.name, merged.taken, known.last);
    return {};
}

/// Fills a new journal from the exports.
class Restoring {
 public:
    Restoring(const OpenedExports& exports, RestoredJournal& journal)
        : exports_(exports), journal_(journal) {}

    void restore(bool limits_newcomers) {
        for (const auto& [id, known] : exports_.conversations()) restore(known);
        restore_people(limits_newcomers);
        for (const std::string& title : journal_.shared_titles())
            sentences_.push_back(
                fmt::format("Several open rooms have the title #{} now: archive the wrong ones.",
                            screen_word(title)));
    }

    /// Returns one line that sums it up, then one for each thing that is not complete.
    std::string text() const {
        std::string text =
            fmt::format("Restored: {} of {}, {}.\n", counted(entries_, "entry", "entries"),
                        counted(conversations_, "conversation", "conversations"),
                        counted(accounts_, "account", "accounts"));
        for (const std::string& sentence : sentences_) text += sentence + "\n";
        return text;
    }

 private:
    void restore(const KnownToExports& known) {
        std::vector<std::uint64_t> erased_later;  // by erasures that are not taken
        const MergedEntries merged = exports_.merge(known, [&](const Entry& entry, bool taken) {
            if (taken && entry.number == 1) journal_.begin(known.conversation);
            if (taken) journal_.add(entry);
            if (known.conversation.id == lobby) note_of_lobby(entry, taken);
            const auto body = decode_referring(entry.kind, entry.body);
            if (!taken && body && std::holds_alternative<EraseBody>(*body))
                erased_later.push_back(referred_number(*body));
        });
        if (std::string missing = missing_sentence(known, merged); !missing.empty())
            sentences_.push_back(std::move(missing));
        if (known.conversation.id == lobby) lobby_taken_ = merged.taken;
        if (merged.taken == 0) return;
        for (const std::uint64_t message : erased_later)
            if (message <= merged.taken) journal_.erase(message);
        journal_.end();
        entries_ += merged.taken;
        ++conversations_;
    }

    /// A lost key stays retired, even if its rebind follows a missing entry.
    void note_of_lobby(const Entry& entry, bool taken) {
        if (taken) first_own_.try_emplace(entry.account, entry.number);
        if (entry.kind != kind_rebind) return;
        if (auto rebound = decode_rebound(entry.body)) rebinds_.push_back(std::move(*rebound));
    }

    void restore_people(bool limits_newcomers) {
        RestoredPeople people = restored_people(exports_.names(), rebinds_);
        const std::map<Account, std::uint64_t> told = exports_.first_in_lobby();
        const bool is_limited = limits_newcomers || std::ranges::any_of(told, [](const auto& each) {
                                    return each.second > 1;
                                });
        for (RestoredAccount& account : people.accounts) {
            account.lobby_first = first_in_lobby(account.account, told, is_limited);
            journal_.add(account);
            if (!account.name.empty()) ++accounts_;
        }
        for (std::string& sentence : people.sentences) sentences_.push_back(std::move(sentence));
    }

    /// Returns the first lobby entry that an account may read. Exports tell it for those who made
    /// them; nobody else reads more than it certainly did, if newcomers could not read everything.
    std::uint64_t first_in_lobby(const Account& account,
                                 const std::map<Account, std::uint64_t>& told, bool is_limited) {
        std::uint64_t first = 1;
        if (const auto own = told.find(account); own != told.end())
            first = own->second;
        else if (is_limited && first_own_.contains(account))
            first = first_own_.at(account);
        else if (is_limited)
            first = lobby_taken_ + 1;
        return std::clamp<std::uint64_t>(first, 1, lobby_taken_ + 1);
    }

    const OpenedExports& exports_;
    RestoredJournal& journal_;
    std::uint64_t entries_ = 0, conversations_ = 0, accounts_ = 0;
    std::uint64_t lobby_taken_ = 0;
    std::vector<std::string> sentences_;
    std::vector<Rebound> rebinds_;
    std::map<Account, std::uint64_t> first_own_;  // entry in the lobby
};

std::string key_sentence(const fs::path& data, const Key& key, bool is_new) {
    if (!is_new) return fmt::format("{} has a key: the broker keeps it.\n", data.string());
    return fmt::format(
        "The broker has a new key, {}. Every client warns of it once, and earlier "
        "join links and invites are invalid.\n",
        fingerprint(key.account));
}

constexpr const char* never_restored =
    "Not in exports: what each person has read, operators, bans, the allow list and invites. Give "
    "these orders again (op, ban, allow, invite).\n";

/// Returns the text about what was restored.
std::string write_journal(const fs::path& file, const OpenedExports& exports, bool limits_newcomers,
                          const std::optional<SecretKey>& secret) {
    RestoredJournal journal(file, exports.journal());
    Restoring restoring(exports, journal);
    restoring.restore(limits_newcomers);
    journal.commit(secret);
    return restoring.text();
}

std::string write_journal(const NewJournal& made, const OpenedExports& exports,
                          bool limits_newcomers, const std::optional<SecretKey>& secret) try {
    std::string text;
    made.write([&](const fs::path& file) {
        text = write_journal(file, exports, limits_newcomers, secret);
    });
    return text;
} catch (const sqlite::Error&) {
    throw std::runtime_error(
        "The exports contradict each other: two different entries have the same id. Nothing was "
        "restored. Leave out the ones that you trust less.");
}

void require_sound(const NewJournal& made) {
    const std::string problem = made.problem();
    if (problem.empty()) return;
    throw std::runtime_error(fmt::format(
        "Nothing was restored, because the journal made of these exports is not sound ({}). Leave "
        "out the ones that you trust less.",
        problem));
}

/// Returns the backup or the dump among the files, which must be the only one then.
std::optional<fs::path> whole_journal_among(const std::vector<fs::path>& files) {
    const auto found = std::ranges::find_if(files, is_whole_journal);
    if (found == files.end()) return std::nullopt;
    if (files.size() == 1) return *found;
    throw std::runtime_error(
        fmt::format("{} is a whole journal. Name it alone, or name exports of clients. {}",
                    found->string(), nothing_restored));
}

void move_to_database(const NewJournal& made, const std::string& database,
                      const std::function<void()>& keep_key) {
    SqliteDumpReader journal(made.file());
    make_in_database(database, nothing_restored, [&](DumpWriter& written) {
        keep_key();
        move_journal(journal, written);
    });
}

std::string restore_exports(const fs::path& data, const OpenedExports& exports,
                            bool limits_newcomers, const std::string& database) {
    const bool is_file = database.empty();
    const NewJournal made(data, nothing_restored,
                          is_file ? NewJournal::For::directory : NewJournal::For::elsewhere);
    const std::optional<Key> found = key_of_directory(data);
    const Key key = found ? *found : make_key();
    const std::string text = write_journal(made, exports, limits_newcomers,
                                           found ? std::nullopt : std::optional(key.secret));
    require_sound(made);
    if (is_file)
        made.publish();
    else
        move_to_database(made, database, [&] { keep_key(data, key); });
    return text + key_sentence(data, key, !found);
}

}  // namespace

std::string restore(const fs::path& data, const RestoreOptions& options,
                    const std::optional<std::uint64_t>& history_for_new,
                    const std::string& database) {
    if (const auto whole = whole_journal_among(options.from))
        return import_journal(data, *whole, database, MovedAs::successor);
    const OpenedExports exports(options.from);
    return restore_exports(data, exports, history_for_new.has_value(), database) + never_restored +
           fmt::format(
               "The exports are not signed: the journal is as true as they are. Start the "
               "broker on {} now.\n",
               data.string());
}

}  // namespace indaba::broker
