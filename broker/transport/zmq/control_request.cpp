#include "broker/transport/zmq/control_request.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "broker/transport/zmq/frames.hpp"

namespace indaba::broker {
namespace {

constexpr int reply_timeout_ms = 10'000;

}  // namespace

std::filesystem::path control_socket_file(const std::filesystem::path& data) {
    return std::filesystem::absolute(data) / "control";
}

ControlReply send_control_request(const std::filesystem::path& data,
                                  const std::vector<std::string>& arguments) {
    const std::filesystem::path file = control_socket_file(data);
    zmq::context_t context;
    zmq::socket_t socket(context, zmq::socket_type::req);
    socket.set(zmq::sockopt::linger, 0);
    socket.set(zmq::sockopt::rcvtimeo, reply_timeout_ms);
    socket.connect("ipc://" + file.string());
    send_frames(socket, arguments);
    const std::vector<std::string> reply = receive_frames(socket, zmq::recv_flags::none);
    if (reply.size() != 2)
        throw std::runtime_error(
            fmt::format("The broker on {} does not answer. Is it running?", data.string()));
    return {reply[0] == "0" ? 0 : 1, reply[1]};
}

}  // namespace indaba::broker
