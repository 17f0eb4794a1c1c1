/// The window that people run, with a report of what it shows (frame_report.hpp), for tests and
/// measuring from outside.
///
///     window_under_test --report FILE [--brief] [options of indaba]
#include <cstdio>
#include <exception>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "imgui-client/app/options.hpp"
#include "imgui-client/app/start.hpp"
#include "tests/ui/frame_report.hpp"

namespace {

using namespace indaba;

struct Watching {
    const char* file = nullptr;
    bool brief = false;
    std::vector<char*> rest;  // for the window
};

Watching take_own(int argc, char** argv) {
    Watching watching;
    for (int i = 0; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument == "--report" && i + 1 < argc)
            watching.file = argv[++i];
        else if (argument == "--brief")
            watching.brief = true;
        else
            watching.rest.push_back(argv[i]);
    }
    return watching;
}

int run(Watching watching) {
    const auto parsed =
        ui::parse_options(static_cast<int>(watching.rest.size()), watching.rest.data());
    if (const int* code = std::get_if<int>(&parsed)) return *code;
    test::FrameReport report(watching.file, watching.brief);
    return ui::start(std::get<ui::Options>(parsed),
                     [&](const ui::ViewState& view_state) { report.write(view_state); });
}

}  // namespace

int main(int argc, char** argv) {
    try {
        Watching watching = take_own(argc, argv);
        if (watching.file) return run(std::move(watching));
        std::fprintf(stderr, "--report FILE is missing\n");
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
    }
    return 1;
}
