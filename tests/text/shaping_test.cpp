#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <future>
#include <set>
#include <string>
#include <vector>

#include "common/base/utf8.hpp"
#include "imgui-client/text/bidi.hpp"
#include "tests/text/reference_programs.hpp"
#include "tests/text/torture.hpp"

using namespace indaba::ui;
using namespace indaba::test;

namespace {

std::string unicodes(std::string_view text) {
    std::string list;
    while (!text.empty()) {
        const indaba::CodePoint point = indaba::first_code_point(text);
        list += fmt::format("{}U+{:04X}", list.empty() ? "" : ",",
                            static_cast<std::uint32_t>(point.value));
        text.remove_prefix(point.length);
    }
    return list;
}

bool is_european(UScriptCode script) {
    return script == USCRIPT_LATIN || script == USCRIPT_GREEK || script == USCRIPT_CYRILLIC ||
           script == USCRIPT_COMMON;
}

/// Returns a line of hb-shape's batch for a run of a text of one line.
std::string query_of(const ShapedText& shaped, const GlyphRun& run) {
    const std::string_view text = shaped.text;
    const FaceSource& source = run.face->source();
    std::string query = fmt::format(
        "{};--face-index={};--unicodes={};--font-size={};--no-glyph-names;--no-clusters;"
        "--remove-default-ignorables;--language=und;--script={};--direction={}",
        source.file, source.index & 0xFFFF, unicodes(text.substr(run.begin, run.end - run.begin)),
        run.face->em_of(shaped.request.em), uscript_getShortName(run.script),
        is_right_to_left(run.level) ? "rtl" : "ltr");
    if (is_european(run.script)) query += ";--features=-calt";
    if (run.begin == 0) query += ";--bot";
    if (run.begin > 0) query += ";--unicodes-before=" + unicodes(text.substr(0, run.begin));
    if (run.end == text.size()) query += ";--eot";
    if (run.end < text.size()) query += ";--unicodes-after=" + unicodes(text.substr(run.end));
    return query;
}

/// Returns a run's glyphs as hb-shape prints them; nothing when none is drawn.
std::string printed(const ShapedText& shaped, const GlyphRun& run) {
    std::string line;
    for (std::uint32_t i = run.first_glyph; i < run.last_glyph; ++i) {
        const Glyph& glyph = shaped.glyphs[i];
        if (glyph.id == Glyph::invisible) continue;
        line += fmt::format("{}{}", line.empty() ? "[" : "|", glyph.id);
        if (glyph.dx != 0 || glyph.dy != 0) line += fmt::format("@{},{}", glyph.dx, glyph.dy);
        line += fmt::format("+{}", glyph.advance);
    }
    return line.empty() ? line : line + "]";
}

std::string families(const ShapedText& shaped) {
    std::string names;
    for (const GlyphRun& run : shaped.runs) {
        const std::string file = run.face ? run.face->source().file : "none";
        names += (names.empty() ? "" : " ") + file.substr(file.rfind('/') + 1);
    }
    return names;
}

/// Returns whether the fonts that ./test installs are here.
bool has_fonts() {
    return families(shaping().shape("नم漢😀x")) ==
           "NotoSansDevanagari-Regular.ttf NotoSansArabic-Regular.ttf NotoSansCJK-Regular.ttc "
           "NotoColorEmoji.ttf Inter-Regular.otf";
}

}  // namespace

TEST_CASE("glyphs and positions of each run are those of hb-shape") {
    if (!has_program("hb-shape")) return;
    std::vector<std::string> queries, expected;
    for (const TextStyle style : {TextStyle::body, TextStyle::small, TextStyle::monospace})
        for (const std::string& line : torture_lines()) {
            const ShapedText shaped = shaping().shape(line, style);
            for (const GlyphRun& run : shaped.runs) {
                if (!run.face || printed(shaped, run).empty()) continue;
                queries.push_back(query_of(shaped, run));
                expected.push_back(printed(shaped, run));
            }
        }
    const std::vector<std::string> answers = output_of("hb-shape --batch <", queries);
    REQUIRE(answers.size() == queries.size());
    CHECK(queries.size() > 600);
    for (std::size_t i = 0; i < queries.size(); ++i)
        CHECK_MESSAGE(answers[i] == expected[i], queries[i]);
}

TEST_CASE("glyphs cover their text: each cluster lies in its run, in visual order") {
    for (const std::string& line : torture_lines()) {
        const ShapedText shaped = shaping().shape(line);
        std::uint32_t end = 0;
        for (const GlyphRun& run : shaped.runs) {
            CHECK(run.begin == end);
            end = run.end;
            for (std::uint32_t i = run.first_glyph; i < run.last_glyph; ++i) {
                const std::uint32_t cluster = shaped.glyphs[i].cluster;
                CHECK(cluster >= run.begin);
                CHECK(cluster < run.end);
                if (i == run.first_glyph) continue;
                const std::uint32_t before = shaped.glyphs[i - 1].cluster;
                CHECK((is_right_to_left(run.level) ? before >= cluster : before <= cluster));
            }
        }
        CHECK(end == line.size());
    }
}

