#include "line-client/output/lines.hpp"

#include <fmt/format.h>

#include "common/client/text/changed_key.hpp"
#include "common/client/text/local_time.hpp"
#include "common/wire/codec.hpp"
#include "common/wire/text.hpp"
#include "line-client/output/resolve.hpp"

namespace indaba::line {
namespace {

using client::calendar_day;
using client::clock_time;

std::string speaker(const ResolvedEntry& resolved) {
    std::string from = screen_word(resolved.from);
    if (resolved.room == lobby_title) return from;
    if (resolved.room) return fmt::format("{} {}", screen_word(*resolved.room), from);
    if (resolved.own) return fmt::format("you whisper to {}", screen_word(resolved.with.name));
    return fmt::format("{} whispers", from);
}

}  // namespace

/// Returns the line of an entry that the broker itself wrote; nothing for entries of people.
std::optional<std::string> broker_line(const Entry& entry) {
    const auto rebound =
        entry.kind == kind_rebind ? decode_rebound(entry.body) : std::optional<Rebound>();
    if (!rebound) return std::nullopt;
    return screen_text(client::changed_key_sentence(rebound->name));
}

std::string body_text(const Entry& entry) {
    if (entry.kind != kind_text) {
        return fmt::format("(this version cannot show it: {})", screen_word(entry.kind));
    }
    std::string shown;
    for (const char c : screen_text(entry.body)) {
        shown += c;
        if (c == '\n') shown += "        ";
    }
    return shown;
}

std::string entry_line(const ResolvedEntry& resolved) {
    if (const auto line = broker_line(resolved.entry))
        return fmt::format("[{}] {}", clock_time(resolved.entry.at), *line);
    return fmt::format("[{}] {}: {}", clock_time(resolved.entry.at), speaker(resolved),
                       body_text(resolved.entry));
}

std::string dated_entry_line(const ResolvedEntry& resolved) {
    if (const auto line = broker_line(resolved.entry))
        return fmt::format("[{} {}] {}", calendar_day(resolved.entry.at),
                           clock_time(resolved.entry.at), *line);
    return fmt::format("[{} {}] {}: {}", calendar_day(resolved.entry.at),
                       clock_time(resolved.entry.at), speaker(resolved), body_text(resolved.entry));
}

std::string joined_line(std::string_view name) { return screen_word(name) + " joined."; }
std::string left_line(std::string_view name) { return screen_word(name) + " left."; }
std::string renamed_line(std::string_view before, std::string_view now) {
    return fmt::format("{} is now {}.", screen_word(before), screen_word(now));
}

std::string lost_entries_line(const client::Model& model, const ConversationId& conversation) {
    const client::ConversationState* state = model.find(conversation);
    std::string where = "a conversation that is gone";
    if (state && state->conversation.room) where = screen_word(*state->conversation.room);
    if (state && !state->conversation.room)
        where = "your whispers with " + screen_word(title_of(model, state->conversation));
    return fmt::format(
        "WARNING: the server's entries in {} differ from those this home has seen. The server was "
        "set back to an older copy, or replaced.",
        where);
}

std::string online_line(const client::Model& model) {
    const std::vector<Person> people = people_by_name(model);
    std::string line = fmt::format("{} online:", people.size());
    for (const Person& person : people) {
        line += (&person == &people.front() ? " " : ", ") + screen_word(person.name);
        if (person.account == model.me()) line += " (you)";
    }
    return line;
}

}  // namespace indaba::line
