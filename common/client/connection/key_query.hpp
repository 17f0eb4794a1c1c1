#pragma once
/// Asks a broker's announcer (protocol.md, "First contact") for the broker's key: one line of plain
/// text from the port after the broker's. The answer is not authenticated: it may only be shown or
/// compared. Used by connection.cpp only; never waits.
#include <array>
#include <optional>
#include <string>
#include <zmq.hpp>

#include "common/base/endpoint.hpp"
#include "common/client/connection/socket_monitor.hpp"
#include "common/wire/bytes.hpp"

namespace indaba::client {

class KeyQuery {
 public:
    struct Answer {
        std::optional<Account> key;  // nullopt: a broker without encryption, or no broker
        bool plain = false;
    };

    /// `monitor` is an inproc address that no other socket uses. Throws zmq::error_t.
    KeyQuery(zmq::context_t& context, const Endpoint& endpoint, bool allow_v6,
             const std::string& monitor);
    ~KeyQuery();
    KeyQuery(const KeyQuery&) = delete;
    KeyQuery& operator=(const KeyQuery&) = delete;

    /// Returns nullopt while there is no answer; the caller bounds the time. Returns an empty
    /// answer at once when no program listens there.
    std::optional<Answer> poll();
    std::array<zmq::socket_t*, 2> sockets() { return {&socket_, &monitor_.socket()}; }

 private:
    zmq::socket_t socket_;
    SocketMonitor monitor_;
    std::string received_;
    bool connected_ = false;
};

}  // namespace indaba::client
