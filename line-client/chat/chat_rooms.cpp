#include "line-client/chat/chat_rooms.hpp"

#include <fmt/format.h>

#include <utility>
#include <variant>

#include "common/client/model/room_command.hpp"
#include "common/wire/text.hpp"
#include "line-client/base/terminal.hpp"
#include "line-client/output/resolve.hpp"
#include "line-client/output/room_lists.hpp"

namespace indaba::line {

using client::ConversationState;
using client::Effects;
using client::Model;
using client::Now;
using client::RoomCommand;

// ---- commands ---------------------------------------------------------------------------------

void ChatRooms::run(const RoomCommand& command) {
    if (command.action == "join" && go_to_known(command.room)) return;
    begin(command);
    if (!pending_) return;
    if (command.action != "rooms") return proceed();
    ask([](Model& model, Now now, Effects& effects) { return model.list_rooms(now, effects); });
}

void ChatRooms::list_members() {
    begin({"members", {}, {}, {}, false});
    if (!pending_) return;
    ask([this](Model& model, Now now, Effects& effects) {
        return model.list_members(current_, now, effects);
    });
}

void ChatRooms::begin(const RoomCommand& command) {
    pending_ = Pending{command, 0, {}, false, {}, 0, false};
    if (!ready()) fail("Not connected: the command was not sent.");
}

template <class Ask>
void ChatRooms::ask(const Ask& make_request) {
    loop_.act([&](Model& changed, Now now, Effects& effects) {
        pending_->request = make_request(changed, now, effects);
    });
}

/// Goes to the lobby or to a room of this account, if the title can mean nothing else.
bool ChatRooms::go_to_known(std::string_view title) {
    if (is_lobby(title)) {
        go_to(lobby);
        return true;
    }
    const auto rooms = client::rooms_meant(model(), title);
    if (rooms.size() != 1 || model().find(rooms.front())->room->state.archived) return false;
    go_to(rooms.front());
    return true;
}

void ChatRooms::go_to(const ConversationId& room) {
    const ConversationState* state = model().find(room);
    if (!state) return;
    current_ = room;
    start_.reset();
    if (state->room) {
        print_line(entered_line(*state->room));
        printer_.enter(*state);
    } else {
        print_line("You are in #lobby now.");
    }
}

/// Does what the pending command needs next.
void ChatRooms::proceed() {
    const auto next = client::resolve(pending_->command, model(), current_,
                                      pending_->directory ? &*pending_->directory : nullptr);
    if (const auto* request = std::get_if<RoomRequest>(&next)) return carry_out(*request);
    if (const auto* invalid = std::get_if<client::InvalidInput>(&next))
        return fail(invalid->sentence);
    if (std::holds_alternative<client::NeedsDirectory>(next))
        return ask(
            [](Model& model, Now now, Effects& effects) { return model.list_rooms(now, effects); });
    const std::string name = std::get<client::NeedsPerson>(next).name;
    if (std::exchange(pending_->asked_person, true))
        return fail(fmt::format("Nobody is called {}.", screen_word(name)));
    ask([&](Model& model, Now now, Effects& effects) { return model.who(name, now, effects); });
}

void ChatRooms::carry_out(const RoomRequest& request) {
    const ConversationId room = request.conversation.value_or(ConversationId{});
    const ConversationState* state = model().find(room);
    if (state && request.action == "join") {
        pending_.reset();
        return go_to(room);
    }
    pending_->room = room;
    pending_->number = state ? state->number : 0;
    pending_->changes = true;
    ask([&](Model& model, Now now, Effects& effects) {
        return model.change_room(request, now, effects);
    });
}

/// Returns true for the commands after which text goes to the room.
bool ChatRooms::enters(const RoomCommand& command) {
    return command.action == "join" || command.action == "create";
}

void ChatRooms::fail(const std::string& sentence) {
    failed_ = enters(pending_->command);
    pending_.reset();
    if (failed_) start_.reset();
    print_line(sentence);
}

bool ChatRooms::is_joining(const ConversationId& room) const {
    return pending_ && pending_->command.action == "join" && pending_->room == room;
}

// ---- effects of the model ---------------------------------------------------------------------

void ChatRooms::on(const client::BecameReady&) {
    if (start_) run({"join", *start_, {}, {}, false});
}

/// The model answers a change itself when the connection is lost.
void ChatRooms::on(const client::BecameOffline&) {
    if (!pending_ || pending_->changes) return;
    pending_.reset();
    if (!start_) print_line("The connection was lost: the command was not carried out.");
}

void ChatRooms::on(const client::RoomsListed& answer) {
    if (!waits_for(answer.request)) return;
    if (!answer.sentence.empty()) return fail("Refused: " + screen_text(answer.sentence));
    if (pending_->command.action != "rooms") {
        pending_->directory = answer.rooms;
        return proceed();
    }
    pending_.reset();
    if (answer.rooms.empty()) print_line("There is no room yet. /create TITLE makes one.");
    for (const std::string& line : room_lines(model(), answer.rooms)) print_line(line);
}

void ChatRooms::on(const client::MembersListed& answer) {
    if (!waits_for(answer.request)) return;
    if (!answer.sentence.empty()) return fail("Refused: " + screen_text(answer.sentence));
    pending_.reset();
    if (const ConversationState* state = model().find(answer.conversation); state && state->room)
        print_line(members_line(model(), *state->room, answer.members));
}

void ChatRooms::on(const client::WhoAnswered& answer) {
    if (waits_for(answer.request)) proceed();
}

void ChatRooms::on(const client::RoomAnswered& answer) {
    if (!waits_for(answer.request)) return;
    const bool was_lost = answer.refused == "lost";
    if (was_lost && start_) return pending_.reset();  // tried again when it is ready
    if (!answer.refused.empty())
        return fail((was_lost ? "" : "Refused: ") + screen_text(answer.sentence));
    const bool entered = enters(pending_->command);
    const Pending done = *std::exchange(pending_, std::nullopt);
    if (entered) return go_to(answer.conversation);
    const ConversationState* state = model().find(done.room);
    if (!state && done.room == current_) return go_to(lobby);
    if (state && state->number == done.number) print_line("That is so already.");
}

/// A room that this account goes to is printed from its newest page on; in others, what is said
/// from now on.
void ChatRooms::on(const client::JoinedRoom& joined) {
    const ConversationState* state = model().find(joined.conversation);
    if (!state || !state->room) return;
    if (is_joining(joined.conversation)) return printer_.enter(*state);
    printer_.start_after(*state, state->number);
    if (pending_ && pending_->command.action == "create") return;
    const std::string title = screen_word(state->room->state.title);
    print_line(fmt::format("You are a member of #{} now: /join {} goes there.", title, title));
}

void ChatRooms::on(const client::LeftRoom& left) {
    printer_.drop(left.conversation);
    const bool asked =
        pending_ && pending_->command.action == "leave" && pending_->room == left.conversation;
    if (asked) return;
    print_line(fmt::format("You are no longer in #{}.{}", screen_word(left.title),
                           left.conversation == current_
                               ? " What you type is not sent: /join lobby goes to the lobby."
                               : ""));
}

}  // namespace indaba::line
