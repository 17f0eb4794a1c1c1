#include "broker/transport/zmq/control_socket.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "broker/process/umask_guard.hpp"
#include "broker/transport/zmq/control_request.hpp"
#include "broker/transport/zmq/frames.hpp"

namespace indaba::broker {
namespace {

constexpr std::int64_t max_argument_bytes = 4096;

}  // namespace

ControlSocket::ControlSocket(zmq::context_t& context, const std::filesystem::path& data)
    : file_(control_socket_file(data)), socket_(context, zmq::socket_type::rep) {
    socket_.set(zmq::sockopt::linger, 0);
    socket_.set(zmq::sockopt::maxmsgsize, max_argument_bytes);
    const UmaskGuard owner_only;
    try {
        socket_.bind("ipc://" + file_.string());
    } catch (const zmq::error_t& error) {
        throw std::runtime_error(fmt::format(
            "The control socket {} cannot be created: {}. If its name is longer than 100 "
            "characters, choose a shorter --data.",
            file_.string(), error.what()));
    }
}

ControlSocket::~ControlSocket() {
    std::error_code ignored;
    std::filesystem::remove(file_, ignored);
}

std::optional<std::vector<std::string>> ControlSocket::next() {
    if (awaiting_reply_) return std::nullopt;
    std::vector<std::string> arguments = receive_frames(socket_, zmq::recv_flags::dontwait);
    if (arguments.empty()) return std::nullopt;
    awaiting_reply_ = true;
    return arguments;
}

void ControlSocket::reply(int exit_code, const std::string& text) {
    if (!awaiting_reply_) return;
    awaiting_reply_ = false;
    send_frames(socket_, {std::to_string(exit_code), text});
}

}  // namespace indaba::broker
