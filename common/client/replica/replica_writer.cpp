#include "common/client/replica/replica_writer.hpp"

#include <exception>
#include <utility>

#include "common/base/clock.hpp"
#include "common/client/replica/held_ranges.hpp"
#include "common/client/replica/replica_file.hpp"
#include "common/sqlite/sqlite.hpp"

namespace indaba::client {
namespace {

using std::chrono::steady_clock;

/// While the disk refuses, what comes is dropped beyond this number: it is fetched later.
constexpr std::size_t max_jobs = 10'000;
constexpr auto retry_interval = std::chrono::seconds{10};
/// Old entries are deleted once a day.
constexpr auto drop_interval = std::chrono::hours{24};
constexpr std::string_view other_history = "differs from the history that the server has now";

}  // namespace

ReplicaWriter::ReplicaWriter(const std::filesystem::path& home, const ReplicaOrigin& origin,
                             int days)
    : home_(home), origin_(origin), days_(days), thread_([this] { run(); }) {}

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
    drop_old();
    publish();
    while (const std::optional<Jobs> jobs = next_jobs()) {
        if (!jobs->empty()) write(*jobs);
        drop_old();
        publish();
    }
    replica_.reset();
}

/// Waits for jobs, or until it is time to delete what is too old; then there are none. Returns
/// nothing when the last one was taken and the writer stops.
std::optional<ReplicaWriter::Jobs> ReplicaWriter::next_jobs() {
    std::unique_lock lock(mutex_);
    const auto due = [this] { return stopping_ || !jobs_.empty(); };
    if (drops_old())
        work_.wait_until(lock, drop_at_, due);
    else
        work_.wait(lock, due);
    if (jobs_.empty() && stopping_) return std::nullopt;
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
    attempt([&] {
        for (auto job = jobs.begin(); job != jobs.end();) {
            if (std::holds_alternative<EntriesReceived>(*job))
                add_together(job, jobs.end());
            else
                write(*job++);
            if (!replica_) return;
        }
        replica_->purge();
        next_news_.trouble.clear();
    });
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
    } else if (const auto* part = std::get_if<LookAt>(&job)) {
        look_at(*part);
    }
}

void ReplicaWriter::look_at(const LookAt& part) {
    if (!Replica::exists(home_, origin_.journal)) return begin_anew("was deleted");
    touched_.insert(part.conversation);
    const auto kept = replica_->conversation(part.conversation);
    if (!kept || newest_missing(kept->ranges, part.first, part.last)) return;  // begun anew before
    const std::uint64_t count = part.last - part.first + 1;
    if (replica_->entries(part.conversation, part.first, part.last).size() < count)
        begin_anew("was damaged");
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

/// Deletes some of what is too old; the rest has its turn after the jobs that came meanwhile.
void ReplicaWriter::drop_old() {
    if (!drops_old() || steady_clock::now() < drop_at_) return;
    attempt([&] {
        set_oldest();
        if (const auto conversation = replica_->drop_before(oldest_)) {
            touched_.insert(*conversation);
        } else if (!replica_->overwrite_dropped()) {
            replica_->purge();
            drop_at_ = steady_clock::now() + drop_interval;
        }
    });
}

void ReplicaWriter::set_oldest() {
    if (days_ == 0) return;
    oldest_ = read_clocks().wall - std::chrono::milliseconds(std::chrono::days(days_)).count();
    replica_->keep_since(oldest_);
}

// ---- opening -------------------------------------------------------------------------------

/// Does some work. What goes wrong in it sets the file aside or is told.
template <class Work>
void ReplicaWriter::attempt(Work&& work) {
    try {
        work();
    } catch (const sqlite::Error& error) {
        if (error.is_damage()) return begin_anew("was damaged");
        failed(error.what());
    } catch (const std::exception& error) {
        failed(error.what());
    }
}

void ReplicaWriter::make() {
    replica_ = std::make_unique<Replica>(home_, origin_);
    drop_at_ = {};
    set_oldest();
}

void ReplicaWriter::open() {
    attempt([&] {
        make();
        next_news_.trouble.clear();
        if (!replica_->warning().empty()) next_news_.warning = replica_->warning();
        for (KeptConversation& kept : replica_->conversations())
            next_news_.changed.insert_or_assign(kept.head.conversation.id, std::move(kept));
    });
}

/// Sets the file aside and opens a new one.
void ReplicaWriter::begin_anew(std::string_view why) {
    replica_.reset();
    touched_.clear();
    try {
        next_news_ = {};
        next_news_.warning = set_replica_aside(replica_path(home_, origin_.journal), why);
        next_news_.empty_now = true;
        make();
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
        next_news_.oldest = oldest_;
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
