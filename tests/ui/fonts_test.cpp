#include "imgui-client/fonts/fonts.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/fonts/glyphs.hpp"
#include "tests/ui/ui_driver.hpp"

using namespace indaba::ui;
using indaba::test::UiDriver;

namespace {

constexpr std::array styles{TextStyle::large, TextStyle::title, TextStyle::strong,
                            TextStyle::body,  TextStyle::small, TextStyle::label};

// Tests that need a font file check first that it is installed.
bool installed(std::string_view file) {
    return std::filesystem::exists(std::filesystem::path("/usr/share/fonts") / file);
}
[[maybe_unused]] bool has_inter() { return installed("opentype/inter/Inter-Regular.otf"); }
bool has_noto() { return installed("truetype/noto/NotoSans-Regular.ttf"); }
bool has_cjk() { return installed("opentype/noto/NotoSansCJK-Regular.ttc"); }
bool has_emoji() { return installed("truetype/noto/NotoColorEmoji.ttf"); }
bool has_icons() {
    return installed("opentype/font-awesome/FontAwesome.otf") ||
           installed("truetype/font-awesome/fontawesome-webfont.ttf");
}

// Access to the glyphs of a style and their pixels, which differs between ImGui's versions.
#if IMGUI_VERSION_NUM >= 19200
ImFontBaked& glyphs(TextStyle style) { return *font(style)->GetFontBaked(font_size(style), 1); }
float size_in_imgui(TextStyle style) { return font(style)->LegacySize; }
int atlas_width() { return ImGui::GetIO().Fonts->TexData->Width; }
int atlas_height() { return ImGui::GetIO().Fonts->TexData->Height; }
unsigned pixel(int x, int y) {
    unsigned value = 0;
    std::memcpy(&value, ImGui::GetIO().Fonts->TexData->GetPixelsAt(x, y), sizeof value);
    return value;
}
#else
ImFont& glyphs(TextStyle style) { return *font(style); }
float size_in_imgui(TextStyle style) { return font(style)->FontSize; }
int atlas_width() { return ImGui::GetIO().Fonts->TexWidth; }
int atlas_height() { return ImGui::GetIO().Fonts->TexHeight; }
unsigned pixel(int x, int y) {
    return ImGui::GetIO().Fonts->TexPixelsRGBA32[y * atlas_width() + x];
}
#endif

/// Returns the glyph of the first character; null when the font has none.
const ImFontGlyph* glyph(TextStyle style, DisplayTextView text) {
    std::string_view rest = text.view();
    return glyphs(style).FindGlyphNoFallback(static_cast<ImWchar>(next_code_point(rest)));
}

/// Returns how many pixels of the glyph are not empty.
int inked(const ImFontGlyph& glyph) {
    const auto texel = [](float at, int size) {
        return static_cast<int>(at * static_cast<float>(size) + 0.5f);
    };
    int count = 0;
    for (int y = texel(glyph.V0, atlas_height()); y < texel(glyph.V1, atlas_height()); ++y)
        for (int x = texel(glyph.U0, atlas_width()); x < texel(glyph.U1, atlas_width()); ++x)
            count += (pixel(x, y) >> 24) != 0 ? 1 : 0;
    return count;
}

bool drawable(TextStyle style, const std::string& said) {
    const DisplayText shown = display_text(said);
    ensure_glyphs(style, shown);
    const ImFontGlyph* found = glyph(style, shown);
    return found && found->Visible && inked(*found) > 0;
}

}  // namespace

TEST_CASE("each style has a font of its own height") {
    UiDriver screen;
    for (const TextStyle style : styles) {
        REQUIRE(font(style));
        CHECK(font_size(style) > 0);
        CHECK(size_in_imgui(style) == font_size(style));
        CHECK(line_height(style) > font_size(style));
    }
    CHECK(font_size(TextStyle::large) >= font_size(TextStyle::title));
    CHECK(font_size(TextStyle::body) > font_size(TextStyle::label));
}

