#include "common/client/home/known_people.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "common/base/path_text.hpp"
#include "common/client/home/shared_files.hpp"
#include "common/keys/private_file.hpp"
#include "common/wire/name.hpp"

namespace indaba::client {
namespace {

constexpr std::size_t max_people_bytes = std::size_t{64} << 20;  // hundreds of thousands of people

std::runtime_error damaged(const std::filesystem::path& file) {
    return std::runtime_error(fmt::format(
        "{} is damaged. Put back a copy of it; or move it away, and the keys of people are taken "
        "anew as they are.",
        to_utf8(file)));
}

/// Returns the number of bytes that are whole lines. A line without its end was cut off by a crash
/// or a full disk; what is appended must not continue it.
std::size_t whole_lines(const std::string& content) { return content.find_last_of('\n') + 1; }

bool ends_within_a_line(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return in.seekg(-1, std::ios::end) && in.get() != '\n';
}

}  // namespace

KnownPeople::KnownPeople(const std::filesystem::path& home, const JournalId& journal)
    : file_(home / (to_hex(journal) + ".people")) {
    std::string content = read_private_file(file_, max_people_bytes).value_or("");
    const std::size_t end = whole_lines(content);
    if (content.find_first_not_of("0123456789abcdef", end) <
        std::min(content.size(), end + 2 * Account::length))
        throw damaged(file_);
    content.resize(end);
    std::istringstream lines(content);
    for (std::string line; std::getline(lines, line);) {
        const auto key = Account::from_hex(std::string_view(line).substr(0, 2 * Account::length));
        if (!key || line.size() < 2 * Account::length + 2) throw damaged(file_);
        keys_.insert_or_assign(line.substr(2 * Account::length + 1), *key);
    }
}

bool KnownPeople::check(const Person& person) {
    const auto folded = folded_name(person.name);
    if (!folded) return false;  // a display name such as "ann (old key)" cannot be claimed
    const auto known = keys_.find(*folded);
    if (known == keys_.end()) pin(*folded, person.account);
    if (known == keys_.end() || known->second == person.account) return false;
    const auto [reported, first_time] = changed_.emplace(*folded, person.account);
    const bool another = reported->second != person.account;
    reported->second = person.account;
    return first_time || another;
}

void KnownPeople::accept(const Person& person) {
    const auto folded = folded_name(person.name);
    if (!folded) return;
    pin(*folded, person.account);
    changed_.erase(*folded);
}

std::vector<std::string> KnownPeople::names_of(const Account& account) const {
    std::vector<std::string> names;
    for (const auto& [name, key] : keys_)
        if (key == account) names.push_back(name);
    return names;
}

void KnownPeople::pin(const std::string& folded, const Account& key) {
    keys_.insert_or_assign(folded, key);
    unsaved_ += to_hex(key) + " " + folded + "\n";
}

void KnownPeople::save() {
    if (unsaved_.empty()) return;
    const FileLock lock = lock_shared_files(file_.parent_path());
    if (ends_within_a_line(file_)) {
        std::string content = read_private_file(file_, max_people_bytes).value_or("");
        content.resize(whole_lines(content));
        replace_private_file(file_, content + unsaved_);
    } else {
        append_private_file(file_, unsaved_);
    }
    unsaved_.clear();
}

}  // namespace indaba::client
