#pragma once
/// Limits open connections in total and per address, before their accounts are known. When the
/// table is full, it evicts the oldest connection without a hello, then the oldest that has not
/// joined. Joined connections are never evicted. Pure: ConnectionGuard owns it and disconnects the
/// connections it names.
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

    /// `has_joined` tells whether the connection of a descriptor has joined.
    explicit ConnectionLimiter(
        const ConnectionLimits& limits,
        std::function<bool(int)> has_joined = [](int) { return true; })
        : limits_(limits), has_joined_(std::move(has_joined)) {}

    struct AcceptResult {
        std::vector<int> to_disconnect;    // evicted descriptors, perhaps the new one
        bool short_hello_timeout = false;  // too many connections of its address have failed
    };
    /// `address` is a rate_limit_key(); empty for this machine, which has no limit per address.
    /// Addresses are never locked out: the oldest silent connection is evicted for a new one, and
    /// an address with failed connections gets a short hello timeout only.
    AcceptResult on_accepted(int descriptor, const std::string& address, ms now);
    /// Returns whether this is the connection's first hello.
    bool on_hello(int descriptor);
    void on_closed(int descriptor, ms now);
    /// Counts a message before hello. Returns false if the connection must be disconnected.
    bool allow_before_hello(int descriptor);

    /// Returns the number of connections that are not being disconnected.
    std::size_t size() const { return connections_.size() - disconnecting_; }
    std::size_t tracked_addresses() const { return addresses_.size(); }
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
