#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "broker/transport/zmq/receive_watch.hpp"

namespace indaba::broker {

ReceiveWatch::ReceiveWatch() : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll_ < 0)
        throw std::system_error(errno, std::generic_category(), "No connection can be watched");
}

ReceiveWatch::~ReceiveWatch() { close(epoll_); }

bool ReceiveWatch::watch(int connection) const {
    epoll_event event{};
    event.events = EPOLLIN | EPOLLET | EPOLLONESHOT;
    event.data.fd = connection;
    if (epoll_ctl(epoll_, EPOLL_CTL_MOD, connection, &event) == 0) return true;
    return errno == ENOENT && epoll_ctl(epoll_, EPOLL_CTL_ADD, connection, &event) == 0;
}

std::vector<int> ReceiveWatch::take() const {
    std::vector<int> result;
    std::array<epoll_event, 256> events;
    int count = 0;
    do {
        count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 0);
        for (int i = 0; i < count; ++i)
            result.push_back(events[static_cast<std::size_t>(i)].data.fd);
    } while (count == static_cast<int>(events.size()));
    return result;
}

}  // namespace indaba::broker
