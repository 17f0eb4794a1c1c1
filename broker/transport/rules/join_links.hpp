#pragma once
/// The addresses at which clients reach a bound socket, and the links that name them. Pure.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "broker/handshake/addresses.hpp"
#include "common/keys/join_link.hpp"

namespace indaba::broker {

/// ZeroMQ's host for all addresses of this machine.
inline constexpr const char* any_host = "*";
inline constexpr const char* any_host_v4 = "0.0.0.0";

/// Returns an IPv6 address in brackets, as endpoints and links have it; any other host unchanged.
std::string in_brackets(const std::string& host);

/// Returns what to bind for the addresses that the operator asked for: each once, IPv6 in brackets,
/// any_host for "::", all addresses of an interface, and none that another one covers. An interface
/// without an address keeps its name: it may get one.
std::vector<std::string> hosts_to_bind(const std::vector<std::string>& asked,
                                       const std::vector<LocalAddress>& local);

/// A socket that listens. `host` is one of hosts_to_bind(), `address` what the system made of it.
struct BoundSocket {
    std::string host;
    std::string address;  // "127.0.0.1:5000"
    int port = 0;
};

/// Returns "host:port"; for all addresses of this machine, one for each address of `local` but
/// link-local ones, which are valid on one network card only.
std::vector<std::string> reachable_addresses(const BoundSocket& bound,
                                             const std::vector<LocalAddress>& local);

/// Returns the first of these addresses that another machine can reach, or else the first; empty
/// when there is none.
std::string clients_address(const std::vector<std::string>& listening);

/// Returns what an operator passes on: whom the invite admits, and its links.
std::string invite_text(const std::vector<std::string>& links, std::uint64_t uses,
                        std::chrono::seconds lasts);

/// Returns one link for each address, which names `others` behind it: the addresses of the other
/// brokers of the server. A link leaves out those that are no endpoint, that only this machine
/// reaches unless its own is so, and those beyond client::max_endpoints.
std::vector<std::string> join_links(const std::vector<std::string>& addresses,
                                    const Account& broker_key,
                                    const std::optional<SecretKey>& invite,
                                    const std::vector<std::string>& others = {});

}  // namespace indaba::broker
