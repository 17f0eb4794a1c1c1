#pragma once
/// Finds the rooms whose title or topic contains what was typed, whatever the case. Works only when
/// the list or the text has changed, not in each frame. Pure.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "imgui-client/view_state/view_state.hpp"

namespace indaba::ui {

class RoomFilter {
 public:
    /// Returns the places in `directory.rooms` of the rooms that fit, in their order. Blanks around
    /// what was typed do not count, and neither does a '#' before it.
    const std::vector<std::size_t>& find(const RoomDirectory& directory, std::string_view typed);
    /// Counts how often the rooms were searched.
    std::uint64_t searches() const { return searches_; }

 private:
    std::optional<std::uint64_t> version_;  // of the list
    std::vector<std::string> texts_;        // title and topic of each room, case-folded
    std::string typed_;
    std::vector<std::size_t> found_;
    std::uint64_t searches_ = 0;
};

/// Returns a text of one line without the blanks around it.
std::string_view without_blanks(std::string_view line);
/// Returns what was typed as a title: without blanks around it and a '#' before it.
std::string_view typed_title(std::string_view typed);

}  // namespace indaba::ui
