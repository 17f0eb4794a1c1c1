#pragma once
/// What can be done with one message: copy, whisper, open its addresses, fold. By mouse or by
/// keys; says what was chosen and does nothing itself.
#include <cstdint>
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

    void open(ImVec2 at, std::uint64_t row);
    void close() { row_.reset(); }
    /// The row it belongs to, while it is open.
    std::optional<std::uint64_t> row() const { return row_; }
    /// Draws it inside `view`, hears mouse and keys. What was chosen; closes by itself.
    std::optional<Item> draw(const RowLayout& layout, bool own, const Rect& view);

 private:
    std::optional<std::uint64_t> row_;
    ImVec2 at_;
    std::size_t chosen_ = 0;
    bool fresh_ = false;  // the key or click that opened it is not also one for it
};

}  // namespace indaba::ui
