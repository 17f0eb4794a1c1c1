#include "broker/transport/rules/unfinished.hpp"

#include <algorithm>

namespace indaba::broker {

void Unfinished::accepted(int descriptor) {
    if (descriptor < 0) return;
    const auto at = static_cast<std::size_t>(descriptor);
    if (at >= watched_.size()) watched_.resize(at + 1);
    if (!watched_[at].live) ++live_;
    watched_[at] = {};
    watched_[at].live = true;
    newcomers_.insert(descriptor);
    if (!next_) next_ = ms{0};  // at once, to know what it begins with
}

void Unfinished::closed(int descriptor) {
    const auto at = static_cast<std::size_t>(descriptor);
    if (descriptor < 0 || at >= watched_.size() || !watched_[at].live) return;
    watched_[at] = {};
    newcomers_.erase(descriptor);
    if (--live_ == 0) next_.reset();  // nobody is here: nothing to wake up for
}

void Unfinished::greeted(int descriptor) { newcomers_.erase(descriptor); }

void Unfinished::heard(int descriptor, std::uint64_t bytes, std::uint64_t frames) {
    const auto at = static_cast<std::size_t>(descriptor);
    if (descriptor < 0 || at >= watched_.size()) return;
    watched_[at].heard += bytes + frames * per_frame + besides;
}

std::optional<Unfinished::ms> Unfinished::next_deadline() const {
    if (!next_ || newcomers_.empty()) return next_;
    return std::min(*next_, newcomers_next_);
}

std::vector<int> Unfinished::sweep(const Received& received, bool drained, ms now) {
    std::vector<int> cut;
    if (next_ && now >= *next_) look_at_all(received, drained, now, cut);
    if (now >= newcomers_next_) look_at_newcomers(received, now, cut);
    return cut;
}

void Unfinished::look_at_all(const Received& received, bool drained, ms now,
                             std::vector<int>& cut) {
    std::size_t looked_at = 0;
    const std::size_t places = watched_.size();
    for (std::size_t i = 0; i < places && looked_at < at_a_time; ++i, ++at_) {
        if (at_ >= places) at_ = 0;
        Watched& watched = watched_[at_];
        if (!watched.live) continue;
        ++looked_at;
        const auto bytes = received(static_cast<int>(at_));
        if (bytes && over(watched, *bytes, drained, now)) cut.push_back(static_cast<int>(at_));
    }
    next_ = now + interval;
}

void Unfinished::look_at_newcomers(const Received& received, ms now, std::vector<int>& cut) {
    newcomers_next_ = now + newcomers_interval;
    auto newcomer = newcomers_.upper_bound(newcomer_at_);
    for (std::size_t i = 0; i < std::min(newcomers_at_a_time, newcomers_.size()); ++i, ++newcomer) {
        if (newcomer == newcomers_.end()) newcomer = newcomers_.begin();
        newcomer_at_ = *newcomer;
        const auto bytes = received(*newcomer);
        if (!bytes) continue;
        Watched& watched = watched_[static_cast<std::size_t>(*newcomer)];
        count(watched, *bytes);
        if (watched.open > newcomers_small) cut.push_back(*newcomer);
    }
}

void Unfinished::count(Watched& watched, std::uint64_t received) {
    watched.open += received - std::min(received, watched.received);
    watched.open -= std::min(watched.open, watched.heard);
    watched.received = received;
    watched.heard = 0;
}

bool Unfinished::over(Watched& watched, std::uint64_t received, bool drained, ms now) const {
    const bool quiet = watched.heard == 0;
    count(watched, received);
    if (watched.open > most_) return true;
    if (watched.open <= small || !drained || !quiet) {
        watched.over_since.reset();
        return false;
    }
    if (!watched.over_since) watched.over_since = now;
    return now - *watched.over_since >= patience;
}

}  // namespace indaba::broker
