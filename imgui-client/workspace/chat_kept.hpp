#pragma once
/// Only for the files of Chat: what the disk refuses becomes a line on the screen.
#include <exception>

#include "imgui-client/workspace/chat.hpp"

namespace indaba::ui {

template <class Action>
bool Chat::kept(Action&& action) {
    try {
        action();
        return true;
    } catch (const std::exception& error) {
        if (last_failure_kept_ != error.what()) note(error.what(), true);
        last_failure_kept_ = error.what();
        return false;
    }
}

}  // namespace indaba::ui
