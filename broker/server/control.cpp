#include "broker/server/control.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "broker/process/umask_guard.hpp"

namespace indaba::broker {
namespace {

constexpr std::size_t max_arguments = 8;
constexpr std::int64_t max_argument_bytes = 4096;
constexpr int reply_timeout_ms = 10'000;

std::filesystem::path socket_file(const std::filesystem::path& data) {
    return std::filesystem::absolute(data) / "control";
}

std::string endpoint(const std::filesystem::path& file) { return "ipc://" + file.string(); }

std::vector<std::string> receive(zmq::socket_t& socket) {
    std::vector<std::string> arguments;
    zmq::message_t part;
    while (zmq_msg_recv(part.handle(), socket.handle(), ZMQ_DONTWAIT) >= 0) {
        if (arguments.size() < max_arguments) arguments.push_back(part.to_string());
        if (!part.more()) break;
    }
    return arguments;
}

void send(zmq::socket_t& socket, const std::vector<std::string>& arguments) {
    for (std::size_t i = 0; i < arguments.size(); ++i)
        socket.send(zmq::buffer(arguments[i]),
                    i + 1 < arguments.size() ? zmq::send_flags::sndmore : zmq::send_flags::none);
}

}  // namespace

Control::Control(zmq::context_t& context, const std::filesystem::path& data)
    : file_(socket_file(data)), socket_(context, zmq::socket_type::rep) {
    socket_.set(zmq::sockopt::linger, 0);
    socket_.set(zmq::sockopt::maxmsgsize, max_argument_bytes);
    const UmaskGuard owner_only;
    try {
        socket_.bind(endpoint(file_));
    } catch (const zmq::error_t& error) {
        throw std::runtime_error(
            fmt::format("The control socket {} cannot be made: {}. If its name is longer than 100 "
                        "characters, choose a shorter --data.",
                        file_.string(), error.what()));
    }
}

Control::~Control() {
    std::error_code ignored;
    std::filesystem::remove(file_, ignored);
}

std::optional<std::vector<std::string>> Control::next() {
    if (awaiting_reply_) return std::nullopt;
    std::vector<std::string> arguments = receive(socket_);
    if (arguments.empty()) return std::nullopt;
    awaiting_reply_ = true;
    return arguments;
}

void Control::reply(int exit_code, const std::string& text) {
    if (!awaiting_reply_) return;
    awaiting_reply_ = false;
    send(socket_, {std::to_string(exit_code), text});
}

ControlReply send_control_request(const std::filesystem::path& data,
                                  const std::vector<std::string>& arguments) {
    const std::filesystem::path file = socket_file(data);
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored))
        throw std::runtime_error(fmt::format(
            "No broker runs on {}: there is no control socket. Name its directory with --data.",
            data.string()));
    zmq::context_t context;
    zmq::socket_t socket(context, zmq::socket_type::req);
    socket.set(zmq::sockopt::linger, 0);
    socket.set(zmq::sockopt::rcvtimeo, reply_timeout_ms);
    socket.connect(endpoint(file));
    send(socket, arguments);
    zmq::message_t code, text;
    if (!socket.recv(code) || !code.more() || !socket.recv(text))
        throw std::runtime_error(
            fmt::format("The broker on {} does not answer. Does it run?", data.string()));
    return {code.to_string() == "0" ? 0 : 1, text.to_string()};
}

}  // namespace indaba::broker
