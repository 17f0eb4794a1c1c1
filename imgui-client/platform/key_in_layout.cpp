#include "imgui-client/platform/key_in_layout.hpp"

#include <GLFW/glfw3.h>

#include <cstring>

namespace indaba::ui {

int key_in_layout(int key, int scancode) {
    if (key < GLFW_KEY_SPACE || key > GLFW_KEY_WORLD_2) return key;
    const char* name = glfwGetKeyName(key, scancode);
    if (!name || std::strlen(name) != 1) return key;
    const char sign = *name;
    if (sign >= 'a' && sign <= 'z') return GLFW_KEY_A + (sign - 'a');
    if (sign >= '0' && sign <= '9') return GLFW_KEY_0 + (sign - '0');
    if (sign == '+' || sign == '=') return GLFW_KEY_EQUAL;
    if (sign == '-') return GLFW_KEY_MINUS;
    if (sign == ',') return GLFW_KEY_COMMA;
    return key;
}

}  // namespace indaba::ui
