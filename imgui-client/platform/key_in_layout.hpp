#pragma once
/// The keys of the window's shortcuts, by their label.

namespace indaba::ui {

/// Returns the key by its label. GLFW names keys by their place on an American keyboard; shortcuts
/// use the label of letters, digits, the comma and the zoom signs.
int key_in_layout(int key, int scancode);

}  // namespace indaba::ui
