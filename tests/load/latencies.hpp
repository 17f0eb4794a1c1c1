#pragma once
/// A histogram of delivery times. A step is at most 1/64 of its value, so the size does not depend
/// on the number of deliveries.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace indaba::load {

using Micros = std::chrono::microseconds;

class Latencies {
 public:
    void add(Micros latency);
    /// Returns the time within which the share `part` (0 to 1) of the deliveries came; 0 without
    /// any.
    Micros quantile(double part) const;
    Micros longest() const { return longest_; }
    std::uint64_t count() const { return count_; }

 private:
    std::vector<std::uint64_t> steps_;
    std::uint64_t count_ = 0;
    Micros longest_{0};
};

}  // namespace indaba::load
