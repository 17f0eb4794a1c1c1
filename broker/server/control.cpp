#include "broker/server/control.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "broker/process/private_mode.hpp"

namespace indaba::broker {
namespace {

constexpr std::size_t most_words = 8;
constexpr std::int64_t longest_word = 4096;
constexpr int answer_within_ms = 10'000;

std::filesystem::path socket_file(const std::filesystem::path& data) {
    return std::filesystem::absolute(data) / "control";
}

std::string endpoint(const std::filesystem::path& file) { return "ipc://" + file.string(); }

std::vector<std::string> receive(zmq::socket_t& socket) {
    std::vector<std::string> words;
    zmq::message_t part;
    while (zmq_msg_recv(part.handle(), socket.handle(), ZMQ_DONTWAIT) >= 0) {
        if (words.size() < most_words) words.push_back(part.to_string());
        if (!part.more()) break;
    }
    return words;
}

void send(zmq::socket_t& socket, const std::vector<std::string>& words) {
    for (std::size_t i = 0; i < words.size(); ++i)
        socket.send(zmq::buffer(words[i]),
                    i + 1 < words.size() ? zmq::send_flags::sndmore : zmq::send_flags::none);
}

}  // namespace

Control::Control(zmq::context_t& context, const std::filesystem::path& data)
    : file_(socket_file(data)), socket_(context, zmq::socket_type::rep) {
    socket_.set(zmq::sockopt::linger, 0);
    socket_.set(zmq::sockopt::maxmsgsize, longest_word);
    const PrivateMode only_the_owner;
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
    if (asked_) return std::nullopt;
    std::vector<std::string> words = receive(socket_);
    if (words.empty()) return std::nullopt;
    asked_ = true;
    return words;
}

void Control::answer(int exit_code, const std::string& text) {
    if (!asked_) return;
    asked_ = false;
    send(socket_, {std::to_string(exit_code), text});
}

ControlAnswer ask_control(const std::filesystem::path& data,
                          const std::vector<std::string>& words) {
    const std::filesystem::path file = socket_file(data);
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored))
        throw std::runtime_error(fmt::format(
            "No broker runs on {}: there is no control socket. Name its directory with --data.",
            data.string()));
    zmq::context_t context;
    zmq::socket_t socket(context, zmq::socket_type::req);
    socket.set(zmq::sockopt::linger, 0);
    socket.set(zmq::sockopt::rcvtimeo, answer_within_ms);
    socket.connect(endpoint(file));
    send(socket, words);
    zmq::message_t code, text;
    if (!socket.recv(code) || !code.more() || !socket.recv(text))
        throw std::runtime_error(
            fmt::format("The broker on {} does not answer. Does it run?", data.string()));
    return {code.to_string() == "0" ? 0 : 1, text.to_string()};
}

}  // namespace indaba::broker
