#include "imgui-client/view_state/lists.hpp"

#include <algorithm>
#include <cctype>
#include <string>
#include <tuple>
#include <utility>

namespace indaba::ui {
namespace {

/// Returns a key that ignores the case of ASCII letters: people look names up by eye.
std::string sort_key(const std::string& name) {
    std::string key = name;
    std::ranges::transform(key, key.begin(), [](unsigned char c) {
        return static_cast<char>(c < 0x80 ? std::tolower(c) : c);
    });
    return key;
}

void sort_by_name(std::vector<Person>& people) {
    std::vector<std::pair<std::string, Person>> keyed;
    keyed.reserve(people.size());
    for (Person& person : people) {
        std::string key = sort_key(person.name);
        keyed.emplace_back(std::move(key), std::move(person));
    }
    std::ranges::sort(keyed, {},
                      [](const auto& each) { return std::tie(each.first, each.second.account); });
    people.clear();
    for (auto& [key, person] : keyed) people.push_back(std::move(person));
}

WallMs last_entry_time(const client::ConversationState& state) {
    const Entry* newest = state.held.find(state.number);
    return newest ? newest->at : 0;
}

void put_first(std::vector<Person>& people, const Account& me) {
    const auto own = std::ranges::find(people, me, &Person::account);
    if (own != people.end()) std::rotate(people.begin(), own, own + 1);
}

}  // namespace

RoomSummary room_summary(const client::ConversationState& state) {
    RoomSummary room;
    room.id = state.conversation.id;
    room.joined = true;
    room.unread = state.unread();
    room.title = lobby_title.substr(1);
    if (!state.room) return room;
    room.title = state.room->state.title;
    room.topic = state.room->state.topic;
    room.is_private = state.room->state.is_private;
    room.archived = state.room->state.archived;
    room.members = state.room->members;
    return room;
}

std::vector<RoomSummary> room_list(const client::Model& model,
                                   const std::set<ConversationId>& muted,
                                   const ConversationId& open) {
    std::vector<std::pair<std::string, RoomSummary>> keyed;
    for (const auto& [id, state] : model.conversations()) {
        if (state.conversation.between) continue;
        RoomSummary room = room_summary(state);
        if (room.archived && id != open) continue;
        room.muted = muted.contains(id);
        std::string key = sort_key(room.title);
        keyed.emplace_back(std::move(key), std::move(room));
    }
    std::ranges::sort(keyed, {}, [](const auto& each) {
        return std::tuple<bool, const std::string&, const ConversationId&>{
            each.second.id != lobby, each.first, each.second.id};
    });
    std::vector<RoomSummary> rooms;
    for (auto& [key, room] : keyed) rooms.push_back(std::move(room));
    return rooms;
}

std::vector<WhisperSummary> whisper_list(const client::Model& model) {
    std::vector<std::pair<WallMs, WhisperSummary>> found;
    for (const auto& [id, state] : model.conversations()) {
        const auto& between = state.conversation.between;
        if (!between) continue;
        const Account with = between->other(model.me());
        found.push_back(
            {last_entry_time(state),
             {id, with, model.name_of(with), model.people().contains(with), state.unread().count}});
    }
    std::ranges::sort(found, [](const auto& left, const auto& right) {
        return std::tuple(-left.first, left.second.unread == 0, left.second.name) <
               std::tuple(-right.first, right.second.unread == 0, right.second.name);
    });
    std::vector<WhisperSummary> whispers;
    for (auto& [at, whisper] : found) whispers.push_back(std::move(whisper));
    return whispers;
}

std::vector<Person> online_people(const client::Model& model) {
    std::vector<Person> online;
    for (const auto& [account, name] : model.people())
        if (account != model.me()) online.push_back({account, name});
    sort_by_name(online);
    if (model.people().contains(model.me()))
        online.insert(online.begin(), {model.me(), model.my_name()});
    return online;
}

std::vector<Person> known_people(const client::Model& model) {
    std::vector<Person> people;
    for (const auto& [account, name] : model.names()) people.push_back({account, name});
    sort_by_name(people);
    put_first(people, model.me());
    return people;
}

std::vector<Person> offline_people(const std::vector<WhisperSummary>& whispers) {
    std::vector<Person> offline;
    for (const WhisperSummary& whisper : whispers)
        if (!whisper.online) offline.push_back({whisper.with, whisper.name});
    sort_by_name(offline);
    return offline;
}

void insert_person(std::vector<Person>& online, const Person& person, const Account& me) {
    remove_person(online, person.account);
    const auto order = [&](const Person& each) {
        return std::tuple(each.account != me, sort_key(each.name), each.account);
    };
    online.insert(std::ranges::lower_bound(online, order(person), {}, order), person);
}

void remove_person(std::vector<Person>& online, const Account& account) {
    const auto found = std::ranges::find(online, account, &Person::account);
    if (found != online.end()) online.erase(found);
}

MemberLists member_lists(const client::Model& model, const client::RoomView& room) {
    MemberLists lists;
    lists.complete = room.lists_members;
    for (const auto& [account, member] : room.state.members) {
        auto& list = model.people().contains(account) ? lists.online : lists.offline;
        list.push_back({account, model.name_of(account)});
    }
    for (std::vector<Person>* list : {&lists.online, &lists.offline}) {
        sort_by_name(*list);
        put_first(*list, model.me());
    }
    return lists;
}

void move_member(MemberLists& lists, const Person& person, bool online, const Account& me) {
    remove_person(online ? lists.offline : lists.online, person.account);
    insert_person(online ? lists.online : lists.offline, person, me);
}

}  // namespace indaba::ui
