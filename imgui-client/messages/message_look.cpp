#include "imgui-client/messages/message_look.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "common/client/home/known_people.hpp"
#include "common/client/text/local_time.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"
#include "imgui-client/style/theme.hpp"
#include "imgui-client/unicode/shown_text.hpp"

namespace indaba::ui {
namespace {

constexpr WallMs grouped_within = 5 * 60 * 1000;
constexpr WallMs one_day = 24 * 60 * 60 * 1000;

// ---- what the row before it decides

struct Said {
    const Entry* entry = nullptr;
    bool whisper = false;
    ConversationId conversation{};
};

const client::ConversationState* state_of(const Scene& scene, const Row& row) {
    if (!scene.model) return nullptr;
    if (row.kind == Row::Kind::entry) return scene.model->find(scene.open);
    if (row.kind != Row::Kind::whisper) return nullptr;
    return scene.model->find(scene.stream->whisper(row.value).conversation);
}

Said said_in(const Scene& scene, const Row& row) {
    const client::ConversationState* state = state_of(scene, row);
    if (!state) return {};
    return {entry_of(scene, row), !state->conversation.room, state->conversation.id};
}

WallMs time_of(const Scene& scene, const Row& row) {
    if (row.kind == Row::Kind::presence) return scene.stream->presence(row.value).at;
    if (row.kind == Row::Kind::note) return scene.stream->note(row.value).at;
    const Entry* entry = entry_of(scene, row);
    return entry ? entry->at : 0;
}

std::string day_line(WallMs at, WallMs now) {
    const std::string words = client::day_in_words(at, now);
    const std::string day = client::calendar_day(at);
    if (day == client::calendar_day(now)) return "Today, " + words;
    if (day == client::calendar_day(now - one_day)) return "Yesterday, " + words;
    return words;
}

bool other_day(const Scene& scene, std::size_t index) {
    if (index == 0) return true;
    const WallMs before = time_of(scene, scene.stream->row(index - 1));
    const WallMs at = time_of(scene, scene.stream->row(index));
    return client::calendar_day(before) != client::calendar_day(at);
}

bool goes_on(const Scene& scene, std::size_t index, const Said& said) {
    if (index == 0) return false;
    const Said before = said_in(scene, scene.stream->row(index - 1));
    return before.entry && before.entry->account == said.entry->account &&
           before.conversation == said.conversation &&
           said.entry->at - before.entry->at < grouped_within && said.entry->at >= before.entry->at;
}

// ---- text

void set_text(MessageLook& look, std::string shown, float width, bool unfolded) {
    look.shown = std::move(shown);
    look.lines =
        lay_out(look.shown,
                look.kind == MessageLook::Kind::presence || look.kind == MessageLook::Kind::note
                    ? Style::small
                    : Style::body,
                width);
    look.all_lines = look.lines.size();
    if (look.folds() && !unfolded) look.lines.resize(lines_when_folded);
    look.lines.shrink_to_fit();
    look.links = find_links(look.shown);
}

std::string listed(const std::vector<std::string>& names, std::size_t count, const char* what) {
    if (count == 0) return {};
    if (count > names.size()) return fmt::format("{} {}", count, what);
    std::string all;
    for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
    return fmt::format("{} {}", all, what);
}

std::string presence_line(const PresenceRow& row) {
    std::string line = listed(row.came, row.came_count, "joined");
    const auto add = [&](const std::string& more) {
        if (!more.empty()) line += (line.empty() ? "" : ", ") + more;
    };
    add(listed(row.went, row.went_count, "left"));
    if (row.renamed_count > row.renamed.size())
        add(fmt::format("{} have another name", row.renamed_count));
    else
        for (const std::string& renamed : row.renamed) add(renamed);
    return fmt::format("{} · {}", line, client::clock_time(row.at));
}

// ---- heights

float body_line() { return line_height(Style::body); }

void measure(MessageLook& look) {
    float y = 0;
    if (!look.day.empty()) y += px(38);
    if (look.unread_line) y += px(28);
    look.card_top = y + (look.head ? px(6) : 0);
    const bool small =
        look.kind == MessageLook::Kind::presence || look.kind == MessageLook::Kind::note;
    y += small ? px(8) : look.head ? px(12) : px(2);
    if (look.head) y += px(24);
    look.text_top = y;
    y += static_cast<float>(look.lines.size()) * (small ? line_height(Style::small) : body_line());
    if (look.folds()) y += line_height(Style::small) + px(2);
    if (!look.reason.empty())
        y += static_cast<float>(look.reason_lines.size()) * line_height(Style::small) + px(40);
    if (look.whisper) y += px(6);
    y += small ? px(8) : px(3);
    look.height = static_cast<std::int32_t>(std::ceil(y));
}

// ---- the kinds of rows

void look_at_entry(MessageLook& look, const LookContext& context, std::size_t index,
                   const Said& said, bool unfolded) {
    const Scene& scene = context.scene;
    const Entry& entry = *said.entry;
    look.author = entry.account;
    look.name = shown_word(scene.model->name_of(entry.account));
    if (look.name.empty()) look.name = "somebody";
    look.at = entry.at;
    look.number = entry.number;
    look.id = entry.id;
    look.whisper = said.whisper;
    look.unread_line =
        scene.stream->row(index).kind == Row::Kind::entry && entry.number == context.unread_at;
    look.head = !look.day.empty() || look.unread_line || !goes_on(scene, index, said);
    const bool own = look.own = entry.account == scene.model->me();
    if (look.whisper && look.head) {
        const auto* state = state_of(scene, scene.stream->row(index));
        const Account& with = state->conversation.between->other(scene.model->me());
        look.chip = !own ? "whispers to you"
                    : with == scene.model->me()
                        ? "a note to yourself"
                        : "whispers to " + shortened(shown_word(scene.model->name_of(with)), 32);
    }
    const auto rebound =
        entry.kind == kind_rebind ? decode_rebound(entry.body) : std::optional<Rebound>();
    if (rebound) {
        look.name = "The broker";
        look.warning = true;
        return set_text(look, shown_text(client::changed_key_sentence(rebound->name)),
                        context.text_width, unfolded);
    }
    look.muted = entry.kind != kind_text;
    set_text(look,
             look.muted ? fmt::format("(this version cannot show it: {})", shown_word(entry.kind))
                        : shown_text(entry.body),
             context.text_width, unfolded);
}

}  // namespace

std::string MessageLook::fold_words() const {
    if (lines.size() == all_lines) return "Show less";
    std::string digits = std::to_string(all_lines);
    for (std::size_t comma = digits.size(); comma > 3;) digits.insert(comma -= 3, ",");
    return "Show all " + digits + " lines";
}

const Entry* entry_of(const Scene& scene, const Row& row) {
    const client::ConversationState* state = state_of(scene, row);
    if (!state) return nullptr;
    return state->history.find(
        row.kind == Row::Kind::entry ? row.value : scene.stream->whisper(row.value).number);
}

MessageLook look_of_row(const LookContext& context, std::size_t index, bool unfolded) {
    const Scene& scene = context.scene;
    const Row& row = scene.stream->row(index);
    MessageLook look;
    if (other_day(scene, index)) look.day = day_line(time_of(scene, row), scene.now.wall);
    if (row.kind == Row::Kind::presence) {
        look.kind = MessageLook::Kind::presence;
        const PresenceRow& presence = scene.stream->presence(row.value);
        look.at = presence.at;
        set_text(look, presence_line(presence), context.text_width, true);
    } else if (row.kind == Row::Kind::note) {
        look.kind = MessageLook::Kind::note;
        const NoteRow& note = scene.stream->note(row.value);
        look.at = note.at;
        look.warning = note.warning;
        set_text(look, note.sentence + " · " + client::clock_time(note.at), context.text_width,
                 true);
    } else if (const Said said = said_in(scene, row); said.entry) {
        look_at_entry(look, context, index, said, unfolded);
    }
    measure(look);
    return look;
}

MessageLook look_of_waiting(const LookContext& context, const client::OutboxRow& row, bool head) {
    MessageLook look;
    look.kind = MessageLook::Kind::waiting;
    look.own = true;
    look.author = context.scene.model->me();
    look.name = shown_word(context.scene.my_name);
    look.whisper = row.to.has_value();
    look.head = head;
    look.id = row.id;
    set_text(look, shown_text(row.body), context.text_width, false);
    measure(look);
    return look;
}

MessageLook look_of_refused(const LookContext& context, const RefusedPost& refused) {
    MessageLook look = look_of_waiting(context, refused.row, true);
    look.kind = MessageLook::Kind::refused;
    look.reason = "Not sent: " + refused.sentence;
    look.reason_lines = lay_out(look.reason, Style::small, context.text_width);
    measure(look);
    return look;
}

std::int32_t estimated_height(const Scene& scene, const Row& row, float text_width) {
    const Entry* entry = entry_of(scene, row);
    if (!entry) return static_cast<std::int32_t>(line_height(Style::small) + px(16));
    const float wide = static_cast<float>(entry->body.size()) * font_size(Style::body) * 0.5f;
    const float lines = std::clamp(std::ceil(wide / std::max(text_width, 1.0f)), 1.0f,
                                   static_cast<float>(lines_when_folded));
    return static_cast<std::int32_t>(lines * body_line() + px(14));
}

}  // namespace indaba::ui
