#include "broker/core/own_people.hpp"

#include <algorithm>
#include <iterator>

namespace indaba::broker {

void OwnPeople::set_online(const Account& account, ms now) {
    if (writer_ && online_.insert(account).second) mark_changed(now);
}

void OwnPeople::set_offline(const Account& account, ms now) {
    if (writer_ && online_.erase(account) > 0) mark_changed(now);
}

void OwnPeople::mark_changed(ms now) {
    if (!due_) due_ = now + batch_interval;
}

ToldPeople OwnPeople::changes() {
    ToldPeople told;
    told.writer = writer_.value_or(0);
    std::ranges::set_difference(online_, told_, std::back_inserter(told.online));
    std::ranges::set_difference(told_, online_, std::back_inserter(told.offline));
    if (!told.online.empty() || !told.offline.empty()) ++version_;
    told.version = version_;
    told_ = online_;
    due_.reset();
    return told;
}

ToldPeople OwnPeople::everybody() const {
    return {.writer = writer_.value_or(0),
            .version = version_,
            .is_everybody = true,
            .online = {told_.begin(), told_.end()},
            .offline = {}};
}

}  // namespace indaba::broker
