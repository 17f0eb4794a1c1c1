#pragma once
/// The two clocks of every program. A program reads them once per turn and passes the result on, so
/// the broker's core and the client's model never read a clock themselves.
#include <chrono>
#include <cstdint>

namespace indaba {

/// Milliseconds since 1970 in UTC, as the wall clock shows them.
using WallMs = std::int64_t;

/// Both clocks at one moment: the steady one for waiting, the wall clock for time stamps only.
struct Now {
    std::chrono::milliseconds steady{};
    WallMs wall = 0;
};

Now read_clocks();

}  // namespace indaba
