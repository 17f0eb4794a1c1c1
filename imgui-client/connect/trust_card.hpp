#pragma once
/// "Trust this server?": the fingerprint of a broker never seen before, and a person who decides.
/// Enter alone trusts nobody.
#include "imgui-client/connect/form.hpp"

namespace indaba::ui {

void trust_question(const ViewState& view_state, Column& column, ConnectState& state,
                    Intents& intents);

}  // namespace indaba::ui
