#pragma once
/// Limits open connections, in all and per address, before their accounts are known.
/// Strict with connections that have said no hello yet, and with addresses whose connections fail.
/// When the table is full, who has said no hello makes way, and then who has not joined; who has
/// joined never does.
/// Pure; the server owns it, and disconnects the connections it names.
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "broker/limits/limits.hpp"

namespace indaba::broker {

class ConnectionLimiter {
 public:
    using ms = std::chrono::milliseconds;

    /// `has_joined`: whether the connection at a descriptor has joined.
    explicit ConnectionLimiter(
        const ConnectionLimits& limits,
        std::function<bool(int)> has_joined = [](int) { return true; })
        : limits_(limits), has_joined_(std::move(has_joined)) {}

    struct AcceptResult {
        std::vector<int> to_disconnect;    // it, or those evicted for it
        bool short_hello_timeout = false;  // its address had too many failed connections
    };
    /// `address`: as rate_limit_key() tells; empty for this machine. A flood of silent ones makes
    /// way for who says hello at once; and who shares an address with one who fails is not locked
    /// out.
    AcceptResult on_accepted(int descriptor, const std::string& address, ms now);
    /// False: not for the first time.
    bool on_hello(int descriptor);
    void on_closed(int descriptor, ms now);
    /// Counts a message before hello. Returns false if the connection must be disconnected.
    bool allow_before_hello(int descriptor);

    /// Without those being disconnected.
    std::size_t size() const { return connections_.size() - disconnecting_; }
    std::size_t tracked_addresses() const { return addresses_.size(); }  // that are remembered
    std::size_t half_open() const { return half_open_.size(); }

 private:
    struct ConnectionState {
        std::string address;
        std::uint64_t accept_number = 0;
        bool said_hello = false;
        bool disconnecting = false;
        std::uint64_t messages_before_hello = 0;
    };
    using OldestFirst = std::set<std::pair<std::uint64_t, int>>;  // accept number and descriptor
    struct AddressState {
        OldestFirst half_open;
        Bucket failed_connections;
    };
    void remove_half_open(int descriptor, const ConnectionState& connection);
    int pick_eviction(int newcomer);
    void disconnect(int descriptor, AcceptResult& result);
    AddressState& address_state(const std::string& address, ms now);

    static constexpr std::size_t min_address_cleanup_size = 4'096;

    const ConnectionLimits limits_;
    const std::function<bool(int)> has_joined_;
    std::map<int, ConnectionState> connections_;
    OldestFirst half_open_;
    OldestFirst hello_but_not_joined_;  // may hold some that joined since
    std::map<std::string, AddressState> addresses_;
    std::size_t address_cleanup_size_ = min_address_cleanup_size;
    std::size_t disconnecting_ = 0;
    std::uint64_t last_accept_number_ = 0;
};

}  // namespace indaba::broker
