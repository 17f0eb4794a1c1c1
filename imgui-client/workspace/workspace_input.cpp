#include <fmt/format.h>

#include <utility>
#include <variant>

#include "common/client/home/message_id.hpp"
#include "common/client/text/line_breaks.hpp"
#include "common/client/text/sendable.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"
#include "common/wire/text.hpp"
#include "imgui-client/workspace/workspace.hpp"

namespace indaba::ui {

using client::Model;

void Workspace::apply(const SendMessage& intent) {
    const ConversationId conversation = id_of(intent.to);
    if (!client() || !store_) return restore(conversation, intent.text, intent.about);
    input_ = intent;
    // The new text of a message is never a command.
    if (intent.about && intent.about->kind == ComposedAbout::Kind::edit)
        return send_text(intent.to, intent.text, intent.about);
    drafts_.sent(conversation);
    const client::InputCommand input = client::parse_input(intent.text);
    // Adding a post drops the draft in the same transaction. A command adds no post.
    if (!std::holds_alternative<client::TextInput>(input))
        disk_.try_disk([&] { store_->set_draft(conversation, ""); });
    std::visit([&](const auto& command) { run_input(command); }, input);
    if (std::holds_alternative<client::InvalidInput>(input)) restore_input();
}

/// Puts the input that could not be carried out back into the composer.
void Workspace::restore_input() { restore(id_of(input_.to), input_.text, input_.about); }

/// Puts a text, with the message that it answers or changes, back into the composer.
void Workspace::restore(const ConversationId& conversation, const std::string& text,
                        const std::optional<ComposedAbout>& about) {
    if (!about || conversation != open_) return restore_to_composer(conversation, text);
    view_state_.composed_again = {*about, text, view_state_.composed_again.version + 1};
    changed_ = true;
}

void Workspace::apply(const EditRefused& intent) {
    const auto refused = timeline(intent.conversation).remove_refused(intent.id);
    if (!refused) return;
    const client::OutboxRow& row = refused->row;
    const std::string text = client::authored_text(row).value_or("");
    const auto body = decode_referring(row.kind, row.body);
    if (!body) return restore_to_composer(intent.conversation, client::input_for(text));
    const bool is_edit = row.kind == kind_edit;
    restore(intent.conversation, is_edit ? text : client::input_for(text),
            ComposedAbout{is_edit ? ComposedAbout::Kind::edit : ComposedAbout::Kind::reply,
                          referred_number(*body)});
}

void Workspace::run_input(const client::WhisperCommand& whisper) {
    whisper_by_name(whisper.name, whisper.text);
}

void Workspace::run_input(const client::WhoCommand&) {
    std::string line = fmt::format("{} online:", model().people().size());
    for (const auto& [account, name] : model().people()) line += " " + screen_word(name);
    note(std::move(line));
}

void Workspace::run_input(const client::NameCommand& name) {
    update_model([&](Model& changed, Now now, Effects& effects) {
        changed.ask_name(name.name, now, effects);
    });
    if (!ready()) note("The new name will be requested when the connection is back.");
}

/// `/kick` removes from the room in which it was typed; in the lobby, it disconnects.
void Workspace::run_input(const client::OperatorCommand& order) {
    const client::ConversationState* here = model().find(open_);
    if (order.what == "kick" && here && here->room) {
        client::RoomCommand removal;
        removal.action = "remove";
        removal.name = order.whom;
        return run_input(removal);
    }
    const auto account = model().account_of(order.whom);
    if (!account || !ready())
        return note(ready() ? fmt::format("Nobody is called {}.", screen_word(order.whom))
                            : std::string("Not connected: the command was not sent."));
    update_model([&](Model& changed, Now now, Effects& effects) {
        changed.order(order.what, *account,
                      order.name.empty() ? std::nullopt : std::optional(order.name), now, effects);
    });
}

void Workspace::run_input(const client::StatusCommand&) { note(client()->status_sentence()); }

void Workspace::run_input(const client::HelpCommand&) {
    note(
        "/w NAME TEXT whispers to one person, /rooms lists all rooms, /join TITLE and /leave go "
        "into one and out of it, /create TITLE makes one, /topic TEXT and /invite NAME change the "
        "open one, /name NEW changes your name, /go WHERE goes to the first, unread or newest "
        "message, to one by its number or link, /date DAY to a day, /who lists who is online, "
        "/status says where you are connected, /plain TEXT sends a text that is shown as it is, "
        "/quit closes the window. To send a text that begins with /, type "
        "// first. F1 shows all keys.");
}

/// Opens the whisper to `name` and sends `text` unless it is empty. Asks the server for a name
/// never seen.
void Workspace::whisper_by_name(std::string name, std::string text) {
    if (const auto account = model().account_of(name)) {
        open_conversation({*account});
        if (!text.empty()) send_text({*account}, text);
        return;
    }
    Lookup lookup{0, std::move(name), std::move(text), id_of(input_.to)};
    if (!ready() || lookup_) {
        note(fmt::format("{} is unknown. Looking up a name needs a connection.",
                         screen_word(lookup.name)));
        return restore_lookup(lookup);
    }
    lookup_ = std::move(lookup);
    update_model([&](Model& changed, Now now, Effects& effects) {
        lookup_->request = changed.who(lookup_->name, now, effects);
    });
}

void Workspace::on(const client::WhoAnswered& answer) {
    if (continue_room_command(answer)) return;
    if (!lookup_ || lookup_->request != answer.request) return;
    const Lookup lookup = *std::exchange(lookup_, std::nullopt);
    if (answer.accounts.empty()) {
        note(fmt::format("Nobody is called {}: nothing was sent.", screen_word(lookup.name)));
        return restore_lookup(lookup);
    }
    // A user who opened another conversation or typed since then stays there.
    const Account& account = answer.accounts.front().account;
    if (open_ == lookup.asked_in && drafts_.text().empty()) open_conversation({account});
    if (!lookup.text.empty()) send_text({account}, lookup.text);
}

void Workspace::restore_lookup(const Lookup& lookup) {
    restore_to_composer(lookup.asked_in, fmt::format("/w {} {}", lookup.name, lookup.text));
}

void Workspace::send_text(const Recipient& to, const std::string& text,
                          const std::optional<ComposedAbout>& about) {
    client::OutboxRow row;
    row.room = to.room;
    row.to = to.account;
    row.body = client::with_line_feeds(text);
    row.kind = kind_text;
    const ConversationId conversation = id_of(to);
    const bool is_edit = about && about->kind == ComposedAbout::Kind::edit;
    const std::string again = is_edit ? text : client::input_for(text);
    auto why = client::unsendable_sentence(row.body);
    if (is_edit)
        client::set_body(row, EditBody{about->number, row.body});
    else if (about)
        client::set_body(row, ReplyBody{about->number, row.body});
    if (!why && row.body.size() > limit::body) why = "The text is too long by some bytes.";
    if (why) note(*std::move(why));
    if (why || !store_and_post(std::move(row), conversation))
        return restore(conversation, again, about);
    drafts_.save_later(conversation);
}

/// Stores the post, and only then gives it to the model, so that it survives a crash.
bool Workspace::store_and_post(client::OutboxRow row, const ConversationId& conversation) {
    row.id = client::make_message_id();
    // While a message is edited, the draft waits for its end.
    const auto draft_of = row.kind == kind_edit ? std::nullopt : std::optional(conversation);
    if (!disk_.try_disk([&] { store_->add_post(row, draft_of); })) return false;
    timeline(conversation).post_sent();
    update_model([&](Model& changed, Now now, Effects& effects) {
        changed.post(std::move(row), now, effects);
    });
    return true;
}

}  // namespace indaba::ui
