/// The part of the workspace that lists, makes and changes rooms. See workspace.hpp.
#include <fmt/format.h>

#include <utility>
#include <variant>

#include "common/client/model/room_command.hpp"
#include "common/wire/text.hpp"
#include "imgui-client/view_state/all_rooms.hpp"
#include "imgui-client/workspace/workspace.hpp"

namespace indaba::ui {

using client::Model;

// ---- the list -----------------------------------------------------------------------------------

void Workspace::apply(const ShowRooms&) {
    ++view_state_.all_rooms.shown_version;
    apply(LoadRooms{});
}

void Workspace::apply(const LoadRooms&) {
    if (!client()) return;
    rooms_.list_shown = rooms_.list_stale = true;
    view_state_.all_rooms.loading = true;
    if (rooms_.list_request) return;
    update_model([&](Model& changed, Now now, Effects& effects) {
        rooms_.list_request = changed.list_rooms(now, effects);
    });
}

void Workspace::on(const client::RoomsListed& list) {
    if (const auto waiting = rooms_.waiting.extract(list.request)) {
        if (list.sentence.empty()) return run_room_command(waiting.mapped(), &list.rooms);
        return fail(waiting.mapped(), list.sentence);
    }
    if (rooms_.list_request != list.request) return;
    rooms_.list_request.reset();
    view_state_.all_rooms.loading = false;
    view_state_.all_rooms.failed = list.sentence;
    if (list.sentence.empty()) rooms_.listed = list.rooms;
    rooms_.list_stale = true;
}

void Workspace::update_all_rooms() {
    if (!client() || !rooms_.list_shown || !std::exchange(rooms_.list_stale, false)) return;
    view_state_.all_rooms.rooms = all_rooms(model(), rooms_.listed);
    ++view_state_.all_rooms.version;
}

// ---- intents ------------------------------------------------------------------------------------

void Workspace::apply(const CreateRoom& intent) {
    RoomChange change;
    change.by_dialog = true;
    change.request.action = "create";
    change.request.title = intent.title;
    if (!intent.topic.empty()) change.request.topic = intent.topic;
    change.request.is_private = intent.is_private;
    change.request.from_joining = intent.from_joining;
    change.people.assign(intent.people.begin(), intent.people.end());
    view_state_.room_creation.failed.clear();
    view_state_.room_creation.waiting = true;
    send_room_change(std::move(change));
}

void Workspace::apply(const ChangeRoom& intent) {
    RoomChange change;
    change.request = intent.request;
    send_room_change(std::move(change));
}

void Workspace::run_input(const client::RoomCommand& command) {
    if (command.action == "rooms") return apply(ShowRooms{});
    run_room_command({command, open_, input_.text, input_.about}, nullptr);
}

/// Asks the server for what the command needs, and then for the change.
void Workspace::run_room_command(const TypedRoomCommand& typed,
                                 const std::vector<RoomInfo>* directory) {
    if (!ready()) return fail(typed, "Not connected: the command was not sent.");
    auto resolved = client::resolve(typed.command, model(), typed.here, directory);
    if (const auto* invalid = std::get_if<client::InvalidInput>(&resolved))
        return fail(typed, invalid->sentence);
    if (auto* request = std::get_if<RoomRequest>(&resolved)) {
        RoomChange change;
        change.request = std::move(*request);
        change.typed = typed;
        return send_room_change(std::move(change));
    }
    const auto* needed = std::get_if<client::NeedsPerson>(&resolved);
    update_model([&](Model& changed, Now now, Effects& effects) {
        const std::uint64_t request =
            needed ? changed.who(needed->name, now, effects) : changed.list_rooms(now, effects);
        rooms_.waiting.emplace(request, typed);
    });
}

/// Goes on with a command whose person was asked for. Returns false if none waits for the answer.
bool Workspace::continue_room_command(const client::WhoAnswered& answer) {
    const auto waiting = rooms_.waiting.extract(answer.request);
    if (!waiting) return false;
    const TypedRoomCommand& typed = waiting.mapped();
    if (answer.accounts.empty())
        fail(typed, fmt::format("Nobody is called {}.", screen_word(typed.command.name)));
    else
        run_room_command(typed, nullptr);
    return true;
}

/// Says why a command was not carried out, and puts it back where it was typed.
void Workspace::fail(const TypedRoomCommand& typed, const std::string& why) {
    note(why);
    restore(typed.here, typed.text, typed.about);
}

/// The answers will not come: commands that wait for them go back into the composer.
void Workspace::end_waiting_room_commands() {
    for (const auto& [request, typed] : std::exchange(rooms_.waiting, {}))
        fail(typed, "The connection was lost before the command was sent.");
}

// ---- changes and their answers ------------------------------------------------------------------

void Workspace::send_room_change(RoomChange change) {
    const auto& room = change.request.conversation;
    if (change.request.action == "join" && room && client() && model().find(*room))
        return apply(OpenConversation{{std::nullopt, *room}});
    change.asked_in = open_;
    if (!ready()) {
        room_change_failed(change, "Not connected: nothing was changed.");
        return add_next_person(change);
    }
    update_model([&](Model& changed, Now now, Effects& effects) {
        const std::uint64_t request = changed.change_room(change.request, now, effects);
        rooms_.sent.emplace(request, std::move(change));
    });
}

void Workspace::on(const client::RoomAnswered& answer) {
    const auto found = rooms_.sent.extract(answer.request);
    if (!found) return;
    RoomChange& change = found.mapped();
    if (change.request.action == "create" && answer.refused.empty())
        change.request.conversation = answer.conversation;
    if (!answer.refused.empty()) room_change_failed(change, answer.sentence);
    const bool goes_on = answer.refused.empty() || change.request.action == "add";
    if (answer.refused.empty()) room_was_changed(change);
    if (goes_on) add_next_person(change);
}

void Workspace::room_change_failed(const RoomChange& change, const std::string& why) {
    if (change.by_dialog && change.request.action == "create") {
        view_state_.room_creation.waiting = false;
        view_state_.room_creation.failed = why;
        changed_ = true;
    } else if (change.typed) {
        fail(*change.typed, why);
    } else if (change.by_dialog) {
        const std::string& name = model().name_of(change.request.account.value_or(Account{}));
        note(fmt::format("{} was not added: {}", screen_word(name), why), true);
    } else {
        note(why, true);
    }
}

/// Opens a room that was made or joined, unless the user has opened another conversation since.
void Workspace::room_was_changed(const RoomChange& change) {
    const std::string& action = change.request.action;
    if (change.by_dialog && action == "create") {
        view_state_.room_creation.waiting = false;
        ++view_state_.room_creation.made_version;
    }
    const auto& room = change.request.conversation;
    const bool leads_there = action == "create" || action == "join";
    if (leads_there && open_ == change.asked_in && room && model().find(*room))
        apply(OpenConversation{{std::nullopt, *room}});
}

void Workspace::add_next_person(const RoomChange& change) {
    if (change.people.empty() || !change.request.conversation) return;
    RoomChange next;
    next.by_dialog = true;
    next.request.action = "add";
    next.request.conversation = change.request.conversation;
    next.request.account = change.people.front();
    next.people.assign(change.people.begin() + 1, change.people.end());
    send_room_change(std::move(next));
}

}  // namespace indaba::ui
