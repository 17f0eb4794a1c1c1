#pragma once
/// For the promises that every journal keeps: TEST_CASE_TEMPLATE over both harnesses, by name.
#include <doctest/doctest.h>

#include "tests/journal/harness.hpp"

TYPE_TO_STRING_AS("memory", indaba::broker::MemoryHarness);
TYPE_TO_STRING_AS("sqlite", indaba::broker::SqliteHarness);
