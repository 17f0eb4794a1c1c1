#pragma once
/// The operator's way to the running broker: a socket in its data directory that only its owner can
/// open. A request is the arguments of a subcommand, one frame each; the reply is two frames, an
/// exit code and text for a terminal. Server: Control, polled by the loop. Subcommand:
/// send_control_request().
#include <filesystem>
#include <optional>
#include <string>
#include <vector>
#include <zmq.hpp>

namespace indaba::broker {

class Control {
 public:
    /// Throws std::runtime_error with a sentence.
    Control(zmq::context_t& context, const std::filesystem::path& data);
    ~Control();
    Control(const Control&) = delete;
    Control& operator=(const Control&) = delete;

    void* handle() { return socket_.handle(); }
    /// The next request; it must be answered before another is taken.
    std::optional<std::vector<std::string>> next();
    void reply(int exit_code, const std::string& text);

 private:
    std::filesystem::path file_;
    zmq::socket_t socket_;
    bool awaiting_reply_ = false;
};

struct ControlReply {
    int exit_code = 1;
    std::string text;
};
/// Waits 10 s at most. Throws std::runtime_error with a sentence when no broker answers.
ControlReply send_control_request(const std::filesystem::path& data,
                                  const std::vector<std::string>& arguments);

}  // namespace indaba::broker
