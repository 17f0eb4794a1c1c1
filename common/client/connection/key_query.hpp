#pragma once
/// Asks a broker's announcer (protocol.md, "First contact") for the broker's key: one line of plain
/// text from the port after the broker's. What it says is not to be trusted, only to be shown or
/// compared. Used by connection.cpp; never waits.
#include <array>
#include <optional>
#include <string>
#include <zmq.hpp>

#include "common/base/server_address.hpp"
#include "common/wire/bytes.hpp"

namespace indaba::client {

class KeyQuery {
 public:
    struct Answer {
        std::optional<Account> key;  // nothing: a broker without encryption, or no broker
        bool plain = false;
    };

    /// `monitor`: an address of its own (inproc).
    KeyQuery(zmq::context_t& context, const Server& server, bool allow_v6,
             const std::string& monitor);
    ~KeyQuery();
    KeyQuery(const KeyQuery&) = delete;
    KeyQuery& operator=(const KeyQuery&) = delete;

    /// Nothing while there is no answer; whoever asks decides how long that may take. Where nobody
    /// listens, no answer is known at once.
    std::optional<Answer> poll();
    std::array<zmq::socket_t*, 2> sockets() { return {&socket_, &monitor_}; }

 private:
    bool connect_failed();

    zmq::socket_t socket_;
    zmq::socket_t monitor_;
    std::string received_;
    bool connected_ = false;
};

}  // namespace indaba::client
