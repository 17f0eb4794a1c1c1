#include "broker/doorkeeper.hpp"

namespace indaba::broker {
namespace {

constexpr std::size_t addresses_kept = 4'096;  // then those that did nothing lately are forgotten

}  // namespace

Doorkeeper::Verdict Doorkeeper::accepted(int descriptor, const std::string& address, ms now) {
    closed(descriptor, now);
    Connection& connection = connections_[descriptor];
    connection.address = address;
    connection.order = ++last_order_;
    waiting_.emplace(connection.order, descriptor);
    Verdict verdict;
    if (connections_.size() > limits_.clients) {
        verdict.cut.push_back(who_makes_way(descriptor));
        if (verdict.cut.back() == descriptor) return verdict;
    }
    if (waiting_.size() > limits_.half_open) verdict.cut.push_back(waiting_.begin()->second);
    if (address.empty()) return verdict;
    if (addresses_.size() >= addresses_kept) forget_idle(now);
    Address& known = addresses_[address];
    known.waiting.emplace(connection.order, descriptor);
    if (known.waiting.size() > limits_.half_open_per_address)
        verdict.cut.push_back(known.waiting.begin()->second);
    verdict.hurry = known.failures.wait(limits_.failures, 1, now) > ms{0};
    return verdict;
}

bool Doorkeeper::greeted(int descriptor) {
    const auto found = connections_.find(descriptor);
    if (found == connections_.end()) return false;
    Connection& connection = found->second;
    connection.words = 0;
    if (connection.greeted) return false;
    connection.greeted = true;
    stop_waiting(descriptor, connection);
    greeted_.emplace(connection.order, descriptor);
    return true;
}

void Doorkeeper::closed(int descriptor, ms now) {
    const auto found = connections_.find(descriptor);
    if (found == connections_.end()) return;
    Connection& connection = found->second;
    if (!connection.greeted && !connection.address.empty())
        addresses_[connection.address].failures.take(limits_.failures, 1, now);
    stop_waiting(descriptor, connection);
    greeted_.erase({connection.order, descriptor});
    connections_.erase(found);
}

bool Doorkeeper::may_speak(int descriptor) {
    const auto found = connections_.find(descriptor);
    return found != connections_.end() && ++found->second.words <= limits_.words_before_hello;
}

void Doorkeeper::stop_waiting(int descriptor, const Connection& connection) {
    waiting_.erase({connection.order, descriptor});
    const auto address = addresses_.find(connection.address);
    if (address != addresses_.end()) address->second.waiting.erase({connection.order, descriptor});
}

/// The one that said hello longest ago and has not joined; else there is no room.
int Doorkeeper::who_makes_way(int newcomer) {
    while (!greeted_.empty()) {
        const int oldest = greeted_.begin()->second;
        greeted_.erase(greeted_.begin());
        if (!inside_(oldest)) return oldest;
    }
    return newcomer;
}

void Doorkeeper::forget_idle(ms now) {
    std::erase_if(addresses_, [&](const auto& known) {
        return known.second.waiting.empty() && known.second.failures.full(now);
    });
}

}  // namespace indaba::broker
