#include "broker/server/console.hpp"

#include <fmt/format.h>

#include <limits>

namespace indaba::broker {
namespace {

std::string_view event_of(Report::What what) {
    switch (what) {
        case Report::What::joined:
            return "joined";
        case Report::What::left:
            return "left";
        case Report::What::named:
            return "named";
        case Report::What::refused:
            return "refused";
        case Report::What::behind:
            return "behind";
        case Report::What::caught_up:
            return "caught_up";
        case Report::What::cut:
            return "cut";
        case Report::What::journal_trouble:
            return "journal_trouble";
        case Report::What::decided:
            return "decided";
        case Report::What::said:
            return "said";
    }
    return "";
}

}  // namespace

void Console::report(const Report& report, ms now) {
    if (!summary_at_) summary_at_ = now + summary;
    if (report.what == Report::What::said) {
        said_ += report.count;
        return;
    }
    if (++reported_[report.what] > told(report.what)) return;
    std::string sentence = report.why;
    if (report.what == Report::What::joined || report.what == Report::What::left)
        sentence += fmt::format("{}{} session{} now", sentence.empty() ? "" : "; ", report.count,
                                report.count == 1 ? "" : "s");
    const bool bad = report.what == Report::What::journal_trouble;
    line(bad ? Level::warning : Level::info, event_of(report.what), report.name, sentence);
}

void Console::message(std::string_view direction, std::string_view type, std::size_t bytes) {
    if (!writes(Level::debug)) return;
    line(Level::debug, direction, "", fmt::format("{} of {} bytes", type, bytes));
}

void Console::on_time(ms now) {
    if (!summary_at_ || now < *summary_at_) return;
    summary_at_.reset();
    if (said_ > 0) line(Level::info, "messages", "", fmt::format("{} in 10 s", said_));
    for (const auto& [what, times] : reported_)
        if (times > told(what))
            line(Level::info, event_of(what), "", fmt::format("{} in 10 s", times));
    said_ = 0;
    reported_.clear();
}

/// What the operator decided, or must mend, is always told.
std::uint64_t Console::told(Report::What what) {
    if (what == Report::What::refused) return refusals_told;
    const bool always = what == Report::What::decided || what == Report::What::journal_trouble;
    return always ? std::numeric_limits<std::uint64_t>::max() : others_told;
}

}  // namespace indaba::broker
