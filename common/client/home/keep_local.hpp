#pragma once
/// How much of what an account may read is kept in its home: all, the messages of the last days, or
/// nothing. Set by --keep-local and in settings.toml.
#include <optional>
#include <string>
#include <string_view>

namespace indaba::client {

struct KeepLocal {
    enum class Kind { all, days, none };
    Kind kind = Kind::all;
    int days = 0;  // of Kind::days; otherwise 0
    bool operator==(const KeepLocal&) const = default;
};

constexpr int max_kept_days = 36'500;

/// Parses "all", "none" or a number of days from 1 to `max_kept_days`.
std::optional<KeepLocal> parse_keep_local(std::string_view text);
/// Returns what parse_keep_local() reads.
std::string to_string(const KeepLocal& keep);
/// Returns a sentence for the user when the text is none of these; otherwise "".
std::string keep_local_problem(const std::string& text);

}  // namespace indaba::client