TEST_CASE("each style can draw letters, ideographs and emoji") {
    UiDriver screen;
    for (const TextStyle style : styles) {
        CHECK(drawable(style, "A"));
        CHECK(drawable(style, "é"));
        if (has_noto()) CHECK(drawable(style, "ж"));
        if (has_noto()) CHECK(drawable(style, "\uFFFD"));
        if (has_cjk()) CHECK(drawable(style, "漢"));
        if (has_emoji()) CHECK(drawable(style, "😀"));
    }
}

TEST_CASE("letters of many scripts are found in their font files") {
    UiDriver screen;
    if (!has_noto()) return;
    for (const char* letter : {"א", "ب", "न", "ก", "ა", "አ", "ᚠ", "თ", "Ω", "∑", "→", "☃", "ℵ"})
        CHECK_MESSAGE(drawable(TextStyle::body, letter), letter);
    if (!has_cjk()) return;
    for (const char* letter : {"한", "ひ", "カ", "，", "𠀋"})
        CHECK_MESSAGE(drawable(TextStyle::body, letter), letter);
}

TEST_CASE("icons exist and are vertically centred in their line") {
    UiDriver screen;
    if (!has_icons()) return;
    for (const DisplayTextView icon :
         {icon::hash, icon::people, icon::send, icon::leave, icon::close, icon::talk, icon::down,
          icon::waiting, icon::stored, icon::refused, icon::light, icon::dark, icon::help}) {
        ensure_glyphs(TextStyle::body, icon);
        const ImFontGlyph* found = glyph(TextStyle::body, icon);
        REQUIRE(found);
        CHECK(inked(*found) > 0);
        CHECK(found->Y0 >= -1);
        CHECK(found->Y1 <= font_size(TextStyle::body) + 1);
    }
}

TEST_CASE("an emoji keeps its colours, a letter has the text's colour") {
    UiDriver screen;
    if (!has_emoji()) return;
    REQUIRE(drawable(TextStyle::body, "😀"));
    REQUIRE(drawable(TextStyle::body, "a"));
    CHECK(glyph(TextStyle::body, display_text("😀"))->Colored == 1);
    CHECK(glyph(TextStyle::body, ours("a"))->Colored == 0);
}

TEST_CASE("a character that no font has is drawn as U+FFFD") {
    UiDriver screen;
    if (!has_noto()) return;
    const DisplayTextView nowhere = ours("\uFFFF");
    ensure_glyphs(TextStyle::body, nowhere);
    CHECK_FALSE(glyph(TextStyle::body, nowhere));
    CHECK(font(TextStyle::body)->FallbackChar == 0xFFFD);
    CHECK(text_width(TextStyle::body, nowhere) == text_width(TextStyle::body, ours("\uFFFD")));
}

TEST_CASE("the width of a text is the same before and after drawing, in whole pixels") {
    UiDriver screen;
    for (const TextStyle style : styles) {
        const DisplayText shown = display_text("Grüße, жизнь! 漢字 😀 x\u0335 ½");
        const float width = text_width(style, shown);
        CHECK(width == static_cast<float>(static_cast<int>(width)));
        ensure_glyphs(style, shown);
        const float drawn = font(style)
                                ->CalcTextSizeA(font_size(style), 1e9f, 0, shown.view().data(),
                                                shown.view().data() + shown.size())
                                .x;
        CHECK(drawn == width);
        float pen = 0;
        for (std::string_view rest = shown.view(); !rest.empty();)
            pen += glyphs(style).FindGlyph(static_cast<ImWchar>(next_code_point(rest)))->AdvanceX;
        CHECK(pen == width);
    }
}

