#pragma once
/// Says of a title for a new room whether it is valid and free, as far as the list of all rooms
/// tells: the server decides. Pure.
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "imgui-client/view_state/view_state.hpp"

namespace indaba::ui {

class TitleCheck {
 public:
    struct Verdict {
        bool free = false;    // valid, and no open room of the list has it
        std::string problem;  // a sentence; empty: valid, and free or unknown
    };
    /// Judges a title that is not empty. Nothing is said about a title of a list that is not there.
    /// Titles of private rooms may repeat: `is_private` looks at the rules only.
    Verdict judge(const RoomDirectory& directory, std::string_view title, bool is_private);

 private:
    void take_over(const RoomDirectory& directory);

    std::optional<std::uint64_t> version_;  // of the list
    std::set<std::string> folded_, skeletons_;
};

}  // namespace indaba::ui
