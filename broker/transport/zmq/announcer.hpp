#pragma once
/// Tells whoever connects the broker's key, in one line of plain text, and hangs up: what somebody
/// who was given only host and port is asked to trust. It reads nothing. Source of the format:
/// protocol.md, "First contact".
#include <string>
#include <zmq.hpp>

namespace indaba::broker {

class Announcer {
 public:
    /// `line` without its end.
    Announcer(zmq::context_t& context, const std::string& line);
    /// `endpoint`: as ZeroMQ takes it. Throws zmq::error_t.
    void bind(const std::string& endpoint) { socket_.bind(endpoint); }
    /// To poll for input; then serve().
    void* handle() { return socket_.handle(); }
    void serve();

 private:
    bool serve_one();

    zmq::socket_t socket_;
    std::string line_;
};

}  // namespace indaba::broker
