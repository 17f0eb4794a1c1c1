#pragma once
/// The operator's way to the running broker: a socket in its data directory that only its owner can
/// open. A request is the words of a subcommand, one frame each; the answer is two frames, an exit
/// code and text for a terminal. Server: Control, polled by the loop. Subcommand: ask_control().
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
    void answer(int exit_code, const std::string& text);

 private:
    std::filesystem::path file_;
    zmq::socket_t socket_;
    bool asked_ = false;
};

struct ControlAnswer {
    int exit_code = 1;
    std::string text;
};
/// Waits 10 s at most. Throws std::runtime_error with a sentence when no broker answers.
ControlAnswer ask_control(const std::filesystem::path& data, const std::vector<std::string>& words);

}  // namespace indaba::broker
