#pragma once
/// The online accounts, published in batches of 250 ms: leaving and returning within one batch is
/// not published. Never stored. The core owns it.
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "broker/core/events.hpp"

namespace indaba::broker {

class PresenceBoard {
 public:
    static constexpr std::chrono::milliseconds batch_interval{250};

    /// Marks the account as online under this name. A new name of an online account replaces the
    /// old.
    void set_online(const Account& account, const std::string& name, std::chrono::milliseconds now);
    void set_offline(const Account& account, std::chrono::milliseconds now);
    bool is_online(const Account& account) const { return online_.contains(account); }

    /// Returns when publish() is due. Absent while no account has changed.
    std::optional<std::chrono::milliseconds> due() const { return due_; }
    /// Returns the changes since the last call, split at limit::list. Empty if all changes
    /// cancelled out.
    std::vector<SharedOutgoing> publish();

    /// Returns the online accounts of the last published version as `people` messages, which are
    /// encoded once per version.
    const std::vector<SharedOutgoing>& people();
    std::uint64_t version() const { return version_; }

 private:
    /// One account whose state differs from the published one. Null: offline.
    struct Change {
        Account account;
        const std::string* before;
        const std::string* now;
    };
    void mark_changed(const Account& account, std::chrono::milliseconds now);
    std::vector<Change> take_changes();
    Presence next_version(const std::vector<Change>& changes);

    std::map<Account, std::string> online_;
    std::map<Account, std::string> published_;
    std::set<Account> changed_;
    std::set<Account> renamed_;
    std::optional<std::chrono::milliseconds> due_;
    std::uint64_t version_ = 0;
    std::vector<SharedOutgoing> people_;
};

}  // namespace indaba::broker
