#pragma once
/// The operator's way to the running broker: a socket in its data directory that only its owner can
/// open. A request is the arguments of a subcommand, one frame each; the reply is two frames, an
/// exit code and text for a terminal. Other side: control_request.hpp.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>
#include <zmq.hpp>

namespace indaba::broker {

class ControlSocket {
 public:
    /// Throws std::runtime_error with a sentence for the operator.
    ControlSocket(zmq::context_t& context, const std::filesystem::path& data);
    ~ControlSocket();
    ControlSocket(const ControlSocket&) = delete;
    ControlSocket& operator=(const ControlSocket&) = delete;

    void* handle() { return socket_.handle(); }
    /// Returns the next request. It must be answered before another is returned.
    std::optional<std::vector<std::string>> next();
    void reply(int exit_code, const std::string& text);

 private:
    std::filesystem::path file_;
    zmq::socket_t socket_;
    bool awaiting_reply_ = false;
};

}  // namespace indaba::broker
