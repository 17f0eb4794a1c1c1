#pragma once
/// Keeps the posts of one session in the order in which they were sent (protocol.md, "Order"):
/// after a refusal that is not final, the gate is closed and accepts only the refused id.
#include <chrono>
#include <cstdint>
#include <optional>

#include "broker/limits/bucket.hpp"
#include "common/wire/bytes.hpp"

namespace indaba::broker {

class PostGate {
 public:
    /// In-flight posts that are refused without charge after the gate closes: this many at once,
    /// refilled at the same number each second. A client has at most 32 posts in flight, and sends
    /// them again after half a second at the earliest.
    static constexpr std::uint64_t max_uncharged_skips = 64;

    void close(const MessageId& refused) { closed_at_ = refused; }
    /// Opens the gate if it is closed and `id` is the refused one. Returns false if it stays
    /// closed.
    bool accepts(const MessageId& id) {
        if (closed_at_ && *closed_at_ != id) return false;
        closed_at_.reset();
        return true;
    }
    /// Counts a post that the gate refused. Returns true if that refusal is not charged.
    bool take_uncharged_skip(std::chrono::milliseconds now) {
        return skipped_.try_take({max_uncharged_skips, max_uncharged_skips}, 1, now);
    }

 private:
    std::optional<MessageId> closed_at_;
    Bucket skipped_;
};

}  // namespace indaba::broker
