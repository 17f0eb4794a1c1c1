#pragma once
/// Several real clients (model, connection, back-off) in one thread against a real broker, for
/// integration tests. What they posted, got receipts for and were shown is recorded.
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

/// Ids that differ by a number; their bytes are of no interest.
template <class Id>
Id numbered(std::uint64_t number) {
    Id id;
    id.bytes[0] = 1;
    for (std::size_t i = 0; i < 8; ++i)
        id.bytes[Id::length - 1 - i] = static_cast<std::uint8_t>(number >> (8 * i));
    return id;
}

/// A key pair that differs by a number; its account is as good as any.
Key numbered_key(std::uint64_t number);

struct Member {
    Member(client::Network& network, const client::Destination& broker, std::uint64_t number,
           const client::Interest& interest);

    std::unique_ptr<client::Client> client;
    std::uint64_t number;
    std::uint64_t posted = 0;
    std::set<MessageId> receipts;
    std::uint64_t duplicates = 0;  // numbers told twice
    std::map<ConversationId, std::set<std::uint64_t>> shown;
    std::vector<std::string> complaints;  // news that no test of a healthy broker expects

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

    /// Everybody's turns until `done`, or false after `at_most`.
    bool until(const std::function<bool()>& done, std::chrono::milliseconds at_most);
    bool all_ready(std::chrono::milliseconds at_most = std::chrono::seconds{20});
    /// Every outbox is empty and everybody holds the lobby up to the same head.
    bool all_delivered(std::chrono::milliseconds at_most = std::chrono::seconds{30});

 private:
    client::Network network_;
    std::deque<Member> members_;
};

}  // namespace indaba::test
