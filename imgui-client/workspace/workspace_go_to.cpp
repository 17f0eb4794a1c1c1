/// The part of the workspace that goes to a message of a conversation: the first one, the first one
/// of a day, one by its number. See workspace.hpp.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "common/base/clock.hpp"
#include "common/client/text/go_target.hpp"
#include "common/client/text/local_time.hpp"
#include "common/wire/text.hpp"
#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/display_text/message_link.hpp"
#include "imgui-client/workspace/workspace.hpp"

namespace indaba::ui {
namespace {

client::CalendarDay today() {
    return client::day_with_number(client::day_number(read_clocks().wall));
}

std::string grouped(std::uint64_t number) { return std::string(display_grouped(number).view()); }

}  // namespace

void Workspace::run_input(const client::GoCommand& command) {
    if (auto target = client::parse_go_target(command.where, today()))
        apply(GoTo{id_of(input_.to), *std::move(target)});
}

/// A conversation without a message has none to go to, but a link leads elsewhere.
void Workspace::apply(const GoTo& intent) {
    wanted_day_.reset();
    warnings_.drop(Warnings::About::jump);
    if (!client()) return;
    if (const auto* linked = std::get_if<client::LinkedMessage>(&intent.target))
        return go_to_link(linked->link);
    const client::ConversationState* state = model().find(intent.conversation);
    if (!state || state->number < state->first)
        return note("There is no message in this conversation yet.");
    std::visit([&](const auto& target) { go_to(*state, target); }, intent.target);
}

void Workspace::go_to(const client::ConversationState& state, const client::FirstMessage&) {
    jump(state.conversation.id, state.first);
}

void Workspace::go_to(const client::ConversationState& state, const client::FirstUnread&) {
    const client::UnreadCount unread = state.unread();
    if (unread.count == 0 && !unread.at_least) {
        note(fmt::format("Everything in {} is read.", title_of(state.conversation.id)));
        return jump(state.conversation.id, std::nullopt);
    }
    jump(state.conversation.id, std::max(state.read + 1, state.first));
}

void Workspace::go_to(const client::ConversationState& state, const client::NewestMessage&) {
    jump(state.conversation.id, std::nullopt);
}

/// Goes to the nearest message there is, and says so: at the end in a note, and elsewhere, where no
/// note is in sight, below the header.
void Workspace::go_to(const client::ConversationState& state,
                      const client::NumberedMessage& target) {
    const ConversationId& id = state.conversation.id;
    if (target.number >= state.first && target.number <= state.number)
        return jump(id, target.number);
    const bool beyond = target.number > state.number;
    std::string sentence = fmt::format(
        "There is no number {} in {}: {} is number {}.", grouped(target.number), title_of(id),
        beyond ? "the newest message" : "the first message that you can read",
        grouped(beyond ? state.number : state.first));
    if (!beyond) {
        warn(Warnings::About::jump, std::move(sentence));
        return jump(id, state.first);
    }
    note(std::move(sentence));
    jump(id, std::nullopt);
}

void Workspace::go_to(const client::ConversationState& state, const client::FirstOfDay& target) {
    const WallMs begin = client::begin_of_day(client::number_of(target.day));
    wanted_day_ = {state.conversation.id, begin};
    find_day(state, begin);
}

/// Opens the conversation of the message. OpenMessage says why that is impossible.
void Workspace::go_to_link(const std::string& link) {
    const auto address = parse_message_link(link);
    if (!address) return note("This is not a link to a message.");
    const bool is_here = connection_.status().is_at(address->server);
    const client::ConversationState* linked =
        is_here ? model().find(address->conversation) : nullptr;
    if (!linked) return apply(OpenMessage{address->server, address->conversation, address->number});
    apply(OpenConversation{recipient_of(address->conversation)});
    if (const auto* opened = model().find(address->conversation))
        go_to(*opened, client::NumberedMessage{address->number});
}

/// Has the view go to a message; without a number, to the end, where notes are.
void Workspace::jump(const ConversationId& conversation, std::optional<std::uint64_t> number) {
    view_state_.jump = {conversation, number, view_state_.jump.version + 1};
    changed_ = true;
}

/// Finds the first message of a day, or of the days after it.
void Workspace::find_day(const client::ConversationState& state, WallMs day) {
    if (!copy_.shown.is_open()) return find_held_day(state, day);
    copy_.shown.find_time(state.conversation.id, day);
}

/// Messages that have just come may not be in the copy yet.
void Workspace::time_found(const client::ReplicaReader::Found& found) {
    const client::ConversationState* state = model().find(found.conversation);
    if (state && !found.number) return find_held_day(*state, found.at);
    day_found(found.conversation, found.at, found.number, found.exact);
}

void Workspace::find_held_day(const client::ConversationState& state, WallMs day) {
    const auto& ranges = state.held.ranges();
    std::uint64_t before = state.first - 1;  // the entry before the range, if that is held
    for (const auto& range : ranges) {
        const auto entry =
            std::ranges::find_if(range.entries, [&](const Entry& each) { return each.at >= day; });
        if (entry == range.entries.end()) {
            before = range.last();
            continue;
        }
        const bool exact = entry->number > range.first() || entry->number <= before + 1;
        return day_found(state.conversation.id, day, entry->number, exact);
    }
    day_found(state.conversation.id, day, std::nullopt, before == state.number);
}

/// Goes to the first message of the wanted day or of the days after it. `exact`: all messages
/// before it are known to be older, and without a number, that there is none. Does nothing when the
/// user wants to see another day or conversation by now.
void Workspace::day_found(const ConversationId& conversation, WallMs day,
                          std::optional<std::uint64_t> number, bool exact) {
    if (wanted_day_ != WantedDay{conversation, day}) return;
    wanted_day_.reset();
    if (conversation != open_) return;
    if (number && !exact)
        warn(Warnings::About::jump,
             "Messages of that day are still being fetched: this is the first one that is here.");
    else if (!number)
        note(exact ? fmt::format("There is no message on or after {} in {}.",
                                 client::calendar_day(day), title_of(conversation))
                   : "Messages of that day are still being fetched.");
    jump(conversation, number);
}

}  // namespace indaba::ui
