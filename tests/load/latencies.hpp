#pragma once
/// How long deliveries took: a histogram whose steps are at most 1/64 of the value, so that its
/// size does not depend on how many there were.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace indaba::load {

using Micros = std::chrono::microseconds;

class Latencies {
 public:
    void add(Micros latency);
    /// At most this long took the share `part` (0 to 1) of them. Zero when there were none.
    Micros quantile(double part) const;
    Micros longest() const { return longest_; }
    std::uint64_t count() const { return count_; }

 private:
    std::vector<std::uint64_t> steps_;
    std::uint64_t count_ = 0;
    Micros longest_{0};
};

}  // namespace indaba::load
