#include "broker/process/log.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <utility>

#include "broker/process/log_output.hpp"
#include "common/base/json.hpp"
#include "common/wire/text.hpp"

namespace indaba::broker {
namespace {

std::string json_value(std::string_view text) { return json_string(log_text(text, 512)); }

spdlog::level::level_enum to_spdlog(Log::Level level) {
    switch (level) {
        case Log::Level::debug:
            return spdlog::level::debug;
        case Log::Level::info:
            return spdlog::level::info;
        case Log::Level::warning:
            return spdlog::level::warn;
    }
    return spdlog::level::info;
}

}  // namespace

struct Log::Sink {
    spdlog::logger logger{"indaba", std::make_shared<spdlog::sinks::stdout_sink_mt>()};
};

Log::Log(bool json, bool debug) : sink_(std::make_unique<Sink>()), json_(json) {
    sink_->logger.set_pattern(json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l",%v})"
                                   : "%Y-%m-%d %H:%M:%S.%e %v");
    sink_->logger.flush_on(spdlog::level::debug);
    set_debug(debug);
}

Log::~Log() = default;

void Log::set_debug(bool on) {
    sink_->logger.set_level(on ? spdlog::level::debug : spdlog::level::info);
}

bool Log::writes(Level level) const { return sink_->logger.should_log(to_spdlog(level)); }

void Log::line(Level level, std::string_view event, std::string_view name,
               std::string_view sentence) {
    if (!writes(level)) return;
    if (!stdout_is_writable()) {
        ++dropped_;
        return;
    }
    if (const std::uint64_t dropped = std::exchange(dropped_, 0))
        line(Level::warning, "dropped", "", fmt::format("{} lines could not be written", dropped));
    if (json_) {
        sink_->logger.log(to_spdlog(level), "\"event\":{},\"name\":{},\"sentence\":{}",
                          json_value(event), name.empty() ? "null" : json_value(name),
                          json_value(sentence));
        return;
    }
    std::string text(event);
    if (!name.empty()) text += fmt::format(" \"{}\"", log_text(name));
    if (!sentence.empty()) text += fmt::format(": {}", log_text(sentence, 512));
    sink_->logger.log(to_spdlog(level), "{}", text);
}

void Log::info(std::string_view event, std::string_view sentence) {
    line(Level::info, event, "", sentence);
}

void Log::warn(std::string_view event, std::string_view sentence) {
    line(Level::warning, event, "", sentence);
}

}  // namespace indaba::broker
