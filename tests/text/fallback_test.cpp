#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "imgui-client/fonts/font_families.hpp"
#include "imgui-client/fonts/icon_signs.hpp"

using namespace indaba::ui;

TEST_SUITE_BEGIN("fallback fonts");

TEST_CASE("each icon has a sign of its own kind, and other characters stay") {
    std::u16string icons = u"\uF002\uF00C\uF00D\uF1D8\uF292";
    replace_icons(icons);
    CHECK(icons == u"\u26B2\u2713\u00D7\u27A4#");
    std::u16string others = u"a\uE000\uF300\u4E2D";
    const std::u16string before = others;
    replace_icons(others);
    CHECK(others == before);
    std::u16string unknown = u"\uF000\uF2FF";
    replace_icons(unknown);
    CHECK(unknown == u"\u2022\u2022");
}

TEST_CASE("ideographs take the face of their form, on Windows too") {
    const auto japanese = families_of(USCRIPT_HAN, HanForm::japanese);
    CHECK(japanese.front() == "Noto Sans CJK JP");
    CHECK(std::ranges::find(japanese, "Yu Gothic") != japanese.end());
    CHECK(families_of(USCRIPT_KATAKANA, HanForm::korean) == japanese);
    CHECK(families_of(USCRIPT_HANGUL, HanForm::simplified).at(1) == "Malgun Gothic");
    CHECK(families_of(USCRIPT_HAN, HanForm::hong_kong).at(1) == "Microsoft JhengHei");
}

TEST_CASE("a script is asked of Noto first, then of the family that Windows has for it") {
    const auto thai = families_of(USCRIPT_THAI, HanForm::simplified);
    REQUIRE(thai.size() == 4);
    CHECK(thai[0] == "Noto Sans Thai");
    CHECK(thai[2] == "Leelawadee UI");
    CHECK(families_of(USCRIPT_TAMIL, HanForm::simplified).at(2) == "Nirmala UI");
}

TEST_CASE("ideographs are known by their family, and need no phases") {
    CHECK(is_of_ideographs("notosanscjkjp"));
    CHECK(is_of_ideographs("microsoftyaheiui"));
    CHECK(is_of_ideographs("yugothicui"));
    CHECK_FALSE(is_of_ideographs("segoeui"));
    CHECK_FALSE(is_of_ideographs("inter"));
}
