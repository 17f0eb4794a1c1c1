#pragma once
/// Shapes texts with HarfBuzz, in the faces that the finder chooses. One for the window;
/// text_lines.hpp asks it again for parts that a line break has cut. Main thread only. Draws
/// nothing.
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "imgui-client/fonts/font_finder.hpp"
#include "imgui-client/text/itemizer.hpp"
#include "imgui-client/text/shaped_text.hpp"

struct hb_buffer_t;

namespace indaba::ui {

class TextShaper {
 public:
    explicit TextShaper(FontFinder& fonts);

    /// Returns the glyphs of `text`, UTF-8 of any length; `emphasis`, ascending, changes the font.
    ShapedText shape(std::string_view text, const FontRequest& request,
                     std::span<const EmphasisSpan> emphasis = {});
    /// Returns the glyphs of one item from left to right, with the paragraph around it as context:
    /// a word that is cut keeps its joining forms. Clusters count from the paragraph's begin.
    std::vector<Glyph> shape_item(const Utf16Text& paragraph, const TextItem& item, int em);

 private:
    void shape_paragraph(ShapedText& shaped, ShapedParagraph paragraph, HanForm han,
                         std::span<const EmphasisSpan> emphasis);

    struct Free {
        void operator()(hb_buffer_t* buffer) const;
    };
    FontFinder& fonts_;
    std::unique_ptr<hb_buffer_t, Free> buffer_;
};

}  // namespace indaba::ui
