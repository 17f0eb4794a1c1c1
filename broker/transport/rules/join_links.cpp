#include "broker/transport/rules/join_links.hpp"

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "broker/transport/rules/peer_address.hpp"
#include "common/base/endpoints.hpp"

namespace indaba::broker {

std::string in_brackets(const std::string& host) {
    const bool is_bare_v6 = host.find(':') != std::string::npos && host.front() != '[';
    return is_bare_v6 ? "[" + host + "]" : host;
}

namespace {

constexpr std::string_view mapped_v4 = "::ffff:";

bool is_v6(const std::string& text) { return text.find(':') != text.npos; }

/// Returns one spelling for each address: of an IPv4 address in its mapped form (RFC 4291) the IPv4
/// one, since a socket of each would be in the way of the other.
std::string to_host(std::string asked) {
    std::erase_if(asked, [](char c) { return c == '[' || c == ']'; });
    if (asked == "::" || asked == "0:0:0:0:0:0:0:0") return any_host;
    if (asked.starts_with(mapped_v4) && asked.find('.') != asked.npos)
        asked.erase(0, mapped_v4.size());
    return in_brackets(asked);
}

bool covers(const std::string& wide, const std::string& other) {
    if (wide == any_host) return other != any_host;
    return wide == any_host_v4 && other != wide && !is_v6(other) && parse_address(other);
}

/// Returns the addresses that a name stands for: this machine itself, or an interface.
std::vector<std::string> addresses_of(const std::string& name,
                                      const std::vector<LocalAddress>& local) {
    std::vector<std::string> result;
    for (const LocalAddress& own : local)
        if (own.interface == name
                ? !own.link_local
                : name == "localhost" && (own.text == "127.0.0.1" || own.text == "::1"))
            result.push_back(own.text);
    return result.empty() ? std::vector{name} : result;
}

bool is_far(const std::string& address) {
    const auto parsed = parse_peer_address(address);
    return !parsed || !is_loopback(*parsed);
}

/// Returns the endpoints of a link, with commas between them.
std::string with_others(const std::string& own, const std::vector<std::string>& others) {
    client::Endpoints endpoints;
    if (const auto endpoint = client::parse_endpoint(own)) endpoints.push_back(*endpoint);
    for (const std::string& other : others) {
        const auto endpoint = client::parse_endpoint(other);
        if (endpoint && (is_far(other) || !is_far(own)) &&
            endpoints.size() < client::max_endpoints &&
            std::ranges::find(endpoints, *endpoint) == endpoints.end())
            endpoints.push_back(*endpoint);
    }
    return endpoints.empty() ? own : to_string(endpoints);
}

/// Returns the largest unit that divides the time: "7 days".
std::string duration_text(std::chrono::seconds time) {
    struct Unit {
        std::int64_t seconds;
        const char* name;
    };
    for (const Unit& unit : {Unit{86400, "day"}, Unit{3600, "hour"}, Unit{60, "minute"}})
        if (const auto count = time.count() / unit.seconds; time.count() % unit.seconds == 0)
            return std::to_string(count) + " " + unit.name + (count == 1 ? "" : "s");
    return std::to_string(time.count()) + (time.count() == 1 ? " second" : " seconds");
}

}  // namespace

std::vector<std::string> hosts_to_bind(const std::vector<std::string>& asked,
                                       const std::vector<LocalAddress>& local) {
    std::vector<std::string> names;
    for (const std::string& each : asked)
        for (std::string& address : addresses_of(each, local)) names.push_back(std::move(address));
    std::vector<std::string> hosts;
    for (const std::string& each : names)
        if (std::string host = to_host(each); std::ranges::find(hosts, host) == hosts.end())
            hosts.push_back(std::move(host));
    std::vector<std::string> result;
    for (const std::string& host : hosts)
        if (std::ranges::none_of(hosts, [&](const auto& wide) { return covers(wide, host); }))
            result.push_back(host);
    return result;
}

std::vector<std::string> reachable_addresses(const BoundSocket& bound,
                                             const std::vector<LocalAddress>& local) {
    const std::string suffix = ":" + std::to_string(bound.port);
    const bool any_v4 = bound.host == any_host_v4;
    if (bound.host != any_host && !any_v4) return {bound.host + suffix};
    std::vector<std::string> result;
    for (const LocalAddress& own : local)
        if (!own.link_local && !(any_v4 && is_v6(own.text)))
            result.push_back(in_brackets(own.text) + suffix);
    return result;
}

std::string clients_address(const std::vector<std::string>& listening) {
    if (listening.empty()) return {};
    const auto far = std::ranges::find_if(listening, is_far);
    return far == listening.end() ? listening.front() : *far;
}

std::string invite_text(const std::vector<std::string>& links, std::uint64_t uses,
                        std::chrono::seconds lasts) {
    const std::string people = uses == 1 ? "one person" : std::to_string(uses) + " people";
    const std::string time = lasts.count() == 0 ? "" : " within " + duration_text(lasts);
    std::string text = "The invite, once for each address of this machine. It admits " + people +
                       time + ". Pass on a link that the invited person can reach:\n";
    for (const std::string& link : links) text += link + "\n";
    return text;
}

std::vector<std::string> join_links(const std::vector<std::string>& addresses,
                                    const Account& broker_key,
                                    const std::optional<SecretKey>& invite,
                                    const std::vector<std::string>& others) {
    std::vector<std::string> result;
    for (const std::string& address : addresses)
        result.push_back(to_string(JoinLink{with_others(address, others), broker_key, invite}));
    return result;
}

}  // namespace indaba::broker
