#pragma once
/// The marks with which people emphasize what they write: `code`, *bold*, _italic_, ~struck~,
/// quotes and blocks of code. They change only how a text is displayed; what is stored and copied
/// is what was typed. Used by the message view. Pure.
#include <string>
#include <string_view>
#include <vector>

#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/display_text/emphasis.hpp"

namespace indaba::ui {

/// Whole lines of a text: of code, between lines of three backticks, or of a quote, each after `>`.
struct MarkedBlock {
    enum class Kind { code, quote };
    Kind kind = Kind::code;
    std::size_t begin = 0, end = 0;  // without the line feed at its end
    std::string language;            // that the opening line of code names; may be empty
    bool operator==(const MarkedBlock&) const = default;
};

/// All positions are bytes, all lists ascending without overlaps.
struct Markup {
    std::vector<ByteRange> hidden;  // the marks themselves
    std::vector<EmphasisSpan> emphasis;
    std::vector<MarkedBlock> blocks;
};

/// Returns the marks in `source`. A mark of emphasis stands before a word, its counterpart after
/// one in the same line; stars and tildes may be doubled. One without its counterpart is an
/// ordinary character, and so are all marks in code and in web addresses. A text that begins with
/// "/plain " has no marks.
Markup find_markup(std::string_view source);

/// Returns the same emphasis and blocks as bytes of what is displayed. `map` is that of the source
/// with its marks hidden.
Markup displayed(Markup markup, const DisplayMap& map);

}  // namespace indaba::ui
