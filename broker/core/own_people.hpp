#pragma once
/// The people who are online at this broker, as it tells the others of its server: the changes in
/// batches, and everybody when a broker begins to follow. The core owns it.
#include <chrono>
#include <cstdint>
#include <optional>
#include <set>

#include "broker/core/peers.hpp"

namespace indaba::broker {

class OwnPeople {
 public:
    using ms = std::chrono::milliseconds;
    static constexpr ms batch_interval{100};

    /// `writer`: this broker's number; without one there is nobody to tell.
    explicit OwnPeople(std::optional<std::int64_t> writer) : writer_(writer) {}

    void set_online(const Account& account, ms now);
    void set_offline(const Account& account, ms now);
    /// Returns when changes() is due. Absent while nobody has come or left.
    std::optional<ms> due() const { return due_; }
    /// Returns the changes since the last call. Without any, the message says that there are none,
    /// so that a broker which missed the last ones notices it.
    ToldPeople changes();
    /// Returns everybody of the version that changes() told last.
    ToldPeople everybody() const;

 private:
    void mark_changed(ms now);

    const std::optional<std::int64_t> writer_;
    std::set<Account> online_, told_;
    std::uint64_t version_ = 1;
    std::optional<ms> due_;
};

}  // namespace indaba::broker