TEST_CASE("combining marks and invisible characters have no width") {
    UiDriver screen;
    for (const TextStyle style : styles) {
        for (const DisplayTextView mark : {ours("\u0301"), ours("\u0335"), ours("\u20DD"),
                                           ours("\u200D"), ours("\uFE0F"), ours("\u202E")})
            CHECK(text_width(style, mark) == 0);
        CHECK(text_width(style, ours("e\u0301")) == text_width(style, ours("e")));
    }
}

#if IMGUI_VERSION_NUM < 19200  // later the renderer is asked by ImGui itself
TEST_CASE("only new glyphs are uploaded, once, with their pixels") {
    static std::vector<std::array<int, 4>> uploaded;
    const Upload note = [](std::uintptr_t, int x, int y, int width, int height,
                           const unsigned* first, int row) {
        const ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
        CHECK(first == atlas.TexPixelsRGBA32 + y * row + x);
        CHECK(row == atlas.TexWidth);
        CHECK(x + width <= atlas.TexWidth);
        CHECK(y + height <= atlas.TexHeight);
        uploaded.push_back({x, y, width, height});
    };
    UiDriver screen;
    upload_new_glyphs(note);
    uploaded.clear();
    ensure_glyphs(TextStyle::body, ours("ab"));
    upload_new_glyphs(note);
    CHECK(uploaded.size() == (has_inter() ? 2 : 0));
    uploaded.clear();
    ensure_glyphs(TextStyle::body, ours("ab"));
    upload_new_glyphs(note);
    CHECK(uploaded.empty());
}

TEST_CASE("a full atlas is emptied in the next frame, and two glyphs never overlap") {
    UiDriver screen;
    if (!has_cjk()) return;
    const auto ideograph = [](int index) {
        return display_text(std::string{static_cast<char>(0xE5 + index / 4096),
                                        static_cast<char>(0x80 + index / 64 % 64),
                                        static_cast<char>(0x80 + index % 64)});
    };
    std::set<std::array<float, 2>> places;
    int drawn = 0;
    screen.frame([&] {
        for (int i = 0; i < 8000; ++i) ensure_glyphs(TextStyle::body, ideograph(i));
        for (int i = 0; i < 8000; ++i)
            if (const ImFontGlyph* found = glyph(TextStyle::body, ideograph(i))) {
                ++drawn;
                CHECK(places.insert({found->U0, found->V0}).second);
            }
    });
    CHECK(drawn > 1000);
    CHECK(drawn < 8000);
    CHECK_FALSE(glyph(TextStyle::body, ideograph(7999)));
    CHECK(text_width(TextStyle::body, ideograph(7999)) ==
          text_width(TextStyle::body, ideograph(0)));
    screen.frame([&] {
        ensure_glyphs(TextStyle::body, ideograph(7999));
        CHECK(glyph(TextStyle::body, ideograph(7999)));
        CHECK_FALSE(glyph(TextStyle::body, ideograph(0)));
        CHECK(drawable(TextStyle::body, "A"));
        CHECK(font(TextStyle::body)->FallbackGlyph == font(TextStyle::body)->FindGlyph(0xFFFE));
    });
}

#endif

TEST_CASE("another scale changes the sizes and keeps all characters") {
    for (const float scale : {0.5f, 1.0f, 1.5f, 4.0f}) {
        UiDriver screen(1280, 800, scale);
        CHECK(font_size(TextStyle::body) == 18 * scale);
        CHECK(drawable(TextStyle::body, "A"));
        if (has_emoji()) CHECK(drawable(TextStyle::large, "😀"));
    }
}

TEST_CASE("a character without a font has no bitmap, an invisible one has an empty bitmap") {
    FontSet faces;
    CHECK_FALSE(faces.advance(0x10FFFF, Weight::regular, 18));
    CHECK_FALSE(faces.draw(0x10FFFF, Weight::regular, 18));
    CHECK(faces.advance(0x200D, Weight::regular, 18) == 0);
    CHECK(faces.draw(0x200D, Weight::regular, 18)->pixels.empty());
}
