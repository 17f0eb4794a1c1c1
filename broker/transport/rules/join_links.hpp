#pragma once
/// The addresses at which clients reach a bound socket, and the links that name them. Pure.
#include <optional>
#include <string>
#include <vector>

#include "broker/handshake/addresses.hpp"
#include "common/keys/join_link.hpp"

namespace indaba::broker {

/// ZeroMQ's host for all addresses of this machine.
inline constexpr const char* any_host = "*";

/// Returns an IPv6 address in brackets, as endpoints and links have it; any other host unchanged.
std::string in_brackets(const std::string& host);

/// Returns "host:port"; for any_host, one for each address of `local` but link-local ones, which
/// are valid on one network card only.
std::vector<std::string> reachable_addresses(const std::string& host, int port,
                                             const std::vector<LocalAddress>& local);

/// Returns one link for each address.
std::vector<std::string> join_links(const std::vector<std::string>& addresses,
                                    const Account& broker_key,
                                    const std::optional<SecretKey>& invite);

}  // namespace indaba::broker
