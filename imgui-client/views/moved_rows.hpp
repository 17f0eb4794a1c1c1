#pragma once
/// The rows of a list that have just moved: a message that re-sorts the list under a resting mouse
/// must not make its click choose another one. Used by the left and the right column.
#include <map>
#include <optional>
#include <utility>

#include "imgui.h"

namespace indaba::ui {

/// `Key` names what a row stands for.
template <class Key>
class MovedRows {
 public:
    /// A row takes no click for so long after it has moved.
    static constexpr double settling_s = 0.5;

    /// Call before the rows of a frame are drawn. `scroll` is the list's scroll position: rows that
    /// the user scrolls into sight have not moved.
    void begin_frame(float scroll) {
        before_ = std::exchange(rows_, {});
        scrolled_ = std::exchange(scroll_, scroll) != scroll;
    }
    /// Reports a visible row, `top` pixels below the begin of the list.
    void place(const Key& key, float top) {
        const double now = ImGui::GetTime();
        const auto known = before_.find(key);
        Row row = known == before_.end() ? Row{top, scrolled_ ? now - settling_s : now, false}
                                         : known->second;
        if (std::exchange(row.top, top) != top) row.moved_at = now;
        if (ImGui::IsMouseClicked(ImGuiMouseButton_Left))
            row.takes_click = now - row.moved_at >= settling_s;
        rows_[key] = row;
    }
    /// Returns whether a click on a reported row counts: it had not just moved when the button went
    /// down.
    bool takes_click(const Key& key) const { return rows_.at(key).takes_click; }

 private:
    struct Row {
        float top = 0;
        double moved_at = 0;
        bool takes_click = false;
    };
    std::map<Key, Row> rows_, before_;
    std::optional<float> scroll_;
    bool scrolled_ = true;
};

}  // namespace indaba::ui
