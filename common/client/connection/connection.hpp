#pragma once
/// The DEALER through which a client sends and receives messages. Only this folder knows ZeroMQ. A
/// connection has no thread of its own and waits only in Network::wait. Every loss closes it; its
/// owner opens it again (client.hpp does, with back-off). It does not read the frames that it
/// carries.
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/base/descriptor.hpp"
#include "common/base/endpoint.hpp"
#include "common/client/home/credentials.hpp"

namespace indaba::client {

struct Opened {};
struct Received {
    std::string frame;
};
/// The connection could not be opened, or was lost. It is closed.
struct Lost {
    enum class Kind {
        ordinary,
        denied,          // the broker does not admit this key
        unverified_key,  // opened without the broker's key; `claimed_key` is the announced one
        key_mismatch,    // `claimed_key` is not the key it was opened with
        at_capacity,     // the broker has no room now; the next attempt may succeed
    };
    std::string why;  // a sentence for people
    bool was_open = false;
    Kind kind = Kind::ordinary;
    Account claimed_key{};  // announced, not proved
};
using ConnectionEvent = std::variant<Opened, Received, Lost>;

class Connection;

/// A descriptor that Network::wait() watches beside the connections.
struct Watched {
    Descriptor descriptor = -1;
    bool reads = true;  // ready when it is readable; false: only when its other end has gone
};

/// The context of libzmq. One per process; it must outlive its connections.
class Network {
 public:
    explicit Network(int max_connections = 16);
    ~Network();
    Network(const Network&) = delete;
    Network& operator=(const Network&) = delete;

    /// Waits until one of `connections` may have an event, one of `descriptors` is ready, or
    /// `timeout` has passed. Returns the indexes of the ready descriptors.
    std::vector<std::size_t> wait(const std::vector<Connection*>& connections,
                                  const std::vector<Watched>& descriptors,
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

    /// Closes the connection that was open and begins another. poll() then returns Opened or,
    /// within 3 s, Lost.
    void open(const Endpoint& endpoint, const Credentials& credentials);
    /// Ends the events of this connection. Written frames may still leave within `linger`.
    void close(std::chrono::milliseconds linger = std::chrono::milliseconds{0});
    /// Writes frames in order: at once or, when the broker is slow, in a later poll(). A loss drops
    /// the frames that were not written.
    void send(std::string frame);
    /// Returns the next event without waiting. Call it until it returns nullopt, then wait.
    std::optional<ConnectionEvent> poll();
    /// Returns when a poll() is due although no event arrives (a connect without an answer).
    std::optional<std::chrono::steady_clock::time_point> next_deadline() const;
    /// Returns descriptors for loops that do not wait in Network::wait. One is readable when poll()
    /// may return an event, provided that poll() returned nullopt after the last send(). They
    /// change with each open().
    std::vector<Descriptor> descriptors() const;

 private:
    friend class Network;
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace indaba::client
