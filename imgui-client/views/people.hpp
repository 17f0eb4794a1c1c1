#pragma once
/// The right column: who is here, own name first, and who is away of those one has whispered with.
/// A click on a name starts a whisper. Only what can be seen is drawn: ten thousand people cost the
/// same as ten.
#include <optional>

#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

struct PeopleState {
    float scroll = 0;
    int chosen = 0;                         // by keyboard: the row...
    std::optional<Account> chosen_account;  // ...and who is in it, while others come and go
};

void draw_people(const ViewState& view_state, const Rect& area, bool focused, PeopleState& state,
                 Intents& intents);

}  // namespace indaba::ui
