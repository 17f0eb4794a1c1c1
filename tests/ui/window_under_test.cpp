/// The window as users run it, with a report of each frame (frame_report.hpp), for tests and
/// measurements from another process.
///
///     window_under_test --report FILE [--brief] [--frames FILE] [options of indaba]
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

struct Arguments {
    const char* file = nullptr;
    const char* frames = "";  // the file of the log
    bool brief = false;
    std::vector<char*> rest;  // options of the window
};

Arguments split_arguments(int argc, char** argv) {
    Arguments arguments;
    for (int i = 0; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument == "--report" && i + 1 < argc)
            arguments.file = argv[++i];
        else if (argument == "--frames" && i + 1 < argc)
            arguments.frames = argv[++i];
        else if (argument == "--brief")
            arguments.brief = true;
        else
            arguments.rest.push_back(argv[i]);
    }
    return arguments;
}

int run(Arguments arguments) {
    const auto parsed =
        ui::parse_options(static_cast<int>(arguments.rest.size()), arguments.rest.data());
    if (const int* code = std::get_if<int>(&parsed)) return *code;
    test::FrameReport report(arguments.file, arguments.brief, arguments.frames);
    return ui::start(std::get<ui::Options>(parsed),
                     [&](const ui::ViewState& view_state) { report.write(view_state); });
}

}  // namespace

int main(int argc, char** argv) {
    try {
        Arguments arguments = split_arguments(argc, argv);
        if (arguments.file) return run(std::move(arguments));
        std::fprintf(stderr, "--report FILE is missing\n");
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
    }
    return 1;
}
