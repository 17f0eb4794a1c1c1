#pragma once
/// Names the harnesses for TEST_CASE_TEMPLATE: each promise is tested on every journal.
#include <doctest/doctest.h>

#include "tests/journal/harness.hpp"
#include "tests/journal/postgresql_harness.hpp"

/// The list of types of a TEST_CASE_TEMPLATE.
#define EVERY_JOURNAL MemoryHarness, SqliteHarness, PostgresqlHarness

namespace indaba::broker {

/// Posts ten short entries to the lobby.
template <class Harness>
void post_ten(Harness& harness) {
    std::vector<Write> writes;
    for (std::uint64_t i = 1; i <= 10; ++i) writes.push_back(post(i, "text " + std::to_string(i)));
    harness.commit(std::move(writes));
}

/// Returns the hash of the lobby's entry `number`.
template <class Harness>
Hash lobby_hash(Harness& harness, std::uint64_t number) {
    PageRequest request = page_after(number);
    request.limit = 0;
    return harness.read(request).before;
}

}  // namespace indaba::broker

TYPE_TO_STRING_AS("memory", indaba::broker::MemoryHarness);
TYPE_TO_STRING_AS("sqlite", indaba::broker::SqliteHarness);
TYPE_TO_STRING_AS("postgresql", indaba::broker::PostgresqlHarness);
