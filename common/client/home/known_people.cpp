#include "common/client/home/known_people.hpp"

#include <fmt/format.h>

#include <sstream>
#include <stdexcept>

#include "common/keys/private_file.hpp"
#include "common/wire/name.hpp"

namespace indaba::client {
namespace {

constexpr std::size_t max_people_bytes = std::size_t{64} << 20;  // hundreds of thousands of people

}  // namespace

KnownPeople::KnownPeople(const std::filesystem::path& home, const JournalId& journal)
    : file_(home / (to_hex(journal) + ".people")) {
    std::istringstream lines(read_private_file(file_, max_people_bytes).value_or(""));
    for (std::string line; std::getline(lines, line);) {
        const auto key = Account::from_hex(std::string_view(line).substr(0, 2 * Account::length));
        if (!key || line.size() < 2 * Account::length + 2)
            throw std::runtime_error(fmt::format(
                "{} is damaged. Put back a copy of it; or move it away, and the keys of people are "
                "taken anew as they are.",
                file_.string()));
        keys_.insert_or_assign(line.substr(2 * Account::length + 1), *key);
    }
}

bool KnownPeople::check(const Person& person) {
    const auto folded = folded_name(person.name);
    if (!folded) return false;  // a display name such as "ann (old key)" cannot be claimed
    const auto [known, is_new] = keys_.emplace(*folded, person.account);
    unsaved_ = unsaved_ || is_new;
    if (known->second == person.account) return false;
    const auto [reported, first_time] = changed_.emplace(*folded, person.account);
    const bool another = reported->second != person.account;
    reported->second = person.account;
    return first_time || another;
}

void KnownPeople::accept(const Person& person) {
    const auto folded = folded_name(person.name);
    if (!folded) return;
    keys_.insert_or_assign(*folded, person.account);
    changed_.erase(*folded);
    unsaved_ = true;
}

void KnownPeople::save() {
    if (!unsaved_) return;
    std::string text;
    for (const auto& [folded, key] : keys_) text += to_hex(key) + " " + folded + "\n";
    replace_private_file(file_, text);
    unsaved_ = false;
}

}  // namespace indaba::client
