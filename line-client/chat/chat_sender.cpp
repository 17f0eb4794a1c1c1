#include "line-client/chat/chat_sender.hpp"

#include <fmt/format.h>

#include <utility>
#include <variant>

#include "common/client/home/message_id.hpp"
#include "common/client/model/referring_post.hpp"
#include "common/client/text/line_breaks.hpp"
#include "common/client/text/sendable.hpp"
#include "common/wire/bodies.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/text.hpp"
#include "line-client/base/terminal.hpp"
#include "line-client/output/resolve.hpp"

namespace indaba::line {

using client::Effects;
using client::Model;
using client::Now;
using client::OutboxRow;

void ChatSender::say(const ConversationId& room, const std::string& text) {
    OutboxRow row;
    row.room = room;
    row.body = text;
    send_text(std::move(row), room);
}

void ChatSender::whisper(const client::WhisperCommand& whisper) {
    if (whisper.text.empty())
        return static_cast<void>(print_line("A whisper needs a name and a text: /w NAME TEXT"));
    if (const auto account = model().account_of(whisper.name))
        return send_to(*account, whisper.text);
    if (model().connection_state() != client::ConnectionState::ready) {
        print_line(fmt::format("{} can only be looked up while connected. Not sent: {}",
                               screen_word(whisper.name), screen_text(whisper.text)));
        return;
    }
    lookup_ = Lookup{0, whisper};
    loop_.act([&](Model& changed, Now now, Effects& effects) {
        lookup_->request = changed.who(whisper.name, now, effects);
    });
}

void ChatSender::on(const client::WhoAnswered& answer) {
    if (!lookup_ || lookup_->request != answer.request) return;
    const client::WhisperCommand whisper = std::exchange(lookup_, std::nullopt)->whisper;
    if (!answer.accounts.empty()) return send_to(answer.accounts.front().account, whisper.text);
    print_line(fmt::format("Nobody is called {}. Not sent: {}", screen_word(whisper.name),
                           screen_text(whisper.text)));
}

void ChatSender::cancel_lookup() {
    if (!lookup_) return;
    const client::WhisperCommand whisper = std::exchange(lookup_, std::nullopt)->whisper;
    print_line(fmt::format("{} could not be looked up. Not sent: {}", screen_word(whisper.name),
                           screen_text(whisper.text)));
}

void ChatSender::post_missing() {
    for (OutboxRow& row : store_.posts_missing_in(model().outbox())) post(std::move(row));
}

void ChatSender::send_to(const Account& account, const std::string& text) {
    OutboxRow row;
    row.to = account;
    row.body = text;
    send_text(std::move(row), whisper_id(model().me(), account));
}

/// Returns a conversation by "bob" or "#build", as a command has it before a number. Without a mark
/// a person goes before a room of the same name.
std::optional<ConversationId> ChatSender::conversation_called(std::string_view where) const {
    const bool is_person = where.starts_with('@');
    if (is_person) where.remove_prefix(1);
    if (const auto account = model().account_of(where)) return whisper_id(model().me(), *account);
    if (is_person) return std::nullopt;
    const auto room = find_room(model(), where);
    const auto* id = std::get_if<ConversationId>(&room);
    return id ? std::optional(*id) : std::nullopt;
}

void ChatSender::refer(const client::MessageCommand& command, const ConversationId& here) {
    const auto conversation = command.where.empty() ? here : conversation_called(command.where);
    const client::ConversationState* state = conversation ? model().find(*conversation) : nullptr;
    if (!state) {
        print_line(
            fmt::format("There are no messages {}: nothing was sent.",
                        command.where.empty() ? "here" : "in " + screen_word(command.where)));
        return;
    }
    const std::string text = client::with_line_feeds(command.text);
    const bool has_text = command.kind == kind_reply || command.kind == kind_edit;
    if (const auto why = has_text ? client::unsendable_sentence(text) : std::nullopt)
        return static_cast<void>(print_line(*why));
    const auto body = client::referring_body(*state, model().me(), model().outbox(),
                                             {command.kind, command.number, text});
    if (const auto* impossible = std::get_if<client::ImpossibleWish>(&body))
        return static_cast<void>(print_line(impossible->sentence));
    OutboxRow row;
    if (state->conversation.between)
        row.to = state->conversation.between->other(model().me());
    else
        row.room = *conversation;
    client::set_body(row, std::get<ReferringBody>(body));
    store_and_post(std::move(row), *conversation);
}

void ChatSender::order(const client::OperatorCommand& command) {
    if (model().connection_state() != client::ConnectionState::ready)
        return static_cast<void>(print_line("Not connected: the command was not sent."));
    const auto account = model().account_of(command.whom);
    if (!account) {
        print_line(fmt::format("Nobody is called {}.", screen_word(command.whom)));
        return;
    }
    loop_.act([&](Model& changed, Now now, Effects& effects) {
        changed.order(command.what, *account,
                      command.name.empty() ? std::nullopt : std::optional(command.name), now,
                      effects);
    });
}

void ChatSender::ask_name(const std::string& name) {
    loop_.act(
        [&](Model& changed, Now now, Effects& effects) { changed.ask_name(name, now, effects); });
    if (model().connection_state() == client::ConnectionState::offline)
        print_line("The new name will be requested when the connection is back.");
}

void ChatSender::send_text(OutboxRow row, const ConversationId& conversation) {
    row.body = client::with_line_feeds(row.body);
    if (const auto why = client::unsendable_sentence(row.body)) {
        print_line(*why);
        return;
    }
    row.kind = kind_text;
    store_and_post(std::move(row), conversation);
}

void ChatSender::store_and_post(OutboxRow row, const ConversationId& conversation) {
    row.id = client::make_message_id();
    if (store_.add_post(row, conversation)) return post(std::move(row));
    print_line("It could not be saved, so it was not sent:" + unsent_line(row).substr(3));
}

void ChatSender::post(OutboxRow row) {
    loop_.act([&](Model& changed, Now now, Effects& effects) {
        changed.post(std::move(row), now, effects);
    });
}

}  // namespace indaba::line
