#pragma once
/// The row of a list that the keyboard has chosen. It stays on what it stands for, its `Key`, while
/// rows move. Used by the left and the right column.
#include <algorithm>

#include "imgui-client/input/compat.hpp"

namespace indaba::ui {

template <class Key>
struct ListSelection {
    int row = 0;
    Key key{};

    /// Moves by Up, Down, Home and End. Returns true if the row has changed. `key_at(row)` is
    /// called for rows from 0 to `count` - 1; `count` is at least 1.
    template <class KeyAt>
    bool move_by_keys(int count, const KeyAt& key_at) {
        const int before = row;
        follow_key(count, key_at);
        if (compat::key_pressed(KeyboardKey::up, true)) --row;
        if (compat::key_pressed(KeyboardKey::down, true)) ++row;
        if (compat::key_pressed(KeyboardKey::home)) row = 0;
        if (compat::key_pressed(KeyboardKey::end)) row = count - 1;
        row = std::clamp(row, 0, count - 1);
        key = key_at(row);
        return row != before;
    }

 private:
    template <class KeyAt>
    void follow_key(int count, const KeyAt& key_at) {
        row = std::clamp(row, 0, count - 1);
        if (key_at(row) == key) return;
        for (int each = 0; each < count; ++each)
            if (key_at(each) == key) row = each;
    }
};

/// Returns true if one of the two Enter keys was pressed.
inline bool enter_pressed() {
    return compat::key_pressed(KeyboardKey::enter) ||
           compat::key_pressed(KeyboardKey::keypad_enter);
}

}  // namespace indaba::ui
