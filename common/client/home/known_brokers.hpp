#pragma once
/// The keys of the brokers this home trusts, in `HOME/known_brokers`: a line each, "host:port KEY".
/// A key is pinned once and never changed by a program: a broker with another key is another
/// broker, until a person removes the line.
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "common/base/server_address.hpp"
#include "common/wire/bytes.hpp"

namespace indaba::client {

class KnownBrokers {
 public:
    /// Throws std::runtime_error with a sentence when the file is damaged or open to others: to go
    /// on without it would be to trust anybody.
    explicit KnownBrokers(const std::filesystem::path& home);

    std::optional<Account> key_of(const Server& server) const;
    /// Throws std::runtime_error when it cannot be kept, or another key is.
    void pin(const Server& server, const Account& key);
    const std::filesystem::path& file() const { return file_; }

 private:
    void load();

    std::filesystem::path file_;
    std::map<std::string, Account> keys_;  // by "host:port"
};

}  // namespace indaba::client
