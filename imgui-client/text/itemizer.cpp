#include "imgui-client/text/itemizer.hpp"

#include <unicode/uchar.h>
#include <unicode/utf16.h>

#include <algorithm>
#include <string>

#include "common/base/utf8.hpp"
#include "imgui-client/text/bidi.hpp"

namespace indaba::ui {
namespace {

/// The graphemes of a paragraph, one at a time as code points.
class Graphemes {
 public:
    Graphemes(std::u16string_view text, const std::vector<std::int32_t>& begins)
        : text_(text), begins_(begins) {}
    std::size_t size() const { return begins_.empty() ? 0 : begins_.size() - 1; }
    std::int32_t begin(std::size_t number) const { return begins_[number]; }
    std::int32_t end(std::size_t number) const { return begins_[number + 1]; }
    /// Returns the code points of a grapheme; valid until the next call.
    std::u32string_view code_points(std::size_t number) {
        points_.clear();
        const auto last = static_cast<std::size_t>(end(number));
        for (auto at = static_cast<std::size_t>(begin(number)); at < last;) {
            UChar32 point = 0;
            U16_NEXT(text_.data(), at, last, point);
            points_ += static_cast<char32_t>(point);
        }
        return points_;
    }

 private:
    std::u16string_view text_;
    const std::vector<std::int32_t>& begins_;
    std::u32string points_;
};

UScriptCode script_of(char32_t character) {
    UErrorCode status = U_ZERO_ERROR;
    return uscript_getScript(static_cast<UChar32>(character), &status);
}

/// Returns the script of the first character that has one of its own.
UScriptCode script_of(std::u32string_view grapheme) {
    for (const char32_t c : grapheme)
        if (const UScriptCode script = script_of(c); script > USCRIPT_INHERITED) return script;
    return USCRIPT_COMMON;
}

/// Returns whether a grapheme is drawn the same in any face: spaces and lone joiners.
bool is_invisible_grapheme(std::u32string_view grapheme) {
    return std::ranges::all_of(grapheme, [](char32_t c) {
        const auto point = static_cast<UChar32>(c);
        return u_isUWhiteSpace(point) ||
               u_hasBinaryProperty(point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
    });
}

/// The font that each byte of a text asks for; asked with ascending bytes.
class Requests {
 public:
    Requests(const FontRequest& request, std::span<const EmphasisSpan> emphasis)
        : plain_(request), emphasized_(request), rest_(emphasis) {}

    const FontRequest& at(std::size_t byte) {
        while (!rest_.empty() && rest_.front().end <= byte) rest_ = rest_.subspan(1);
        if (rest_.empty() || byte < rest_.front().begin) return plain_;
        emphasized_ = emphasized(plain_, rest_.front().how);
        return emphasized_;
    }

 private:
    const FontRequest& plain_;
    FontRequest emphasized_;
    std::span<const EmphasisSpan> rest_;
};

class Itemizer {
 public:
    Itemizer(HanForm han, FontFinder& fonts) : han_(han), fonts_(fonts) {}

    /// Adds a grapheme; one that no face has as a whole, character by character.
    void add(TextItem part, std::u32string_view grapheme, const FontRequest& request) {
        part.face = face_of(grapheme, part.script, request);
        if (part.face || grapheme.size() == 1) return append(part);
        for (const char32_t c : grapheme) {
            TextItem one = part;
            one.end = one.begin + (c > 0xFFFF ? 2 : 1);
            one.face = face_of(std::u32string_view(&c, 1), part.script, request);
            append(one);
            part.begin = one.end;
        }
    }
    std::vector<TextItem> items() { return std::move(items_); }

 private:
    FontFace* face_of(std::u32string_view grapheme, UScriptCode script,
                      const FontRequest& request) {
        if (is_invisible_grapheme(grapheme)) {
            FontFace* before = items_.empty() ? nullptr : items_.back().face;
            if (before && !before->source().coloured && before->has(grapheme.front()))
                return before;
        }
        return fonts_.find(grapheme, script, han_, request);
    }
    void append(const TextItem& part) {
        if (!items_.empty()) {
            TextItem& last = items_.back();
            if (last.level == part.level && last.script == part.script && last.face == part.face) {
                last.end = part.end;
                return;
            }
        }
        items_.push_back(part);
    }

    HanForm han_;
    FontFinder& fonts_;
    std::vector<TextItem> items_;
};

}  // namespace

HanForm han_form(std::string_view text, HanForm otherwise) {
    bool has_hangul = false;
    while (!text.empty()) {
        const CodePoint point = first_code_point(text);
        text.remove_prefix(point.length);
        if (point.value < 0x1100) continue;  // before Hangul's first letter
        const UScriptCode script = script_of(point.value);
        if (script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA) return HanForm::japanese;
        has_hangul = has_hangul || script == USCRIPT_HANGUL;
    }
    return has_hangul ? HanForm::korean : otherwise;
}

TextItems itemize(const Utf16Text& paragraph, const std::vector<std::int32_t>& graphemes,
                  HanForm han, const FontRequest& request, FontFinder& fonts,
                  std::span<const EmphasisSpan> emphasis, std::size_t offset) {
    const BidiLevels bidi = bidi_levels(paragraph.units, request.begins_left);
    Graphemes all(paragraph.units, graphemes);
    // Characters of all scripts run with the script before them, at the begin with the one after.
    UScriptCode running = USCRIPT_COMMON;
    for (std::size_t i = 0; i < all.size() && running == USCRIPT_COMMON; ++i)
        running = script_of(all.code_points(i));
    Requests requests(request, emphasis);
    Itemizer itemizer(han, fonts);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const std::u32string_view grapheme = all.code_points(i);
        const UScriptCode script = script_of(grapheme);
        if (script != USCRIPT_COMMON) running = script;
        const auto unit = static_cast<std::size_t>(all.begin(i));
        itemizer.add({all.begin(i), all.end(i), bidi.at(unit), running, nullptr}, grapheme,
                     requests.at(offset + paragraph.bytes[unit]));
    }
    return {bidi.paragraph, itemizer.items()};
}

}  // namespace indaba::ui
