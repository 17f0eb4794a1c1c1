#pragma once
/// The state of the settings dialog: the section that is shown, the control that keys act on, and
/// what was chosen and is not applied yet. Owned by the screen.
#include <array>
#include <optional>

#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/widgets/form.hpp"

namespace indaba::ui {

enum class SettingsSection { appearance, keys, local_copy, about };
inline constexpr std::array settings_sections{SettingsSection::appearance, SettingsSection::keys,
                                              SettingsSection::local_copy, SettingsSection::about};

/// The controls that keys act on. `sections` is the button Back while a narrow window shows one
/// section.
enum class SettingsStop {
    none,
    sections,
    theme,
    text_size,
    key_list,
    keep,
    days,
    cancel,
    erase,
    copy_home,
    copy_fingerprint
};

/// How much of the messages the local copy keeps.
enum class Keep { everything, days, nothing };

/// The choice in the section of the local copy. A choice that deletes nothing is applied at once.
struct KeepChoice {
    std::optional<Keep> keep;  // empty: as the copy does now
    TextField days{false};
};

struct SettingsState {
    SettingsSection section = SettingsSection::appearance;
    bool narrow = false;   // the window shows the list of sections, or one of them
    bool entered = false;  // when narrow: one of them
    SettingsStop focus = SettingsStop::sections;
    SettingsStop pressed = SettingsStop::none;  // by Enter or Space in this frame
    float scroll = 0;                           // of the section
    bool reveal = false;                        // the next frame must scroll to the focus
    std::optional<float> dragged_size;          // of the text, while the mouse holds the knob
    KeepChoice keep;

    bool shows_section() const { return !narrow || entered; }
    void focus_on(SettingsStop stop) {
        focus = stop;
        reveal = true;
    }
};

}  // namespace indaba::ui
