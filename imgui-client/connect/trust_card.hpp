#pragma once
/// The card "Trust this server?": shows the fingerprint of an unknown broker; the user decides.
/// Enter alone does not trust it.
#include "imgui-client/connect/form.hpp"

namespace indaba::ui {

void trust_question(const ViewState& view_state, Column& column, ConnectState& state,
                    Intents& intents);

}  // namespace indaba::ui
