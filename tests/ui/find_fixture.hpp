#pragma once
/// The find bar over a workspace that searches its own messages, for its tests.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "common/client/search/search_match.hpp"
#include "common/wire/chain.hpp"
#include "tests/ui/headless_window.hpp"

namespace indaba::test {

/// Returns the query of a text, as the workspace reads it.
inline client::SearchQuery query_of(const std::string& typed) {
    using namespace std::chrono;
    return client::parse_search(
        typed,
        {year_month_day{2025y / 11 / 22}, [](year_month_day day) {
             return WallMs{duration_cast<milliseconds>(sys_days(day).time_since_epoch()).count()};
         }});
}

/// A window over a workspace that answers a search of one conversation as the own copy does.
struct Finding {
    explicit Finding(float width = 1280, float height = 800, ui::Theme theme = ui::Theme::dark,
                     float scale = 1)
        : window(workspace, width, height, scale, theme) {
        workspace.person_joins("grace");
        workspace.person_joins("linus");
        build = workspace.makes_room("build");
    }
    void open() { press(ui::KeyboardKey::f, 1, with_ctrl); }
    void type(const std::string& text) {
        screen.type(text);
        answer();
    }
    void press(ui::KeyboardKey key, int times = 1, With with = {}) {
        for (int i = 0; i < times; ++i) {
            screen.press(key, with);
            answer();
        }
    }
    void click(const std::string& mark) {
        screen.click(mark);
        answer();
    }
    /// Carries out the intents of the search, as the workspace does.
    void answer() {
        for (const ui::Intent& each : std::exchange(window.intents, {})) {
            all.push_back(each);
            if (const auto* search = std::get_if<ui::SearchMessages>(&each)) take(*search);
            if (std::get_if<ui::EndSearch>(&each)) workspace.finds(nullptr);
        }
        screen.frames(2);
    }
    void take(const ui::SearchMessages& search) {
        found.typed = search.typed;
        found.in = search.in;
        found.query = query_of(search.typed);
        found.query.conversation = search.in;
        found.asks = !found.query.empty();
        ++found.query_version;
        ++found.answer;
        find();
        workspace.finds(&found);
    }
    /// Searches for the same text again, as after the copy has changed.
    void find() {
        ++found.version;
        found.messages.clear();
        const client::ConversationState* state =
            found.in && found.asks ? workspace.model().find(*found.in) : nullptr;
        for (std::uint64_t number = state ? state->number : 0; number > 0; --number) {
            const auto message = client::folded_message(*state, number);
            if (!message || !client::matches(found.query, message->text)) continue;
            ui::FoundMessage one;
            one.conversation = *found.in;
            one.number = number;
            found.messages.push_back(std::move(one));
        }
    }
    /// Fills the lobby with 90 messages, and `text` as number 31 and 62.
    void three_screens(const std::string& text = "a needle here") {
        for (int part = 0; part < 3; ++part) {
            workspace.say_many(30);
            if (part < 2) workspace.says("grace", text);
        }
        screen.frames(2);
    }
    template <class Wanted>
    std::vector<Wanted> wanted() const {
        std::vector<Wanted> result;
        for (const ui::Intent& each : all)
            if (const auto* one = std::get_if<Wanted>(&each)) result.push_back(*one);
        return result;
    }
    bool is_open() const { return screen.has("find-field"); }
    /// Returns how many texts among the messages are exactly `text` and have a colour.
    std::ptrdiff_t count(const std::string& text, ui::Colour colour) const {
        return std::ranges::count_if(screen.record().texts, [&](const auto& each) {
            return each.text.view() == text && each.colour == colour && is_in_messages(each);
        });
    }
    /// Returns the upper edge of the first text among the messages that contains `text`; 0 when
    /// there is none.
    float y_of(const std::string& text) const {
        for (const auto& each : screen.record().texts)
            if (each.text.view().find(text) != std::string_view::npos && is_in_messages(each))
                return each.area.min.y;
        return 0;
    }
    static bool is_in_messages(const ui::paint::Record::Text& text) {
        return text.visible.height() > 0 && text.visible.min.y >= 112;  // header and bar
    }
    std::ptrdiff_t hits(const std::string& text) const {
        return count(text, ui::hit_colours(false).text);
    }
    std::ptrdiff_t present_hits(const std::string& text) const {
        return count(text, ui::hit_colours(true).text);
    }

    FakeWorkspace workspace{"ada"};
    HeadlessWindow window;
    UiDriver& screen = window.screen;
    ui::FoundMessages found;
    ui::Intents all;
    ConversationId build{};
};

}  // namespace indaba::test
