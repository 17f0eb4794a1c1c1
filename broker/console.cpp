#include "broker/console.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <limits>
#include <utility>

#include "broker/log_output.hpp"
#include "common/wire/text.hpp"

namespace indaba::broker {
namespace {

/// Of printable ASCII, which log_text() leaves.
std::string json_string(std::string_view text) {
    std::string result = "\"";
    for (const char c : log_text(text, 512)) {
        if (c == '"' || c == '\\') result += '\\';
        result += c;
    }
    return result + '"';
}

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

struct Console::Sink {
    spdlog::logger logger{"indaba", std::make_shared<spdlog::sinks::stdout_sink_mt>()};
};

Console::Console(bool json, bool debug) : sink_(std::make_unique<Sink>()), json_(json) {
    sink_->logger.set_pattern(json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l",%v})"
                                   : "%Y-%m-%d %H:%M:%S.%e %v");
    sink_->logger.flush_on(spdlog::level::debug);
    debug_too(debug);
}

Console::~Console() = default;

void Console::debug_too(bool on) {
    sink_->logger.set_level(on ? spdlog::level::debug : spdlog::level::info);
}

void Console::line(Level level, std::string_view event, std::string_view name,
                   std::string_view sentence) {
    const auto to = level == Level::debug     ? spdlog::level::debug
                    : level == Level::warning ? spdlog::level::warn
                                              : spdlog::level::info;
    if (!sink_->logger.should_log(to)) return;
    if (!log_can_be_written()) {
        ++dropped_;
        return;
    }
    if (const std::uint64_t dropped = std::exchange(dropped_, 0))
        line(Level::warning, "dropped", "", fmt::format("{} lines nobody read", dropped));
    if (json_) {
        sink_->logger.log(to, "\"event\":{},\"name\":{},\"sentence\":{}", json_string(event),
                          name.empty() ? "null" : json_string(name), json_string(sentence));
        return;
    }
    std::string text(event);
    if (!name.empty()) text += fmt::format(" \"{}\"", log_text(name));
    if (!sentence.empty()) text += fmt::format(": {}", log_text(sentence, 512));
    sink_->logger.log(to, "{}", text);
}

void Console::say(std::string_view event, std::string_view sentence) {
    line(Level::info, event, "", sentence);
}

void Console::trouble(std::string_view event, std::string_view sentence) {
    line(Level::warning, event, "", sentence);
}

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
    if (!sink_->logger.should_log(spdlog::level::debug)) return;
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
