#pragma once
/// The one random number generator of a simulated world. It has its own distributions, so that a
/// seed gives the same storm with each standard library. The world owns it; core and model have no
/// access to it.
#include <chrono>
#include <cstdint>
#include <random>
#include <vector>

namespace indaba::simulation {

using ms = std::chrono::milliseconds;

class Random {
 public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}

    /// Returns a number from 0 to n - 1. The bias of the remainder is negligible.
    std::uint64_t below(std::uint64_t n) { return n == 0 ? 0 : engine_() % n; }
    bool once_in(std::uint64_t n) { return below(n) == 0; }
    ms between(ms least, ms most) {
        return least + ms{below(static_cast<std::uint64_t>((most - least).count()) + 1)};
    }
    /// Returns a span that is mostly short and at most `most`: `most` is halved 0 to 9 times, each
    /// count equally likely, and the span is drawn below that.
    ms up_to(ms most) { return between(ms{0}, ms{most.count() >> below(10)}); }
    template <class T>
    const T& pick(const std::vector<T>& list) {
        return list[below(list.size())];
    }
    /// Returns random bytes as any type of Bytes<...>.
    template <class B>
    B bytes() {
        B result;
        for (auto& byte : result.bytes) byte = static_cast<std::uint8_t>(engine_());
        return result;
    }

 private:
    std::mt19937_64 engine_;
};

}  // namespace indaba::simulation
