/// The part of the workspace that keeps the lists of rooms, whispers and people. See workspace.hpp.
#include <fmt/format.h>

#include <string>
#include <utility>

#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"
#include "common/wire/text.hpp"
#include "imgui-client/workspace/workspace.hpp"

namespace indaba::ui {

using client::Model;

// ---- what changes them --------------------------------------------------------------------------

void Workspace::update_lists(const client::PersonJoined& joined) {
    if (!people_stale_) insert_person(online_, joined.person, model().me());
    move_in_lists(joined.person, true);
}

void Workspace::update_lists(const client::PersonLeft& left) {
    if (!people_stale_) remove_person(online_, left.person.account);
    move_in_lists(left.person, false);
}

/// The list of whispers and that of members show who is online.
void Workspace::move_in_lists(const Person& person, bool online) {
    if (model().find(whisper_id(key_.account, person.account))) whispers_stale_ = true;
    const client::RoomView* room = open_room_view();
    if (room && !members_stale_ && room->state.members.contains(person.account))
        move_member(members_, person, online, model().me());
}

void Workspace::update_lists(const client::NewEntries& news) {
    conversation_changed(news.conversation);
}

/// An erased message no longer counts as unread.
void Workspace::update_lists(const client::MessagesChanged& changed) {
    conversation_changed(changed.conversation);
}

void Workspace::update_lists(const client::RoomChanged& changed) {
    rooms_stale_ = true;
    if (changed.conversation != open_) return;
    members_stale_ = true;
    ask_for_members();
}

void Workspace::conversation_changed(const ConversationId& conversation) {
    const client::ConversationState* state = model().find(conversation);
    const bool is_whisper = state && state->conversation.between;
    (is_whisper ? whispers_stale_ : rooms_stale_) = true;
}

// ---- making them --------------------------------------------------------------------------------

void Workspace::rebuild_lists() {
    const bool is_presence_known = connection_.was_ready();
    if (std::exchange(people_stale_, false))
        online_ = !client()           ? std::vector<Person>{}
                  : is_presence_known ? online_people(model())
                                      : known_people(model());
    if (std::exchange(rooms_stale_, false))
        own_rooms_ =
            client() ? room_list(model(), muted_rooms(), open_) : std::vector<RoomSummary>{};
    if (std::exchange(members_stale_, false)) {
        const client::RoomView* room = open_room_view();
        members_ = room ? member_lists(model(), *room) : MemberLists{};
    }
    if (!std::exchange(whispers_stale_, false)) return;
    whispers_ = client() ? whisper_list(model()) : std::vector<WhisperSummary>{};
    offline_ = is_presence_known ? offline_people(whispers_) : std::vector<Person>{};
    // Presence is unknown without a connection; the list of people keeps its last state.
    for (WhisperSummary& whisper : whispers_) whisper.online = whisper.online && ready();
}

// ---- rooms --------------------------------------------------------------------------------------

/// Returns the open room; null in the lobby and in whispers.
const client::RoomView* Workspace::open_room_view() const {
    const client::ConversationState* state = client() ? model().find(open_) : nullptr;
    return state && state->room ? &*state->room : nullptr;
}

/// Asks for the members of the open room, unless they are known or were asked for.
void Workspace::ask_for_members() {
    const client::RoomView* room = open_room_view();
    if (!room || room->lists_members || members_asked_of_ == open_) return;
    members_asked_of_ = open_;
    update_model([&](Model& changed, Now now, Effects& effects) {
        changed.list_members(open_, now, effects);
    });
}

/// After a refusal the next change of the room asks again.
void Workspace::on(const client::MembersListed& listed) {
    if (members_asked_of_ == listed.conversation) members_asked_of_.reset();
}

void Workspace::on(const client::JoinedRoom&) { rooms_.list_stale = true; }
void Workspace::on(const client::RoomChanged&) { rooms_.list_stale = true; }

/// The open room becomes the lobby. A later membership begins with another history.
void Workspace::on(const client::LeftRoom& left) {
    rooms_.list_stale = rooms_stale_ = true;
    if (const auto shown = timelines_.find(left.conversation); shown != timelines_.end())
        shown->second.restart(0);
    if (left.conversation == open_) open_conversation({});
    note(fmt::format("You are no longer in #{}.", screen_word(left.title)));
}

/// Tells who made this account a member of a room.
void Workspace::note_who_added_me(const client::NewEntries& news,
                                  const client::ConversationState& state) {
    if (!news.live || !state.room) return;
    for (const std::uint64_t number : news.numbers) {
        const Entry* entry = state.held.find(number);
        if (!entry || entry->kind != kind_room) continue;
        const auto event = decode_room_event(entry->body);
        if (!event || event->what != "added" || event->account != key_.account) continue;
        const std::string by =
            event->by == entry->account ? "The operator" : screen_word(model().name_of(event->by));
        note(fmt::format("{} added you to #{}.", by, screen_word(state.room->state.title)));
    }
}

// ---- muted rooms --------------------------------------------------------------------------------

const std::set<ConversationId>& Workspace::muted_rooms() const {
    static const std::set<ConversationId> none;
    const auto muted = journal_ ? settings_.muted.find(*journal_) : settings_.muted.end();
    return muted == settings_.muted.end() ? none : muted->second;
}

void Workspace::apply(const MuteRoom& intent) {
    if (!journal_) return;
    const auto change = [&](client::Settings& settings) {
        std::set<ConversationId>& muted = settings.muted[*journal_];
        intent.muted ? void(muted.insert(intent.room)) : void(muted.erase(intent.room));
        if (muted.empty()) settings.muted.erase(*journal_);
    };
    change(settings_);
    update_settings(change);
    rooms_stale_ = changed_ = true;
}

}  // namespace indaba::ui
