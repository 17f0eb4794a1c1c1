/// The part of the workspace that searches the own copy. See workspace.hpp.
#include <chrono>
#include <variant>

#include "common/wire/bodies.hpp"
#include "common/wire/codec.hpp"
#include "imgui-client/workspace/workspace.hpp"

namespace indaba::ui {

void Workspace::apply(const SearchMessages& intent) {
    search_.search(intent.typed, intent.in);
    searched_erased_version_ = view_state_.erased_version;
    if (copy_.keeper)
        search_.set_missing(copy_.keeper->missing(), std::chrono::steady_clock::now());
}

/// Takes in what was found. After an erasure the search is repeated: what is left of the found
/// messages may be another text.
void Workspace::follow_search() {
    if (search_.take_answer()) changed_ = true;
    if (copy_.keeper &&
        search_.set_missing(copy_.keeper->missing(), std::chrono::steady_clock::now()))
        changed_ = true;
    search_.follow_copy(std::chrono::steady_clock::now());
    if (!search_.found() || searched_erased_version_ == view_state_.erased_version) return;
    searched_erased_version_ = view_state_.erased_version;
    search_.search_again();
}

/// Takes out of what was found what an entry erases, also a message that the model does not hold.
void Workspace::forget_found(const client::ConversationState& state, std::uint64_t number) {
    const Entry* entry = search_.found() ? state.held.find(number) : nullptr;
    if (!entry || entry->kind != kind_erase) return;
    const auto body = decode_referring(entry->kind, entry->body);
    if (!body) return;
    search_.forget(state.conversation.id, referred_number(*body));
    changed_ = true;
}

}  // namespace indaba::ui
