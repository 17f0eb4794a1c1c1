#include "common/client/home/keep_local.hpp"

#include <fmt/format.h>

#include <charconv>

namespace indaba::client {

std::optional<KeepLocal> parse_keep_local(std::string_view text) {
    if (text == "all") return KeepLocal{};
    if (text == "none") return KeepLocal{KeepLocal::Kind::none, 0};
    int days = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, days);
    if (error != std::errc() || stopped != end || days < 1 || days > max_kept_days)
        return std::nullopt;
    return KeepLocal{KeepLocal::Kind::days, days};
}

std::string to_string(const KeepLocal& keep) {
    if (keep.kind == KeepLocal::Kind::days) return fmt::format("{}", keep.days);
    return keep.kind == KeepLocal::Kind::all ? "all" : "none";
}

std::string keep_local_problem(const std::string& text) {
    return parse_keep_local(text)
               ? std::string()
               : fmt::format("must be all, none, or a number of days from 1 to {}", max_kept_days);
}

}  // namespace indaba::client
