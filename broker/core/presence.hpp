#pragma once
/// Who is here, per account, told to everybody in batches of 250 ms: leaving and returning within
/// one batch is never told. Never stored. The core owns it.
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
    static constexpr std::chrono::milliseconds batch{250};

    /// Also tells a new name of one who is here.
    void here(const Account& account, const std::string& name, std::chrono::milliseconds now);
    void gone(const Account& account, std::chrono::milliseconds now);
    bool is_here(const Account& account) const { return here_.contains(account); }

    /// When tell() is due; nothing while nothing has changed.
    std::optional<std::chrono::milliseconds> due() const { return due_; }
    /// What changed since the last time, cut at limit::list. Empty if all of it cancelled.
    std::vector<SharedOutgoing> tell();

    /// Everybody of the version told last, as `people` messages; encoded once per version.
    const std::vector<SharedOutgoing>& people();
    std::uint64_t version() const { return version_; }

 private:
    void changed(const Account& account, std::chrono::milliseconds now);

    std::map<Account, std::string> here_;
    std::map<Account, std::string> told_;
    std::set<Account> changed_;
    std::set<Account> renamed_;
    std::optional<std::chrono::milliseconds> due_;
    std::uint64_t version_ = 0;
    std::vector<SharedOutgoing> people_;
};

}  // namespace indaba::broker
