#include "broker/transport/zmq/frames.hpp"

namespace indaba::broker {

std::vector<std::string> receive_frames(zmq::socket_t& socket, zmq::recv_flags flags) {
    std::vector<std::string> frames;
    zmq::message_t part;
    do {
        if (!socket.recv(part, flags)) return {};
        frames.push_back(part.to_string());
    } while (part.more());
    return frames;
}

void send_frames(zmq::socket_t& socket, const std::vector<std::string>& frames) {
    for (std::size_t i = 0; i < frames.size(); ++i)
        socket.send(zmq::buffer(frames[i]),
                    i + 1 < frames.size() ? zmq::send_flags::sndmore : zmq::send_flags::none);
}

}  // namespace indaba::broker
