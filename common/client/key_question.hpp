#pragma once
/// Asks a broker's announcer (protocol.md, "First contact") for the broker's key: one line of plain
/// text from the port after the broker's. What it says is not to be trusted, only to be shown or
/// compared. Used by connection.cpp; never waits.
#include <optional>
#include <string>
#include <zmq.hpp>

#include "common/client/server.hpp"
#include "common/wire/bytes.hpp"

namespace indaba::client {

class KeyQuestion {
 public:
    struct Answer {
        std::optional<Account> key;  // nothing: a broker without encryption, or no broker
        bool plain = false;
    };

    KeyQuestion(zmq::context_t& context, const Server& server, bool allow_v6);

    /// Nothing while there is no answer; whoever asks decides how long that may take.
    std::optional<Answer> poll();
    void* handle() { return socket_.handle(); }
    int descriptor() { return socket_.get(zmq::sockopt::fd); }

 private:
    zmq::socket_t socket_;
    std::string heard_;
    bool connected_ = false;
};

}  // namespace indaba::client
