#pragma once
/// The limits of one account, one address and all connections together: one table, in which each
/// row is an option (`--limit NAME=VALUE`). Limits of single messages belong to the wire:
/// protocol.hpp.
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "broker/limits/bucket.hpp"

namespace indaba::broker {

/// The limits of each account, wherever it connects from. AccountLimiter and Sessions enforce them.
struct AccountLimits {
    Rate posts{200, 20};
    Rate bytes{16 * 1024 * 1024, 2 * 1024 * 1024};
    Rate requests{240, 60};
    Rate renames{10, 1, std::chrono::minutes{1}};
    Rate wasted{1'000, 100};
    std::uint64_t connections = 16;
    std::uint64_t pending_bytes = 256 * 1024;  // a few commits, for which other accounts wait
    Rate newcomers{600, 6, std::chrono::minutes{1}};
    std::uint64_t rooms = 2'000;
    std::uint64_t rooms_joined = 64;
    std::uint64_t rooms_created = 20;
};

/// The limits of connections, enforced before the handshake and the hello. An IPv6 address counts
/// as its /64 network; the addresses of this machine have no limit.
struct ConnectionLimits {
    std::uint64_t clients = 10'000;
    std::uint64_t half_open = 1'024;
    std::uint64_t half_open_per_address = 600;  // an office behind one address reconnects at once
    Rate failed_connections{600, 1};
    Rate handshakes{12, 6, std::chrono::minutes{1}};
    std::uint64_t messages_before_hello = 16;
    std::uint64_t frames_per_message = 16;
    std::uint64_t partial_message_bytes = 3 * 1024 * 1024;
};

struct AllLimits {
    AccountLimits accounts;
    ConnectionLimits connections;
};

struct LimitRow {
    std::string_view name;
    std::string_view what;  // the beginning of a sentence, for --help and the documents
    std::variant<Rate*, std::uint64_t*> (*field)(AllLimits&);
    std::uint64_t min_value;  // a burst or a number below it would refuse honest clients
};
const std::vector<LimitRow>& limit_table();

/// Sets a limit, as in "posts=200+20/s", "renames=10+1/min", "clients=10000" or "posts=off".
/// Returns an empty string, or a sentence that says what is wrong; then no limit is changed.
std::string set_limit(AllLimits& limits, std::string_view assignment);

/// Returns the value of a limit in the form that set_limit() reads.
std::string limit_value(AllLimits limits, const LimitRow& row);

}  // namespace indaba::broker
