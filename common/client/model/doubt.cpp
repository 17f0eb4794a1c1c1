#include "common/client/model/doubt.hpp"

#include <algorithm>
#include <string_view>
#include <variant>
#include <vector>

#include "common/wire/chain.hpp"

namespace indaba::client {
namespace {

bool fit(const std::string& name) { return name.size() <= limit::name_bytes; }
bool fit(const Person& person) { return fit(person.name); }
bool fit(const KnownPerson& person) { return fit(person.name); }
bool fit(const Entry& entry) { return entry.number > 0 && entry.body.size() <= limit::body; }
template <class T>
bool fit(const std::vector<T>& list) {
    return std::ranges::all_of(list, [](const T& item) { return fit(item); });
}

bool dense(const std::vector<Entry>& entries) {
    return std::ranges::adjacent_find(entries, [](const Entry& a, const Entry& b) {
               return b.number != a.number + 1;
           }) == entries.end();
}

/// A room, or a whisper of ours under the one id that its two ends give it.
bool fit(const Conversation& conversation, const Account& me) {
    if (conversation.room.has_value() == conversation.between.has_value()) return false;
    if (!conversation.between) return true;
    const Between& ends = *conversation.between;
    return ends.has(me) && whisper_id(ends.low, ends.high) == conversation.id;
}

bool fit(const Head& head, const Account& me) {
    return fit(head.conversation, me) && head.first > 0 &&
           (head.number == 0) == head.hash.is_zero();
}

using Doubt = std::string_view;  // empty: none
constexpr Doubt long_name = "a name longer than names may be";
constexpr Doubt strange_conversation = "a conversation that cannot be ours";
constexpr Doubt strange_entries = "entries that are too long or not in order";

Doubt about(const Welcome& welcome, const Account&) {
    return welcome.name && !fit(*welcome.name) ? long_name : Doubt{};
}
Doubt about(const People& people, const Account&) {
    return fit(people.people) ? Doubt{} : long_name;
}
Doubt about(const Heads& heads, const Account& me) {
    if (!fit(heads.names)) return long_name;
    const bool all_fit =
        std::ranges::all_of(heads.heads, [&me](const Head& head) { return fit(head, me); });
    return all_fit ? Doubt{} : strange_conversation;
}
Doubt about(const Entries& entries, const Account& me) {
    if (!fit(entries.names)) return long_name;
    if (!fit(entries.conversation, me)) return strange_conversation;
    const bool in_order =
        !entries.entries.empty() && fit(entries.entries) && dense(entries.entries);
    return in_order ? Doubt{} : strange_entries;
}
Doubt about(const Page& page, const Account& me) {
    if (!fit(page.names)) return long_name;
    if (!fit(page.conversation, me)) return strange_conversation;
    return fit(page.entries) && dense(page.entries) ? Doubt{} : strange_entries;
}
Doubt about(const Known& known, const Account&) {
    return fit(known.accounts) ? Doubt{} : long_name;
}
Doubt about(const Presence& presence, const Account&) {
    return fit(presence.joined) && fit(presence.named) ? Doubt{} : long_name;
}
template <class Other>
Doubt about(const Other&, const Account&) {
    return {};
}

}  // namespace

std::optional<std::string> doubt(const ToClient& message, const Account& me) {
    const Doubt found = std::visit([&me](const auto& any) { return about(any, me); }, message);
    if (found.empty()) return std::nullopt;
    return "The broker sent " + std::string{found} + ".";
}

}  // namespace indaba::client
