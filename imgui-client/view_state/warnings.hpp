#pragma once
/// The warnings that are pinned under the header. Each stays until it is dismissed or its cause has
/// ended, however many messages arrive. Owned by the workspace. Pure.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "imgui-client/view_state/view_state.hpp"

namespace indaba::ui {

class Warnings {
 public:
    /// The subject of a warning. A new sentence about the same thing replaces the old one, except
    /// about keys and files, where each sentence counts.
    enum class About { waiting, key, history, server, encryption, file, copy, jump };

    void pin(About about, std::string sentence);
    void drop(About about);
    /// Returns what the dismissed warning was about; nullopt if it is gone already.
    std::optional<About> dismiss(std::uint64_t id);
    void clear();

    /// Returns those whose cause lasts first, then the oldest first.
    const std::vector<PinnedWarning>& shown() const { return shown_; }

 private:
    std::vector<PinnedWarning> shown_;
    std::vector<About> about_;  // of each in `shown_`
    std::uint64_t last_id_ = 0;
};

}  // namespace indaba::ui
