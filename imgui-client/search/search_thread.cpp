#include "imgui-client/search/search_thread.hpp"

#include <fmt/format.h>

#include <exception>
#include <utility>

#include "common/client/replica/open_while_busy.hpp"
#include "common/client/replica/replica.hpp"
#include "common/client/search/search_match.hpp"
#include "common/wire/chain.hpp"

namespace indaba::ui {
namespace {

FoundMessage found_place(const client::SearchHit& hit) {
    FoundMessage found;
    found.conversation = hit.conversation.id;
    found.number = hit.entry.number;
    found.moment = hit.moment;
    return found;
}

}  // namespace

SearchThread::SearchThread(std::filesystem::path home)
    : home_(std::move(home)), thread_([this] { run(); }) {}

SearchThread::~SearchThread() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        ++wanted_;
    }
    work_.notify_one();
}

void SearchThread::start(Request request) { want(std::move(request)); }

void SearchThread::cancel() { want(std::nullopt); }

void SearchThread::want(std::optional<Request> request) {
    {
        const std::lock_guard lock(mutex_);
        const Number number = ++wanted_;
        answer_.reset();
        job_.reset();
        if (request) job_ = Job{number, *std::move(request)};
    }
    work_.notify_one();
}

std::optional<SearchThread::Answer> SearchThread::take() {
    const std::lock_guard lock(mutex_);
    answered_.clear();
    return std::exchange(answer_, std::nullopt);
}

// ---- the thread -----------------------------------------------------------------------------

void SearchThread::run() {
    while (const std::optional<Job> job = next_job()) {
        Answer answer = answer_to(*job);
        const std::lock_guard lock(mutex_);
        if (job->number != wanted_) continue;
        answer_ = std::move(answer);
        answered_.signal();
    }
    search_.reset();
}

/// Waits for a request; returns nothing when the thread must end.
std::optional<SearchThread::Job> SearchThread::next_job() {
    std::unique_lock lock(mutex_);
    client::wait_for_work(lock, work_, search_, [this] { return stopping_ || job_; });
    if (stopping_) return std::nullopt;
    return std::exchange(job_, std::nullopt);
}

SearchThread::Answer SearchThread::answer_to(const Job& job) {
    try {
        return find(job);
    } catch (const std::exception& error) {
        search_.reset();
        Answer answer;
        answer.problems.push_back(fmt::format("The search has failed: {}", error.what()));
        return answer;
    }
}

SearchThread::Answer SearchThread::find(const Job& job) {
    const Request& request = job.request;
    Answer answer;
    if (!client::Replica::exists(home_, request.origin.journal)) {
        search_.reset();
        answer.no_copy = true;
        return answer;
    }
    if (!search_ || origin_ != request.origin) {
        search_.reset();
        search_ = std::make_unique<client::ReplicaSearch>(home_, request.origin);
        origin_ = request.origin;
    }
    const auto is_outdated = [&] { return job.number != wanted_; };
    const bool brief = request.query.conversation.has_value();
    client::SearchResult result =
        search_->find(request.query, request.limit, request.before, is_outdated,
                      brief ? client::HitParts::place : client::HitParts::all);
    answer.more = result.more;
    answer.problems = std::move(result.problems);
    if (!result.hits.empty()) answer.oldest = result.hits.back().moment;
    for (client::SearchHit& hit : result.hits) {
        if (is_outdated()) break;
        answer.messages.push_back(brief ? found_place(hit)
                                        : found_message(request.query, std::move(hit)));
    }
    return answer;
}

FoundMessage SearchThread::found_message(const client::SearchQuery& query, client::SearchHit hit) {
    FoundMessage found = found_place(hit);
    if (hit.conversation.between) {
        found.with = hit.conversation.between->other(origin_.account);
        found.with_name = search_->name_of(*found.with);
    } else {
        found.room = hit.conversation.room.value_or(std::string());
    }
    if (found.conversation == lobby) found.room = lobby_title.substr(1);
    found.author = hit.entry.account;
    found.author_name = search_->name_of(found.author);
    found.at = hit.entry.at;
    found.hits = client::find_hits(query, hit.text);
    found.text = std::move(hit.text);
    return found;
}

}  // namespace indaba::ui
