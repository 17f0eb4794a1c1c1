#pragma once
/// Tells once that a connection has received bytes, although libzmq reports whole messages only: so
/// a silent connection costs no wake-up. ConnectionGuard owns it. POSIX in receive_watch_posix.cpp.
#include <vector>

namespace indaba::broker {

class ReceiveWatch {
 public:
    /// Throws std::runtime_error when the system grants no descriptor.
    ReceiveWatch();
    ~ReceiveWatch();
    ReceiveWatch(const ReceiveWatch&) = delete;
    ReceiveWatch& operator=(const ReceiveWatch&) = delete;

    /// Returns the descriptor that is readable while take() has something to return.
    int descriptor() const { return epoll_; }
    /// Reports the connection once, when it has received bytes or closed. Returns false if the
    /// system refuses. The end of the connection ends the watch.
    bool watch(int connection) const;
    /// Returns the connections to report.
    std::vector<int> take() const;

 private:
    int epoll_;
};

}  // namespace indaba::broker
