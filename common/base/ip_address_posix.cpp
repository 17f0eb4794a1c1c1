#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "common/base/ip_address.hpp"

namespace indaba {

std::optional<std::string> shortest_v6(const std::string& address) {
    in6_addr bytes{};
    char text[INET6_ADDRSTRLEN];
    if (::inet_pton(AF_INET6, address.c_str(), &bytes) != 1) return std::nullopt;
    return ::inet_ntop(AF_INET6, &bytes, text, sizeof text) ? text : address;
}

}  // namespace indaba
