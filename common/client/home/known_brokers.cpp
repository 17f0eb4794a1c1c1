#include "common/client/home/known_brokers.hpp"

#include <fmt/format.h>

#include <sstream>
#include <stdexcept>
#include <utility>

#include "common/base/path_text.hpp"
#include "common/client/home/shared_files.hpp"
#include "common/keys/private_file.hpp"

namespace indaba::client {
namespace {

constexpr std::size_t max_broker_bytes = 1 << 20;  // thousands of brokers

}  // namespace

KnownBrokers::KnownBrokers(const std::filesystem::path& home) : file_(home / "known_brokers") {
    load();
}

void KnownBrokers::load() {
    keys_.clear();
    std::istringstream lines(read_private_file(file_, max_broker_bytes).value_or(""));
    for (std::string line; std::getline(lines, line);) {
        if (line.empty()) continue;
        const std::size_t space = line.find(' ');
        const std::string server = line.substr(0, space);
        const auto key =
            space == line.npos ? std::nullopt : Account::from_hex(line.substr(space + 1));
        const auto parsed = parse_endpoint(server);
        if (!key || !parsed)
            throw std::runtime_error(fmt::format(
                "{} is damaged. Put back a copy of it; or move it away, and you will be asked for "
                "each broker anew whether to trust it.",
                to_utf8(file_)));
        const auto [known, is_new] = keys_.emplace(to_string(*parsed), *key);
        if (!is_new && known->second != *key)
            throw std::runtime_error(
                fmt::format("{} holds two keys of {}. Ask its owner which is right, and remove the "
                            "line with the other.",
                            to_utf8(file_), known->first));
    }
}

std::optional<Account> KnownBrokers::key_of(const Endpoint& endpoint) const {
    const auto found = keys_.find(to_string(endpoint));
    if (found == keys_.end()) return std::nullopt;
    return found->second;
}

std::vector<std::string> KnownBrokers::endpoints_of(const Account& key) const {
    std::vector<std::string> endpoints;
    for (const auto& [endpoint, pinned] : keys_)
        if (pinned == key) endpoints.push_back(endpoint);
    return endpoints;
}

void KnownBrokers::pin(const Endpoints& endpoints, const Account& key) {
    const FileLock lock = lock_shared_files(file_.parent_path());
    load();  // another process of this home may have pinned a key meanwhile
    std::map<std::string, Account> keys = keys_;
    for (const Endpoint& endpoint : endpoints)
        if (keys.emplace(to_string(endpoint), key).first->second != key)
            throw std::runtime_error(
                fmt::format("{} holds another key of {}.", to_utf8(file_), to_string(endpoint)));
    if (keys == keys_) return;
    keys_ = std::move(keys);
    std::string text;
    for (const auto& [endpoint, pinned] : keys_) text += endpoint + " " + to_hex(pinned) + "\n";
    replace_private_file(file_, text);
}

}  // namespace indaba::client
