#pragma once
/// Only for the files of Chat: what the disk refuses becomes a line on the screen.
#include <exception>

#include "imgui-client/chat.hpp"

namespace indaba::ui {

template <class Action>
bool Chat::kept(Action&& action) {
    try {
        action();
        return true;
    } catch (const std::exception& error) {
        note(error.what(), true);
        return false;
    }
}

}  // namespace indaba::ui
