#include "imgui-client/messages/row_layout.hpp"

#include <algorithm>
#include <cmath>

#include "common/client/text/changed_key.hpp"
#include "common/client/text/local_time.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"
#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/messages/message_layout.hpp"
#include "imgui-client/messages/room_events.hpp"
#include "imgui-client/messages/row_text.hpp"
#include "imgui-client/style/theme.hpp"

namespace indaba::ui {
namespace {

constexpr WallMs max_group_gap = 5 * 60 * 1000;

// ---- the row before it

struct EntryRef {
    const Entry* entry = nullptr;
    const client::ConversationState* state = nullptr;  // of its conversation
    bool is_whisper() const { return !state->conversation.room; }
};

EntryRef entry_ref(const ViewState& view_state, const Row& row) {
    const client::ConversationState* state = conversation_of(view_state, row);
    if (!state) return {};
    return {entry_of(view_state, row), state};
}

bool is_hidden_row(const ViewState& view_state, const Row& row) {
    const EntryRef ref = entry_ref(view_state, row);
    return ref.entry && is_hidden(*ref.state, *ref.entry);
}

WallMs time_of(const ViewState& view_state, const Row& row) {
    if (row.kind == Row::Kind::presence) return view_state.timeline->presence(row).at;
    if (row.kind == Row::Kind::note) return view_state.timeline->note(row).at;
    const Entry* entry = entry_of(view_state, row);
    return entry ? entry->at : 0;
}

DisplayText day_line(WallMs at, WallMs now) {
    const DisplayText words = display_line(client::day_in_words(at, now));
    const std::int64_t days_ago = client::day_number(now) - client::day_number(at);
    if (days_ago == 0) return ours("Today, ") + words;
    if (days_ago == 1) return ours("Yesterday, ") + words;
    return words;
}

/// Returns the last row before `index` that is not hidden; nullopt when there is none near.
std::optional<Row> row_before(const ViewState& view_state, std::size_t index) {
    constexpr std::size_t max_steps = 256;
    for (std::size_t step = 1; step <= std::min(index, max_steps); ++step) {
        const Row row = view_state.timeline->row(index - step);
        if (!is_hidden_row(view_state, row)) return row;
    }
    return std::nullopt;
}

bool starts_new_day(const ViewState& view_state, std::size_t index) {
    const std::optional<Row> row = row_before(view_state, index);
    if (!row) return true;
    const WallMs before = time_of(view_state, *row);
    const WallMs at = time_of(view_state, view_state.timeline->row(index));
    return client::day_number(before) != client::day_number(at);
}

bool continues_group(const ViewState& view_state, std::size_t index, const EntryRef& ref) {
    const std::optional<Row> row = row_before(view_state, index);
    const EntryRef before = row ? entry_ref(view_state, *row) : EntryRef{};
    return before.entry && before.entry->account == ref.entry->account &&
           before.state == ref.state && ref.entry->at - before.entry->at < max_group_gap &&
           ref.entry->at >= before.entry->at;
}

// ---- text

void append_to_list(DisplayText& list, DisplayTextView more) {
    if (!list.empty() && !more.empty()) list += ours(", ");
    list += more;
}

/// Returns "ann, bob joined", or "12 joined" when there are more names than are listed.
DisplayText list_names(const std::vector<std::string>& names, std::size_t count,
                       DisplayTextView what) {
    if (count == 0) return {};
    if (count > names.size()) return display_number(count) + ours(" ") + what;
    DisplayText all;
    for (const std::string& name : names) append_to_list(all, name_in_sentence(name));
    return all + ours(" ") + what;
}

DisplayText presence_line(const PresenceRow& row) {
    DisplayText line = list_names(row.joined, row.joined_count, ours("joined"));
    append_to_list(line, list_names(row.left, row.left_count, ours("left")));
    if (row.renamed_count > row.renamed.size())
        append_to_list(line, display_number(row.renamed_count) + ours(" have another name"));
    else
        for (const Renaming& renamed : row.renamed)
            append_to_list(line, name_in_sentence(renamed.before) + ours(" is now ") +
                                     name_in_sentence(renamed.now));
    return line + ours(" · ") + display_line(client::clock_time(row.at));
}

// ---- heights

float body_line() { return line_height(TextStyle::body); }
/// The height of a line that tells of people or of the room.
std::int32_t line_of_ours() {
    return static_cast<std::int32_t>(line_height(TextStyle::small) + px(16));
}

void measure(RowLayout& layout, const RowLayoutContext& context) {
    float y = 0;
    if (!layout.day.empty()) y += px(38);
    if (layout.unread_line) y += px(28);
    layout.card_top = y + (layout.has_header ? px(6) : 0);
    const bool small = layout.style() == TextStyle::small;
    y += small ? px(8) : layout.has_header ? px(12) : px(2);
    if (layout.has_header) y += px(24);
    layout.quote_top = y;
    if (layout.quote) y += px(24);
    layout.text_top = y;
    y += layout.text_height;
    if (layout.folds()) y += line_height(TextStyle::small) + px(2);
    if (!layout.earlier.empty()) y += height_of(layout.earlier_lines, TextStyle::small) + px(4);
    y = place_chips(layout, y, context.text_width);
    if (!layout.reason.empty()) y += height_of(layout.reason_lines, TextStyle::small) + px(40);
    if (layout.whisper) y += px(6);
    y += small ? px(8) : px(3);
    layout.height = static_cast<std::int32_t>(std::ceil(y));
}

// ---- the kinds of rows

/// Lays out the announcement that a name has another key.
void layout_rebind(RowLayout& layout, const RowLayoutContext& context, const Entry& entry) {
    const auto rebound = decode_rebound(entry.body);
    layout.name = ours("The broker");
    layout.warning = true;
    set_text(layout,
             rebound ? display_text(client::changed_key_sentence(rebound->name))
                     : DisplayText(ours("A name has another key. This version cannot show which.")),
             context.text_width, false);
}

void layout_entry(RowLayout& layout, const RowLayoutContext& context, std::size_t index,
                  const EntryRef& ref, const RowParts& parts) {
    const ViewState& view_state = context.view_state;
    const Entry& entry = *ref.entry;
    layout.author = entry.account;
    layout.name = display_line(view_state.model->name_of(entry.account));
    if (layout.name.empty()) layout.name = ours("somebody");
    layout.at = entry.at;
    layout.number = entry.number;
    layout.conversation = ref.state->conversation.id;
    layout.id = entry.id;
    layout.whisper = ref.is_whisper();
    layout.unread_line = view_state.timeline->row(index).kind == Row::Kind::entry &&
                         entry.number == context.unread_at;
    layout.has_header =
        !layout.day.empty() || layout.unread_line || !continues_group(view_state, index, ref);
    const bool own = layout.own = entry.account == view_state.model->me();
    if (layout.whisper && layout.has_header) {
        const Account& with = ref.state->conversation.between->other(view_state.model->me());
        if (!own)
            layout.chip = ours("whispers to you");
        else if (with == view_state.model->me())
            layout.chip = ours("a note to yourself");
        else
            layout.chip =
                ours("whispers to ") + truncated(display_line(view_state.model->name_of(with)), 32);
    }
    if (entry.kind == kind_rebind) return layout_rebind(layout, context, entry);
    if (entry.kind == kind_room) {
        layout.kind = RowLayout::Kind::room;
        layout.has_header = false;
        return set_text(layout, room_events_line(*view_state.model, *ref.state, entry),
                        context.text_width, true);
    }
    if (const auto message = client::folded_message(*ref.state, entry.number))
        return layout_message(layout, context, *ref.state, *message, parts);
    layout.unsupported_kind = true;
    set_text(layout, ours("(this version cannot show it: ") + display_line(entry.kind) + ours(")"),
             context.text_width, false);
}

}  // namespace

float chip_height() { return px(26); }

TextStyle RowLayout::style() const {
    if (kind == Kind::presence || kind == Kind::room || kind == Kind::note) return TextStyle::small;
    return erased ? TextStyle::italic : TextStyle::body;
}

DisplayText RowLayout::fold_label() const {
    if (lines.size() == all_lines) return ours("Show less");
    return ours("Show all ") + display_grouped(all_lines) + ours(" lines");
}

const client::ConversationState* conversation_of(const ViewState& view_state, const Row& row) {
    if (!view_state.model) return nullptr;
    if (row.kind == Row::Kind::entry) return view_state.model->find(view_state.open);
    if (row.kind != Row::Kind::whisper) return nullptr;
    return view_state.model->find(view_state.timeline->whisper(row).conversation);
}

const Entry* entry_of(const ViewState& view_state, const Row& row) {
    const client::ConversationState* state = conversation_of(view_state, row);
    if (!state) return nullptr;
    return state->held.find(
        row.kind == Row::Kind::entry ? row.number() : view_state.timeline->whisper(row).number);
}

RowLayout layout_row(const RowLayoutContext& context, std::size_t index, const RowParts& parts) {
    const ViewState& view_state = context.view_state;
    const Row row = view_state.timeline->row(index);
    RowLayout layout;
    if (is_hidden_row(view_state, row)) {
        layout.kind = RowLayout::Kind::hidden;
        return layout;
    }
    if (row.kind == Row::Kind::entry && !entry_of(view_state, row)) {
        layout.kind = RowLayout::Kind::absent;
        layout.number = row.number();
        layout.height = absent_height();
        return layout;
    }
    if (starts_new_day(view_state, index))
        layout.day = day_line(time_of(view_state, row), view_state.now.wall);
    if (row.kind == Row::Kind::presence) {
        layout.kind = RowLayout::Kind::presence;
        const PresenceRow presence = view_state.timeline->presence(row);
        layout.at = presence.at;
        set_text(layout, presence_line(presence), context.text_width, true);
    } else if (row.kind == Row::Kind::note) {
        layout.kind = RowLayout::Kind::note;
        const NoteRow& note = view_state.timeline->note(row);
        layout.at = note.at;
        layout.warning = note.warning;
        set_said(layout, note.sentence, ours(" · ") + display_line(client::clock_time(note.at)),
                 context.text_width, true);
    } else if (const EntryRef ref = entry_ref(view_state, row); ref.entry) {
        layout_entry(layout, context, index, ref, parts);
    }
    measure(layout, context);
    return layout;
}

std::int32_t absent_height() { return static_cast<std::int32_t>(body_line() + px(14)); }

PendingPlace place_of_pending(const ViewState& view_state) {
    const Timeline& timeline = *view_state.timeline;
    const WallMs now = view_state.now.wall;
    PendingPlace place;
    if (timeline.size() == 0) {
        place.day = day_line(now, now);
        return place;
    }
    const Row last = timeline.row(timeline.size() - 1);
    if (client::day_number(time_of(view_state, last)) != client::day_number(now)) {
        place.day = day_line(now, now);
        return place;
    }
    const Entry* entry = last.kind == Row::Kind::entry ? entry_of(view_state, last) : nullptr;
    place.has_header = !entry || entry->account != view_state.model->me() || now < entry->at ||
                       now - entry->at >= max_group_gap;
    return place;
}

RowLayout layout_pending_row(const RowLayoutContext& context, const client::OutboxRow& row,
                             const PendingPlace& place) {
    RowLayout layout;
    layout.kind = RowLayout::Kind::pending;
    layout.own = true;
    layout.author = context.view_state.model->me();
    layout.name = display_line(context.view_state.my_name);
    layout.whisper = row.to.has_value();
    layout.has_header = place.has_header;
    layout.day = place.day;
    layout.id = row.id;
    layout_post(layout, context, row);
    measure(layout, context);
    return layout;
}

RowLayout layout_refused_row(const RowLayoutContext& context, const RefusedPost& refused) {
    RowLayout layout = layout_pending_row(context, refused.row, {});
    layout.kind = RowLayout::Kind::refused;
    layout.reason = ours("Not sent: ") + display_text(refused.sentence);
    layout.reason_lines = lay_out(layout.reason, TextStyle::small, context.text_width);
    measure(layout, context);
    return layout;
}

std::int32_t estimated_height(const ViewState& view_state, const Row& row, float text_width) {
    const Entry* entry = entry_of(view_state, row);
    if (!entry) return row.kind == Row::Kind::entry ? absent_height() : line_of_ours();
    if (is_hidden_row(view_state, row)) return 0;
    if (entry->kind == kind_room) return line_of_ours();
    const float wide = static_cast<float>(entry->body.size()) * font_size(TextStyle::body) * 0.5f;
    const float lines = std::clamp(std::ceil(wide / std::max(text_width, 1.0f)), 1.0f,
                                   static_cast<float>(folded_lines));
    return static_cast<std::int32_t>(lines * body_line() + px(14));
}

}  // namespace indaba::ui
