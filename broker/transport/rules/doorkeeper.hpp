#pragma once
/// How many may stand at the door, in all and from one address, before it is known who they are.
/// Strict with connections that have said no hello yet, and with addresses whose connections fail.
/// When the table is full, who has said no hello makes way, and then who has not joined; who has
/// joined never does.
/// Pure; the server owns it, and cuts whom it names.
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

class Doorkeeper {
 public:
    using ms = std::chrono::milliseconds;

    /// `inside`: the connection at a descriptor has joined.
    explicit Doorkeeper(
        const DoorLimits& limits, std::function<bool(int)> inside = [](int) { return true; })
        : limits_(limits), inside_(std::move(inside)) {}

    struct Verdict {
        std::vector<int> cut;  // it, or those who make way for it
        bool hurry = false;    // its address has failed too often: it must say hello soon
    };
    /// `address`: as neighbour() tells; empty for this machine. A flood of silent ones makes way
    /// for who says hello at once; and who shares an address with one who fails is not locked out.
    Verdict accepted(int descriptor, const std::string& address, ms now);
    /// False: not for the first time.
    bool greeted(int descriptor);
    void closed(int descriptor, ms now);
    /// Something that is no hello, from one who has said none. False: it is to be cut.
    bool may_speak(int descriptor);

    /// Without those that are to be cut.
    std::size_t size() const { return connections_.size() - cut_; }
    std::size_t addresses() const { return addresses_.size(); }  // that are remembered
    std::size_t half_open() const { return waiting_.size(); }

 private:
    struct Connection {
        std::string address;
        std::uint64_t order = 0;
        bool greeted = false;
        bool cut = false;
        std::uint64_t words = 0;
    };
    using Waiting = std::set<std::pair<std::uint64_t, int>>;  // the oldest first
    struct Address {
        Waiting waiting;
        Bucket failures;
    };
    void stop_waiting(int descriptor, const Connection& connection);
    int who_makes_way(int newcomer);
    void cut(int descriptor, Verdict& verdict);
    Address& at(const std::string& address, ms now);

    static constexpr std::size_t addresses_kept_at_least = 4'096;

    const DoorLimits limits_;
    const std::function<bool(int)> inside_;
    std::map<int, Connection> connections_;
    Waiting waiting_;
    Waiting greeted_;  // those not known to be inside
    std::map<std::string, Address> addresses_;
    std::size_t addresses_kept_ = addresses_kept_at_least;
    std::size_t cut_ = 0;
    std::uint64_t last_order_ = 0;
};

}  // namespace indaba::broker
