#pragma once
/// Which key had which name when it was first seen, in `HOME/<journal>.people`: a line each, "KEY
/// folded-name". A name under another key is a change that somebody must see: it stays one until it
/// is accepted. Used by both clients; the file is written by save().
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "common/wire/bytes.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::client {

class KnownPeople {
 public:
    /// Throws std::runtime_error with a sentence when the file is damaged or open to others.
    KnownPeople(const std::filesystem::path& home, const JournalId& journal);

    /// First sight pins. True: the name was another key's, and that was not told before.
    bool check(const Person& person);
    /// Whoever sees the change goes on with the new key.
    void accept(const Person& person);
    /// Throws std::runtime_error with a sentence; nothing happens when nothing is new.
    void save();

 private:
    std::filesystem::path file_;
    std::map<std::string, Account> keys_;     // by folded name
    std::map<std::string, Account> changed_;  // reported, not accepted
    bool unsaved_ = false;
};

/// For people; names in it are a peer's and are not yet fit for a screen.
std::string changed_key_sentence(const std::string& name);

}  // namespace indaba::client
