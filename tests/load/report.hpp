#pragma once
/// The result of a run, for people and as one JSON object.
#include <optional>
#include <string>

#include "tests/load/checker.hpp"
#include "tests/load/latencies.hpp"

namespace indaba::load {

struct Report {
    Counts counts;
    Latencies latencies, receipt_latencies;
    Micros connect_took{};
    std::uint64_t losses = 0;      // lost connections
    std::uint64_t refused = 0;     // finally refused posts
    std::uint64_t unanswered = 0;  // clients without a connection or a pong at the end
    std::string trouble;           // the first sentence about one of these
    std::optional<Micros> broker_cpu;
    std::optional<std::uint64_t> broker_rss_kib;

    bool clean() const;
};

std::string for_people(const Report& report);
std::string as_json(const Report& report);

}  // namespace indaba::load
