#pragma once
/// Stores writes in the journal of a stopped broker, for the programs that fill one.
#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "broker/journal/sqlite/sqlite_journal.hpp"

namespace indaba::bench {

/// Returns false when a write was not stored.
inline bool store(broker::SqliteJournal& journal, std::vector<broker::Write> writes) {
    using namespace broker;
    journal.submit(std::move(writes));
    for (;;) {
        for (const JournalEvent& event : journal.completed()) {
            const auto* committed = std::get_if<Committed>(&event);
            if (!committed) continue;
            return std::ranges::all_of(committed->outcomes, [](const Outcome& outcome) {
                return std::holds_alternative<Stored>(outcome);
            });
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
}

}  // namespace indaba::bench
