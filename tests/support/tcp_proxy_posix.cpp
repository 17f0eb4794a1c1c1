#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/support/tcp_proxy.hpp"

namespace indaba::test {
namespace {

/// Owns a descriptor.
class ProxySocket {
 public:
    explicit ProxySocket(int number) : number_(number) {
        if (number < 0) throw std::runtime_error("The proxy has no socket.");
    }
    ~ProxySocket() { ::close(number_); }
    ProxySocket(const ProxySocket&) = delete;
    ProxySocket& operator=(const ProxySocket&) = delete;
    int number() const { return number_; }

 private:
    int number_;
};

sockaddr_in local_address(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/// Sends on what has come from one end. Returns false when that end or the other has gone.
bool forward(int from, int to) {
    std::array<char, 65536> bytes{};
    const ssize_t size = ::recv(from, bytes.data(), bytes.size(), 0);
    for (ssize_t sent = 0; sent < size;) {
        const ssize_t part =
            ::send(to, bytes.data() + sent, static_cast<std::size_t>(size - sent), MSG_NOSIGNAL);
        if (part <= 0) return false;
        sent += part;
    }
    return size > 0;
}

/// A connection of a client and the one to the broker.
struct Pair {
    explicit Pair(int accepted) : client(accepted), broker(::socket(AF_INET, SOCK_STREAM, 0)) {}
    ProxySocket client, broker;
};

}  // namespace

struct TcpProxy::State {
    explicit State(int the_target)
        : target(the_target), listener(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address = local_address(0);
        socklen_t size = sizeof address;
        auto* const raw = reinterpret_cast<sockaddr*>(&address);
        if (::bind(listener.number(), raw, size) != 0 || ::listen(listener.number(), 64) != 0 ||
            ::getsockname(listener.number(), raw, &size) != 0 || ::pipe(stop.data()) != 0)
            throw std::runtime_error("The proxy cannot listen.");
        port = ntohs(address.sin_port);
        thread = std::thread([this] { run(); });
    }
    ~State() {
        ::close(stop[1]);
        thread.join();
        ::close(stop[0]);
    }

    void run() {
        while (true) {
            std::vector<pollfd> items{{stop[0], POLLIN, 0}, {listener.number(), POLLIN, 0}};
            for (const Pair& pair : pairs) {
                items.push_back({pair.client.number(), POLLIN, 0});
                items.push_back({pair.broker.number(), POLLIN, 0});
            }
            if (::poll(items.data(), items.size(), -1) < 0) continue;
            if (items[0].revents != 0) return;
            std::size_t at = 2;
            std::erase_if(pairs, [&](const Pair& pair) {
                const bool from_client = items[at].revents != 0;
                const bool from_broker = items[at + 1].revents != 0;
                at += 2;
                return (from_client && !forward(pair.client.number(), pair.broker.number())) ||
                       (from_broker && !forward(pair.broker.number(), pair.client.number()));
            });
            if (items[1].revents != 0) accept_one();
        }
    }
    void accept_one() {
        const int accepted = ::accept(listener.number(), nullptr, nullptr);
        if (accepted < 0) return;
        const Pair& pair = pairs.emplace_back(accepted);
        sockaddr_in address = local_address(target);
        if (::connect(pair.broker.number(), reinterpret_cast<sockaddr*>(&address),
                      sizeof address) != 0)
            pairs.pop_back();
    }

    int target;
    ProxySocket listener;
    int port = 0;
    std::array<int, 2> stop{};
    std::list<Pair> pairs;
    std::thread thread;
};

TcpProxy::TcpProxy(int port) : state_(std::make_unique<State>(port)) {}

TcpProxy::~TcpProxy() = default;

int TcpProxy::port() const { return state_->port; }

}  // namespace indaba::test
