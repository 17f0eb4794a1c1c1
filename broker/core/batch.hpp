#pragma once
/// The writes that wait for the journal. One commit, which includes the flush to disk, runs at a
/// time; meanwhile the next batch fills. Nobody is answered when a read mark is stored or not, so
/// the batch itself tries those again that were not. The core owns it.
#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "broker/core/events.hpp"

namespace indaba::broker {

/// A write, and the session or the order that is answered when its commit ends.
struct PendingWrite {
    RoutingId from;
    std::uint64_t serial = 0;
    Write write;
    std::uint64_t order = 0;    // of OrdersInFlight; 0: a session's write
    std::uint64_t request = 0;  // of the session, for a change of a room
};

class Batch {
 public:
    static constexpr std::chrono::milliseconds interval{10};  // from one submit to the next
    /// From a commit whose marks were not stored to one with marks alone.
    static constexpr std::chrono::milliseconds mark_retry{1'000};
    static constexpr std::size_t max_writes_per_commit = 256;
    static constexpr std::size_t max_bytes_per_commit = 48 * 1024;
    static constexpr std::size_t max_pending_bytes = 8 * 1024 * 1024;

    explicit Batch(std::size_t max_bytes = max_pending_bytes) : max_bytes_(max_bytes) {}

    bool full() const { return bytes_ >= max_bytes_; }
    /// Returns the bytes of one author's posts that are not in the running commit.
    std::size_t pending_bytes_of(const Account& author) const;
    bool is_idle() const { return nothing_pending() && !running_; }

    void add(PendingWrite pending);
    /// Merges the mark with a pending one of the same account and conversation: the higher one
    /// stays, so that marks cannot pile up. A mark is not answered.
    void add(const ReadMark& mark);
    /// Makes pending marks due at once, and lets go of those that are not stored from now on.
    void stop();
    /// Removes and returns the posts of one session that are not in the running commit.
    std::vector<PendingWrite> remove_posts_of(std::uint64_t serial);

    /// Returns when submit() is due. Absent while a commit runs or no write waits.
    std::optional<std::chrono::milliseconds> due() const;
    /// Starts a commit and returns its writes.
    std::vector<Write> submit(std::chrono::milliseconds now);
    /// Return the writes of the running commit, and its read marks, which come after them.
    const std::vector<PendingWrite>& committing() const { return committing_; }
    const std::vector<ReadMark>& committing_marks() const { return committing_marks_; }
    /// Ends the commit. Returns its writes in the order of the outcomes, without the read marks,
    /// which are its last writes. Marks that were not stored are pending again.
    std::vector<PendingWrite> finish(const std::vector<Outcome>& outcomes,
                                     std::chrono::milliseconds now);

 private:
    void keep_failed_marks(const std::vector<Outcome>& outcomes, std::chrono::milliseconds now);
    bool nothing_pending() const { return pending_.empty() && marks_.empty(); }
    void subtract_bytes(const PendingWrite& pending);

    std::deque<PendingWrite> pending_;
    std::map<std::pair<Account, ConversationId>, std::uint64_t> marks_;
    std::chrono::milliseconds marks_due_{};  // unless other writes are due earlier
    bool stopping_ = false;
    bool running_ = false;
    std::vector<PendingWrite> committing_;
    std::vector<ReadMark> committing_marks_;
    std::size_t max_bytes_;
    std::size_t bytes_ = 0;                    // of pending_
    std::map<Account, std::size_t> bytes_of_;  // of the posts in pending_, by author
    std::chrono::milliseconds submitted_at_{-interval};
};

}  // namespace indaba::broker
