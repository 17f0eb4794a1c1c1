#include "common/client/connection/key_query.hpp"

#include <string_view>
#include <utility>

namespace indaba::client {
namespace {

constexpr std::size_t max_line_bytes = 128;

KeyQuery::Answer parse_answer(std::string_view line) {
    constexpr std::string_view before_key = "indaba-key ";
    if (line == "indaba-plain") return {std::nullopt, true};
    if (!line.starts_with(before_key)) return {};
    const auto raw = from_hex(line.substr(before_key.size()));
    const auto key = raw ? Account::from(*raw) : std::nullopt;
    if (!key || key->is_zero()) return {};
    return {Account{*key}, false};
}

}  // namespace

KeyQuery::KeyQuery(zmq::context_t& context, const Server& server, bool allow_v6,
                   const std::string& monitor)
    : socket_(context, zmq::socket_type::stream), monitor_(context, zmq::socket_type::pair) {
    if (zmq_socket_monitor(socket_.handle(), monitor.c_str(), ZMQ_EVENT_CLOSED) != 0)
        throw zmq::error_t();
    monitor_.set(zmq::sockopt::linger, 0);
    monitor_.connect(monitor);
    socket_.set(zmq::sockopt::linger, 0);
    socket_.set(zmq::sockopt::ipv6, allow_v6);
    socket_.set(zmq::sockopt::rcvhwm, 4);
    socket_.connect("tcp://" + to_string({server.host, server.port + 1}));
}

/// A monitor that nobody reads would stop libzmq's thread.
KeyQuery::~KeyQuery() { zmq_socket_monitor(socket_.handle(), nullptr, 0); }

/// The one event that is asked for is that a connection could not be made.
bool KeyQuery::connect_failed() {
    zmq::message_t event;
    return zmq_msg_recv(event.handle(), monitor_.handle(), ZMQ_DONTWAIT) >= 0;
}

/// The connection comes and goes with an empty message.
std::optional<KeyQuery::Answer> KeyQuery::poll() {
    zmq::message_t part;
    while (zmq_msg_recv(part.handle(), socket_.handle(), ZMQ_DONTWAIT) >= 0) {
        if (part.more()) continue;  // the connection's id
        if (part.size() == 0 && std::exchange(connected_, true)) return parse_answer(received_);
        received_ += part.to_string();
        if (const std::size_t end = received_.find('\n'); end != received_.npos)
            return parse_answer(std::string_view(received_).substr(0, end));
        if (received_.size() > max_line_bytes) return Answer{};
    }
    if (!connected_ && connect_failed()) return Answer{};
    return std::nullopt;
}

}  // namespace indaba::client
