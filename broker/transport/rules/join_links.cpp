#include "broker/transport/rules/join_links.hpp"

namespace indaba::broker {

std::string in_brackets(const std::string& host) {
    const bool is_bare_v6 = host.find(':') != std::string::npos && host.front() != '[';
    return is_bare_v6 ? "[" + host + "]" : host;
}

std::vector<std::string> reachable_addresses(const std::string& host, int port,
                                             const std::vector<LocalAddress>& local) {
    const std::string suffix = ":" + std::to_string(port);
    if (host != any_host) return {host + suffix};
    std::vector<std::string> result;
    for (const LocalAddress& own : local)
        if (!own.link_local) result.push_back(in_brackets(own.text) + suffix);
    return result;
}

std::vector<std::string> join_links(const std::vector<std::string>& addresses,
                                    const Account& broker_key,
                                    const std::optional<SecretKey>& invite) {
    std::vector<std::string> result;
    for (const std::string& address : addresses)
        result.push_back(to_string(JoinLink{address, broker_key, invite}));
    return result;
}

}  // namespace indaba::broker
