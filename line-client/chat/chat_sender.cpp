#include "line-client/chat/chat_sender.hpp"

#include <fmt/format.h>

#include <utility>

#include "common/client/home/message_id.hpp"
#include "common/client/text/line_breaks.hpp"
#include "common/client/text/sendable.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/text.hpp"
#include "line-client/base/terminal.hpp"

namespace indaba::line {

using client::Effects;
using client::Model;
using client::Now;
using client::OutboxRow;

void ChatSender::broadcast(const std::string& text) {
    OutboxRow row;
    row.room = lobby;
    row.body = text;
    store_and_post(std::move(row), lobby);
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
    store_and_post(std::move(row), whisper_id(model().me(), account));
}

void ChatSender::store_and_post(OutboxRow row, const ConversationId& conversation) {
    row.body = client::with_line_feeds(row.body);
    if (const auto why = client::unsendable_sentence(row.body)) {
        print_line(*why);
        return;
    }
    row.id = client::make_message_id();
    row.kind = kind_text;
    if (store_.add_post(row, conversation)) return post(std::move(row));
    print_line("It could not be saved, so it was not sent: " + screen_text(row.body));
}

void ChatSender::post(OutboxRow row) {
    loop_.act([&](Model& changed, Now now, Effects& effects) {
        changed.post(std::move(row), now, effects);
    });
}

}  // namespace indaba::line
