#include "broker/transport/rules/partial_message_limit.hpp"

#include <algorithm>
#include <initializer_list>

namespace indaba::broker {

// ---- connections ------------------------------------------------------------------------------

PartialMessageLimit::ConnectionBytes* PartialMessageLimit::find(int descriptor) {
    const auto at = static_cast<std::size_t>(descriptor);
    if (descriptor < 0 || at >= connections_.size() || !connections_[at].connected) return nullptr;
    return &connections_[at];
}

void PartialMessageLimit::activate(int descriptor, const ConnectionBytes& connection) {
    (connection.said_hello ? active_ : active_without_hello_).descriptors.insert(descriptor);
}

void PartialMessageLimit::on_accepted(int descriptor) {
    if (descriptor < 0) return;
    on_closed(descriptor);
    const auto at = static_cast<std::size_t>(descriptor);
    if (at >= connections_.size()) connections_.resize(at + 1);
    connections_[at].connected = true;
    ++without_hello_;
    activate(descriptor, connections_[at]);  // for the bytes received so far
}

void PartialMessageLimit::on_closed(int descriptor) {
    ConnectionBytes* connection = find(descriptor);
    if (!connection) return;
    if (!connection->said_hello) --without_hello_;
    *connection = {};
    active_.descriptors.erase(descriptor);
    active_without_hello_.descriptors.erase(descriptor);
}

void PartialMessageLimit::on_received(int descriptor) {
    if (const ConnectionBytes* connection = find(descriptor)) activate(descriptor, *connection);
}

void PartialMessageLimit::on_hello(int descriptor) {
    ConnectionBytes* connection = find(descriptor);
    if (!connection || connection->said_hello) return;
    connection->said_hello = true;
    --without_hello_;
    active_without_hello_.descriptors.erase(descriptor);
    activate(descriptor, *connection);
}

/// A message without a sweep after it would be a credit for later partial messages.
void PartialMessageLimit::on_message(int descriptor, std::uint64_t bytes, std::uint64_t frames) {
    ConnectionBytes* connection = find(descriptor);
    if (!connection) return;
    connection->read_bytes += bytes + frames * frame_overhead + message_overhead;
    activate(descriptor, *connection);
}

// ---- sweeps -----------------------------------------------------------------------------------

std::optional<PartialMessageLimit::ms> PartialMessageLimit::next_deadline() const {
    std::optional<ms> soonest;
    for (const Active* active : {&active_, &active_without_hello_})
        if (!active->descriptors.empty() && (!soonest || active->next_sweep < *soonest))
            soonest = active->next_sweep;
    return soonest;
}

std::vector<int> PartialMessageLimit::Active::next(std::size_t max) {
    std::vector<int> result;
    auto candidate = descriptors.upper_bound(last);
    for (std::size_t left = std::min(max, descriptors.size()); left > 0; --left, ++candidate) {
        if (candidate == descriptors.end()) candidate = descriptors.begin();
        result.push_back(*candidate);
    }
    if (!result.empty()) last = result.back();
    return result;
}

std::vector<int> PartialMessageLimit::sweep(const ReadReceivedBytes& received, const Watch& watch,
                                            bool drained, ms now) {
    std::vector<int> to_disconnect;
    if (now >= active_.next_sweep) {
        active_.next_sweep = now + sweep_interval;
        sweep(active_, max_per_sweep, received, watch, drained, now, to_disconnect);
    }
    if (now >= active_without_hello_.next_sweep) {
        active_without_hello_.next_sweep = now + without_hello_interval;
        sweep(active_without_hello_, max_without_hello_per_sweep, received, watch, drained, now,
              to_disconnect);
    }
    return to_disconnect;
}

void PartialMessageLimit::sweep(Active& active, std::size_t max, const ReadReceivedBytes& received,
                                const Watch& watch, bool drained, ms now,
                                std::vector<int>& to_disconnect) {
    for (const int descriptor : active.next(max)) {
        const auto bytes = received(descriptor);
        if (!bytes) continue;  // it has closed, which the monitor will report
        const Judgement judgement =
            judge(connections_[static_cast<std::size_t>(descriptor)], *bytes, drained, now);
        if (judgement == Judgement::too_much) to_disconnect.push_back(descriptor);
        // Bytes that arrived before the watch began would not be reported.
        if (judgement == Judgement::silent && watch(descriptor) && received(descriptor) == bytes)
            active.descriptors.erase(descriptor);
    }
}

PartialMessageLimit::Judgement PartialMessageLimit::judge(ConnectionBytes& connection,
                                                          std::uint64_t received, bool drained,
                                                          ms now) const {
    const bool quiet = connection.read_bytes == 0, silent = connection.received == received;
    update(connection, received);
    if (exceeds_limit(connection, quiet, drained, now)) return Judgement::too_much;
    return silent && connection.partial_bytes <= soft_limit ? Judgement::silent : Judgement::fine;
}

void PartialMessageLimit::update(ConnectionBytes& connection, std::uint64_t received) {
    connection.partial_bytes += received - std::min(received, connection.received);
    connection.partial_bytes -= std::min(connection.partial_bytes, connection.read_bytes);
    connection.received = received;
    connection.read_bytes = 0;
}

bool PartialMessageLimit::exceeds_limit(ConnectionBytes& connection, bool quiet, bool drained,
                                        ms now) const {
    if (!connection.said_hello) return connection.partial_bytes > max_before_hello;
    if (connection.partial_bytes > max_bytes_) return true;
    if (connection.partial_bytes <= soft_limit || !drained || !quiet) {
        connection.above_soft_limit_since.reset();
        return false;
    }
    if (!connection.above_soft_limit_since) connection.above_soft_limit_since = now;
    return now - *connection.above_soft_limit_since >= soft_limit_timeout;
}

}  // namespace indaba::broker
