#include "imgui-client/messages/message_layout.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "common/client/text/local_time.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"
#include "common/wire/mentions.hpp"
#include "imgui-client/display_text/markup.hpp"
#include "imgui-client/messages/room_events.hpp"
#include "imgui-client/messages/row_text.hpp"
#include "imgui-client/style/theme.hpp"

namespace indaba::ui {
namespace {

constexpr std::size_t max_quoted = 120;       // code points
constexpr std::size_t max_named_people = 12;  // in a tooltip
constexpr std::size_t max_earlier_texts = 20;
constexpr std::size_t max_earlier_letters = 500;  // code points of each

DisplayText name_of(const ViewState& view_state, const Account& account) {
    const DisplayText name = name_in_sentence(view_state.model->name_of(account));
    return name.empty() ? DisplayText(ours("somebody")) : name;
}

/// Returns the first line of a text, shortened.
DisplayText first_line(std::string_view text) {
    const std::size_t begin = std::min(text.find_first_not_of(" \n\t"), text.size());
    text.remove_prefix(begin);
    const std::string_view line = text.substr(0, text.find('\n'));
    const Markup marks = find_markup(line);
    return truncated(display_text_with_map(line, marks.hidden).text, max_quoted);
}

Quote quote_of(const ViewState& view_state, const client::ConversationState& state,
               std::uint64_t number) {
    const Entry* entry = state.held.find(number);
    const auto message = client::folded_message(state, number);
    if (!entry || !message) return {number, {}, ours("an earlier message")};
    DisplayText words = name_of(view_state, entry->account);
    words += ours(": ");
    words += message->erased ? DisplayText(ours("(deleted)")) : first_line(message->text);
    return {number, entry->account, std::move(words)};
}

DisplayText people_of(const ViewState& view_state, const client::Reaction& reaction) {
    DisplayText people;
    const std::size_t named = std::min(reaction.accounts.size(), max_named_people);
    for (std::size_t i = 0; i < named; ++i) {
        if (i > 0) people += ours(", ");
        people += name_of(view_state, reaction.accounts[i]);
    }
    if (reaction.accounts.size() > named)
        people += ours(" and ") + display_number(reaction.accounts.size() - named) + ours(" more");
    return people;
}

std::vector<ReactionChip> chips_of(const ViewState& view_state,
                                   const client::FoldedMessage& message) {
    std::vector<ReactionChip> chips;
    for (const client::Reaction& reaction : message.reactions) {
        ReactionChip chip;
        chip.emoji = reaction.emoji;
        chip.words = truncated(display_text(reaction.emoji), 16) + ours(" ") +
                     display_number(reaction.accounts.size());
        chip.people = people_of(view_state, reaction);
        chip.own = std::ranges::count(reaction.accounts, view_state.model->me()) > 0;
        chip.width = std::ceil(text_width(TextStyle::small, chip.words)) + px(18);
        chips.push_back(std::move(chip));
    }
    return chips;
}

void add_earlier_texts(RowLayout& layout, const RowLayoutContext& context,
                       const client::ConversationState& state) {
    const std::vector<client::EarlierText> all = client::earlier_texts(state, layout.number);
    const std::size_t left_out = all.size() - std::min(all.size(), max_earlier_texts);
    if (left_out > 0)
        layout.earlier = display_number(left_out) + ours(" earlier ones are not shown.");
    for (std::size_t i = left_out; i < all.size(); ++i) {
        if (!layout.earlier.empty()) layout.earlier += ours("\n");
        layout.earlier += ours("Until the edit, from ") +
                          display_line(client::clock_time(all[i].at)) + ours(": ") +
                          truncated(display_text(all[i].text), max_earlier_letters);
    }
    layout.earlier_lines = lay_out(layout.earlier, TextStyle::small, context.text_width);
}

}  // namespace

bool is_hidden(const client::ConversationState& state, const Entry& entry) {
    return client::role_of(entry) == client::EntryRole::reference || is_told_later(state, entry);
}

void layout_message(RowLayout& layout, const RowLayoutContext& context,
                    const client::ConversationState& state, const client::FoldedMessage& message,
                    const RowParts& parts) {
    const ViewState& view_state = context.view_state;
    if (message.erased) {
        layout.erased = true;
        return set_text(layout,
                        message.erased_by
                            ? ours("Deleted by ") + name_of(view_state, *message.erased_by)
                            : DisplayText(ours("Deleted")),
                        context.text_width, parts.unfolded);
    }
    if (message.to) layout.quote = quote_of(view_state, state, *message.to);
    layout.edited = message.edited != 0;
    set_said(layout, message.text, layout.edited ? ours(" (edited)") : DisplayTextView(),
             context.text_width, parts.unfolded);
    for (const Mention& each : find_mentions(message.text, view_state.model->own_names()))
        layout.mentions.push_back(
            {layout.map.to_display(each.begin), layout.map.to_display(each.end)});
    if (layout.edited && parts.earlier) add_earlier_texts(layout, context, state);
    layout.chips = chips_of(view_state, message);
}

void layout_post(RowLayout& layout, const RowLayoutContext& context, const client::OutboxRow& row) {
    const float width = context.text_width;
    const auto body = decode_referring(row.kind, row.body);
    const ConversationId id =
        row.to ? whisper_id(context.view_state.model->me(), *row.to) : row.room;
    const client::ConversationState* state = context.view_state.model->find(id);
    if (!body || !state) return set_said(layout, row.body, {}, width, false);
    layout.quote = quote_of(context.view_state, *state, referred_number(*body));
    if (const auto* reply = std::get_if<ReplyBody>(&*body))
        return set_said(layout, reply->text, {}, width, false);
    if (const auto* edit = std::get_if<EditBody>(&*body))
        return set_said(layout, edit->text, ours(" (the new text)"), width, false);
    if (const auto* reaction = std::get_if<ReactionBody>(&*body))
        return set_text(layout,
                        (reaction->off ? ours("takes back ") : ours("reacts with ")) +
                            truncated(display_text(reaction->emoji), 16),
                        width, false);
    set_text(layout, ours("deletes this message"), width, false);
}

float place_chips(RowLayout& layout, float y, float width) {
    if (layout.chips.empty()) return y;
    y += px(4);
    float x = 0;
    for (ReactionChip& chip : layout.chips) {
        if (x > 0 && x + chip.width > width) {
            x = 0;
            y += chip_height() + px(6);
        }
        chip.left = x;
        chip.top = y;
        x += chip.width + px(6);
    }
    return y + chip_height() + px(4);
}

}  // namespace indaba::ui
