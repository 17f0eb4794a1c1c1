#pragma once
/// Reads everything that the core keeps in memory, as of one moment, and later what others changed.
#include <cstdint>
#include <map>

#include "broker/journal/journal.hpp"
#include "broker/postgresql/connection.hpp"

namespace indaba::broker {

/// The last batch of each writer that was read, by its key.
using ReadBatches = std::map<std::int64_t, std::uint64_t>;
/// Returns the last batch of a writer that was read; 0: none.
inline std::uint64_t last_read(const ReadBatches& batches, std::int64_t writer) {
    const auto found = batches.find(writer);
    return found == batches.end() ? 0 : found->second;
}

// Both throw postgresql::Error, also when the tables contradict each other.
/// Returns the content, and the batches that are in it.
Snapshot read_snapshot(postgresql::Connection& database, ReadBatches& batches);
/// Returns what all writers, this one (`own`) too, changed after `batches`, whom others kicked
/// after `kicks`, and which others have a lease; moves both forward. Makes one round trip when
/// nothing has changed, else two.
News read_news(postgresql::Connection& database, std::int64_t own, ReadBatches& batches,
               ReadBatches& kicks);

}  // namespace indaba::broker
