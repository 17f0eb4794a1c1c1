#pragma once
/// The report of a real window's last frame, as a JSON file for a test in another process: texts
/// with their areas, marks that can be clicked, the number of frames. Replaced atomically after
/// each frame. The report of the first frame stays in FILE.first.
#include <cstdint>
#include <filesystem>
#include <optional>

#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/widgets/paint.hpp"
#include "tests/ui/frame_log.hpp"

namespace indaba::test {

class FrameReport {
 public:
    /// Begins to record what views draw. `brief` leaves out texts and marks, so that measured
    /// frames cost nothing more; with a file for `log`, marks are recorded.
    FrameReport(std::filesystem::path file, bool brief, const std::filesystem::path& log = {});
    ~FrameReport();
    FrameReport(const FrameReport&) = delete;
    FrameReport& operator=(const FrameReport&) = delete;

    /// Writes the report; called after each frame.
    void write(const ui::ViewState& view_state);

 private:
    std::filesystem::path file_, unfinished_, first_;
    bool brief_;
    std::optional<FrameLog> log_;
    ui::paint::Record record_;
    std::uint64_t frames_ = 0;
    std::int64_t first_us_ = 0;  // time of the first frame
};

}  // namespace indaba::test
