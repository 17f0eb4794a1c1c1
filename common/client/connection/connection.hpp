#pragma once
/// The DEALER: where a message enters and leaves a client. The only client code that knows ZeroMQ.
/// No thread of its own and no waiting but in Network::wait. Every loss closes it; whoever owns it
/// opens it again (client.hpp does, with back-off). It never judges what it carries.
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/base/server_address.hpp"
#include "common/client/home/credentials.hpp"

namespace indaba::client {

struct Opened {};
struct Received {
    std::string frame;
};
/// The connection is closed when this is told.
struct Lost {
    enum class Kind {
        ordinary,
        denied,          // the broker does not let this key in
        unverified_key,  // opened without the broker's key: `claimed_key` is the key that it
                         // announces
        key_mismatch,    // `claimed_key` is not the key it was opened with
    };
    std::string why;  // a sentence for people
    bool was_open = false;
    Kind kind = Kind::ordinary;
    Account claimed_key{};  // nobody has proved it
};
using ConnectionEvent = std::variant<Opened, Received, Lost>;

class Connection;

/// libzmq's context: one per process; outlives its connections.
class Network {
 public:
    explicit Network(int max_connections = 16);
    ~Network();
    Network(const Network&) = delete;
    Network& operator=(const Network&) = delete;

    /// Until one of `connections` may have an event, one of `descriptors` can be read, or
    /// `timeout` has passed. Returns which descriptors can be read, by index.
    std::vector<std::size_t> wait(const std::vector<Connection*>& connections,
                                  const std::vector<int>& descriptors,
                                  std::chrono::milliseconds timeout);

 private:
    friend class Connection;
    struct State;
    std::unique_ptr<State> state_;
};

class Connection {
 public:
    explicit Connection(Network& network);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Closes what was open. Ends in Opened or, within 3 s, in Lost; both by poll().
    void open(const Server& server, const Credentials& credentials);
    /// Nothing more is told of the old connection. `linger`: how long written frames may still go.
    void close(std::chrono::milliseconds linger = std::chrono::milliseconds{0});
    /// Written in order, at once or, when the broker is slow, by a later poll(). Gone with a loss.
    void send(std::string frame);
    /// The next event, never waits. Call until it returns nothing; then it may be waited for.
    std::optional<ConnectionEvent> poll();
    /// When a poll() is due even if nothing arrives (a connect that nobody answers).
    std::optional<std::chrono::steady_clock::time_point> next_deadline() const;
    /// For who waits otherwise than in Network::wait: one can be read when a poll() may bring
    /// something, provided poll() returned nothing after the last send(). Others after each open().
    std::vector<int> descriptors() const;

 private:
    friend class Network;
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace indaba::client
