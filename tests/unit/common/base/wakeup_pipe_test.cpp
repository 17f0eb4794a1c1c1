#include "common/base/wakeup_pipe.hpp"

#include <doctest/doctest.h>

#include "common/base/stop_signal.hpp"
#include "tests/support/readable.hpp"

using indaba::test::is_readable;

TEST_CASE("a wake-up pipe is readable from a signal until it is cleared") {
    const indaba::WakeupPipe pipe;
    CHECK_FALSE(is_readable(pipe.descriptor()));
    for (int i = 0; i < 100'000; ++i) pipe.signal();  // more than a pipe holds
    CHECK(is_readable(pipe.descriptor()));
    pipe.clear();
    CHECK_FALSE(is_readable(pipe.descriptor()));
}

TEST_CASE("no stop is requested before a stop signal") {
    CHECK_FALSE(indaba::stop_requested());
    CHECK(indaba::stop_descriptor() == -1);
}
