#include <string>
#include <utility>
#include <variant>

#include "common/base/clock.hpp"
#include "common/client/text/changed_key.hpp"
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

void Workspace::open_conversation(const Recipient& with) {
    if (!client()) return;
    save_drafts();
    warnings_.drop(Warnings::About::jump);
    to_ = with;
    open_ = id_of(with);
    reads_at({open_, 0});
    if (const auto* state = model().find(open_)) timeline(open_).update_from(*state);
    drafts_.load(store_.get(), open_);
    changed_ = rooms_stale_ = whispers_stale_ = members_stale_ = true;
    follow_open_conversation();
}

/// Lets the model fetch the newest messages of the open conversation and the members of a room.
void Workspace::follow_open_conversation() {
    view_state_.absent_reason.clear();
    ++view_state_.copied_version;
    if (open_ != lobby) {
        update_model([&](Model& changed, Now now, Effects& effects) {
            changed.set_interest(open_, {Interest::Kind::newest, 0, {}}, now, effects);
        });
    }
    ask_for_members();
}

/// Keeps where the user reads for the next start. A moment later, since scrolling goes on.
void Workspace::reads_at(const client::LastView& view) {
    constexpr std::chrono::seconds delay{2};
    if (view != last_view_ && !view_save_at_)
        view_save_at_ = std::chrono::steady_clock::now() + delay;
    last_view_ = view;
}

void Workspace::save_view() {
    view_save_at_.reset();
    if (!journal_ || !connection_.has_content()) return;
    const auto saved = settings_.views.find(*journal_);
    if (saved != settings_.views.end() && saved->second == last_view_) return;
    settings_.views[*journal_] = last_view_;
    update_settings([this](client::Settings& stored) { stored.views[*journal_] = last_view_; });
}

void Workspace::apply(const KeepPlace& intent) {
    if (intent.conversation == open_) reads_at({intent.conversation, intent.number});
}

/// The open conversation keeps its composer, with caret and undo.
void Workspace::apply(const OpenConversation& intent) {
    if (intent.with != to_) open_conversation(intent.with);
}

void Workspace::apply(const MarkRead& intent) {
    if (!client()) return;
    drafts_.set_read(intent.conversation, intent.number);
    conversation_changed(intent.conversation);
    update_model([&](Model& changed, Now now, Effects& effects) {
        changed.mark_read(intent.conversation, intent.number, now, effects);
    });
}

void Workspace::apply(const DismissRefused& intent) {
    timeline(intent.conversation).remove_refused(intent.id);
}

void Workspace::apply(const DismissWarning& intent) {
    std::string sentence;
    for (const PinnedWarning& warning : warnings_.shown())
        if (warning.id == intent.id) sentence = warning.sentence;
    const auto about = warnings_.dismiss(intent.id);
    if (about == Warnings::About::history) {
        differing_.clear();
        keep_heads();
    }
    if (about != Warnings::About::key || !people_) return;
    std::erase_if(changed_keys_, [&](const Person& person) {
        const bool seen = client::changed_key_sentence(person.name) == sentence;
        if (seen) people_->accept(person);
        return seen;
    });
    disk_.try_disk([&] { people_->save(); });
}

void Workspace::restore_to_composer(const ConversationId& conversation, const std::string& text) {
    drafts_.restore(store_.get(), conversation, text);
    changed_ = true;
}

void Workspace::say(std::string sentence) {
    if (!connect_.open) return note(std::move(sentence));
    connect_.notice = std::move(sentence);
    changed_ = true;
}

/// Adds a line to the open conversation.
void Workspace::note(std::string sentence, bool warning) {
    timeline(open_).add_note(std::move(sentence), warning, read_clocks().wall);
    changed_ = true;
}

/// Pins a warning where it stays in sight.
void Workspace::warn(Warnings::About about, std::string sentence) {
    warnings_.pin(about, std::move(sentence));
    changed_ = true;
}

}  // namespace indaba::ui
