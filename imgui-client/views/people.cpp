#include "imgui-client/views/people.hpp"

#include <algorithm>
#include <cmath>

#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/widgets/list_scroll.hpp"

namespace indaba::ui {
namespace {

const std::vector<Person> nobody;

bool is_presence_known(const ViewState& view_state) { return !view_state.connection.copy_of; }

/// While presence is not known, the first list has everybody.
const std::vector<Person>& online_of(const ViewState& view_state) {
    if (view_state.members) return view_state.members->online;
    return view_state.online ? *view_state.online : nobody;
}
const std::vector<Person>& offline_of(const ViewState& view_state) {
    if (view_state.members) return view_state.members->offline;
    return view_state.offline ? *view_state.offline : nobody;
}

/// Both lists, each below its heading. Row numbers count people only.
struct List {
    const std::vector<Person>& online;
    const std::vector<Person>& offline;

    explicit List(const ViewState& view_state)
        : online(online_of(view_state)), offline(offline_of(view_state)) {}

    int size() const { return static_cast<int>(online.size() + offline.size()); }
    bool is_online(int row) const { return static_cast<std::size_t>(row) < online.size(); }
    const Person& at(int row) const {
        const auto index = static_cast<std::size_t>(row);
        return is_online(row) ? online[index] : offline[index - online.size()];
    }
    // positions in pixels from the top of the list
    static float heading() { return px(30); }
    static float row_height() { return px(46); }
    float offline_heading() const {
        return heading() + static_cast<float>(online.size()) * row_height() + px(6);
    }
    float top_of(int row) const {
        const float above = is_online(row) ? heading() : offline_heading() + heading();
        const std::size_t number =
            static_cast<std::size_t>(row) - (is_online(row) ? 0 : online.size());
        return above + static_cast<float>(number) * row_height();
    }
    float height() const {
        return size() == 0 ? heading() : top_of(size() - 1) + row_height() + px(8);
    }
    /// Returns the first row that ends below `y`, or size().
    int row_below(float y) const {
        const float after = offline_heading() + heading();
        const bool in_offline = y >= offline_heading();
        const float rows = std::floor((y - (in_offline ? after : heading())) / row_height());
        const int first = in_offline ? static_cast<int>(online.size()) : 0;
        return std::clamp(first + static_cast<int>(std::max(0.0f, rows)), 0, size());
    }
};

void draw_heading(const Rect& area, float top, DisplayTextView word, std::size_t count) {
    paint::text({area.min.x + px(20), top + px(17) - font_size(TextStyle::label) / 2},
                TextStyle::label, palette().muted, word + ours(" — ") + display_number(count));
}

/// Draws the word that names the effect of a click. Returns its left end.
float draw_offer(const Rect& row) {
    constexpr DisplayTextView offer = ours("Whisper");
    const float x = row.max.x - px(10) - text_width(TextStyle::label, offer);
    paint::text({x, row.centre().y - font_size(TextStyle::label) / 2}, TextStyle::label,
                palette().whisper, offer);
    return x;
}

struct PersonRowState {
    bool online, me, focused;
    bool connected;         // presence is current
    bool is_known = false;  // or was
};

/// Returns true if the row was clicked.
bool draw_person(const Rect& row, const Person& person, const PersonRowState& row_state) {
    const Palette& colours = palette();
    DisplayText name = display_line(person.name);
    const std::string_view key = person.account.view();
    ImGui::PushID(key.data(), key.data() + key.size());
    const Press press = press_area("person:" + person.name, row);
    ImGui::PopID();
    const Colour surface = press.hovered || row_state.focused ? colours.hover : colours.side;
    if (surface != colours.side) paint::box(row, surface, px(8));
    if (row_state.focused) paint::frame(row, colours.link, px(8), px(2));

    const ImVec2 centre{row.min.x + px(28), row.centre().y};
    paint::avatar(centre, px(16), person.account, name, !row_state.online);
    if (row_state.online && row_state.is_known)
        paint::dot({centre.x + px(12), centre.y + px(12)}, px(5),
                   row_state.connected ? colours.online : colours.offline, surface);
    if (row_state.me) name = name_in_sentence(person.name) + ours(" (you)");
    const float x = row.min.x + px(56);
    const float end =
        press.hovered || row_state.focused ? draw_offer(row) - px(8) : row.max.x - px(10);
    paint::text_truncated({x, row.centre().y - font_size(TextStyle::body) / 2}, end - x,
                          TextStyle::body, row_state.online ? colours.text : colours.muted, name);
    if (press.hovered && text_width(TextStyle::body, name) > end - x) tooltip(name);
    return press.clicked;
}

void choose_by_keys(const List& list, PeopleState& state, float view, Intents& intents) {
    if (list.size() == 0) return;
    const auto account_at = [&](int row) { return list.at(row).account; };
    const int& row = state.selection.row;
    if (state.selection.move_by_keys(list.size(), account_at))
        scroll_into_view(state.scroll, view, row == 0 ? 0 : list.top_of(row),
                         list.top_of(row) + List::row_height());
    if (enter_pressed()) intents.push_back(OpenConversation{{state.selection.key}});
}

}  // namespace

void draw_people(const ViewState& view_state, const Rect& area, bool focused, PeopleState& state,
                 Intents& intents) {
    if (view_state.members && !view_state.members->complete)
        return draw_heading(area, area.min.y + px(10), ours("MEMBERS"),
                            static_cast<std::size_t>(view_state.room->members));
    const List list(view_state);
    const Rect inner{{area.min.x, area.min.y + px(10)}, area.max};
    if (focused && !ImGui::GetIO().KeyAlt) choose_by_keys(list, state, inner.height(), intents);
    ImGui::PushClipRect(inner.min, inner.max, true);
    scroll_list("people-bar", state.scroll, inner, list.height());
    state.moved.begin_frame(state.scroll);
    const float origin = inner.min.y - state.scroll;
    const bool is_known = is_presence_known(view_state);
    draw_heading(inner, origin, is_known ? ours("ONLINE") : ours("PEOPLE"), list.online.size());
    if (!list.offline.empty())
        draw_heading(inner, origin + list.offline_heading(), ours("OFFLINE"), list.offline.size());
    for (int row = list.row_below(state.scroll); row < list.size(); ++row) {
        const float top = origin + list.top_of(row);
        if (top >= inner.max.y) break;
        const Rect row_area{{area.min.x + px(8), top},
                            {area.max.x - px(12), top + List::row_height() - px(2)}};
        const Person& person = list.at(row);
        state.moved.place(person.account, list.top_of(row));
        const bool me = view_state.model && person.account == view_state.model->me();
        if (draw_person(
                row_area, person,
                {list.is_online(row), me, focused && row == state.selection.row,
                 view_state.connection.state == ConnectionStatus::State::ready, is_known}) &&
            state.moved.takes_click(person.account))
            intents.push_back(OpenConversation{{person.account}});
    }
    ImGui::PopClipRect();
}

}  // namespace indaba::ui
