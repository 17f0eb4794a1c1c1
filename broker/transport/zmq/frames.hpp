#pragma once
#include <string>
#include <vector>
#include <zmq.hpp>

namespace indaba::broker {

/// Returns the frames of the next message; none when no message is pending or a signal interrupted
/// the wait. For messages of trusted peers: it keeps all frames.
std::vector<std::string> receive_frames(zmq::socket_t& socket, zmq::recv_flags flags);
void send_frames(zmq::socket_t& socket, const std::vector<std::string>& frames);

}  // namespace indaba::broker
