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
struct Waiting {
    RoutingId from;
    std::uint64_t serial = 0;
    Write write;
    std::uint64_t order = 0;  // the core's number of it
};

class Batch {
 public:
    static constexpr std::chrono::milliseconds interval{10};  // from one submit to the next
    static constexpr std::size_t writes_at_once = 256;
    static constexpr std::size_t bytes_at_once = 48 * 1024;
    static constexpr std::size_t bytes_waiting = 8 * 1024 * 1024;

    explicit Batch(std::size_t most_bytes = bytes_waiting) : most_bytes_(most_bytes) {}

    bool full() const { return bytes_ >= most_bytes_; }
    /// Bytes of one author's posts that wait.
    std::size_t waiting_of(const Account& author) const;
    bool running() const { return running_; }
    bool idle() const { return nothing_waits() && !running_; }

    void add(Waiting waiting);
    /// Takes the place of one of the same account and conversation, so that these cannot pile up.
    /// Nobody hears of its end.
    void add(const ReadMark& mark);
    /// The posts of one session that are not in the running commit leave it.
    std::vector<Waiting> take_out_posts(std::uint64_t serial);

    /// When submit() is due; nothing while nothing waits or a commit runs.
    std::optional<std::chrono::milliseconds> due() const;
    /// The writes of the commit that runs from now on.
    std::vector<Write> submit(std::chrono::milliseconds now);
    /// That commit has ended: the posts and claims it was about, in order, before its read marks.
    std::vector<Waiting> finish();

 private:
    bool nothing_waits() const { return waiting_.empty() && marks_.empty(); }
    void leaves(const Waiting& waiting);

    std::deque<Waiting> waiting_;
    std::map<std::pair<Account, ConversationId>, std::uint64_t> marks_;
    bool running_ = false;
    std::vector<Waiting> committing_;
    std::size_t most_bytes_;
    std::size_t bytes_ = 0;                    // of waiting_
    std::map<Account, std::size_t> bytes_of_;  // of the posts among them, by author
    std::chrono::milliseconds submitted_at_{-interval};
};

}  // namespace indaba::broker
