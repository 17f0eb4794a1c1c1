#pragma once
/// The menu of one message: copy, whisper, open its links, fold. Works by mouse and by keys.
/// Returns the chosen item and does nothing itself.
#include <optional>
#include <string>
#include <vector>

#include "imgui-client/messages/row_layout.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

class MessageMenu {
 public:
    enum class What { copy, whisper, open, fold };
    struct Item {
        What what = What::copy;
        DisplayText words;
        std::string url;
    };

    void open(ImVec2 at, const RowOrder& row);
    void close() { row_.reset(); }
    /// Returns the menu's row, or nullopt while it is closed.
    std::optional<RowOrder> row() const { return row_; }
    /// Draws the menu inside of `view` and handles the mouse and, if it is `focused`, the keys.
    /// Returns the chosen item; then, on Escape and on a click beside it, the menu is closed.
    std::optional<Item> draw(const RowLayout& layout, bool own, const Rect& view, bool focused);

 private:
    std::optional<RowOrder> row_;
    ImVec2 at_;
    std::size_t chosen_ = 0;
    bool fresh_ = false;  // in the frame that opened it, keys and clicks are not for it
};

}  // namespace indaba::ui
