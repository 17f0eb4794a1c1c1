#include <algorithm>
#include <variant>

#include "common/base/clock.hpp"
#include "common/wire/chain.hpp"
#include "imgui-client/workspace/workspace.hpp"

namespace indaba::ui {

using client::Interest;
using client::Model;

bool Workspace::carry_out(const Intent& intent) {
    changed_ = true;
    std::visit([&](const auto& each) { apply(each); }, intent);
    return !quitting_ && !std::holds_alternative<Quit>(intent);
}

void Workspace::open_conversation(const std::optional<Account>& account) {
    if (!client()) return;
    save_drafts();
    to_ = account;
    open_ = account ? whisper_id(key_.account, *account) : lobby;
    if (account) {
        update_model([&](Model& changed, Now now, Effects& effects) {
            changed.set_interest(open_, {Interest::Kind::newest, 0, {}}, now, effects);
        });
    }
    const bool seen_before = timelines_.contains(open_);
    Timeline& opened = timeline(open_);
    if (const auto* state = model().find(open_)) {
        opened.update_from(*state);
        if (!seen_before || account) opened.set_unread_line(read_position(*state));
    }
    drafts_.load(store_.get(), open_);
    older_loading_ = false;
    changed_ = lists_stale_ = true;
}

void Workspace::apply(const LoadOlder& intent) {
    if (!ready() || older_loading_) return;
    older_loading_ = true;
    update_model([&](Model& changed, Now now, Effects& effects) {
        changed.fetch_older(intent.conversation, now, effects);
    });
}

void Workspace::apply(const MarkRead& intent) {
    if (!client()) return;
    drafts_.mark_read(intent.conversation, intent.number);
    lists_stale_ = true;
    update_model([&](Model& changed, Now now, Effects& effects) {
        changed.mark_read(intent.conversation, intent.number, now, effects);
    });
}

void Workspace::apply(const DismissRefused& intent) { timeline(open_).remove_refused(intent.id); }

void Workspace::apply(const DismissWarning&) {
    if (changed_keys_.empty()) return;
    if (people_) people_->accept(changed_keys_.front());
    changed_keys_.erase(changed_keys_.begin());
    if (people_) disk_.try_disk([&] { people_->save(); });
}

void Workspace::restore_to_composer(const std::string& text) {
    drafts_.restore(text);
    changed_ = true;
}

/// Returns the later one of the broker's position and the stored one, which may not have reached
/// the broker.
std::uint64_t Workspace::read_position(const client::ConversationState& state) {
    std::uint64_t stored = 0;
    if (store_) disk_.try_disk([&] { stored = store_->read(state.conversation.id); });
    return std::max(state.read, stored);
}

/// Adds a line to the open conversation.
void Workspace::note(std::string sentence, bool warning) {
    timeline(open_).add_note(std::move(sentence), warning, read_clocks().wall);
    changed_ = true;
}

}  // namespace indaba::ui
