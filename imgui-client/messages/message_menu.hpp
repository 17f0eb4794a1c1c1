#pragma once
/// The menu of one message: react, reply, edit, copy, whisper, open its links, fold, delete. Works
/// by mouse and by keys. Returns the chosen item and does nothing itself.
#include <optional>
#include <string>
#include <vector>

#include "imgui-client/messages/row_layout.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

class MessageMenu {
 public:
    enum class What { react, reply, edit, copy, copy_link, earlier, whisper, open, fold, erase };
    struct Item {
        What what = What::copy;
        DisplayText words;
        std::string value{};  // the address of a link, the emoji of a reaction
    };

    void open(ImVec2 at, const RowOrder& row);
    /// Opens the menu with the deletion chosen, so that one more key confirms it.
    void open_to_delete(ImVec2 at, const RowOrder& row);
    /// Opens the menu with the reactions chosen, if the message can have some.
    void open_to_react(ImVec2 at, const RowOrder& row);
    void close() { row_.reset(); }
    /// Returns the menu's row, or nullopt while it is closed.
    std::optional<RowOrder> row() const { return row_; }
    /// Draws the menu inside of `view` and handles the mouse and, if it is `focused`, the keys.
    /// Returns the chosen item; then, on Escape and on a click beside it, the menu is closed.
    /// `elsewhere`: the message is of another conversation, where it can be answered and edited.
    std::optional<Item> draw(const RowLayout& layout, bool elsewhere, const Rect& view,
                             bool focused);

 private:
    std::optional<RowOrder> row_;
    ImVec2 at_;
    std::size_t chosen_ = 0;
    std::size_t reaction_ = 0;  // the chosen one of the first item
    bool fresh_ = false;        // in the frame that opened it, keys and clicks are not for it
};

}  // namespace indaba::ui
