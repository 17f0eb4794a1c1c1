#pragma once
/// What waits for the journal: commit and flush are one step. One commit runs at a time;
/// meanwhile the next batch fills. The core owns it.
#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "broker/core/events.hpp"

namespace indaba::broker {

/// Something to be written, and who is to hear of its end: a session, or who gave the order.
struct PendingWrite {
    RoutingId from;
    std::uint64_t serial = 0;
    Write write;
    std::uint64_t order = 0;  // the core's number of it
};

class Batch {
 public:
    static constexpr std::chrono::milliseconds interval{10};  // from one submit to the next
    static constexpr std::size_t max_writes_per_commit = 256;
    static constexpr std::size_t max_bytes_per_commit = 48 * 1024;
    static constexpr std::size_t max_pending_bytes = 8 * 1024 * 1024;

    explicit Batch(std::size_t max_bytes = max_pending_bytes) : max_bytes_(max_bytes) {}

    bool full() const { return bytes_ >= max_bytes_; }
    /// Bytes of one author's posts that wait.
    std::size_t pending_bytes_of(const Account& author) const;
    bool running() const { return running_; }
    bool is_idle() const { return nothing_pending() && !running_; }

    void add(PendingWrite pending);
    /// Takes the place of one of the same account and conversation, so that these cannot pile up.
    /// Nobody hears of its end.
    void add(const ReadMark& mark);
    /// The posts of one session that are not in the running commit leave it.
    std::vector<PendingWrite> remove_posts_of(std::uint64_t serial);

    /// When submit() is due; nothing while nothing waits or a commit runs.
    std::optional<std::chrono::milliseconds> due() const;
    /// The writes of the commit that runs from now on.
    std::vector<Write> submit(std::chrono::milliseconds now);
    /// That commit has ended: the posts and claims it was about, in order, before its read marks.
    std::vector<PendingWrite> finish();

 private:
    bool nothing_pending() const { return pending_.empty() && marks_.empty(); }
    void subtract_bytes(const PendingWrite& pending);

    std::deque<PendingWrite> pending_;
    std::map<std::pair<Account, ConversationId>, std::uint64_t> marks_;
    bool running_ = false;
    std::vector<PendingWrite> committing_;
    std::size_t max_bytes_;
    std::size_t bytes_ = 0;                    // of pending_
    std::map<Account, std::size_t> bytes_of_;  // of the posts among them, by author
    std::chrono::milliseconds submitted_at_{-interval};
};

}  // namespace indaba::broker
