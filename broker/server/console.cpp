#include "broker/server/console.hpp"

#include <fmt/format.h>

#include <limits>

namespace indaba::broker {
namespace {

std::string_view event_name(Report::What what) {
    switch (what) {
        case Report::What::joined:
            return "joined";
        case Report::What::left:
            return "left";
        case Report::What::renamed:
            return "named";
        case Report::What::refused:
            return "refused";
        case Report::What::slow:
            return "slow_consumer";
        case Report::What::caught_up:
            return "resynced";
        case Report::What::disconnected:
            return "disconnected";
        case Report::What::journal_trouble:
            return "journal_failed";
        case Report::What::journal_recovered:
            return "journal_works";
        case Report::What::access_changed:
            return "order";
        case Report::What::delivered:
            return "posted";
    }
    return "";
}

}  // namespace

void Console::report(const Report& report, ms now) {
    if (!summary_at_) summary_at_ = now + summary_interval;
    if (report.what == Report::What::delivered) {
        posts_ += report.count;
        return;
    }
    if (++reports_[report.what] > max_lines(report.what)) return;
    std::string sentence = report.why;
    if (report.what == Report::What::joined || report.what == Report::What::left)
        sentence += fmt::format("{}{} session{} now", sentence.empty() ? "" : "; ", report.count,
                                report.count == 1 ? "" : "s");
    const bool is_warning = report.what == Report::What::journal_trouble;
    const bool is_named = report.trouble != StorageTrouble::none;
    line(is_warning ? Level::warning : Level::info,
         is_named ? name_of(report.trouble) : event_name(report.what), report.name, sentence);
}

void Console::message(std::string_view direction, std::string_view type, std::size_t bytes) {
    if (!writes(Level::debug)) return;
    line(Level::debug, direction, "", fmt::format("{} of {} bytes", type, bytes));
}

void Console::on_time(ms now) {
    if (!summary_at_ || now < *summary_at_) return;
    summary_at_.reset();
    if (posts_ > 0) line(Level::info, "messages", "", fmt::format("{} in 10 s", posts_));
    for (const auto& [what, times] : reports_)
        if (times > max_lines(what))
            line(Level::info, event_name(what), "", fmt::format("{} in 10 s", times));
    posts_ = 0;
    reports_.clear();
}

/// Returns the limit of lines per summary. Orders and trouble of the journal have none.
std::uint64_t Console::max_lines(Report::What what) {
    if (what == Report::What::refused) return max_refusal_lines;
    const bool always = what == Report::What::access_changed ||
                        what == Report::What::journal_trouble ||
                        what == Report::What::journal_recovered;
    return always ? std::numeric_limits<std::uint64_t>::max() : max_other_lines;
}

}  // namespace indaba::broker
