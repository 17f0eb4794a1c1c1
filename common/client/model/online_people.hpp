#pragma once
/// The list of people online, as the broker reports it and as it is displayed. After a lost
/// connection the old list stays on the screen until 10 s after `ready`, so that people have time
/// to come back; then only the differences are reported. Owned by the model.
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/wire/protocol.hpp"

namespace indaba::client {

class OnlinePeople {
 public:
    using List = std::map<Account, std::string>;
    using Time = std::chrono::milliseconds;
    static constexpr Time reconnect_grace = std::chrono::seconds{10};

    /// The changes of the displayed list.
    struct Changes {
        std::vector<Person> joined, left;
    };

    /// Replaces the whole list at `ready`. The first list is displayed at once and reports no
    /// change.
    Changes replace(List list, std::uint64_t version, Time now);
    Changes presence(const Presence& presence);
    /// Changes the name in both lists.
    void rename(const Account& account, const std::string& name);
    void lost();
    Changes on_time(Time now);
    std::optional<Time> next_deadline() const { return display_at_; }

    const List& displayed() const { return displayed_; }
    std::uint64_t version() const { return version_; }

 private:
    Changes display_actual();

    List actual_, displayed_;
    std::uint64_t version_ = 0;
    bool ever_displayed_ = false;
    bool stale_ = false;  // the displayed list is from before a lost connection
    std::optional<Time> display_at_;
};

}  // namespace indaba::client
