#include "broker/limits/limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>

#include "common/base/number.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::broker {
namespace {

using ms = std::chrono::milliseconds;

constexpr std::uint64_t max_value = Rate::max_value;

const std::map<std::string_view, ms> units{
    {"s", ms{1'000}}, {"min", ms{60'000}}, {"h", ms{3'600'000}}};

template <auto Part, auto Member>
std::variant<Rate*, std::uint64_t*> field_of(AllLimits& limits) {
    return &(limits.*Part.*Member);
}
template <auto Member>
constexpr auto account = &field_of<&AllLimits::accounts, Member>;
template <auto Member>
constexpr auto connection = &field_of<&AllLimits::connections, Member>;

using M = AccountLimits;
using C = ConnectionLimits;

std::optional<std::uint64_t> parse_value(std::string_view text) {
    return parse_number<std::uint64_t>(text, 0, max_value);
}

/// Parses a rate like "200+20/s".
std::optional<Rate> parse_rate(std::string_view text) {
    const auto plus = text.find('+');
    const auto slash = text.find('/');
    if (plus == std::string_view::npos || slash == std::string_view::npos || slash < plus)
        return {};
    const auto burst = parse_value(text.substr(0, plus));
    const auto count = parse_value(text.substr(plus + 1, slash - plus - 1));
    const auto unit = units.find(text.substr(slash + 1));
    if (!burst || *burst == 0 || !count || *count == 0 || unit == units.end()) return {};
    return Rate{*burst, *count, unit->second};
}

std::string set(Rate& rate, const LimitRow& row, std::string_view value) {
    if (value == "off") {
        rate.burst = 0;
        return {};
    }
    const auto given = parse_rate(value);
    if (!given)
        return fmt::format("{} takes a burst and a rate, like {}, or off.", row.name,
                           limit_value({}, row));
    if (given->burst < row.min_value)
        return fmt::format("{} needs a burst of {} at least.", row.name, row.min_value);
    if (given->burst / given->count * given->period > Rate::max_refill_time)
        return fmt::format("{} has a burst that would not come back within a year.", row.name);
    rate = *given;
    return {};
}

std::string set(std::uint64_t& number, const LimitRow& row, std::string_view value) {
    const auto given = parse_value(value);
    if (!given || *given < row.min_value)
        return fmt::format("{} takes a number from {} to {}.", row.name, row.min_value, max_value);
    number = *given;
    return {};
}

std::string text_of(const Rate& rate) {
    if (!rate.is_limited()) return "off";
    const auto unit = std::ranges::find(units, rate.period, [](const auto& u) { return u.second; });
    return fmt::format("{}+{}/{}", rate.burst, rate.count, unit->first);
}
std::string text_of(std::uint64_t number) { return std::to_string(number); }

std::vector<LimitRow> rows_of_accounts() {
    return {
        {"posts", "Messages of one account", account<&M::posts>, 1},
        {"bytes", "Bytes that one account says, and is answered", account<&M::bytes>, limit::frame},
        {"requests",
         "Questions of one account: history, who, sync, join, order, room, rooms, members",
         account<&M::requests>, 8},
        {"renames", "Names that one account asks for", account<&M::renames>, 1},
        {"wasted-messages",
         "Messages of one account that are refused or do nothing; above the limit it is "
         "disconnected",
         account<&M::wasted>, 64},
        {"connections-per-account", "Connections of one account at a time",
         account<&M::connections>, 1},
        {"pending-bytes", "Bytes of one account that wait for the disk", account<&M::pending_bytes>,
         64 * 1024},
        {"new-accounts-per-address", "New accounts from one address", account<&M::newcomers>, 1},
        {"rooms", "Rooms in all, beside the lobby", account<&M::rooms>, 0},
        {"rooms-per-account", "Rooms that one account is in, beside the lobby",
         account<&M::rooms_joined>, 1},
        {"new-rooms-per-account", "Rooms that one account creates in a day",
         account<&M::rooms_created>, 0}};
}

std::vector<LimitRow> rows_of_connections() {
    return {
        {"clients", "Connections in all", connection<&C::clients>, 1},
        {"half-open", "Connections in all that have not said hello; the oldest is evicted",
         connection<&C::half_open>, 1},
        {"half-open-per-address", "The same, of one address", connection<&C::half_open_per_address>,
         1},
        {"failed-connections-per-address",
         "Connections of one address that end without a hello; then hello is due within a second",
         connection<&C::failed_connections>, 1},
        {"handshakes-without-hello",
         "Handshakes of one key that no hello followed; of one address ten times as many, by "
         "unknown keys",
         connection<&C::handshakes>, 1},
        {"messages-before-hello", "Messages of a connection before its hello",
         connection<&C::messages_before_hello>, 0},
        {"frames-per-message",
         "Frames of one message; one is right, more are refused, and more than this disconnect",
         connection<&C::frames_per_message>, 1},
        {"partial-message-bytes", "Bytes of a message that does not end",
         connection<&C::partial_message_bytes>,
         // A healthy client can have this much in the queue and in the kernel over a slow disk.
         3 * 1024 * 1024}};
}

}  // namespace

const std::vector<LimitRow>& limit_table() {
    static const std::vector<LimitRow> table = [] {
        std::vector<LimitRow> rows = rows_of_accounts();
        std::ranges::copy(rows_of_connections(), std::back_inserter(rows));
        return rows;
    }();
    return table;
}

std::string set_limit(AllLimits& limits, std::string_view assignment) {
    const auto equals = assignment.find('=');
    const std::string_view name = assignment.substr(0, equals);
    const auto row = std::ranges::find(limit_table(), name, &LimitRow::name);
    if (equals == std::string_view::npos || row == limit_table().end())
        return "Give a limit as NAME=VALUE; --help lists the names.";
    return std::visit([&](auto* field) { return set(*field, *row, assignment.substr(equals + 1)); },
                      row->field(limits));
}

std::string limit_value(AllLimits limits, const LimitRow& row) {
    return std::visit([](auto* field) { return text_of(*field); }, row.field(limits));
}

}  // namespace indaba::broker
