#include "common/client/model/validate.hpp"

#include <algorithm>
#include <string_view>
#include <variant>
#include <vector>

#include "common/wire/chain.hpp"

namespace indaba::client {
namespace {

bool is_valid(const std::string& name) { return name.size() <= limit::name_bytes; }
bool is_valid(const Person& person) { return is_valid(person.name); }
bool is_valid(const KnownPerson& person) { return is_valid(person.name); }
bool is_valid(const Entry& entry) { return entry.body.size() <= limit::body; }
bool is_valid(const RoomInfo& room) {
    return room.title.size() <= 4 * limit::title_code_points &&
           room.topic.size() <= 4 * limit::topic_code_points;
}
template <class T>
bool is_valid(const std::vector<T>& list) {
    return std::ranges::all_of(list, [](const T& item) { return is_valid(item); });
}

/// Returns true for a room, and for a whisper of `me` whose id follows from its two ends.
bool is_valid(const Conversation& conversation, const Account& me) {
    if (conversation.room.has_value() == conversation.between.has_value()) return false;
    if (!conversation.between) return true;
    const Between& ends = *conversation.between;
    return ends.has(me) && whisper_id(ends.low, ends.high) == conversation.id;
}

/// A room other than the lobby has its info, and nothing else has one.
bool is_valid(const Head& head, const Account& me) {
    const bool is_room = head.conversation.room && head.conversation.id != lobby;
    if (head.info && (!is_room || head.info->id != head.conversation.id || !is_valid(*head.info)))
        return false;
    return is_valid(head.conversation, me) && head.first > 0 && is_room == head.info.has_value() &&
           (head.number == 0) == head.hash.is_zero();
}

using Problem = std::string_view;  // empty when the message is valid
constexpr Problem name_too_long = "a name longer than names may be";
constexpr Problem invalid_conversation = "a conversation that cannot be ours";
constexpr Problem invalid_entries = "entries that are too long or not in order";

Problem problem_in(const Welcome& welcome, const Account&) {
    return welcome.name && !is_valid(*welcome.name) ? name_too_long : Problem{};
}
Problem problem_in(const People& people, const Account&) {
    return is_valid(people.people) ? Problem{} : name_too_long;
}
Problem problem_in(const Heads& heads, const Account& me) {
    if (!is_valid(heads.names)) return name_too_long;
    const bool all_valid =
        std::ranges::all_of(heads.heads, [&me](const Head& head) { return is_valid(head, me); });
    return all_valid ? Problem{} : invalid_conversation;
}
Problem problem_in(const Entries& entries, const Account& me) {
    if (!is_valid(entries.names)) return name_too_long;
    if (!is_valid(entries.conversation, me)) return invalid_conversation;
    const bool in_order =
        !entries.entries.empty() && is_valid(entries.entries) && is_dense(entries.entries);
    return in_order ? Problem{} : invalid_entries;
}
Problem problem_in(const Page& page, const Account& me) {
    if (!is_valid(page.names)) return name_too_long;
    if (!is_valid(page.conversation, me)) return invalid_conversation;
    return is_valid(page.entries) && is_dense(page.entries) ? Problem{} : invalid_entries;
}
Problem problem_in(const Known& known, const Account&) {
    return is_valid(known.accounts) ? Problem{} : name_too_long;
}
Problem problem_in(const Presence& presence, const Account&) {
    return is_valid(presence.joined) && is_valid(presence.named) ? Problem{} : name_too_long;
}
Problem problem_in(const RoomDirectory& directory, const Account&) {
    return is_valid(directory.rooms) ? Problem{} : invalid_conversation;
}
Problem problem_in(const MemberList& list, const Account&) {
    return is_valid(list.members) ? Problem{} : name_too_long;
}
Problem problem_in(const RoomJoined& joined, const Account& me) {
    return is_valid(joined.head, me) && joined.head.info ? Problem{} : invalid_conversation;
}
template <class Other>
Problem problem_in(const Other&, const Account&) {
    return {};
}

}  // namespace

bool is_dense(const std::vector<Entry>& entries) {
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (entries[i].number == 0 || entries[i].number != entries[0].number + i) return false;
    }
    return true;
}

std::optional<std::string> validate(const ToClient& message, const Account& me) {
    const Problem found =
        std::visit([&me](const auto& any) { return problem_in(any, me); }, message);
    if (found.empty()) return std::nullopt;
    return "The broker sent " + std::string{found} + ".";
}

}  // namespace indaba::client
