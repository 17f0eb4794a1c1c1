#include "common/client/model/online_people.hpp"

#include <utility>

namespace indaba::client {
namespace {

std::vector<Person> people_only_in(const OnlinePeople::List& list,
                                   const OnlinePeople::List& other) {
    std::vector<Person> result;
    for (const auto& [account, name] : list) {
        if (!other.contains(account)) result.push_back(Person{account, name});
    }
    return result;
}

}  // namespace

OnlinePeople::Changes OnlinePeople::replace(List list, std::uint64_t version, Time now) {
    actual_ = std::move(list);
    version_ = version;
    if (!std::exchange(ever_displayed_, true)) {
        displayed_ = actual_;
        return {};
    }
    if (!stale_) return display_actual();
    if (!display_at_) display_at_ = now + reconnect_grace;
    return {};
}

OnlinePeople::Changes OnlinePeople::presence(const Presence& presence) {
    Changes changes;
    version_ = presence.version;
    for (const Account& account : presence.left) {
        const auto gone = actual_.extract(account);
        if (stale_ || gone.empty()) continue;
        displayed_.erase(account);
        changes.left.push_back(Person{account, gone.mapped()});
    }
    for (const Person& person : presence.joined) {
        const bool is_new = actual_.insert_or_assign(person.account, person.name).second;
        if (stale_) continue;
        displayed_.insert_or_assign(person.account, person.name);
        if (is_new) changes.joined.push_back(person);
    }
    return changes;
}

void OnlinePeople::rename(const Account& account, const std::string& name) {
    for (List* list : {&actual_, &displayed_}) {
        if (const auto person = list->find(account); person != list->end()) person->second = name;
    }
}

void OnlinePeople::lost() {
    stale_ = ever_displayed_;
    display_at_.reset();
}

OnlinePeople::Changes OnlinePeople::on_time(Time now) {
    if (!display_at_ || now < *display_at_) return {};
    display_at_.reset();
    stale_ = false;
    return display_actual();
}

OnlinePeople::Changes OnlinePeople::display_actual() {
    Changes changes{.joined = people_only_in(actual_, displayed_),
                    .left = people_only_in(displayed_, actual_)};
    displayed_ = actual_;
    return changes;
}

}  // namespace indaba::client
