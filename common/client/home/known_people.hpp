#pragma once
/// The key that each name had when it was first seen, in `HOME/<journal>.people` with a line "KEY
/// folded-name" for each; of two lines of one name the later one counts. A name under another key
/// is reported until the change is accepted. Used by both clients; save() appends to the file.
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/wire/bytes.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::client {

class KnownPeople {
 public:
    /// Throws std::runtime_error with a sentence when the file is damaged or can be opened by
    /// others.
    KnownPeople(const std::filesystem::path& home, const JournalId& journal);

    /// Pins the key of a new name. Returns true when the name has another key and this object has
    /// not reported that yet.
    bool check(const Person& person);
    /// Replaces the key of the name: the user has seen the change.
    void accept(const Person& person);
    /// Returns the names that the account has or had, case-folded.
    std::vector<std::string> names_of(const Account& account) const;
    /// Appends what has changed to the file. Throws std::runtime_error with a sentence.
    void save();

 private:
    void pin(const std::string& folded, const Account& key);

    std::filesystem::path file_;
    std::map<std::string, Account> keys_;     // by folded name
    std::map<std::string, Account> changed_;  // reported, not accepted
    std::string unsaved_;                     // lines
};

}  // namespace indaba::client
