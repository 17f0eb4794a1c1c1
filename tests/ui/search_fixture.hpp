#pragma once
/// The search panel over a workspace that has found something, for its tests.
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tests/ui/headless_window.hpp"

namespace indaba::test {

/// A window with the search open over a workspace that answers what is typed with `answers`.
struct Searching {
    explicit Searching(float width = 1280, float height = 800, ui::Theme theme = ui::Theme::dark,
                       float scale = 1)
        : window(workspace, width, height, scale, theme) {
        workspace.person_joins("grace");
        workspace.person_joins("linus");
        workspace.say_many(20);
        build = workspace.makes_room("build");
        workspace.whispers("linus", "ada", "the journal, please");
        window.screen.frames(2);
        open();
    }
    void open() {
        window.screen.press(ui::KeyboardKey::f, with_ctrl_shift);
        answer();
    }
    /// Carries out the intents of the search, as the workspace does.
    void answer() {
        for (const ui::Intent& each : std::exchange(window.intents, {})) {
            all.push_back(each);
            if (const auto* search = std::get_if<ui::SearchMessages>(&each)) take(search->typed);
            if (std::get_if<ui::EndSearch>(&each)) workspace.finds(nullptr);
        }
        window.screen.frames(2);
    }
    void take(const std::string& typed) {
        found.typed = typed;
        found.asks = !typed.empty();
        found.messages = typed.empty() ? std::vector<ui::FoundMessage>() : answers;
        ++found.version;
        ++found.answer;
        workspace.finds(&found);
    }
    void type(const std::string& text) {
        window.screen.type(text);
        answer();
    }
    void press(ui::KeyboardKey key, int times = 1, With with = {}) {
        for (int i = 0; i < times; ++i) window.screen.press(key, with);
        answer();
    }
    ui::FoundMessage message(const std::string& author, std::uint64_t number, std::string text,
                             const std::string& hit = "journal") {
        ui::FoundMessage one;
        one.conversation = lobby;
        one.room = "lobby";
        one.number = number;
        one.author = workspace.account(author);
        one.author_name = author;
        one.at = FakeWorkspace::begin - FakeWorkspace::day;
        const auto at = text.find(hit);
        if (at != std::string::npos) one.hits = {{at, at + hit.size()}};
        one.text = std::move(text);
        return one;
    }
    /// Three messages: in a room, in a whisper, in the lobby.
    void three() {
        answers = {message("grace", 3, "Moved the journal tests into their own folder"),
                   message("linus", 1, "the journal, please"),
                   message("linus", 7, "A year of ours is 400 MB; the journal stays one file.")};
        answers[0].conversation = build;
        answers[0].room = "build";
        answers[1].conversation = workspace.whisper_with("linus");
        answers[1].with = workspace.account("linus");
        answers[1].room.clear();
    }
    void many(std::uint64_t count) {
        answers.clear();
        for (std::uint64_t i = count; i > 0; --i)
            answers.push_back(message("grace", i, "journal no. " + std::to_string(i)));
    }
    /// Returns the numbers of the messages that were gone to.
    std::vector<std::uint64_t> gone_to() const {
        std::vector<std::uint64_t> numbers;
        for (const ui::OpenMessage& each : wanted<ui::OpenMessage>())
            numbers.push_back(each.number);
        return numbers;
    }
    template <class Wanted>
    std::vector<Wanted> wanted() const {
        std::vector<Wanted> result;
        for (const ui::Intent& each : all)
            if (const auto* one = std::get_if<Wanted>(&each)) result.push_back(*one);
        return result;
    }
    bool is_open() const { return window.screen.has("search-field"); }

    FakeWorkspace workspace{"ada"};
    HeadlessWindow window;
    UiDriver& screen = window.screen;
    ui::FoundMessages found;
    std::vector<ui::FoundMessage> answers;
    ui::Intents all;
    ConversationId build{};
};

}  // namespace indaba::test
