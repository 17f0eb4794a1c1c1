#pragma once
/// Prints the conversations of a chat: each entry once, in number order, without holes. It asks the
/// model to fetch what it needs, and marks as read what it has printed.
#include <cstdint>
#include <set>
#include <string>

#include "line-client/base/client_loop.hpp"
#include "line-client/chat/chat_store.hpp"
#include "line-client/output/lines.hpp"
#include "line-client/output/print_cursor.hpp"

namespace indaba::line {

class ChatPrinter {
 public:
    ChatPrinter(ClientLoop& loop, ChatStore& store, LineStyle style);

    /// Starts a conversation, at each `ready`. A conversation that was printed before continues
    /// after its last printed entry. Otherwise the newest page of the lobby, and of other
    /// conversations with unread entries, is printed; of those without only what comes from now on.
    void start(const client::ConversationState& state);
    /// Starts a conversation after entry `number`.
    void start_after(const client::ConversationState& state, std::uint64_t number);
    /// Starts a conversation with its newest page, unless lines of it are printed already.
    void enter(const client::ConversationState& state);
    bool is_started(const ConversationId& id) const;
    /// Prints the entries that are held and come next.
    void print_new(const client::ConversationState& state);
    /// Makes the newest page, when it is printed, begin with how many messages are unread.
    void announce_unread(const ConversationId& id) { unread_to_print_.insert(id); }

    /// Makes the next start() of one conversation, or of all, begin with the newest page.
    void forget(const ConversationId& id);
    void forget_all();
    /// Forgets a conversation that is gone.
    void drop(const ConversationId& id);

    /// True while a newest page has been requested and not printed.
    bool is_waiting() const { return !awaited_pages_.empty(); }

 private:
    bool has_news(const client::ConversationState& state) const;
    bool start_at_newest(const client::ConversationState& state);
    void set_interest(const ConversationId& id, const client::Interest& interest);
    void print_entries(const client::ConversationState& state);
    void print_day(WallMs at);
    void print_unread(const client::ConversationState& state) const;

    const client::Model& model() const { return loop_.model(); }

    ClientLoop& loop_;
    ChatStore& store_;
    LineStyle style_;
    PrintCursor cursor_;
    std::set<ConversationId> awaited_pages_;  // newest pages that have not come yet
    std::set<ConversationId> unread_to_print_;
    std::set<ConversationId> has_lines_;  // conversations of which a line was printed
    std::string day_;                     // of the last printed line
};

}  // namespace indaba::line
