#pragma once
/// A log of each frame of a real window, for measurements from another process, one line for each:
/// when it was on the screen, in microseconds of CLOCK_MONOTONIC; the microseconds from NewFrame to
/// Render, and from NewFrame to the screen; 1 when a row in sight was absent, else 0.
#include <cstdint>
#include <filesystem>
#include <fstream>

namespace indaba::test {

/// Returns the microseconds of CLOCK_MONOTONIC, which other processes can compare.
std::int64_t steady_us();

class FrameLog {
 public:
    explicit FrameLog(const std::filesystem::path& file) : out_(file) {}
    FrameLog(const FrameLog&) = delete;
    FrameLog& operator=(const FrameLog&) = delete;

    /// Writes the line of the frame that is on the screen now. The first frame has none, since its
    /// begin is not known.
    void write(bool absent);

 private:
    void observe();

    std::ofstream out_;
    bool observes_ = false;
    std::int64_t begun_us_ = 0, drawn_us_ = 0;  // of the current frame
};

}  // namespace indaba::test
