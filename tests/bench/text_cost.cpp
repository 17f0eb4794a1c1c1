/// Measures shaping and lay-out of new texts: a screenful of lines, and 16 KiB of the worst texts a
/// peer can send; the first time, when faces are opened, and again. The first text opens the face
/// for Latin, which the window has opened already. The argument is tests/data/torture.txt.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <string>
#include <vector>

#include "common/base/utf8.hpp"
#include "imgui-client/text/text_layout.hpp"

using namespace indaba;

namespace {

constexpr float width = 700;             // pixels, of a message in a window of 1280
constexpr std::size_t screenful = 40;    // lines
constexpr std::size_t body = 16 * 1024;  // bytes, the limit of a message

/// Returns a text of 16 KiB that repeats `parts`, one after the other.
std::string repeated(const std::vector<std::string>& parts) {
    std::string text;
    for (std::size_t i = 0; text.size() + parts[i % parts.size()].size() <= body; ++i)
        text += parts[i % parts.size()];
    return text;
}

double milliseconds_to_lay_out(const std::vector<std::string>& texts) {
    const auto before = std::chrono::steady_clock::now();
    for (const std::string& text : texts)
        ui::lay_out(ui::display_text(text), ui::TextStyle::body, width,
                    ui::Direction::by_first_letter);
    const std::chrono::duration<double, std::milli> took =
        std::chrono::steady_clock::now() - before;
    return took.count();
}

void measure(std::string_view what, const std::vector<std::string>& texts) {
    const double first = milliseconds_to_lay_out(texts);
    std::vector<double> again;
    for (int i = 0; i < 20; ++i) again.push_back(milliseconds_to_lay_out(texts));
    std::ranges::sort(again);
    fmt::print("{}: first {:.1f} ms, then median {:.1f} ms, worst {:.1f} ms\n", what, first,
               again[again.size() / 2], again.back());
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    ui::wait_for_fonts();
    std::vector<std::string> lines;
    std::ifstream file(argv[1]);
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    const std::vector<std::string> scripts = {
        "a",      "\u0416", "\u03a9", "\u05d0", "\u0628", "\u0905", "\u0985",     "\u0b85",
        "\u0e01", "\u1780", "\u1000", "\uac00", "\u3042", "\u4e2d", "\U0001f600", "\u10d0"};
    measure("16 KiB, Latin", {repeated({"The quick brown fox jumps over the lazy dog. "})});
    measure("16 KiB, each character of another script", {repeated(scripts)});
    measure("a screenful, 40 lines of many scripts",
            {lines.begin(), lines.begin() + std::min(screenful, lines.size())});
    measure("16 KiB, directions that alternate", {repeated({"a", "\u05d0"})});
    measure("16 KiB, one word", {std::string(body, 'x')});
    measure("16 KiB, stacked marks", {repeated({"a\u0301\u0302\u0303\u0304"})});
    measure("16 KiB, emoji families", {repeated({"\U0001f468\u200d\U0001f469\u200d\U0001f467"})});
    measure("16 KiB, line feeds", {std::string(body, '\n')});
}
