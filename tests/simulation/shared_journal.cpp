#include "tests/simulation/shared_journal.hpp"

#include <algorithm>
#include <utility>

namespace indaba::simulation {
namespace {

using broker::Committed;
using broker::StorageTrouble;

constexpr ms late_commit{2'000};

}  // namespace

broker::Snapshot SharedJournal::snapshot() {
    writer_ = store_.add_writer();
    batch_ = 0;
    seen_ = store_.all_batches();
    return store_.snapshot();
}

void SharedJournal::pass_over(const broker::SharedBatch& batch) {
    SharedStore::pass_over(batch, seen_);
}

// ---- a commit ----------------------------------------------------------------------------------

void SharedJournal::submit(std::vector<broker::Write> writes) {
    if (std::ranges::any_of(writes, broker::is_rare)) seen_before_commit_ = seen_;
    running_ = SharedStore::Batch{writer_, ++batch_, std::move(writes), {}};
    step_ = Step::asks_for_locks;
}

void SharedJournal::finish_commit() {
    if (!running_) return;
    switch (step_) {
        case Step::asks_for_locks:
            return ask_for_locks();
        case Step::has_locks:
            return send_commit();
        case Step::in_doubt:
            return find_out();
    }
}

/// Returns whether the store answers to what this step sends.
bool SharedJournal::gets_answer() {
    const bool is_lost = loses_answer_ == step_;
    if (is_lost) loses_answer_.reset();
    return reaches_store() && !is_lost;
}

/// Without an answer nothing is stored: COMMIT was not sent. The batch is tried again, or given up
/// after a while.
void SharedJournal::ask_for_locks() {
    if (gets_answer()) {
        if (store_.lock(writer_)) step_ = Step::has_locks;
        return;
    }
    store_.end_session(writer_);
    if (random_.once_in(2)) return;
    const broker::NotStored no{"the database does not answer", StorageTrouble::journal_unreachable};
    end_commit({std::vector<broker::Outcome>(running_->writes.size(), no), {}});
}

void SharedJournal::send_commit() {
    running_->fault = std::exchange(fault_, std::nullopt);
    const bool is_lost = !gets_answer();
    if (!store_.has_locks(writer_)) {  // the store has ended the session
        step_ = Step::in_doubt;
    } else if (!is_lost) {
        end_commit(store_.commit(*running_));
    } else {
        if (random_.once_in(2))
            store_.commit_later(*running_, store_.now() + random_.up_to(late_commit));
        else if (random_.once_in(2))
            store_.commit(*running_);
        step_ = Step::in_doubt;
    }
}

/// Ends the session whose answer was lost, and asks what has become of the batch.
void SharedJournal::find_out() {
    if (!reaches_store()) return;
    store_.end_session(writer_);
    if (auto committed = store_.find_committed(writer_, running_->number))
        return end_commit(*std::move(committed));
    step_ = Step::asks_for_locks;
}

void SharedJournal::end_commit(Committed committed) {
    running_.reset();
    events_.emplace_back(std::move(committed));
    if (!seen_before_commit_) return;
    seen_before_commit_->kicks = seen_.kicks;
    seen_ = *std::exchange(seen_before_commit_, std::nullopt);
}

void SharedJournal::crash(InFlight in_flight) {
    if (running_ && step_ == Step::has_locks && in_flight == InFlight::stored &&
        store_.has_locks(writer_))
        store_.commit(*running_);
    store_.end_session(writer_);
    running_.reset();
    seen_before_commit_.reset();
    requests_.clear();
    read_.clear();
    events_.clear();
    is_asked_for_news_ = false;
    leased_.reset();
    fault_.reset();
    reads_fail_ = false;
    loses_answer_.reset();
}

void SharedJournal::heal() {
    reaches_store_from_ = renews_from_ = store_.now();
    fault_.reset();
    reads_fail_ = false;
    loses_answer_.reset();
}

// ---- reads and the lease -----------------------------------------------------------------------

/// Passes on the answers that have come, or reads them in the store.
void SharedJournal::finish_reads() {
    for (broker::JournalEvent& answer : std::exchange(read_, {}))
        events_.push_back(std::move(answer));
    const bool fail = std::exchange(reads_fail_, false) || !reaches_store();
    const StorageTrouble trouble = StorageTrouble::journal_unreachable;
    for (const broker::PageRequest& request : std::exchange(requests_, {}))
        read_.emplace_back(fail ? failed_page(request, trouble, "the database does not answer")
                                : store_.read(request));
    if (!std::exchange(is_asked_for_news_, false)) return;
    broker::News news;
    news.failed = fail;
    if (!fail) news = store_.news(writer_, seen_);
    read_.emplace_back(std::move(news));
}

void SharedJournal::take_lease(const broker::BrokerAddress& address) {
    leased_ = address;
    renew_lease();
}

void SharedJournal::renew_lease() {
    if (!leased_ || !reaches_store() || store_.now() < renews_from_) return;
    store_.renew_lease(writer_, *leased_);
    events_.emplace_back(broker::LeaseRenewed{store_.now() + SharedStore::lease});
}

}  // namespace indaba::simulation
