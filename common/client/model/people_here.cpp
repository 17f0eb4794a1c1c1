#include "common/client/model/people_here.hpp"

#include <utility>

namespace indaba::client {
namespace {

std::vector<Person> only_in(const PeopleHere::List& list, const PeopleHere::List& other) {
    std::vector<Person> result;
    for (const auto& [account, name] : list) {
        if (!other.contains(account)) result.push_back(Person{account, name});
    }
    return result;
}

}  // namespace

PeopleHere::Changes PeopleHere::whole(List list, std::uint64_t version, Time now) {
    true_ = std::move(list);
    version_ = version;
    if (!std::exchange(ever_shown_, true)) {
        shown_ = true_;
        return {};
    }
    if (!stale_) return show();
    if (!settle_at_) settle_at_ = now + settling;
    return {};
}

PeopleHere::Changes PeopleHere::presence(const Presence& presence) {
    Changes changes;
    version_ = presence.version;
    for (const Account& account : presence.left) {
        const auto gone = true_.extract(account);
        if (stale_ || gone.empty()) continue;
        shown_.erase(account);
        changes.went.push_back(Person{account, gone.mapped()});
    }
    for (const Person& person : presence.joined) {
        const bool is_new = true_.insert_or_assign(person.account, person.name).second;
        if (stale_) continue;
        shown_.insert_or_assign(person.account, person.name);
        if (is_new) changes.came.push_back(person);
    }
    return changes;
}

void PeopleHere::rename(const Account& account, const std::string& name) {
    for (List* list : {&true_, &shown_}) {
        if (const auto person = list->find(account); person != list->end()) person->second = name;
    }
}

void PeopleHere::lost() {
    stale_ = ever_shown_;
    settle_at_.reset();
}

PeopleHere::Changes PeopleHere::on_time(Time now) {
    if (!settle_at_ || now < *settle_at_) return {};
    settle_at_.reset();
    stale_ = false;
    return show();
}

PeopleHere::Changes PeopleHere::show() {
    Changes changes{.came = only_in(true_, shown_), .went = only_in(shown_, true_)};
    shown_ = true_;
    return changes;
}

}  // namespace indaba::client
