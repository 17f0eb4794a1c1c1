#include "line-client/output/resolve.hpp"

#include <algorithm>
#include <utility>

#include "common/wire/name.hpp"

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

}  // namespace

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
    resolved.message = client::folded_message(state, entry.number);
    if (!resolved.message) return resolved;
    if (resolved.message->erased_by)
        resolved.erased_by = name_shown(model, *resolved.message->erased_by);
    if (resolved.message->to) resolved.quote = quote_of(model, state, *resolved.message->to);
    return resolved;
}

std::string title_of(const client::Model& model, const Conversation& conversation) {
    if (conversation.room) return *conversation.room;
    return other_end(model, conversation).value_or(Person{}).name;
}

std::optional<ConversationId> find_room(const client::Model& model, std::string_view title) {
    std::string with_sign = "#";
    with_sign += title;
    for (const auto& [id, state] : model.conversations()) {
        const auto& room = state.conversation.room;
        if (room && (*room == title || *room == with_sign)) return id;
    }
    return std::nullopt;
}

std::vector<Person> people_by_name(const client::Model& model) {
    std::vector<std::pair<std::string, Person>> keyed;  // folded: "Bob" stands beside "bob"
    for (const auto& [account, name] : model.people()) {
        keyed.emplace_back(folded_name(name).value_or(name), Person{account, name});
    }
    std::ranges::sort(keyed, {},
                      [](const auto& each) { return std::pair(each.first, each.second.account); });
    std::vector<Person> people;
    people.reserve(keyed.size());
    for (auto& each : keyed) people.push_back(std::move(each.second));
    return people;
}

}  // namespace indaba::line
