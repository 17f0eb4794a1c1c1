#include "broker/core/batch.hpp"

#include <algorithm>
#include <utility>

namespace indaba::broker {
namespace {

std::size_t size_of(const Waiting& waiting) {
    constexpr std::size_t around_a_body = 160;
    const Post* post = std::get_if<Post>(&waiting.write);
    return around_a_body + (post ? post->body.size() : 0);
}

}  // namespace

std::size_t Batch::waiting_of(const Account& author) const {
    const auto waiting = bytes_of_.find(author);
    return waiting == bytes_of_.end() ? 0 : waiting->second;
}

void Batch::add(Waiting waiting) {
    bytes_ += size_of(waiting);
    if (const Post* post = std::get_if<Post>(&waiting.write))
        bytes_of_[post->author] += size_of(waiting);
    waiting_.push_back(std::move(waiting));
}

void Batch::add(const ReadMark& mark) { marks_[{mark.account, mark.conversation}] = mark.number; }

void Batch::leaves(const Waiting& waiting) {
    bytes_ -= size_of(waiting);
    const Post* post = std::get_if<Post>(&waiting.write);
    if (!post) return;
    const auto author = bytes_of_.find(post->author);
    author->second -= size_of(waiting);
    if (author->second == 0) bytes_of_.erase(author);
}

std::vector<Waiting> Batch::take_out_posts(std::uint64_t serial) {
    std::vector<Waiting> taken;
    std::deque<Waiting> kept;
    for (Waiting& waiting : waiting_) {
        const bool out = waiting.serial == serial && std::holds_alternative<Post>(waiting.write);
        if (out) leaves(waiting);
        if (out)
            taken.push_back(std::move(waiting));
        else
            kept.push_back(std::move(waiting));
    }
    waiting_ = std::move(kept);
    return taken;
}

std::optional<std::chrono::milliseconds> Batch::due() const {
    if (running_ || nothing_waits()) return std::nullopt;
    if (waiting_.size() >= writes_at_once || bytes_ >= bytes_at_once) return submitted_at_;
    return submitted_at_ + interval;
}

std::vector<Write> Batch::submit(std::chrono::milliseconds now) {
    submitted_at_ = now;
    running_ = true;
    std::vector<Write> writes;
    std::size_t bytes = 0;
    while (!waiting_.empty() && writes.size() < writes_at_once && bytes < bytes_at_once) {
        bytes += size_of(waiting_.front());
        leaves(waiting_.front());
        writes.push_back(waiting_.front().write);
        committing_.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
    }
    for (std::size_t i = 0; i < writes_at_once && !marks_.empty(); ++i) {
        const auto& [of, number] = *marks_.begin();
        writes.push_back(ReadMark{of.first, of.second, number});
        marks_.erase(marks_.begin());
    }
    return writes;
}

std::vector<Waiting> Batch::finish() {
    running_ = false;
    return std::exchange(committing_, {});
}

}  // namespace indaba::broker
