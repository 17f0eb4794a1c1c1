#pragma once
/// Several real clients (model, connection, back-off) in one thread against a real broker, for
/// integration tests. Each client records its posts, its receipts and the entries it received.
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "common/client/connection/client.hpp"
#include "common/client/home/destination.hpp"

namespace indaba::test {

/// Returns an id that is unique for each number.
template <class Id>
Id numbered(std::uint64_t number) {
    Id id;
    id.bytes[0] = 1;
    for (std::size_t i = 0; i < 8; ++i)
        id.bytes[Id::length - 1 - i] = static_cast<std::uint8_t>(number >> (8 * i));
    return id;
}

/// Returns a valid key pair that is unique for each number.
Key numbered_key(std::uint64_t number);

struct Member {
    Member(client::Network& network, const client::Destination& broker, std::uint64_t number,
           const client::Interest& interest);

    std::unique_ptr<client::Client> client;
    std::uint64_t number;
    std::uint64_t posted = 0;
    std::set<MessageId> receipts;
    std::uint64_t duplicates = 0;  // entries received twice
    std::map<ConversationId, std::set<std::uint64_t>> shown;
    std::vector<std::string> complaints;  // effects that a healthy broker never causes

    void turn();
    void say(const std::string& text);
    void whisper(const Account& to, const std::string& text);
    bool ready() const {
        return client->model().connection_state() == client::ConnectionState::ready;
    }
    void take(const client::Effects& news);
};

class Crowd {
 public:
    Crowd(const client::Destination& broker, std::size_t members,
          const client::Interest& interest = {client::Interest::Kind::all_after, 0, {}});

    Member& at(std::size_t i) { return members_[i]; }
    std::size_t size() const { return members_.size(); }

    /// Runs the turns of all clients until `done` returns true. Returns false after `at_most`.
    bool until(const std::function<bool()>& done, std::chrono::milliseconds at_most);
    bool all_ready(std::chrono::milliseconds at_most = std::chrono::seconds{20});
    /// Waits until each outbox is empty and all clients hold the lobby up to the same head. Returns
    /// false after `at_most`.
    bool all_delivered(std::chrono::milliseconds at_most = std::chrono::seconds{30});

 private:
    client::Network network_;
    std::deque<Member> members_;
};

}  // namespace indaba::test
