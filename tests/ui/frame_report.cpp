#include "tests/ui/frame_report.hpp"

#include <fmt/format.h>

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

}  // namespace

FrameReport::FrameReport(std::filesystem::path file, bool brief, const std::filesystem::path& log)
    : file_(std::move(file)), unfinished_(file_), first_(file_), brief_(brief) {
    unfinished_ += ".unfinished";
    first_ += ".first";
    if (!log.empty()) log_.emplace(log);
    if (!brief || log_) ui::paint::record = &record_;
}
FrameReport::~FrameReport() { ui::paint::record = nullptr; }

void FrameReport::write(const ui::ViewState& view_state) {
    if (frames_ == 0) first_us_ = steady_us();
    ui::paint::Record shown = std::exchange(record_, {});
    const bool absent = shown.marks.contains("absent-row");
    if (log_) log_->write(absent);
    if (brief_) shown.texts.clear();
    std::string texts, marks;
    for (const auto& text : shown.texts) texts += (texts.empty() ? "" : ",\n") + json(text);
    for (const auto& [name, area] : shown.marks)
        marks += (marks.empty() ? "" : ",\n") + json_string(name) + ":" + json(area);
    std::ofstream out(unfinished_);
    out << fmt::format(R"({{"frame":{},"first_us":{},"connection":"{}","dialog":{},"absent":{},
"texts":[{}],
"marks":{{{}}}}}
)",
                       ++frames_, first_us_, name_of(view_state.connection.state),
                       view_state.connect.open, absent, texts, marks);
    out.close();
    std::error_code ignored;  // the next frame tries again
    if (frames_ == 1) std::filesystem::copy_file(unfinished_, first_, ignored);
    std::filesystem::rename(unfinished_, file_, ignored);
}

}  // namespace indaba::test
