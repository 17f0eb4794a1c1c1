#include "common/client/replica/replica_writer.hpp"

#include <exception>
#include <utility>

#include "common/client/replica/replica_file.hpp"
#include "common/sqlite/sqlite.hpp"

namespace indaba::client {
namespace {

using std::chrono::steady_clock;

/// While the disk refuses, what comes is dropped beyond this number: it is fetched later.
constexpr std::size_t max_jobs = 10'000;
constexpr auto retry_interval = std::chrono::seconds{10};
constexpr std::string_view other_history = "differs from the history that the server has now";

}  // namespace

ReplicaWriter::ReplicaWriter(const std::filesystem::path& home, const ReplicaOrigin& origin)
    : home_(home), origin_(origin), thread_([this] { run(); }) {}

ReplicaWriter::~ReplicaWriter() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    work_.notify_one();
}

void ReplicaWriter::push(Job job) {
    {
        const std::lock_guard lock(mutex_);
        if (jobs_.size() >= max_jobs) return;
        jobs_.push_back(std::move(job));
    }
    work_.notify_one();
}

std::optional<ReplicaNews> ReplicaWriter::news() {
    const std::lock_guard lock(mutex_);
    news_pipe_.clear();
    return std::exchange(news_, std::nullopt);
}

bool ReplicaWriter::is_settled() const {
    const std::lock_guard lock(mutex_);
    return jobs_.empty() && !busy_ && !news_;
}

// ---- the thread ----------------------------------------------------------------------------

void ReplicaWriter::run() {
    open();
    publish();
    while (const std::optional<Jobs> jobs = next_jobs()) {
        write(*jobs);
        publish();
    }
    replica_.reset();
}

/// Waits for jobs; returns nothing when the last one was taken and the writer stops.
std::optional<ReplicaWriter::Jobs> ReplicaWriter::next_jobs() {
    std::unique_lock lock(mutex_);
    work_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
    if (jobs_.empty()) return std::nullopt;
    busy_ = true;
    return std::exchange(jobs_, {});
}

void ReplicaWriter::write(const Jobs& jobs) {
    if (!replica_) {
        if (steady_clock::now() < retry_at_) return;
        open();
        if (!replica_) return;
        next_news_.empty_now = true;  // what came meanwhile is missing
    }
    try {
        for (auto job = jobs.begin(); job != jobs.end();) {
            if (std::holds_alternative<EntriesReceived>(*job))
                add_together(job, jobs.end());
            else
                write(*job++);
            if (!replica_) return;
        }
        replica_->purge();
        next_news_.trouble.clear();
    } catch (const sqlite::Error& error) {
        if (error.is_damage()) return begin_anew("was damaged");
        failed(error.what());
    } catch (const std::exception& error) {
        failed(error.what());
    }
}

void ReplicaWriter::write(const Job& job) {
    if (const auto* heads = std::get_if<Heads>(&job)) {
        for (const Head& head : heads->heads) touched_.insert(head.conversation.id);
        if (!replica_->keep_heads(heads->heads, heads->all).empty()) begin_anew(other_history);
    } else if (const auto* people = std::get_if<std::vector<Person>>(&job)) {
        replica_->keep_names(*people);
    } else if (const auto* conversation = std::get_if<ConversationId>(&job)) {
        replica_->drop(*conversation);
        next_news_.dropped.insert(*conversation);
    } else if (std::holds_alternative<SetAside>(job)) {
        begin_anew(other_history);
    }
}

/// Adds the entries of consecutive jobs in one transaction.
void ReplicaWriter::add_together(Jobs::const_iterator& job, Jobs::const_iterator end) {
    std::vector<EntriesReceived> together;
    for (; job != end && std::holds_alternative<EntriesReceived>(*job); ++job) {
        together.push_back(std::get<EntriesReceived>(*job));
        touched_.insert(together.back().conversation);
    }
    if (!replica_->add(together).empty()) begin_anew(other_history);
}

// ---- opening -------------------------------------------------------------------------------

void ReplicaWriter::open() {
    try {
        replica_ = std::make_unique<Replica>(home_, origin_);
        next_news_.trouble.clear();
        if (!replica_->warning().empty()) next_news_.warning = replica_->warning();
        for (KeptConversation& kept : replica_->conversations())
            next_news_.changed.insert_or_assign(kept.head.conversation.id, std::move(kept));
    } catch (const sqlite::Error& error) {
        if (error.is_damage()) return begin_anew("was damaged");
        failed(error.what());
    } catch (const std::exception& error) {
        failed(error.what());
    }
}

/// Sets the file aside and opens a new one.
void ReplicaWriter::begin_anew(std::string_view why) {
    replica_.reset();
    touched_.clear();
    try {
        next_news_ = {};
        next_news_.warning = set_replica_aside(replica_path(home_, origin_.journal), why);
        next_news_.empty_now = true;
        replica_ = std::make_unique<Replica>(home_, origin_);
    } catch (const std::exception& error) {
        failed(error.what());
    }
}

/// The jobs that were not written are lost: the ranges tell, and their entries are fetched again.
void ReplicaWriter::failed(const std::string& sentence) {
    replica_.reset();
    touched_.clear();
    next_news_.trouble = sentence;
    retry_at_ = steady_clock::now() + retry_interval;
}

/// Hands the news to the loop. Those that it has not taken yet are joined with these.
void ReplicaWriter::publish() {
    try {
        for (const ConversationId& id : std::exchange(touched_, {}))
            if (auto kept = replica_ ? replica_->conversation(id) : std::nullopt)
                next_news_.changed.insert_or_assign(id, std::move(*kept));
        if (replica_) next_news_.bytes = replica_->bytes();
    } catch (const std::exception& error) {
        failed(error.what());
    }
    const std::lock_guard lock(mutex_);
    busy_ = false;
    if (news_ && !next_news_.empty_now) {
        for (auto& [id, kept] : news_->changed)
            if (!next_news_.dropped.contains(id))
                next_news_.changed.try_emplace(id, std::move(kept));
        next_news_.dropped.merge(news_->dropped);
        next_news_.empty_now = news_->empty_now;
        if (next_news_.warning.empty()) next_news_.warning = std::move(news_->warning);
    }
    const std::string trouble = next_news_.trouble;
    news_ = std::exchange(next_news_, {});
    next_news_.trouble = trouble;
    news_pipe_.signal();
}

}  // namespace indaba::client
