#pragma once
/// Waits for another process, which is asked again every 2 ms.
#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>

namespace indaba::test {

/// Returns when `is_so` returns true. Throws std::runtime_error with `what` after 30 s.
inline void wait_until(const std::function<bool()>& is_so, const std::string& what) {
    using namespace std::chrono_literals;
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    while (!is_so()) {
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error("It took more than 30 s: " + what);
        std::this_thread::sleep_for(2ms);
    }
}

}  // namespace indaba::test
