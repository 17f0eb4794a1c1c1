// The colours and sizes of the window: text is readable on its surface, and sizes are whole pixels.
#include <cmath>
#include <limits>
#include <set>

#include "doctest/doctest.h"
#include "imgui-client/style/theme.hpp"

using namespace indaba;
using namespace indaba::ui;

namespace {

Account account(std::uint8_t number) {
    Account result;
    result.bytes[0] = number;
    return result;
}

struct Restored {
    ~Restored() {
        set_theme(Theme::dark);
        set_scale(1);
    }
};

}  // namespace

TEST_CASE("every text the views draw has the contrast that its theme requires") {
    const Restored restored;
    for (const Theme each : themes) {
        set_theme(each);
        CHECK(required_contrast() == (each == Theme::high_contrast ? 7.0f : 4.5f));
        for (const TextOn& pair : all_text_colours()) {
            CAPTURE(name_of(each));
            CAPTURE(pair.what);
            CAPTURE(pair.text);
            CAPTURE(pair.surface);
            CHECK(contrast(pair.text, pair.surface) >= required_contrast());
        }
    }
}

TEST_CASE("the frames and dots of the high-contrast theme stand out from its surfaces") {
    const Palette& p = palette_of(Theme::high_contrast);
    for (const Colour surface : {p.middle, p.hover, p.chosen, p.picked, p.whisper_surface})
        for (const Colour sign : {p.edge, p.link, p.accent, p.danger, p.online, p.reconnecting,
                                  p.offline, p.scrollbar, p.hairline}) {
            CAPTURE(sign);
            CAPTURE(surface);
            CHECK(contrast(sign, surface) >= 3);  // WCAG 2.1, 1.4.11
        }
}

TEST_CASE("a theme is found by its name, and an unknown name is the dark theme") {
    for (const Theme each : themes) CHECK(theme_named(name_of(each)) == each);
    CHECK(theme_named("") == Theme::dark);
    CHECK(theme_named("purple") == Theme::dark);
}

TEST_CASE("contrast() returns the ratio of WCAG") {
    CHECK(contrast(rgb(0x000000), rgb(0xffffff)) == doctest::Approx(21));
    CHECK(contrast(rgb(0x777777), rgb(0xffffff)) == doctest::Approx(4.48).epsilon(0.01));
    CHECK(contrast(rgb(0xabcdef), rgb(0xabcdef)) == doctest::Approx(1));
}

TEST_CASE("an account keeps its colour, and all ten colours are used") {
    std::set<Colour> seen;
    for (int i = 0; i < 200; ++i) {
        const Account person = account(static_cast<std::uint8_t>(i));
        CHECK(avatar_colour(person) == avatar_colour(person));
        seen.insert(avatar_colour(person));
    }
    CHECK(seen.size() == 10);
}

TEST_CASE("the colours of names and avatars are among the checked pairs") {
    const Restored restored;
    for (const Theme each : themes) {
        set_theme(each);
        std::set<Colour> texts, surfaces;
        for (const TextOn& pair : all_text_colours()) {
            texts.insert(pair.text);
            surfaces.insert(pair.surface);
        }
        for (int i = 0; i < 100; ++i) {
            const Account person = account(static_cast<std::uint8_t>(i));
            CHECK(texts.count(name_colour(person)) == 1);
            if (palette().high_contrast) continue;  // a ring in the name's colour
            CHECK(surfaces.count(avatar_colour(person)) == 1);
            CHECK(surfaces.count(faded_avatar_colour(person)) == 1);
        }
    }
}

TEST_CASE("sizes are whole pixels at every scale, and the scale stays within bounds") {
    const Restored restored;
    for (const float each : {0.5f, 1.0f, 1.25f, 1.5f, 2.0f, 3.3f}) {
        set_scale(each);
        for (float size = 0; size < 100; ++size) CHECK(px(size) == std::floor(px(size)));
    }
    set_scale(1.5f);
    CHECK(px(3) == 5);
    set_scale(100);
    CHECK(scale() == 4);
    set_scale(0);
    CHECK(scale() == 0.5f);
    set_scale(std::numeric_limits<float>::quiet_NaN());
    CHECK(scale() == 1);
}

TEST_CASE("a faded colour keeps its hue") {
    CHECK(faded(rgb(0x123456), 0.5f) == ((rgb(0x123456) & 0xFFFFFFu) | 0x80000000u));
    CHECK(faded(rgb(0x123456), 2) == rgb(0x123456));
    CHECK(faded(rgb(0x123456), 0) < 0x01000000u);
}
