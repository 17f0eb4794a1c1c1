#pragma once
/// Sends what is typed: each text is stored first, then given to the model. A whisper to a name
/// that the model does not know waits until the broker has looked the name up.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/client/text/input_command.hpp"
#include "line-client/base/client_loop.hpp"
#include "line-client/chat/chat_store.hpp"

namespace indaba::line {

class ChatSender {
 public:
    ChatSender(ClientLoop& loop, ChatStore& store) : loop_(loop), store_(store) {}

    /// Sends a text to a room.
    void say(const ConversationId& room, const std::string& text);
    /// Sends a reply, an edit, an erasure or a reaction, which was typed in the conversation
    /// `here`; prints why not if it cannot be one.
    void refer(const client::MessageCommand& command, const ConversationId& here);
    /// Sends the whisper, or asks the broker for the account first.
    void whisper(const client::WhisperCommand& whisper);
    /// Sends the whisper that waited for this answer; prints its text when there is no such
    /// account.
    void on(const client::WhoAnswered& answer);
    /// Drops the whisper that waits for an answer and prints its text.
    void cancel_lookup();
    /// True while a whisper waits for an answer. Later lines must wait too, to keep their order.
    bool is_looking_up() const { return lookup_.has_value(); }

    /// Sends an operator's order. The model must know the name already: an order never waits for a
    /// lookup.
    void order(const client::OperatorCommand& command);
    void ask_name(const std::string& name);

    /// Gives the model the stored posts that its outbox lacks.
    void post_missing();

 private:
    struct Lookup {
        std::uint64_t request = 0;
        client::WhisperCommand whisper;
    };

    const client::Model& model() const { return loop_.model(); }
    void send_to(const Account& account, const std::string& text);
    std::optional<ConversationId> conversation_called(std::string_view where) const;
    void send_text(client::OutboxRow row, const ConversationId& conversation);
    void store_and_post(client::OutboxRow row, const ConversationId& conversation);
    void post(client::OutboxRow row);

    ClientLoop& loop_;
    ChatStore& store_;
    std::optional<Lookup> lookup_;
};

}  // namespace indaba::line
