#include "line-client/chat/chat_printer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/base/clock.hpp"
#include "common/client/model/folded_message.hpp"
#include "common/client/model/page_requests.hpp"
#include "common/client/text/local_time.hpp"
#include "common/wire/text.hpp"
#include "line-client/base/terminal.hpp"
#include "line-client/output/lines.hpp"
#include "line-client/output/resolve.hpp"

namespace indaba::line {

using client::ConversationState;
using client::Effects;
using client::Interest;
using client::Model;
using client::Now;

namespace {

/// Returns true also for what came without a page: live, or for an earlier interest.
bool holds_everything(const ConversationState& state) {
    return !state.held.empty() && !state.held.first_missing(state.first, state.number);
}

}  // namespace

ChatPrinter::ChatPrinter(ClientLoop& loop, ChatStore& store, LineStyle style)
    : loop_(loop), store_(store), style_(style), day_(client::calendar_day(read_clocks().wall)) {}

bool ChatPrinter::is_started(const ConversationId& id) const {
    return cursor_.contains(id) || awaited_pages_.contains(id);
}

void ChatPrinter::start(const ConversationState& state) {
    const ConversationId& id = state.conversation.id;
    if (const auto printed = cursor_.last_printed(id)) {
        if (state.number < *printed + client::max_catch_up) return start_after(state, *printed);
        print_line(
            fmt::format("You missed {} entries in {}. The newest are:", state.number - *printed,
                        screen_word(title_of(model(), state.conversation))));
        cursor_.forget(id);
    }
    if (!has_news(state) || !start_at_newest(state))
        start_after(state, std::max(state.number, state.first - 1));
}

void ChatPrinter::enter(const ConversationState& state) {
    const ConversationId& id = state.conversation.id;
    if (has_lines_.contains(id) || awaited_pages_.contains(id)) return;
    cursor_.forget(id);
    if (!start_at_newest(state)) start_after(state, state.first - 1);
}

/// Returns true for the lobby, and for other conversations with unread entries.
bool ChatPrinter::has_news(const ConversationState& state) const {
    return state.conversation.id == lobby || state.number > store_.read_position(state);
}

/// Returns false when the conversation has no entries.
bool ChatPrinter::start_at_newest(const ConversationState& state) {
    const ConversationId& id = state.conversation.id;
    if (state.number < state.first) return false;
    awaited_pages_.insert(id);
    set_interest(id, {Interest::Kind::newest, 0, {}});
    print_new(state);
    return true;
}

void ChatPrinter::start_after(const ConversationState& state, std::uint64_t number) {
    const ConversationId& id = state.conversation.id;
    awaited_pages_.erase(id);
    cursor_.set_printed(id, number);
    set_interest(id, {Interest::Kind::all_after, number, {}});
    print_new(state);
}

void ChatPrinter::set_interest(const ConversationId& id, const Interest& interest) {
    loop_.act([&](Model& changed, Now now, Effects& effects) {
        changed.set_interest(id, interest, now, effects);
    });
}

void ChatPrinter::print_new(const ConversationState& state) {
    const ConversationId& id = state.conversation.id;
    if (awaited_pages_.contains(id)) {
        if (!state.has_newest_page && !holds_everything(state)) return;
        cursor_.set_printed(id, state.held.ranges().back().first() - 1);
        awaited_pages_.erase(id);
        if (unread_to_print_.erase(id) > 0) print_unread(state);
    }
    const auto before = cursor_.last_printed(id);
    print_entries(state);
    const auto printed = cursor_.last_printed(id);
    if (!printed || printed == before) return;
    store_.set_read(id, *printed);
    loop_.act([&](Model& changed, Now now, Effects& effects) {
        changed.mark_read(id, *printed, now, effects);
        if (*printed > kept_entries) changed.discard_up_to(id, *printed - kept_entries);
    });
}

/// Messages that are printed together have a line each, as they stand with what came about them.
void ChatPrinter::print_entries(const ConversationState& state) {
    const Entry* entry = cursor_.next(state);
    const std::uint64_t first = entry ? entry->number : 0;
    for (; entry; entry = cursor_.next(state)) {
        const ResolvedEntry resolved = resolve(model(), state, *entry);
        cursor_.set_printed(state.conversation.id, entry->number);
        if (!has_line(resolved, first)) continue;
        print_day(entry->at);
        has_lines_.insert(state.conversation.id);
        print_line(entry_line(resolved, style_));
    }
}

void ChatPrinter::print_day(WallMs at) {
    std::string day = client::calendar_day(at);
    if (day == day_) return;
    print_line("--- " + day + " ---");
    day_ = std::move(day);
}

/// Prints how many messages are unread, if there are any. Only those that are held are counted.
void ChatPrinter::print_unread(const ConversationState& state) const {
    const std::uint64_t from = std::max(store_.read_position(state) + 1, state.first);
    std::uint64_t unread = 0;
    for (const Entry& entry : state.held.ranges().back().entries)
        if (entry.number >= from && client::counts_as_unread(entry, model().me())) ++unread;
    if (unread == 0) return;
    const bool more = state.held.first_missing(from, state.number).has_value();
    print_line(fmt::format("Unread {} {}: {}{}", state.conversation.room ? "in" : "whispers with",
                           screen_word(title_of(model(), state.conversation)),
                           more ? "at least " : "", unread));
}

void ChatPrinter::forget(const ConversationId& id) { cursor_.forget(id); }

void ChatPrinter::drop(const ConversationId& id) {
    cursor_.forget(id);
    awaited_pages_.erase(id);
    unread_to_print_.erase(id);
    has_lines_.erase(id);
}

void ChatPrinter::forget_all() {
    cursor_.forget_all();
    has_lines_.clear();
    awaited_pages_.clear();
    unread_to_print_.clear();
}

}  // namespace indaba::line
