#pragma once
/// The lists of the window made from a model: rooms and whispers for the left column, people for
/// the right one. Pure: the workspace calls these when something in them has changed.
#include <set>
#include <vector>

#include "common/client/model/model.hpp"
#include "imgui-client/view_state/view_state.hpp"

namespace indaba::ui {

/// Returns what lists show of a room.
RoomSummary room_summary(const client::ConversationState& state);
/// Returns the own rooms: the lobby first, then by title. Of archived ones, only the open one.
std::vector<RoomSummary> room_list(const client::Model& model,
                                   const std::set<ConversationId>& muted,
                                   const ConversationId& open);
/// Returns the whispers, the most recent first; of equal age, unread ones first.
std::vector<WhisperSummary> whisper_list(const client::Model& model);
/// Return the own account first, then people by name; and the partners of whispers who are away.
std::vector<Person> online_people(const client::Model& model);
/// Returns everybody whose name is known, the own account first.
std::vector<Person> known_people(const client::Model& model);
std::vector<Person> offline_people(const std::vector<WhisperSummary>& whispers);

/// Puts a person who came, or removes one who left, so that `online` is as online_people() would
/// return it. One message of presence must not sort everybody.
void insert_person(std::vector<Person>& online, const Person& person, const Account& me);
void remove_person(std::vector<Person>& online, const Account& account);

/// Returns the members of a room.
MemberLists member_lists(const client::Model& model, const client::RoomView& room);
/// Moves a member who came or left to the other list, as member_lists() would.
void move_member(MemberLists& lists, const Person& person, bool online, const Account& me);

}  // namespace indaba::ui
