#include "imgui-client/messages/row_layout.hpp"

#include <algorithm>
#include <cmath>

#include "common/client/text/changed_key.hpp"
#include "common/client/text/local_time.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"
#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/style/theme.hpp"

namespace indaba::ui {
namespace {

constexpr WallMs max_group_gap = 5 * 60 * 1000;

// ---- the row before it

struct EntryRef {
    const Entry* entry = nullptr;
    bool whisper = false;
    ConversationId conversation{};
};

const client::ConversationState* state_of(const ViewState& view_state, const Row& row) {
    if (!view_state.model) return nullptr;
    if (row.kind == Row::Kind::entry) return view_state.model->find(view_state.open);
    if (row.kind != Row::Kind::whisper) return nullptr;
    return view_state.model->find(view_state.timeline->whisper(row).conversation);
}

EntryRef entry_ref(const ViewState& view_state, const Row& row) {
    const client::ConversationState* state = state_of(view_state, row);
    if (!state) return {};
    return {entry_of(view_state, row), !state->conversation.room, state->conversation.id};
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

bool starts_new_day(const ViewState& view_state, std::size_t index) {
    if (index == 0) return true;
    const WallMs before = time_of(view_state, view_state.timeline->row(index - 1));
    const WallMs at = time_of(view_state, view_state.timeline->row(index));
    return client::day_number(before) != client::day_number(at);
}

bool continues_group(const ViewState& view_state, std::size_t index, const EntryRef& ref) {
    if (index == 0) return false;
    const EntryRef before = entry_ref(view_state, view_state.timeline->row(index - 1));
    return before.entry && before.entry->account == ref.entry->account &&
           before.conversation == ref.conversation &&
           ref.entry->at - before.entry->at < max_group_gap && ref.entry->at >= before.entry->at;
}

// ---- text

/// Lays out the text of a row that displays nothing of a peer but names.
void set_text(RowLayout& layout, DisplayText text, float width, bool unfolded) {
    layout.text = std::move(text);
    const bool is_ours = layout.kind == RowLayout::Kind::presence ||
                         layout.kind == RowLayout::Kind::note || layout.warning;
    layout.lines = lay_out(layout.text, layout.style(), width,
                           is_ours ? Direction::left_to_right : Direction::by_first_letter);
    layout.all_lines = layout.lines.size();
    if (layout.folds() && !unfolded) layout.lines.resize(folded_lines);
    layout.lines.shrink_to_fit();
    layout.line_metrics = line_metrics(layout.lines, layout.style());
}

/// Lays out what was said, followed by `more`; its addresses become links.
void set_said(RowLayout& layout, std::string_view said, DisplayTextView more, float width,
              bool unfolded) {
    MappedText shown = display_text_with_map(said);
    set_text(layout, shown.text + more, width, unfolded);
    layout.links = find_links(shown.map, said);
    layout.map = std::move(shown.map);
}

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

void measure(RowLayout& layout) {
    float y = 0;
    if (!layout.day.empty()) y += px(38);
    if (layout.unread_line) y += px(28);
    layout.card_top = y + (layout.has_header ? px(6) : 0);
    const bool small = layout.style() == TextStyle::small;
    y += small ? px(8) : layout.has_header ? px(12) : px(2);
    if (layout.has_header) y += px(24);
    layout.text_top = y;
    y += static_cast<float>(layout.lines.size()) * layout.line_metrics.pitch;
    if (layout.folds()) y += line_height(TextStyle::small) + px(2);
    if (!layout.reason.empty()) y += height_of(layout.reason_lines, TextStyle::small) + px(40);
    if (layout.whisper) y += px(6);
    y += small ? px(8) : px(3);
    layout.height = static_cast<std::int32_t>(std::ceil(y));
}

// ---- the kinds of rows

void layout_entry(RowLayout& layout, const RowLayoutContext& context, std::size_t index,
                  const EntryRef& ref, bool unfolded) {
    const ViewState& view_state = context.view_state;
    const Entry& entry = *ref.entry;
    layout.author = entry.account;
    layout.name = display_line(view_state.model->name_of(entry.account));
    if (layout.name.empty()) layout.name = ours("somebody");
    layout.at = entry.at;
    layout.number = entry.number;
    layout.id = entry.id;
    layout.whisper = ref.whisper;
    layout.unread_line = view_state.timeline->row(index).kind == Row::Kind::entry &&
                         entry.number == context.unread_at;
    layout.has_header =
        !layout.day.empty() || layout.unread_line || !continues_group(view_state, index, ref);
    const bool own = layout.own = entry.account == view_state.model->me();
    if (layout.whisper && layout.has_header) {
        const auto* state = state_of(view_state, view_state.timeline->row(index));
        const Account& with = state->conversation.between->other(view_state.model->me());
        if (!own)
            layout.chip = ours("whispers to you");
        else if (with == view_state.model->me())
            layout.chip = ours("a note to yourself");
        else
            layout.chip =
                ours("whispers to ") + truncated(display_line(view_state.model->name_of(with)), 32);
    }
    const auto rebound =
        entry.kind == kind_rebind ? decode_rebound(entry.body) : std::optional<Rebound>();
    if (rebound) {
        layout.name = ours("The broker");
        layout.warning = true;
        return set_text(layout, display_text(client::changed_key_sentence(rebound->name)),
                        context.text_width, unfolded);
    }
    layout.unsupported_kind = entry.kind != kind_text;
    if (!layout.unsupported_kind)
        return set_said(layout, entry.body, {}, context.text_width, unfolded);
    set_text(layout, ours("(this version cannot show it: ") + display_line(entry.kind) + ours(")"),
             context.text_width, unfolded);
}

}  // namespace

TextStyle RowLayout::style() const {
    return kind == Kind::presence || kind == Kind::note ? TextStyle::small : TextStyle::body;
}

DisplayText RowLayout::fold_label() const {
    if (lines.size() == all_lines) return ours("Show less");
    return ours("Show all ") + display_grouped(all_lines) + ours(" lines");
}

const Entry* entry_of(const ViewState& view_state, const Row& row) {
    const client::ConversationState* state = state_of(view_state, row);
    if (!state) return nullptr;
    return state->held.find(
        row.kind == Row::Kind::entry ? row.number() : view_state.timeline->whisper(row).number);
}

RowLayout layout_row(const RowLayoutContext& context, std::size_t index, bool unfolded) {
    const ViewState& view_state = context.view_state;
    const Row& row = view_state.timeline->row(index);
    RowLayout layout;
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
        layout_entry(layout, context, index, ref, unfolded);
    }
    measure(layout);
    return layout;
}

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
    set_said(layout, row.body, {}, context.text_width, false);
    measure(layout);
    return layout;
}

RowLayout layout_refused_row(const RowLayoutContext& context, const RefusedPost& refused) {
    RowLayout layout = layout_pending_row(context, refused.row, {});
    layout.kind = RowLayout::Kind::refused;
    layout.reason = ours("Not sent: ") + display_text(refused.sentence);
    layout.reason_lines = lay_out(layout.reason, TextStyle::small, context.text_width);
    measure(layout);
    return layout;
}

std::int32_t estimated_height(const ViewState& view_state, const Row& row, float text_width) {
    const Entry* entry = entry_of(view_state, row);
    if (!entry) return static_cast<std::int32_t>(line_height(TextStyle::small) + px(16));
    const float wide = static_cast<float>(entry->body.size()) * font_size(TextStyle::body) * 0.5f;
    const float lines = std::clamp(std::ceil(wide / std::max(text_width, 1.0f)), 1.0f,
                                   static_cast<float>(folded_lines));
    return static_cast<std::int32_t>(lines * body_line() + px(14));
}

}  // namespace indaba::ui
