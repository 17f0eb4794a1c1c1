/// The part of the workspace that answers, changes and deletes messages. See workspace.hpp.
#include <fmt/format.h>

#include <utility>
#include <variant>

#include "common/client/home/message_id.hpp"
#include "common/client/model/referring_post.hpp"
#include "common/client/text/line_breaks.hpp"
#include "common/client/text/sendable.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/text.hpp"
#include "imgui-client/workspace/workspace.hpp"

namespace indaba::ui {

using client::Model;

void Workspace::run_input(const client::MessageCommand& command) {
    if (auto why = message_command(command)) {
        note(*std::move(why));
        restore_input();
    }
}

/// Returns the conversation that a command names, by a person or a room; "": the one where it was
/// typed. Returns null if there is none.
const client::ConversationState* Workspace::find_conversation(const std::string& where) const {
    if (where.empty()) return model().find(id_of(input_.to));
    const bool is_room = where.starts_with('#');
    const auto person = is_room ? std::nullopt : model().account_of(where);
    if (person) return model().find(id_of({*person}));
    const std::string title = where.substr(is_room ? 1 : 0);
    if (title == lobby_title.substr(1)) return model().find(lobby);
    const auto rooms = model().rooms_titled(title);
    return rooms.size() == 1 ? model().find(rooms.front()) : nullptr;
}

/// Carries out a command about a message. Returns a sentence when that is impossible.
std::optional<std::string> Workspace::message_command(const client::MessageCommand& command) {
    const client::ConversationState* state = find_conversation(command.where);
    if (!state)
        return fmt::format("There are no messages with {} here.",
                           screen_word(command.where.empty() ? "anybody" : command.where));
    const std::string text = client::with_line_feeds(command.text);
    const bool has_text = command.kind == kind_reply || command.kind == kind_edit;
    if (auto why = has_text ? client::unsendable_sentence(text) : std::nullopt) return why;
    const auto body = client::referring_body(*state, key_.account, model().outbox(),
                                             {command.kind, command.number, text});
    if (const auto* impossible = std::get_if<client::ImpossibleWish>(&body))
        return impossible->sentence;
    if (!post_reference(state->conversation.id, std::get<ReferringBody>(body)))
        return "It could not be saved on this machine, so it was not sent.";
    if (command.kind == kind_reply) timeline(state->conversation.id).post_sent();
    return std::nullopt;
}

void Workspace::apply(const DeleteMessage& intent) {
    post_reference(intent.conversation, EraseBody{intent.number});
}

void Workspace::apply(const React& intent) {
    post_reference(intent.conversation, ReactionBody{intent.number, intent.emoji, intent.off});
}

/// Posts what is done to an earlier message of a conversation. Returns false if it was not saved.
bool Workspace::post_reference(const ConversationId& conversation, const ReferringBody& body) {
    const client::ConversationState* state = client() ? model().find(conversation) : nullptr;
    if (!state || !store_) return false;
    client::OutboxRow row;
    row.room = conversation;
    if (state->conversation.between) row.to = state->conversation.between->other(model().me());
    client::set_body(row, body);
    row.id = client::make_message_id();
    if (!disk_.try_disk([&] { store_->add_post(row, std::nullopt); })) return false;
    update_model([&](Model& changed, Now now, Effects& effects) {
        changed.post(std::move(row), now, effects);
    });
    return true;
}

/// Says why a link to a message leads nowhere.
void Workspace::apply(const OpenMessage& intent) {
    const ConnectionStatus here = connection_.status();
    if (!here.is_at(intent.server))
        note(fmt::format("This link is to a message on {}; this is {}.", screen_word(intent.server),
                         screen_word(here.server)));
    else if (!client() || !model().find(intent.conversation))
        note("This link is to a conversation that you cannot read.");
}

}  // namespace indaba::ui
