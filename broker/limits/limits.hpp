#pragma once
/// What one account, one address and all together may use of the broker: one table, each row of it
/// an option (`--limit NAME=VALUE`). Limits of single messages are the wire's: protocol.hpp.
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "broker/limits/bucket.hpp"

namespace indaba::broker {

/// Kept by the core, for everybody alike, wherever they connect from.
struct AccountLimits {
    Rate posts{200, 20};
    Rate bytes{16 * 1024 * 1024, 2 * 1024 * 1024};
    Rate requests{240, 60};
    Rate renames{10, 1, std::chrono::minutes{1}};
    Rate wasted{1'000, 100};
    std::uint64_t connections = 16;
    std::uint64_t pending_bytes =
        256 * 1024;  // a few commits: others wait no longer than for these
    Rate newcomers{600, 6, std::chrono::minutes{1}};
};

/// Limits of connections, enforced before the handshake and the hello. Addresses: IPv6 by /64; this
/// machine's own are in none.
struct ConnectionLimits {
    std::uint64_t clients = 10'000;
    std::uint64_t half_open = 1'024;
    std::uint64_t half_open_per_address = 600;  // an office behind one address comes back at once
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

/// A row of the table.
struct LimitRow {
    std::string_view name;
    std::string_view what;  // a sentence's beginning, for --help and the documents
    std::variant<Rate*, std::uint64_t*> (*field)(AllLimits&);
    std::uint64_t min_value;  // a burst or a number below it would refuse honest clients
};
const std::vector<LimitRow>& limit_table();

/// "posts=200+20/s", "renames=10+1/min", "clients=10000", "posts=off". Returns what is wrong with
/// it, in a sentence; empty: it is set.
std::string set_limit(AllLimits& limits, std::string_view assignment);

/// A value as set_limit() reads it.
std::string limit_value(AllLimits limits, const LimitRow& row);

}  // namespace indaba::broker
