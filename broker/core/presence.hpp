#pragma once
/// Who is online, per account, published in batches of 250 ms: leaving and returning within
/// one batch is not published. Never stored. The core owns it.
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

    /// Also publishes a new name of an online account.
    void set_online(const Account& account, const std::string& name, std::chrono::milliseconds now);
    void set_offline(const Account& account, std::chrono::milliseconds now);
    bool is_online(const Account& account) const { return online_.contains(account); }

    /// When publish() is due; nothing while nothing has changed.
    std::optional<std::chrono::milliseconds> due() const { return due_; }
    /// Returns the changes since the last call, split at limit::list. Empty if all of it cancelled.
    std::vector<SharedOutgoing> publish();

    /// Everybody of the version published last, as `people` messages; encoded once per version.
    const std::vector<SharedOutgoing>& people();
    std::uint64_t version() const { return version_; }

 private:
    void changed(const Account& account, std::chrono::milliseconds now);

    std::map<Account, std::string> online_;
    std::map<Account, std::string> published_;
    std::set<Account> changed_;
    std::set<Account> renamed_;
    std::optional<std::chrono::milliseconds> due_;
    std::uint64_t version_ = 0;
    std::vector<SharedOutgoing> people_;
};

}  // namespace indaba::broker
