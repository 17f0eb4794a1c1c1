#pragma once
/// A second way to a port of this machine, which can be cut off. Stands for another endpoint of a
/// server in integration tests. The POSIX code is in tcp_proxy_posix.cpp.
#include <memory>

namespace indaba::test {

class TcpProxy {
 public:
    /// Listens on a free port of 127.0.0.1 and forwards each connection to `port`.
    explicit TcpProxy(int port);
    /// Closes its port and all connections through it.
    ~TcpProxy();
    TcpProxy(const TcpProxy&) = delete;
    TcpProxy& operator=(const TcpProxy&) = delete;

    int port() const;

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace indaba::test
