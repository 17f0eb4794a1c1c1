#pragma once
/// Sends the broker's public key to every connection, as one line of plain text, and disconnects. A
/// user who was given only host and port compares its fingerprint. Received bytes are ignored. The
/// format is in protocol.md, "First contact".
#include <string>
#include <zmq.hpp>

namespace indaba::broker {

class Announcer {
 public:
    /// `line` has no line feed at its end.
    Announcer(zmq::context_t& context, const std::string& line);
    /// Throws zmq::error_t.
    void bind(const std::string& endpoint) { socket_.bind(endpoint); }
    /// Returns the last endpoint that was bound, with the port.
    std::string endpoint() const { return socket_.get(zmq::sockopt::last_endpoint); }
    void unbind(const std::string& endpoint) { socket_.unbind(endpoint); }
    /// For polling: call serve() when it can be read.
    void* handle() { return socket_.handle(); }
    void serve();

 private:
    bool serve_one();

    zmq::socket_t socket_;
    std::string line_;
};

}  // namespace indaba::broker
