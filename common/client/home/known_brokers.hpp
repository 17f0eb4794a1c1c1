#pragma once
/// The keys of the brokers this home trusts, in `HOME/known_brokers` with a line "host:port KEY"
/// for each endpoint. A program pins a key once and never changes it. A person can remove the line.
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/base/endpoints.hpp"
#include "common/wire/bytes.hpp"

namespace indaba::client {

class KnownBrokers {
 public:
    /// Throws std::runtime_error with a sentence when the file is damaged or can be opened by
    /// others: without the file, any broker would be trusted.
    explicit KnownBrokers(const std::filesystem::path& home);

    std::optional<Account> key_of(const Endpoint& endpoint) const;
    /// Returns the endpoints, "host:port", that have this key.
    std::vector<std::string> endpoints_of(const Account& key) const;
    /// Pins the key of all endpoints of a server. Throws std::runtime_error, and pins none, when
    /// the file cannot be written or holds another key of one.
    void pin(const Endpoints& endpoints, const Account& key);
    const std::filesystem::path& file() const { return file_; }

 private:
    void load();

    std::filesystem::path file_;
    std::map<std::string, Account> keys_;  // by "host:port"
};

}  // namespace indaba::client
