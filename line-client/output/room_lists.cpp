#include "line-client/output/room_lists.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/base/json.hpp"
#include "common/wire/name.hpp"
#include "common/wire/text.hpp"
#include "line-client/output/resolve.hpp"

namespace indaba::line {
namespace {

std::vector<RoomInfo> by_title(std::vector<RoomInfo> rooms) {
    std::ranges::sort(rooms, {}, [](const RoomInfo& room) {
        return std::pair(case_folded(room.title), room.id);
    });
    return rooms;
}

bool is_joined(const client::Model& model, const RoomInfo& room) {
    return model.find(room.id) != nullptr;
}

std::string number_of_members(std::uint64_t count) {
    return fmt::format("{} {}", count, count == 1 ? "member" : "members");
}

std::string room_line(const RoomInfo& room, bool joined, std::size_t width) {
    std::string line = fmt::format(
        "{:>{}} {}  {}  {}  {}", room.members, width, room.members == 1 ? "member " : "members",
        room.is_private ? "private" : "open   ", joined ? "joined" : "      ",
        screen_word(shown_title(room.title)));
    if (!room.topic.empty()) line += ": " + screen_word(room.topic);
    return line;
}

std::string json_room(const RoomInfo& room, bool joined) {
    return fmt::format(
        R"({{"type":"room","title":{},"conversation_id":"{}","topic":{},"private":{},)"
        R"("from_joining":{},"members":{},"joined":{}}})",
        json_string(room.title), to_hex(room.id), json_string(room.topic), room.is_private,
        room.from_joining, room.members, joined);
}

}  // namespace

std::vector<std::string> room_lines(const client::Model& model, std::vector<RoomInfo> rooms) {
    std::size_t width = 1;
    for (const RoomInfo& room : rooms) width = std::max(width, std::to_string(room.members).size());
    std::vector<std::string> lines;
    for (const RoomInfo& room : by_title(std::move(rooms)))
        lines.push_back(room_line(room, is_joined(model, room), width));
    return lines;
}

std::vector<std::string> json_rooms(const client::Model& model, std::vector<RoomInfo> rooms) {
    std::vector<std::string> lines;
    for (const RoomInfo& room : by_title(std::move(rooms)))
        lines.push_back(json_room(room, is_joined(model, room)));
    return lines;
}

std::vector<ListedMember> listed_members(const client::Model& model,
                                         const std::vector<Person>& members,
                                         const std::vector<Account>& owners) {
    std::vector<ListedMember> listed;
    for (const Person& person : by_name(members))
        listed.push_back({person, person.account == model.me(),
                          std::ranges::find(owners, person.account) != owners.end(),
                          model.people().contains(person.account)});
    return listed;
}

std::string member_word(const ListedMember& member) {
    std::string remarks;
    const auto add = [&](bool holds, const char* remark) {
        if (holds) remarks += (remarks.empty() ? "" : ", ") + std::string(remark);
    };
    add(member.you, "you");
    add(member.owner, "owner");
    add(!member.online && !member.you, "offline");
    const std::string name = screen_word(display_name(member.person.name, member.person.account));
    return remarks.empty() ? name : fmt::format("{} ({})", name, remarks);
}

std::vector<Account> owners_of(const client::RoomView& room) {
    std::vector<Account> owners;
    for (const auto& [account, member] : room.state.members)
        if (member.owner) owners.push_back(account);
    return owners;
}

std::string members_line(const client::Model& model, const client::RoomView& room,
                         const std::vector<Person>& members) {
    std::string line = fmt::format("{} has {}:", screen_word(shown_title(room.state.title)),
                                   number_of_members(members.size()));
    const char* before = " ";
    for (const ListedMember& member : listed_members(model, members, owners_of(room)))
        line += std::exchange(before, ", ") + member_word(member);
    return line;
}

std::string entered_line(const client::RoomView& room) {
    const RoomState& state = room.state;
    std::string line =
        fmt::format("You are in {} now ({}{}{})", screen_word(shown_title(state.title)),
                    state.is_private ? "private, " : "", state.archived ? "archived, " : "",
                    number_of_members(room.members));
    return line + (state.topic.empty() ? "." : ": " + screen_word(state.topic));
}

std::string json_member(const ListedMember& member) {
    return fmt::format(
        R"({{"type":"person","name":{},"account":"{}","you":{},"owner":{},"online":{}}})",
        json_string(member.person.name), to_hex(member.person.account), member.you, member.owner,
        member.online);
}

}  // namespace indaba::line