TEST_CASE("a word of one script is shaped in one run and in the script's own face") {
    if (!has_fonts()) return;
    struct Expected {
        std::string text, file;
    };
    for (const Expected& each : std::initializer_list<Expected>{
             {"لڑکے لڑکیاں ٱلڑ ںھ ۓ ہۂ", "NotoSansArabic-Regular.ttf"},
             {"پاکستان،", "NotoSansArabic-Regular.ttf"},
             {"שלום", "NotoSansHebrew-Regular.ttf"},
             {"उत्तर क्या है॥", "NotoSansDevanagari-Regular.ttf"},
             {"வணக்கம்", "NotoSansTamil-Regular.ttf"},
             {"સંખ્યા", "NotoSansGujarati-Regular.ttf"},
             {"བོད་སྐད", "NotoSerifTibetan-Regular.ttf"},
             {"გამარჯობა", "NotoSansGeorgian-Regular.ttf"},
             {"😀👍🏽🇩🇪", "NotoColorEmoji.ttf"},
             {"Zoë жизнь λόγος", "Inter-Regular.otf Inter-Regular.otf Inter-Regular.otf"}})
        CHECK_MESSAGE(families(shaping().shape(each.text)) == each.file, each.text);
}

TEST_CASE("ideographs and kana of one line are from one face, by the language of the line") {
    if (!has_fonts()) return;
    const auto face_indices = [](const char* text) {
        std::set<unsigned> found;
        for (const GlyphRun& run : shaping().shape(text).runs)
            found.insert(run.face->source().index);
        return found;
    };
    CHECK(face_indices("改行の規則（禁則処理）を確認").size() == 1);
    CHECK(face_indices("改行の規則") != face_indices("改行规则"));
}

TEST_CASE("an emoji asks for its picture by presentation, selector or keycap") {
    if (!has_fonts()) return;
    for (const std::string text :
         {"😀", "☺️", "❤️", "1️⃣", "🇩🇪", "👩‍🚀", "©️"})
        CHECK_MESSAGE(families(shaping().shape(text)) == "NotoColorEmoji.ttf", text);
    for (const std::string text : {"☺︎", "❤︎", "⌚︎", "1", "©"})
        CHECK_MESSAGE(families(shaping().shape(text)).find("Emoji") == std::string::npos, text);
}

TEST_CASE("arrows of two characters and crosses between digits stay as they were typed") {
    const ShapedText typed = shaping().shape("->12x34");
    const ShapedText apart = shaping().shape("1 2 3 4 x - >");
    std::set<std::uint32_t> known;
    for (const Glyph& glyph : apart.glyphs) known.insert(glyph.id);
    for (const Glyph& glyph : typed.glyphs) CHECK(known.count(glyph.id) == 1);
}

TEST_CASE("a style without an italic face is slanted") {
    if (!has_fonts()) return;
    const ShapedText shaped = shaping().shape("text שלום 😀", TextStyle::italic);
    REQUIRE(shaped.runs.size() >= 3);
    CHECK(families(shaped).starts_with("Inter-Italic.otf"));
    CHECK_FALSE(shaped.runs.front().face->source().slanted);
    CHECK(shaped.runs[1].face->source().slanted);
    CHECK_FALSE(shaped.runs.back().face->source().slanted);
}

TEST_CASE("an icon is as high as a line") {
    const ShapedText icon = shaping().shape("\uF00D"), letter = shaping().shape("x");
    if (families(icon) != "FontAwesome.otf") return;
    CHECK(icon.runs.front().face->em_of(1000) > letter.runs.front().face->em_of(1000));
}

TEST_CASE("letters of code have one width") {
    const ShapedText shaped = shaping().shape("iWm.{}0", TextStyle::monospace);
    for (const Glyph& glyph : shaped.glyphs) CHECK(glyph.advance == shaped.glyphs.front().advance);
}

TEST_CASE("a character without a font is a box of its own") {
    const ShapedText shaped = shaping().shape("a\U0010FFFF\U0010FFFFb");
    REQUIRE(shaped.glyphs.size() == 4);
    CHECK(shaped.glyphs[1].id == 0);
    CHECK(shaped.glyphs[1].advance > 0);
    CHECK_FALSE(shaped.is_provisional);
}

TEST_CASE("a text that is shaped before the fonts are known says so and is shaped again") {
    std::promise<void> known;
    FontFinder fonts([&known] { known.set_value(); });
    TextShaper shaper(fonts);
    const FontRequest wanted = font_request(TextStyle::body);
    const bool is_provisional = shaper.shape("שלום", wanted).is_provisional;
    CHECK((is_provisional || fonts.is_complete()));
    known.get_future().wait();
    CHECK(fonts.is_complete());
    CHECK_FALSE(shaper.shape("שלום", wanted).is_provisional);
}
