#include "tests/ui/frame_report.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <fstream>
#include <utility>

#include "common/base/json.hpp"
#include "imgui-client/display_text/display_text.hpp"
#include "line-client/output/json_lines.hpp"

namespace indaba::test {
namespace {

std::string json(const ui::Rect& area) {
    return fmt::format("[{},{},{},{}]", area.min.x, area.min.y, area.max.x, area.max.y);
}

std::string json(const ui::paint::Record::Text& text) {
    return fmt::format(R"({{"text":{},"area":{},"visible":{},"colour":{}}})",
                       json_string(text.text.view()), json(text.area), json(text.visible),
                       text.colour);
}

const char* name_of(ui::ConnectionStatus::State state) {
    switch (state) {
        case ui::ConnectionStatus::State::none:
            return "none";
        case ui::ConnectionStatus::State::connecting:
            return "connecting";
        case ui::ConnectionStatus::State::ready:
            return "ready";
        case ui::ConnectionStatus::State::lost:
            return "lost";
    }
    return "";
}

/// Returns the microseconds of CLOCK_MONOTONIC, which other processes can compare.
std::int64_t steady_us() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

}  // namespace

FrameReport::FrameReport(std::filesystem::path file, bool brief)
    : file_(std::move(file)), unfinished_(file_.string() + ".unfinished") {
    if (!brief) ui::paint::record = &record_;
}
FrameReport::~FrameReport() { ui::paint::record = nullptr; }

void FrameReport::write(const ui::ViewState& view_state) {
    if (frames_ == 0) first_us_ = steady_us();
    const ui::paint::Record shown = std::exchange(record_, {});
    std::string texts, marks;
    for (const auto& text : shown.texts) texts += (texts.empty() ? "" : ",\n") + json(text);
    for (const auto& [name, area] : shown.marks)
        marks += (marks.empty() ? "" : ",\n") + json_string(name) + ":" + json(area);
    std::ofstream out(unfinished_);
    out << fmt::format(R"({{"frame":{},"first_us":{},"connection":"{}","dialog":{},
"texts":[{}],
"marks":{{{}}}}}
)",
                       ++frames_, first_us_, name_of(view_state.connection.state),
                       view_state.connect.open, texts, marks);
    out.close();
    std::error_code ignored;  // the next frame tries again
    std::filesystem::rename(unfinished_, file_, ignored);
}

}  // namespace indaba::test
