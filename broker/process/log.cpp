#include "broker/process/log.hpp"

#include <fmt/format.h>
#include <spdlog/pattern_formatter.h>

#include "common/base/json.hpp"
#include "common/wire/text.hpp"

namespace indaba::broker {
namespace {

constexpr std::size_t max_name_bytes = 128;
constexpr std::size_t max_sentence_bytes = 512;

/// JSON has escapes of its own for what log_text() escapes.
std::string json_value(std::string_view text, std::size_t max_bytes) {
    if (text.size() <= max_bytes) return json_string(text);
    while (max_bytes > 0 && (text[max_bytes] & 0xc0) == 0x80) --max_bytes;
    return json_string(std::string(text.substr(0, max_bytes)) + "...");
}

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

std::string json_text(std::string_view event, std::string_view name, std::string_view sentence) {
    return fmt::format("\"event\":{},\"name\":{},\"sentence\":{}",
                       json_value(event, max_name_bytes),
                       name.empty() ? "null" : json_value(name, max_name_bytes),
                       json_value(sentence, max_sentence_bytes));
}

std::string plain_text(std::string_view event, std::string_view name, std::string_view sentence) {
    std::string text(event);
    if (!name.empty()) text += fmt::format(" \"{}\"", log_text(name, max_name_bytes));
    if (!sentence.empty()) text += fmt::format(": {}", log_text(sentence, max_sentence_bytes));
    return text;
}

}  // namespace

struct Log::Format {
    spdlog::pattern_formatter formatter;
};

Log::Log(bool json, bool debug)
    : format_(new Format{
          spdlog::pattern_formatter(json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l",%v})"
                                         : "%Y-%m-%d %H:%M:%S.%e %v")}),
      json_(json),
      debug_(debug) {}

Log::~Log() { write_dropped(); }

void Log::set_debug(bool on) { debug_ = on; }

bool Log::writes(Level level) const { return debug_ || level != Level::debug; }

void Log::line(Level level, std::string_view event, std::string_view name,
               std::string_view sentence) {
    if (!writes(level)) return;
    if (!write_dropped() || !write(level, event, name, sentence)) ++dropped_;
}

/// Returns false if the number of dropped lines could not be written. It is kept.
bool Log::write_dropped() {
    if (dropped_ == 0) return true;
    if (!write(
            Level::warning, "dropped", "",
            fmt::format("{} {} could not be written", dropped_, dropped_ == 1 ? "line" : "lines")))
        return false;
    dropped_ = 0;
    return true;
}

bool Log::write(Level level, std::string_view event, std::string_view name,
                std::string_view sentence) {
    const std::string text =
        json_ ? json_text(event, name, sentence) : plain_text(event, name, sentence);
    spdlog::memory_buf_t line;
    format_->formatter.format({"indaba", to_spdlog(level), text}, line);
    return output_.write({line.data(), line.size()});
}

void Log::info(std::string_view event, std::string_view sentence) {
    line(Level::info, event, "", sentence);
}

void Log::warn(std::string_view event, std::string_view sentence) {
    line(Level::warning, event, "", sentence);
}

}  // namespace indaba::broker
