#pragma once
/// A broker's journal in a SharedStore. A commit takes two round trips, as in PostgreSQL: the locks
/// first, COMMIT when it has them. The answer to either may be lost; the outcome of a COMMIT is
/// then found out. Answers to reads come later than the store has read them.
#include <optional>
#include <utility>
#include <vector>

#include "broker/journal/stepped_journal.hpp"
#include "tests/simulation/shared_store.hpp"

namespace indaba::simulation {

class SharedJournal : public broker::SteppedJournal {
 public:
    SharedJournal(SharedStore& store, Random& random) : store_(store), random_(random) {}

    /// Opens the journal anew, as another writer than before.
    broker::Snapshot snapshot() override;
    std::optional<std::int64_t> writer() const override { return writer_; }
    void submit(std::vector<broker::Write> writes) override;
    void read(broker::PageRequest request) override { requests_.push_back(std::move(request)); }
    void ask_news() override { is_asked_for_news_ = true; }
    void pass_over(const broker::SharedBatch& batch) override;
    void take_lease(const broker::BrokerAddress& address) override;
    std::vector<broker::JournalEvent> completed() override { return std::exchange(events_, {}); }
    void on_wake(std::function<void()>) override {}

    // ---- completion --------------------------------------------------------------------------
    bool committing() const override { return running_.has_value(); }
    bool reading() const override {
        return is_asked_for_news_ || !requests_.empty() || !read_.empty();
    }
    void finish_commit() override;
    void finish_reads() override;
    /// Renews the lease, or does not if the store is out of reach.
    void renew_lease();
    bool has_lease() const { return store_.has_lease(writer_); }
    void end_lease() { store_.end_lease(writer_); }

    // ---- faults ------------------------------------------------------------------------------
    void plan_fault(Fault fault) override { fault_ = fault; }
    void fail_next_reads() override { reads_fail_ = true; }
    void crash(InFlight in_flight) override;
    /// Loses the next answer of a kind: to the question for locks, or to COMMIT.
    void lose_next_answer() {
        loses_answer_ = random_.once_in(2) ? Step::has_locks : Step::asks_for_locks;
    }
    void cut_off(ms until) { reaches_store_from_ = until; }
    void keep_from_renewing(ms until) { renews_from_ = until; }
    /// Ends the faults.
    void heal();

 private:
    enum class Step { asks_for_locks, has_locks, in_doubt };
    bool gets_answer();
    bool reaches_store() const { return reaches_store_from_ <= store_.now(); }
    void ask_for_locks();
    void send_commit();
    void find_out();
    void end_commit(broker::Committed committed);

    SharedStore& store_;
    Random& random_;
    SharedStore::Writer writer_ = 0;
    std::uint64_t batch_ = 0;
    SeenBatches seen_;
    /// The batches that were seen when a commit of a rare write began. Its outcome and the news
    /// come in either order, so what changed since then is told once more.
    std::optional<SeenBatches> seen_before_commit_;
    std::optional<SharedStore::Batch> running_;
    Step step_ = Step::asks_for_locks;
    std::vector<broker::PageRequest> requests_;
    bool is_asked_for_news_ = false;
    std::vector<broker::JournalEvent> read_;  // answers on their way
    std::vector<broker::JournalEvent> events_;
    std::optional<broker::BrokerAddress> leased_;
    std::optional<Fault> fault_;
    bool reads_fail_ = false;
    std::optional<Step> loses_answer_;  // to what is sent in that step
    ms reaches_store_from_{}, renews_from_{};
};

}  // namespace indaba::simulation
