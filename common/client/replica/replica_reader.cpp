#include "common/client/replica/replica_reader.hpp"

#include <exception>
#include <utility>

#include "common/client/replica/open_while_busy.hpp"

namespace indaba::client {

ReplicaReader::ReplicaReader(const std::filesystem::path& home, const ReplicaOrigin& origin)
    : home_(home), origin_(origin), thread_([this] { run(); }) {}

ReplicaReader::~ReplicaReader() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    work_.notify_one();
}

template <class Asked>
void ReplicaReader::ask(Asked request) {
    {
        const std::lock_guard lock(mutex_);
        std::erase_if(requests_, [&](const Request& waiting) {
            const auto* same_kind = std::get_if<Asked>(&waiting);
            return same_kind && request.replaces(*same_kind);
        });
        requests_.emplace_back(std::move(request));
    }
    work_.notify_one();
}

void ReplicaReader::read_overview() { ask(OverviewRequest{}); }

void ReplicaReader::read_entries(const ConversationId& conversation, std::uint64_t first,
                                 std::uint64_t last) {
    ask(EntriesRequest{conversation, first, last});
}

void ReplicaReader::read_newest(const ConversationId& conversation, std::uint64_t count) {
    ask(NewestRequest{conversation, count});
}

void ReplicaReader::find_time(const ConversationId& conversation, WallMs at) {
    ask(TimeRequest{conversation, at});
}

std::optional<ReplicaReader::Answer> ReplicaReader::take() {
    const std::lock_guard lock(mutex_);
    if (answers_.empty()) return std::nullopt;
    Answer answer = std::move(answers_.front());
    answers_.pop_front();
    if (answers_.empty()) answered_.clear();
    return answer;
}

bool ReplicaReader::wait(std::chrono::milliseconds at_most) {
    std::unique_lock lock(mutex_);
    return idle_.wait_for(lock, at_most, [this] { return requests_.empty() && !busy_; });
}

// ---- the thread ----------------------------------------------------------------------------

void ReplicaReader::run() {
    while (const std::optional<Request> request = next_request()) {
        Answer answer = answer_to(*request);
        const std::lock_guard lock(mutex_);
        busy_ = false;
        answers_.push_back(std::move(answer));
        answered_.signal();
        idle_.notify_all();
    }
    replica_.reset();
}

/// Waits for a request; returns nothing when the thread must end.
std::optional<ReplicaReader::Request> ReplicaReader::next_request() {
    std::unique_lock lock(mutex_);
    wait_for_work(lock, work_, replica_, [this] { return stopping_ || !requests_.empty(); });
    if (stopping_) return std::nullopt;
    Request request = std::move(requests_.front());
    requests_.pop_front();
    busy_ = true;
    return request;
}

ReplicaReader::Answer ReplicaReader::answer_to(const Request& request) {
    try {
        if (!replica_) replica_ = ReplicaView::open(home_, origin_);
        if (replica_)
            return std::visit([this](const auto& asked) { return asked.read(*replica_); }, request);
    } catch (const std::exception&) {
        replica_.reset();  // its writer tells what is wrong with it
    }
    return std::visit([](const auto& asked) { return asked.without_replica(); }, request);
}

// ---- requests ------------------------------------------------------------------------------

ReplicaReader::Answer ReplicaReader::OverviewRequest::read(ReplicaView& replica) const {
    return replica.overview();
}
ReplicaReader::Answer ReplicaReader::OverviewRequest::without_replica() const {
    return Overview{{}, {}, 0, true};
}

ReplicaReader::Answer ReplicaReader::EntriesRequest::read(ReplicaView& replica) const {
    return replica.entries(conversation, first, last);
}
ReplicaReader::Answer ReplicaReader::EntriesRequest::without_replica() const {
    return CopiedEntries{conversation, first, last, {}, {}};
}

ReplicaReader::Answer ReplicaReader::NewestRequest::read(ReplicaView& replica) const {
    return replica.newest(conversation, count);
}
ReplicaReader::Answer ReplicaReader::NewestRequest::without_replica() const {
    return CopiedEntries{conversation, 0, 0, {}, {}};
}

ReplicaReader::Answer ReplicaReader::TimeRequest::read(ReplicaView& replica) const {
    return replica.find_time(conversation, at);
}
ReplicaReader::Answer ReplicaReader::TimeRequest::without_replica() const {
    return Found{conversation, at, std::nullopt, false};
}

}  // namespace indaba::client
