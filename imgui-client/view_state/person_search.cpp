#include "imgui-client/view_state/person_search.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>

#include "common/wire/name.hpp"

namespace indaba::ui {
namespace {

/// Returns the accounts that are not online perhaps, and that the user has met.
std::set<Account> acquaintances(const client::Model& model) {
    std::set<Account> accounts;
    for (const auto& [id, state] : model.conversations()) {
        if (const auto& between = state.conversation.between)
            accounts.insert(between->other(model.me()));
        if (!state.room) continue;
        for (const auto& [member, role] : state.room->state.members) accounts.insert(member);
    }
    return accounts;
}

struct Found {
    Person person;
    std::string folded;
    bool online = false;
};

}  // namespace

std::vector<Person> find_people(const client::Model& model, std::string_view typed,
                                const std::vector<Person>& without, std::size_t count) {
    const std::string prefix = case_folded(typed);
    std::set<Account> seen{model.me()};
    for (const Person& person : without) seen.insert(person.account);
    std::vector<Found> found;
    const auto look_at = [&](const Account& account, const std::string& name, bool online) {
        if (name.empty()) return;
        std::string folded = case_folded(name);
        if (folded.starts_with(prefix) && seen.insert(account).second)
            found.push_back({{account, name}, std::move(folded), online});
    };
    for (const auto& [account, name] : model.people()) look_at(account, name, true);
    for (const Account& account : acquaintances(model))
        look_at(account, model.name_of(account), false);
    if (const auto exact = model.account_of(typed)) look_at(*exact, model.name_of(*exact), false);
    std::ranges::sort(found, {}, [&](const Found& each) {
        return std::tuple{each.folded != prefix, !each.online, each.folded, each.person.account};
    });
    std::vector<Person> people;
    for (Found& each : found)
        if (people.size() < count) people.push_back(std::move(each.person));
    return people;
}

}  // namespace indaba::ui
