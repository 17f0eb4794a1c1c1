#pragma once
/// The row of a list that the keyboard has chosen. It stays on its account while rows move. Used by
/// the left and the right column.
#include <algorithm>
#include <optional>

#include "common/wire/protocol.hpp"
#include "imgui-client/input/compat.hpp"

namespace indaba::ui {

struct ListSelection {
    int row = 0;
    std::optional<Account> account;  // empty: the lobby

    /// Moves by Up, Down, Home and End. Returns true if the row has changed. `account_at(row)` is
    /// called for rows from 0 to `count` - 1; `count` is at least 1.
    template <class AccountAt>
    bool move_by_keys(int count, const AccountAt& account_at) {
        const int before = row;
        follow_account(count, account_at);
        if (compat::key_pressed(KeyboardKey::up, true)) --row;
        if (compat::key_pressed(KeyboardKey::down, true)) ++row;
        if (compat::key_pressed(KeyboardKey::home)) row = 0;
        if (compat::key_pressed(KeyboardKey::end)) row = count - 1;
        row = std::clamp(row, 0, count - 1);
        account = account_at(row);
        return row != before;
    }

 private:
    template <class AccountAt>
    void follow_account(int count, const AccountAt& account_at) {
        row = std::clamp(row, 0, count - 1);
        if (account_at(row) == account) return;
        for (int each = 0; each < count; ++each)
            if (account_at(each) == account) row = each;
    }
};

/// Returns true if one of the two Enter keys was pressed.
inline bool enter_pressed() {
    return compat::key_pressed(KeyboardKey::enter) ||
           compat::key_pressed(KeyboardKey::keypad_enter);
}

}  // namespace indaba::ui
