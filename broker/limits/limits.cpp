#include "broker/limits/limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "common/wire/protocol.hpp"

namespace indaba::broker {
namespace {

using ms = std::chrono::milliseconds;

constexpr std::uint64_t highest = Rate::highest;

const std::map<std::string_view, ms> units{
    {"s", ms{1'000}}, {"min", ms{60'000}}, {"h", ms{3'600'000}}};

template <auto Part, auto Member>
std::variant<Rate*, std::uint64_t*> place(AllLimits& limits) {
    return &(limits.*Part.*Member);
}
template <auto Member>
constexpr auto member = &place<&AllLimits::members, Member>;
template <auto Member>
constexpr auto door = &place<&AllLimits::door, Member>;

using M = MemberLimits;
using D = DoorLimits;

std::optional<std::uint64_t> number_in(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return {};
    if (value > highest) return {};
    return value;
}

/// "200+20/s"
std::optional<Rate> rate_in(std::string_view text) {
    const auto plus = text.find('+');
    const auto slash = text.find('/');
    if (plus == std::string_view::npos || slash == std::string_view::npos || slash < plus)
        return {};
    const auto burst = number_in(text.substr(0, plus));
    const auto count = number_in(text.substr(plus + 1, slash - plus - 1));
    const auto unit = units.find(text.substr(slash + 1));
    if (!burst || *burst == 0 || !count || *count == 0 || unit == units.end()) return {};
    return Rate{*burst, *count, unit->second};
}

std::string set(Rate& rate, const LimitRow& row, std::string_view value) {
    if (value == "off") {
        rate.burst = 0;
        return {};
    }
    const auto given = rate_in(value);
    if (!given)
        return fmt::format("{} takes a burst and a rate, like {}, or off.", row.name,
                           limit_value({}, row));
    if (given->burst < row.at_least)
        return fmt::format("{} needs a burst of {} at least.", row.name, row.at_least);
    if (given->burst / given->count * given->period > Rate::longest)
        return fmt::format("{} has a burst that would not come back within a year.", row.name);
    rate = *given;
    return {};
}

std::string set(std::uint64_t& number, const LimitRow& row, std::string_view value) {
    const auto given = number_in(value);
    if (!given || *given < row.at_least)
        return fmt::format("{} takes a number from {} to {}.", row.name, row.at_least, highest);
    number = *given;
    return {};
}

std::string text_of(const Rate& rate) {
    if (!rate.limits()) return "off";
    const auto unit = std::ranges::find(units, rate.period, [](const auto& u) { return u.second; });
    return fmt::format("{}+{}/{}", rate.burst, rate.count, unit->first);
}
std::string text_of(std::uint64_t number) { return std::to_string(number); }

}  // namespace

const std::vector<LimitRow>& limit_table() {
    static const std::vector<LimitRow> table{
        {"posts", "Messages of one account", member<&M::posts>, 1},
        {"bytes", "Bytes that one account says, and is answered", member<&M::bytes>, limit::frame},
        {"requests", "Questions of one account: history, who, sync, join, order",
         member<&M::requests>, 8},
        {"renames", "Names that one account asks for", member<&M::renames>, 1},
        {"useless",
         "Messages of one account that are refused or do nothing; who goes on is disconnected",
         member<&M::useless>, 64},
        {"connections", "Connections of one account at a time", member<&M::connections>, 1},
        {"waiting", "Bytes of one account that wait for the disk", member<&M::waiting>, 64 * 1024},
        {"newcomers", "New accounts from one address", member<&M::newcomers>, 1},
        {"clients", "Connections in all", door<&D::clients>, 1},
        {"half-open", "Connections in all that have not said hello; the oldest gives way",
         door<&D::half_open>, 1},
        {"half-open-per-address", "Those of one address", door<&D::half_open_per_address>, 1},
        {"failures",
         "Connections of one address that end without a hello; then hello is due within a second",
         door<&D::failures>, 1},
        {"sign-ons",
         "Handshakes of one key that no hello followed; of one address ten times as many by "
         "strangers",
         door<&D::sign_ons>, 1},
        {"before-hello", "Messages of a connection before its hello", door<&D::words_before_hello>,
         0},
        {"parts", "Frames of one message; one is right, more are refused, and more than this cut",
         door<&D::parts>, 1},
        {"unfinished", "Bytes of a message that does not end", door<&D::unfinished>,
         // What a healthy client can have in the queue and in the kernel, over a slow disk.
         3 * 1024 * 1024},
    };
    return table;
}

std::string set_limit(AllLimits& limits, std::string_view words) {
    const auto equals = words.find('=');
    const std::string_view name = words.substr(0, equals);
    const auto row = std::ranges::find(limit_table(), name, &LimitRow::name);
    if (equals == std::string_view::npos || row == limit_table().end())
        return "Give a limit as NAME=VALUE; --help lists the names.";
    return std::visit([&](auto* place) { return set(*place, *row, words.substr(equals + 1)); },
                      row->place(limits));
}

std::string limit_value(AllLimits limits, const LimitRow& row) {
    return std::visit([](auto* place) { return text_of(*place); }, row.place(limits));
}

}  // namespace indaba::broker
