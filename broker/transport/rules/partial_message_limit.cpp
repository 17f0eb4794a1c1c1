#include "broker/transport/rules/partial_message_limit.hpp"

#include <algorithm>

namespace indaba::broker {

void PartialMessageLimit::on_accepted(int descriptor) {
    if (descriptor < 0) return;
    const auto at = static_cast<std::size_t>(descriptor);
    if (at >= connections_.size()) connections_.resize(at + 1);
    if (!connections_[at].connected) ++connected_;
    connections_[at] = {};
    connections_[at].connected = true;
    without_hello_.insert(descriptor);
    if (!next_sweep_) next_sweep_ = ms{0};  // at once: bytes received so far
}

void PartialMessageLimit::on_closed(int descriptor) {
    const auto at = static_cast<std::size_t>(descriptor);
    if (descriptor < 0 || at >= connections_.size() || !connections_[at].connected) return;
    connections_[at] = {};
    without_hello_.erase(descriptor);
    if (--connected_ == 0) next_sweep_.reset();  // no reason to wake up
}

void PartialMessageLimit::on_hello(int descriptor) { without_hello_.erase(descriptor); }

void PartialMessageLimit::on_message(int descriptor, std::uint64_t bytes, std::uint64_t frames) {
    const auto at = static_cast<std::size_t>(descriptor);
    if (descriptor < 0 || at >= connections_.size()) return;
    connections_[at].read_bytes += bytes + frames * frame_overhead + message_overhead;
}

std::optional<PartialMessageLimit::ms> PartialMessageLimit::next_deadline() const {
    if (!next_sweep_ || without_hello_.empty()) return next_sweep_;
    return std::min(*next_sweep_, next_without_hello_sweep_);
}

std::vector<int> PartialMessageLimit::sweep(const ReadReceivedBytes& received, bool drained,
                                            ms now) {
    std::vector<int> to_disconnect;
    if (next_sweep_ && now >= *next_sweep_) sweep_all(received, drained, now, to_disconnect);
    if (now >= next_without_hello_sweep_) sweep_without_hello(received, now, to_disconnect);
    return to_disconnect;
}

void PartialMessageLimit::sweep_all(const ReadReceivedBytes& received, bool drained, ms now,
                                    std::vector<int>& to_disconnect) {
    std::size_t swept = 0;
    const std::size_t count = connections_.size();
    for (std::size_t i = 0; i < count && swept < max_per_sweep; ++i, ++next_index_) {
        if (next_index_ >= count) next_index_ = 0;
        ConnectionBytes& connection = connections_[next_index_];
        if (!connection.connected) continue;
        ++swept;
        const auto bytes = received(static_cast<int>(next_index_));
        if (bytes && exceeds_limit(connection, *bytes, drained, now))
            to_disconnect.push_back(static_cast<int>(next_index_));
    }
    next_sweep_ = now + sweep_interval;
}

void PartialMessageLimit::sweep_without_hello(const ReadReceivedBytes& received, ms now,
                                              std::vector<int>& to_disconnect) {
    next_without_hello_sweep_ = now + without_hello_interval;
    auto candidate = without_hello_.upper_bound(last_without_hello_);
    for (std::size_t i = 0; i < std::min(max_without_hello_per_sweep, without_hello_.size());
         ++i, ++candidate) {
        if (candidate == without_hello_.end()) candidate = without_hello_.begin();
        last_without_hello_ = *candidate;
        const auto bytes = received(*candidate);
        if (!bytes) continue;
        ConnectionBytes& connection = connections_[static_cast<std::size_t>(*candidate)];
        update(connection, *bytes);
        if (connection.partial_bytes > max_before_hello) to_disconnect.push_back(*candidate);
    }
}

void PartialMessageLimit::update(ConnectionBytes& connection, std::uint64_t received) {
    connection.partial_bytes += received - std::min(received, connection.received);
    connection.partial_bytes -= std::min(connection.partial_bytes, connection.read_bytes);
    connection.received = received;
    connection.read_bytes = 0;
}

bool PartialMessageLimit::exceeds_limit(ConnectionBytes& connection, std::uint64_t received,
                                        bool drained, ms now) const {
    const bool quiet = connection.read_bytes == 0;
    update(connection, received);
    if (connection.partial_bytes > max_bytes_) return true;
    if (connection.partial_bytes <= soft_limit || !drained || !quiet) {
        connection.above_soft_limit_since.reset();
        return false;
    }
    if (!connection.above_soft_limit_since) connection.above_soft_limit_since = now;
    return now - *connection.above_soft_limit_since >= soft_limit_timeout;
}

}  // namespace indaba::broker
