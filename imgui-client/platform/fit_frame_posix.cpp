#include "imgui-client/platform/fit_frame.hpp"

namespace indaba::ui {

/// Window managers do that.
void fit_frame(GLFWwindow*) {}

}  // namespace indaba::ui
