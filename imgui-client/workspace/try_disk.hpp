#pragma once
/// Only for the files of Workspace: what the disk refuses becomes a line on the screen.
#include <exception>

#include "imgui-client/workspace/workspace.hpp"

namespace indaba::ui {

template <class Action>
bool Workspace::try_disk(Action&& action) {
    try {
        action();
        return true;
    } catch (const std::exception& error) {
        if (last_disk_error_ != error.what()) note(error.what(), true);
        last_disk_error_ = error.what();
        return false;
    }
}

}  // namespace indaba::ui
