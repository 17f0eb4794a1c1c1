#pragma once
/// What a real window has just shown, as a JSON file that a test outside of it reads: texts and
/// where they stand, marks that can be clicked, how many frames there were. Replaced as a whole
/// after each frame, so that a reader never sees half of one.
#include <cstdint>
#include <filesystem>

#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::test {

class FrameReport {
 public:
    /// Records from now on what views draw; `brief`: no texts and no marks, which costs nothing
    /// where frames are measured.
    FrameReport(std::filesystem::path file, bool brief);
    ~FrameReport();
    FrameReport(const FrameReport&) = delete;
    FrameReport& operator=(const FrameReport&) = delete;

    /// Call after each frame.
    void write(const ui::ViewState& view_state);

 private:
    std::filesystem::path file_, unfinished_;
    ui::paint::Record record_;
    std::uint64_t frames_ = 0;
    std::int64_t first_us_ = 0;  // when the first frame was shown
};

}  // namespace indaba::test
