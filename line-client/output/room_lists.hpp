#pragma once
/// Formats the lists of rooms and of members, as lines or as JSON. Pure. Titles, topics and names
/// of peers come out harmless to a terminal.
#include <string>
#include <vector>

#include "common/client/model/model.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::line {

/// Returns one line for each room, sorted by title, with aligned columns. The title comes last,
/// since how wide it is only the terminal knows: " 12 members  private  joined  #build: all about
/// bread".
std::vector<std::string> room_lines(const client::Model& model, std::vector<RoomInfo> rooms);
/// Returns {"type":"room",...} for each room, sorted by title; README.md has its fields.
std::vector<std::string> json_rooms(const client::Model& model, std::vector<RoomInfo> rooms);

/// A member of a room, as a list shows it.
struct ListedMember {
    Person person;
    bool you = false;
    bool owner = false;
    bool online = false;
};
/// Returns the members, sorted by name.
std::vector<ListedMember> listed_members(const client::Model& model,
                                         const std::vector<Person>& members,
                                         const std::vector<Account>& owners);
/// "ann (you, owner)", "bob", "carl (offline)"
std::string member_word(const ListedMember& member);
/// "#build has 2 members: ann (you, owner), bob"
std::string members_line(const client::Model& model, const client::RoomView& room,
                         const std::vector<Person>& members);
/// "You are in #build now (2 members): all about bread"
std::string entered_line(const client::RoomView& room);
/// Returns the owners of a room of this account.
std::vector<Account> owners_of(const client::RoomView& room);
/// Returns {"type":"person","name":"bob","account":"...","you":false,"owner":true,"online":false}.
std::string json_member(const ListedMember& member);

}  // namespace indaba::line
