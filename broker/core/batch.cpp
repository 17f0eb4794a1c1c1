#include "broker/core/batch.hpp"

#include <algorithm>
#include <utility>

namespace indaba::broker {
namespace {

std::size_t size_of(const PendingWrite& pending) {
    constexpr std::size_t overhead = 160;
    const Post* post = std::get_if<Post>(&pending.write);
    return overhead + (post ? post->body.size() : 0);
}

}  // namespace

std::size_t Batch::pending_bytes_of(const Account& author) const {
    const auto pending = bytes_of_.find(author);
    return pending == bytes_of_.end() ? 0 : pending->second;
}

void Batch::add(PendingWrite pending) {
    bytes_ += size_of(pending);
    if (const Post* post = std::get_if<Post>(&pending.write))
        bytes_of_[post->author] += size_of(pending);
    pending_.push_back(std::move(pending));
}

void Batch::add(const ReadMark& mark) {
    std::uint64_t& number = marks_[{mark.account, mark.conversation}];
    number = std::max(number, mark.number);
}

void Batch::stop() {
    stopping_ = true;
    marks_due_ = {};
}

void Batch::subtract_bytes(const PendingWrite& pending) {
    bytes_ -= size_of(pending);
    const Post* post = std::get_if<Post>(&pending.write);
    if (!post) return;
    const auto author = bytes_of_.find(post->author);
    author->second -= size_of(pending);
    if (author->second == 0) bytes_of_.erase(author);
}

std::vector<PendingWrite> Batch::remove_posts_of(std::uint64_t serial) {
    std::vector<PendingWrite> removed;
    std::deque<PendingWrite> kept;
    for (PendingWrite& pending : pending_) {
        const bool out = pending.serial == serial && std::holds_alternative<Post>(pending.write);
        if (out) subtract_bytes(pending);
        if (out)
            removed.push_back(std::move(pending));
        else
            kept.push_back(std::move(pending));
    }
    pending_ = std::move(kept);
    return removed;
}

std::optional<std::chrono::milliseconds> Batch::due() const {
    if (running_ || nothing_pending()) return std::nullopt;
    if (pending_.size() >= max_writes_per_commit || bytes_ >= max_bytes_per_commit)
        return submitted_at_;
    const std::chrono::milliseconds soon = submitted_at_ + interval;
    return pending_.empty() ? std::max(soon, marks_due_) : soon;
}

std::vector<Write> Batch::submit(std::chrono::milliseconds now) {
    submitted_at_ = now;
    running_ = true;
    std::vector<Write> writes;
    std::size_t bytes = 0;
    while (!pending_.empty() && writes.size() < max_writes_per_commit &&
           bytes < max_bytes_per_commit) {
        bytes += size_of(pending_.front());
        subtract_bytes(pending_.front());
        writes.push_back(pending_.front().write);
        committing_.push_back(std::move(pending_.front()));
        pending_.pop_front();
    }
    for (std::size_t i = 0; i < max_writes_per_commit && !marks_.empty(); ++i) {
        const auto& [of, number] = *marks_.begin();
        committing_marks_.push_back({of.first, of.second, number});
        writes.push_back(committing_marks_.back());
        marks_.erase(marks_.begin());
    }
    return writes;
}

std::vector<PendingWrite> Batch::finish(const std::vector<Outcome>& outcomes,
                                        std::chrono::milliseconds now) {
    running_ = false;
    if (!stopping_) keep_failed_marks(outcomes, now);
    committing_marks_.clear();
    return std::exchange(committing_, {});
}

/// Makes the marks pending again that were not stored, or perhaps not: a mark that is stored twice
/// changes nothing.
void Batch::keep_failed_marks(const std::vector<Outcome>& outcomes, std::chrono::milliseconds now) {
    for (std::size_t i = 0; i < committing_marks_.size(); ++i) {
        const std::size_t at = committing_.size() + i;
        if (at < outcomes.size() && std::holds_alternative<Stored>(outcomes[at])) continue;
        add(committing_marks_[i]);
        marks_due_ = now + mark_retry;
    }
}

}  // namespace indaba::broker
