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
    to_ = with;
    open_ = id_of(with);
    if (open_ != lobby) {
        update_model([&](Model& changed, Now now, Effects& effects) {
            changed.set_interest(open_, {Interest::Kind::newest, 0, {}}, now, effects);
        });
    }
    Timeline& opened = timeline(open_);
    if (const auto* state = model().find(open_)) opened.update_from(*state);
    if (opened.first_number() > 0) older_pages_.forget_refusal(open_);
    drafts_.load(store_.get(), open_);
    changed_ = rooms_stale_ = whispers_stale_ = members_stale_ = true;
    ask_for_members();
}

/// The open conversation keeps its composer, with caret and undo.
void Workspace::apply(const OpenConversation& intent) {
    if (intent.with != to_) open_conversation(intent.with);
}

void Workspace::apply(const LoadOlder& intent) {
    if (!ready() || !older_pages_.begin(intent.conversation)) return;
    update_model([&](Model& changed, Now now, Effects& effects) {
        changed.fetch_older(intent.conversation, now, effects);
    });
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
