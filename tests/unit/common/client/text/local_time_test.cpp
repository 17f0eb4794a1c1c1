#include "common/client/text/local_time.hpp"

#include <doctest/doctest.h>

using namespace indaba;
using namespace indaba::client;

namespace {
constexpr WallMs noon_in_june_2026 = 1'781'524'800'000;  // 15th, 12:00 UTC
constexpr WallMs year = 366LL * 24 * 3600 * 1000;
}  // namespace

TEST_CASE("a day in words has its year unless that is the current one") {
    CHECK(day_in_words(noon_in_june_2026, noon_in_june_2026) == "15 June");
    CHECK(day_in_words(noon_in_june_2026, noon_in_june_2026 + year) == "15 June 2026");
    CHECK(calendar_day(noon_in_june_2026) == "2026-06-15");
    CHECK(full_time(noon_in_june_2026).substr(0, 10) == "2026-06-15");
    CHECK(clock_time(noon_in_june_2026).size() == 5);
}
