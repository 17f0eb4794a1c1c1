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
    const auto key = Account::from_hex(line.substr(before_key.size()));
    if (!key || key->is_zero()) return {};
    return {key, false};
}

}  // namespace

KeyQuery::KeyQuery(zmq::context_t& context, const Endpoint& endpoint, bool allow_v6,
                   const std::string& monitor)
    : socket_(context, zmq::socket_type::stream),
      // The event means that no connection could be made.
      monitor_(context, socket_, monitor, ZMQ_EVENT_CLOSED) {
    socket_.set(zmq::sockopt::linger, 0);
    socket_.set(zmq::sockopt::ipv6, allow_v6);
    socket_.set(zmq::sockopt::rcvhwm, 4);
    socket_.connect("tcp://" + to_string({endpoint.host, endpoint.port + 1}));
}

KeyQuery::~KeyQuery() { monitor_.stop(socket_); }

/// A STREAM socket reports the beginning and the end of its connection as an empty message.
std::optional<KeyQuery::Answer> KeyQuery::poll() {
    zmq::message_t part;
    while (receive_part(socket_, part)) {
        if (part.more()) continue;  // the connection's id
        if (part.size() == 0 && std::exchange(connected_, true)) return parse_answer(received_);
        received_ += part.to_string();
        if (const std::size_t end = received_.find('\n'); end != received_.npos)
            return parse_answer(std::string_view(received_).substr(0, end));
        if (received_.size() > max_line_bytes) return Answer{};
    }
    if (!connected_ && monitor_.next_event()) return Answer{};
    return std::nullopt;
}

}  // namespace indaba::client
