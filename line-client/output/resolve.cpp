#include "line-client/output/resolve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/client/model/room_command.hpp"
#include "common/client/text/input_command.hpp"
#include "common/wire/codec.hpp"
#include "common/wire/name.hpp"
#include "common/wire/text.hpp"

namespace indaba::line {
namespace {

std::string name_shown(const client::Model& model, const Account& account) {
    return display_name(account == model.me() ? model.my_name() : model.name_of(account), account);
}

std::optional<Person> other_end(const client::Model& model, const Conversation& conversation) {
    if (!conversation.between) return std::nullopt;
    const Account& account = conversation.between->other(model.me());
    return Person{account, name_shown(model, account)};
}

std::optional<Quote> quote_of(const client::Model& model, const client::ConversationState& state,
                              std::uint64_t number) {
    const auto quoted = client::folded_message(state, number);
    if (!quoted) return std::nullopt;
    return Quote{name_shown(model, state.held.find(number)->account),
                 quoted->erased ? "(deleted)" : quoted->text};
}

/// Returns the change of a room that an entry is about. What is done under the key of the broker
/// itself, which is the author, is done at its console.
std::optional<RoomChange> change_of(const client::Model& model, const Entry& entry) {
    auto event = entry.kind == kind_room ? decode_room_event(entry.body) : std::nullopt;
    if (!event) return std::nullopt;
    RoomChange change;
    change.by = event->by == entry.account ? "The operator" : name_shown(model, event->by);
    if (event->account) change.whom = name_shown(model, *event->account);
    change.event = std::move(*event);
    return change;
}

}  // namespace

bool is_lobby(std::string_view title) { return case_folded(title) == lobby_title.substr(1); }

ResolvedEntry resolve(const client::Model& model, const client::ConversationState& state,
                      const Entry& entry) {
    const Conversation& conversation = state.conversation;
    ResolvedEntry resolved;
    resolved.conversation = conversation.id;
    resolved.room = conversation.room;
    resolved.with = other_end(model, conversation).value_or(Person{});
    resolved.from = name_shown(model, entry.account);
    resolved.own = entry.account == model.me();
    resolved.entry = entry;
    if (!resolved.own) resolved.reader_names = &model.own_names();
    resolved.reference = client::reference_of(entry);
    resolved.change = change_of(model, entry);
    resolved.message = client::folded_message(state, entry.number);
    if (!resolved.message) return resolved;
    if (resolved.message->erased_by)
        resolved.erased_by = name_shown(model, *resolved.message->erased_by);
    if (resolved.message->to) resolved.quote = quote_of(model, state, *resolved.message->to);
    return resolved;
}

std::string shown_title(const std::string& title) {
    return title == lobby_title ? title : "#" + title;
}

std::string title_of(const client::Model& model, const Conversation& conversation) {
    if (conversation.room) return shown_title(*conversation.room);
    return other_end(model, conversation).value_or(Person{}).name;
}

std::variant<ConversationId, std::string> find_room(const client::Model& model,
                                                    std::string_view typed) {
    const std::string_view title = client::named_room(typed);
    if (is_lobby(title)) return lobby;
    const std::vector<ConversationId> rooms = client::rooms_meant(model, title);
    const std::string shown = screen_word(shown_title(std::string(title)));
    if (rooms.size() == 1) return rooms.front();
    if (rooms.empty())
        return fmt::format(
            "You are in no room {}. `indaba-cli rooms` lists all, and `indaba-cli chat --room "
            "TITLE` joins one.",
            shown);
    return fmt::format(
        "You are in {} rooms {}. An owner of one of them can give it another title, by /title NEW.",
        rooms.size(), shown);
}

std::vector<Person> by_name(const std::vector<Person>& persons) {
    std::vector<std::pair<std::string, Person>> keyed;  // folded: "Bob" stands beside "bob"
    for (const Person& person : persons)
        keyed.emplace_back(folded_name(person.name).value_or(person.name), person);
    std::ranges::sort(keyed, {},
                      [](const auto& each) { return std::pair(each.first, each.second.account); });
    std::vector<Person> people;
    people.reserve(keyed.size());
    for (auto& each : keyed) people.push_back(std::move(each.second));
    return people;
}

std::vector<Person> people_by_name(const client::Model& model) {
    std::vector<Person> online;
    for (const auto& [account, name] : model.people()) online.push_back({account, name});
    return by_name(online);
}

}  // namespace indaba::line
