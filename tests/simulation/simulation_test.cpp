/// Runs seeded storms. INDABA_SEEDS: how many (500). INDABA_SEED: the first seed (1). INDABA_TRACE:
/// how many trace lines are printed for a storm that breaks a promise (100).
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include "tests/simulation/world.hpp"

using namespace indaba::simulation;

namespace {

constexpr int brokers = 3;

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
    const char* value = std::getenv(name);
    return value ? std::strtoull(value, nullptr, 10) : otherwise;
}

std::uint64_t first_seed() { return from_environment("INDABA_SEED", 1); }
std::uint64_t seeds() { return from_environment("INDABA_SEEDS", 500); }

/// Runs the storms of one test case, which ends with the first violation.
Counters run_storms(std::string_view test_case, Settings settings) {
    settings.trace_lines = from_environment("INDABA_TRACE", 100);
    Counters all;
    std::uint64_t steps = 0;
    for (std::uint64_t seed = first_seed(); seed < first_seed() + seeds(); ++seed) {
        const Outcome outcome = simulate(seed, settings);
        all.add(outcome.counters);
        steps += outcome.steps;
        if (outcome.violation.empty()) continue;
        const std::string replay = fmt::format(
            "INDABA_SEED={} INDABA_SEEDS=1 {} --test-case=\"{}\"", seed, REPLAY_PROGRAM, test_case);
        FAIL(fmt::format("{}\nSeed {}: {}\nReplay: {}\n", outcome.tail, seed, outcome.violation,
                         replay));
    }
    fmt::print(
        "{} seeds, {} steps: {} entries, {} broker starts, {} of {} commits failed, {} resends,\n"
        "{} pages, {} times slow, {} caught up, {} disconnected,\n"
        "{} rooms joined, {} left,\n"
        "{} refusals ({} to retry later, {} to retry in order, {} busy)\n",
        seeds(), steps, all.entries, all.starts, all.failed_commits, all.commits, all.resends,
        all.pages, all.slow, all.caught_up, all.disconnects, all.rooms_joined, all.rooms_left,
        all.refused, all.refused_with_retry, all.refused_out_of_order, all.busy);
    return all;
}

}  // namespace

TEST_CASE("storms break no promise") {
    const Counters all = run_storms("storms break no promise", {});
    if (seeds() < 500) return;
    // Each event that the storms are to exercise must occur.
    for (const std::uint64_t happened :
         {all.entries, all.starts - seeds(), all.failed_commits, all.resends, all.pages, all.slow,
          all.caught_up, all.disconnects, all.refused_with_retry, all.refused_out_of_order,
          all.busy, all.rooms_joined, all.rooms_left})
        CHECK(happened > 0);
}

TEST_CASE("storms over three brokers break no promise") {
    const Counters all =
        run_storms("storms over three brokers break no promise", {.brokers = brokers});
    fmt::print("{} messages between brokers, {} times told anew, {} orders, {} leases lost\n",
               all.told, all.told_anew, all.orders, all.lost_leases);
    if (seeds() < 500) return;
    for (const std::uint64_t happened :
         {all.entries, all.failed_commits, all.resends, all.disconnects, all.rooms_joined, all.told,
          all.told_anew, all.orders, all.lost_leases})
        CHECK(happened > 0);
}

TEST_CASE("two runs of one seed give the same trace") {
    for (std::uint64_t seed = first_seed(); seed < first_seed() + 5; ++seed)
        for (const int count : {1, brokers})
            CHECK(simulate(seed, {.brokers = count}).trace_hash ==
                  simulate(seed, {.brokers = count}).trace_hash);
}

TEST_CASE("wall clock jumps do not change the trace of a seed") {
    for (std::uint64_t seed = first_seed(); seed < first_seed() + 20; ++seed)
        CHECK(simulate(seed, {.wall_jumps = true}).trace_hash ==
              simulate(seed, {.wall_jumps = false}).trace_hash);
}
