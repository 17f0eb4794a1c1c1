#pragma once
/// A journal without a thread, for tests and the simulation. Its owner decides when a commit or a
/// read completes and plans the faults, so that a late, full, failing or crashing disk is one call
/// and every run is the same.
#include <cstddef>

#include "broker/journal/journal.hpp"

namespace indaba::broker {

class SteppedJournal : public Journal {
 public:
    // ---- completion --------------------------------------------------------------------------

    virtual bool committing() const = 0;
    virtual bool reading() const = 0;
    /// Does the next step of the running commit, if any: until committing() is false.
    virtual void finish_commit() = 0;
    /// Does the next step of the waiting reads: until reading() is false.
    virtual void finish_reads() = 0;

    // ---- faults ------------------------------------------------------------------------------

    /// The way in which the next commit fails.
    struct Fault {
        enum class Kind {
            write_fails,     // only the write at index `at` is not stored
            nothing_stored,  // the disk is full
            unknown_stored,  // the outcome is unknown, and the batch is stored
            unknown_not_stored
        };
        Kind kind;
        std::size_t at = 0;
    };
    virtual void plan_fault(Fault fault) = 0;
    /// Makes the next finish_reads() fail all its reads.
    virtual void fail_next_reads() = 0;

    /// Whether a crash loses or stores the running commit. No outcome is reported in either case.
    enum class InFlight { lost, stored };
    /// Drops the running commit, reads and results and keeps the stored content, as a killed
    /// process does. Continue with snapshot(), as after opening.
    virtual void crash(InFlight in_flight) = 0;
};

}  // namespace indaba::broker
