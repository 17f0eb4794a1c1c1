#include "imgui-client/text/text_shaper.hpp"

#include <hb.h>
#include <unicode/uchar.h>
#include <unicode/utf16.h>

#include <algorithm>

#include "imgui-client/display_text/boundaries.hpp"
#include "imgui-client/fonts/icon_signs.hpp"
#include "imgui-client/text/bidi.hpp"

namespace indaba::ui {
namespace {

/// Returns the glyphs of an item that no face has: a box for each grapheme.
std::vector<Glyph> boxes(const Utf16Text& paragraph, const TextItem& item, int em) {
    std::vector<Glyph> glyphs;
    const auto begin = static_cast<std::size_t>(item.begin);
    const auto length = static_cast<std::size_t>(item.end - item.begin);
    const std::u16string_view text = std::u16string_view(paragraph.units).substr(begin, length);
    for (const std::int32_t at : boundaries(text, Boundary::grapheme)) {
        const auto unit = static_cast<std::size_t>(at);
        if (unit == length) break;
        const std::uint32_t byte = paragraph.bytes[begin + unit];
        if (u_hasBinaryProperty(text[unit], UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
            glyphs.push_back({Glyph::invisible, byte, 0, 0, 0, false});
        else
            glyphs.push_back({0, byte, em * 3 / 5, 0, 0, false});
    }
    if (is_right_to_left(item.level)) std::ranges::reverse(glyphs);
    return glyphs;
}

/// Returns whether a script's letters are whole without contextual alternates. Inter's draw `->` as
/// an arrow and `12x34` with a cross: what is shown would not be what was said.
bool needs_no_alternates(UScriptCode script) {
    return script == USCRIPT_COMMON || script == USCRIPT_INHERITED || script == USCRIPT_LATIN ||
           script == USCRIPT_GREEK || script == USCRIPT_CYRILLIC;
}

hb_script_t script_for_harfbuzz(UScriptCode script) {
    return hb_script_from_iso15924_tag(hb_tag_from_string(uscript_getShortName(script), -1));
}

/// Notes in `begins` where graphemes begin and where a line may.
void mark_begins(const Utf16Text& paragraph, const std::vector<std::int32_t>& graphemes,
                 std::uint8_t* begins) {
    const auto mark = [&](const std::vector<std::int32_t>& units, std::uint8_t bit) {
        for (const std::int32_t unit : units)
            begins[paragraph.bytes[static_cast<std::size_t>(unit)]] |= bit;
    };
    mark(graphemes, ShapedText::grapheme);
    mark(boundaries(paragraph.units, Boundary::line), ShapedText::line);
}

void set_up(hb_buffer_t* buffer, const Utf16Text& paragraph, const TextItem& item) {
    const auto length = static_cast<int>(paragraph.units.size());
    unsigned flags = item.begin == 0 ? HB_BUFFER_FLAG_BOT : HB_BUFFER_FLAG_DEFAULT;
    if (item.end == length) flags |= HB_BUFFER_FLAG_EOT;
    hb_buffer_clear_contents(buffer);
    hb_buffer_set_flags(buffer, static_cast<hb_buffer_flags_t>(flags));
    hb_buffer_set_invisible_glyph(buffer, Glyph::invisible);
    hb_buffer_set_cluster_level(buffer, HB_BUFFER_CLUSTER_LEVEL_MONOTONE_GRAPHEMES);
    hb_buffer_set_direction(buffer,
                            is_right_to_left(item.level) ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
    hb_buffer_set_script(buffer, script_for_harfbuzz(item.script));
    hb_buffer_add_utf16(buffer, reinterpret_cast<const std::uint16_t*>(paragraph.units.data()),
                        length, static_cast<unsigned>(item.begin), item.end - item.begin);
}

}  // namespace

void TextShaper::Free::operator()(hb_buffer_t* buffer) const { hb_buffer_destroy(buffer); }

TextShaper::TextShaper(FontFinder& fonts) : fonts_(fonts), buffer_(hb_buffer_create()) {}

std::vector<Glyph> TextShaper::shape_item(const Utf16Text& paragraph, const TextItem& item,
                                          int em) {
    if (!item.face) return boxes(paragraph, item, em);
    set_up(buffer_.get(), paragraph, item);
    const hb_feature_t no_alternates{HB_TAG('c', 'a', 'l', 't'), 0, HB_FEATURE_GLOBAL_START,
                                     HB_FEATURE_GLOBAL_END};
    hb_shape(item.face->at(em), buffer_.get(), &no_alternates,
             needs_no_alternates(item.script) ? 1 : 0);
    unsigned count = 0;
    const hb_glyph_info_t* infos = hb_buffer_get_glyph_infos(buffer_.get(), &count);
    const hb_glyph_position_t* places = hb_buffer_get_glyph_positions(buffer_.get(), &count);
    std::vector<Glyph> glyphs;
    glyphs.reserve(count);
    for (unsigned i = 0; i < count; ++i)
        glyphs.push_back(
            {infos[i].codepoint, paragraph.bytes[infos[i].cluster], places[i].x_advance,
             places[i].x_offset, places[i].y_offset,
             (hb_glyph_info_get_glyph_flags(&infos[i]) & HB_GLYPH_FLAG_UNSAFE_TO_BREAK) != 0});
    return glyphs;
}

void TextShaper::shape_paragraph(ShapedText& shaped, ShapedParagraph paragraph, HanForm han,
                                 std::span<const EmphasisSpan> emphasis) {
    const std::string_view bytes =
        std::string_view(shaped.text).substr(paragraph.begin, paragraph.end - paragraph.begin);
    Utf16Text utf16(bytes);
    if (!fonts_.icon_face()) replace_icons(utf16.units);
    const auto graphemes = boundaries(utf16.units, Boundary::grapheme);
    mark_begins(utf16, graphemes, shaped.begins.data() + paragraph.begin);
    const TextItems all =
        itemize(utf16, graphemes, han, shaped.request, fonts_, emphasis, paragraph.begin);
    paragraph.level = all.paragraph_level;
    paragraph.first_run = static_cast<std::uint32_t>(shaped.runs.size());
    for (const TextItem& item : all.items) {
        GlyphRun run{paragraph.begin + utf16.bytes[static_cast<std::size_t>(item.begin)],
                     paragraph.begin + utf16.bytes[static_cast<std::size_t>(item.end)],
                     static_cast<std::uint32_t>(shaped.glyphs.size()),
                     0,
                     item.level,
                     item.script,
                     item.face};
        for (Glyph glyph : shape_item(utf16, item, shaped.request.em)) {
            glyph.cluster += paragraph.begin;
            shaped.glyphs.push_back(glyph);
        }
        run.last_glyph = static_cast<std::uint32_t>(shaped.glyphs.size());
        shaped.is_provisional = shaped.is_provisional || !item.face;
        shaped.runs.push_back(run);
    }
    paragraph.last_run = static_cast<std::uint32_t>(shaped.runs.size());
    shaped.paragraphs.push_back(paragraph);
}

ShapedText TextShaper::shape(std::string_view text, const FontRequest& request,
                             std::span<const EmphasisSpan> emphasis) {
    ShapedText shaped;
    shaped.text = text;
    shaped.request = request;
    shaped.begins.resize(text.size() + 1);
    shaped.paragraphs.reserve(static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1);
    const bool knows_fonts = fonts_.is_complete();
    const HanForm han = han_form(text, fonts_.han_of_locale());
    std::size_t begin = 0, end = 0;
    do {
        end = std::min(text.find('\n', begin), text.size());
        shape_paragraph(
            shaped, {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), 0, 0, 0},
            han, emphasis);
        begin = end + 1;
    } while (end < text.size());
    shaped.is_provisional =
        !knows_fonts && (shaped.is_provisional || request.monospace || !emphasis.empty());
    return shaped;
}

}  // namespace indaba::ui
