#include "line-client/output/lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "common/base/utf8.hpp"
#include "common/client/text/changed_key.hpp"
#include "common/client/text/input_command.hpp"
#include "common/client/text/local_time.hpp"
#include "common/wire/codec.hpp"
#include "common/wire/mentions.hpp"
#include "common/wire/text.hpp"
#include "line-client/output/resolve.hpp"
#include "line-client/output/room_event_sentence.hpp"

namespace indaba::line {
namespace {

using client::calendar_day;
using client::clock_time;

std::string speaker(const ResolvedEntry& resolved) {
    std::string from = screen_word(resolved.from);
    if (resolved.room == lobby_title) return from;
    if (resolved.room) return fmt::format("{} {}", screen_word(shown_title(*resolved.room)), from);
    if (resolved.own) return fmt::format("you whisper to {}", screen_word(resolved.with.name));
    return fmt::format("{} whispers", from);
}

/// Returns the sentence of an entry that the broker itself wrote; nothing for entries of people.
std::optional<std::string> broker_sentence(const ResolvedEntry& resolved) {
    const Entry& entry = resolved.entry;
    const auto rebound =
        entry.kind == kind_rebind ? decode_rebound(entry.body) : std::optional<Rebound>();
    if (rebound) return client::changed_key_sentence(rebound->name);
    if (!resolved.change) return std::nullopt;
    return room_event_sentence(
        resolved.change->event,
        {shown_title(resolved.room.value_or("")), resolved.change->by, resolved.change->whom});
}

constexpr std::size_t max_quoted_code_points = 40;
constexpr std::string_view faint = "\x1b[2m";
constexpr std::string_view bold = "\x1b[1m";
constexpr std::string_view end_of_weight = "\x1b[22m";

/// Returns the text for a terminal, with the lines after its first indented.
std::string indented(std::string_view text) {
    std::string shown;
    for (const char c : screen_text(text)) {
        shown += c;
        if (c == '\n') shown += "        ";
    }
    return shown;
}

/// Returns the text of a message, with what mentions its reader in bold.
std::string highlighted(std::string_view text, const ResolvedEntry& resolved, LineStyle style) {
    text = without_plain_prefix(text);
    if (!style.letters || !resolved.reader_names) return indented(text);
    std::string shown;
    std::size_t end = 0;
    for (const Mention& mention : find_mentions(text, *resolved.reader_names)) {
        shown += indented(text.substr(end, mention.begin - end));
        end = mention.end;
        shown += bold;
        shown += indented(text.substr(mention.begin, end - mention.begin));
        shown += end_of_weight;
    }
    return shown + indented(text.substr(end));
}

/// Returns the beginning of a text, within one line and without the quotes that would end it.
std::string begin_of_quote(std::string_view text) {
    text = without_plain_prefix(text);
    const std::string_view line = text.substr(0, text.find('\n'));
    std::size_t end = 0;
    for (std::size_t count = 0; count < max_quoted_code_points && end < line.size(); ++count)
        end += first_code_point(line.substr(end)).length;
    std::string quote = screen_word(line.substr(0, end));
    std::ranges::replace(quote, '"', '\'');
    return end < text.size() ? quote + "…" : quote;
}

std::string answer(const ResolvedEntry& resolved) {
    if (!resolved.quote)
        return fmt::format(" answers {}", entry_name(resolved, *resolved.message->to));
    return fmt::format(" answers {} \"{}\"", screen_word(resolved.quote->from),
                       begin_of_quote(resolved.quote->text));
}

std::string message_words(const ResolvedEntry& resolved, LineStyle style) {
    const client::FoldedMessage& message = *resolved.message;
    if (message.erased && resolved.erased_by.empty()) return speaker(resolved) + ": (deleted)";
    if (message.erased)
        return fmt::format("{}: (deleted by {})", speaker(resolved),
                           screen_word(resolved.erased_by));
    std::string words = speaker(resolved);
    if (message.to) words += answer(resolved);
    words += ": " + highlighted(message.text, resolved, style);
    if (message.edited) words += " (edited)";
    for (const client::Reaction& reaction : message.reactions)
        words += fmt::format(" [{} {}]", screen_word(reaction.emoji), reaction.accounts.size());
    return words;
}

/// Returns what an edit, an erasure or a reaction says about a message that was printed before.
std::string reference_words(const ResolvedEntry& resolved, LineStyle style) {
    const ReferringBody& body = *resolved.reference;
    const std::string message = entry_name(resolved, referred_number(body));
    const std::string from = screen_word(resolved.from);
    if (const auto* edit = std::get_if<EditBody>(&body))
        return fmt::format("{}: {} (edited {})", speaker(resolved),
                           highlighted(edit->text, resolved, style), message);
    if (const auto* react = std::get_if<ReactionBody>(&body)) {
        const std::string emoji = screen_word(react->emoji);
        return react->off ? fmt::format("{} took {} off message {}.", from, emoji, message)
                          : fmt::format("{} put {} on message {}.", from, emoji, message);
    }
    return fmt::format("{} deleted message {}.", from, message);
}

/// Returns the line without its time.
std::string words_of(const ResolvedEntry& resolved, LineStyle style) {
    if (const auto sentence = broker_sentence(resolved)) return screen_word(*sentence);
    if (resolved.message) return message_words(resolved, style);
    if (resolved.reference) return reference_words(resolved, style);
    return fmt::format("{}: (this version cannot show it: {})", speaker(resolved),
                       screen_word(resolved.entry.kind));
}

std::string number_before(const ResolvedEntry& resolved, LineStyle style) {
    if (!style.numbers) return {};
    const std::string number = fmt::format("{:>4} ", entry_name(resolved, resolved.entry.number));
    return style.letters ? fmt::format("{}{}{}", faint, number, end_of_weight) : number;
}

}  // namespace

LineStyle line_style(std::optional<bool> numbers, bool terminal, bool letters) {
    return {numbers.value_or(terminal), letters};
}

std::string entry_name(const ResolvedEntry& resolved, std::uint64_t number) {
    if (resolved.room == lobby_title) return std::to_string(number);
    const std::string where = resolved.room ? shown_title(*resolved.room) : resolved.with.name;
    return fmt::format("{}/{}", screen_word(where), number);
}

bool has_line(const ResolvedEntry& resolved, std::uint64_t first) {
    if (client::role_of(resolved.entry) != client::EntryRole::reference) return true;
    return resolved.reference && referred_number(*resolved.reference) < first;
}

std::string entry_line(const ResolvedEntry& resolved, LineStyle style) {
    return fmt::format("{}[{}] {}", number_before(resolved, style), clock_time(resolved.entry.at),
                       words_of(resolved, style));
}

std::string dated_entry_line(const ResolvedEntry& resolved, LineStyle style) {
    return fmt::format("{}[{} {}] {}", number_before(resolved, style),
                       calendar_day(resolved.entry.at), clock_time(resolved.entry.at),
                       words_of(resolved, style));
}

std::string joined_line(std::string_view name) { return screen_word(name) + " joined."; }
std::string left_line(std::string_view name) { return screen_word(name) + " left."; }
std::string renamed_line(std::string_view before, std::string_view now) {
    return fmt::format("{} is now {}.", screen_word(before), screen_word(now));
}

std::string lost_entries_line(const client::Model& model, const ConversationId& conversation) {
    const client::ConversationState* state = model.find(conversation);
    std::string where = "a conversation that is gone";
    if (state && state->conversation.room)
        where = screen_word(shown_title(*state->conversation.room));
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
