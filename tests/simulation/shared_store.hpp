#pragma once
/// The database that the brokers of a simulated server share. SharedStore keeps the content in one
/// MemoryJournal, gives the locks to one transaction at a time, and knows who has committed what
/// and whose lease lasts until when, by its own clock. Its interface is the messages that a broker
/// sends; SharedJournal sends them.
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "broker/journal/memory_journal.hpp"
#include "tests/simulation/random.hpp"

namespace indaba::simulation {

/// The batches that one broker knows.
struct SeenBatches {
    std::size_t logged = 0;                       // the first so many of the store's log
    std::map<std::int64_t, std::uint64_t> up_to;  // by writer: its batches up to this one
    std::size_t kicks = 0;  // the first so many batches of which kicks are told
};

class SharedStore {
 public:
    using Writer = std::int64_t;
    using Fault = broker::SteppedJournal::Fault;
    static constexpr ms lease{10'000};
    /// The store ends a transaction whose locks others wait for, when its broker is silent so long.
    static constexpr ms idle_limit{2'500};

    explicit SharedStore(broker::MemoryJournal& content) : content_(content) {}

    // ---- time --------------------------------------------------------------------------------
    /// Moves the clock of the store, and carries out the commits that have arrived.
    void turn(ms now);
    std::optional<ms> next_event() const;
    ms now() const { return now_; }

    // ---- writing -----------------------------------------------------------------------------
    struct Batch {
        Writer writer = 0;
        std::uint64_t number = 0;
        std::vector<broker::Write> writes;
        std::optional<Fault> fault{};
    };
    Writer add_writer() { return ++last_writer_; }
    /// Gives the locks to the writer. Returns false while another transaction has them.
    bool lock(Writer writer);
    bool has_locks(Writer writer) const { return locked_ && locked_->writer == writer; }
    /// Stores the batch of the writer that has the locks, and gives them back.
    broker::Committed commit(const Batch& batch);
    /// Does so at that time, unless the session of the writer is ended before.
    void commit_later(Batch batch, ms at);
    /// Ends the session of the writer, whose transaction is lost unless it was committed.
    void end_session(Writer writer);
    /// Returns what the last batch of the writer has become, if it has this number.
    std::optional<broker::Committed> find_committed(Writer writer, std::uint64_t batch) const;

    // ---- reading -----------------------------------------------------------------------------
    broker::Snapshot snapshot() { return content_.snapshot(); }
    SeenBatches all_batches() const;
    broker::PageRead read(const broker::PageRequest& request);
    /// Returns what was changed since then, also by the reader, and whom others kicked.
    broker::News news(Writer reader, SeenBatches& seen);
    /// Notes that the reader knows a batch, unless the one before it is missing.
    static void pass_over(const broker::SharedBatch& batch, SeenBatches& seen);

    // ---- leases ------------------------------------------------------------------------------
    void renew_lease(Writer writer, const broker::BrokerAddress& address);
    bool has_lease(Writer writer) const;
    void end_lease(Writer writer) { leases_.erase(writer); }

 private:
    struct Changed {
        bool is_empty() const {
            return accounts.empty() && standings.empty() && invites.empty() &&
                   conversations.empty() && reads.empty();
        }
        std::set<Account> accounts, standings, invites;
        std::set<ConversationId> conversations;
        std::set<std::pair<Account, ConversationId>> reads;
        std::vector<broker::Kick> kicks;
    };
    struct Locked {
        Writer writer = 0;
        ms since{};
        Batch batch{};  // with `commits_at`
        std::optional<ms> commits_at{};
    };
    struct Logged {
        broker::SharedBatch batch;
        Changed changed;
    };
    struct Lease {
        ms until{};
        broker::BrokerAddress address;
    };
    static void note(const broker::Write& write, const broker::Stored& stored, Changed& changed);
    broker::Snapshot parts(const Changed& changed);

    broker::MemoryJournal& content_;
    ms now_{};
    Writer last_writer_ = 0;
    std::optional<Locked> locked_;
    std::vector<Logged> log_;
    std::map<Writer, broker::Committed> last_;
    std::map<Writer, Lease> leases_;
};

}  // namespace indaba::simulation
