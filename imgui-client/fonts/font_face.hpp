#pragma once
/// One face of a font file, as HarfBuzz reads it. FreeType reads the same bytes when the first
/// glyph is drawn (glyph_painter.hpp). Used by the finder, which owns all faces, by shaping and by
/// the glyph cache. Main thread only.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct hb_blob_t;
struct hb_face_t;
struct hb_font_t;

namespace indaba::ui {

/// The place of a face, and how it is drawn.
struct FaceSource {
    std::string file;    // a path in UTF-8
    unsigned index = 0;  // as fontconfig counts: the upper 16 bits name a variable font's instance
    bool coloured = false;  // emoji
    bool has_phases =
        true;  // false where nothing is to be seen between two pixels: ideographs, emoji
    bool slanted = false;  // for an italic text whose family has no italic face
    float scale = 1;       // of the text's em
    bool operator==(const FaceSource&) const = default;
};

class FontFace {
 public:
    /// Returns the face with a number of its own; null when the file holds no such face.
    static std::unique_ptr<FontFace> open(FaceSource source, std::uint16_t number);
    ~FontFace();

    std::uint16_t number() const { return number_; }
    const FaceSource& source() const { return source_; }
    std::string_view bytes() const;
    bool has(char32_t character);
    /// Returns the em that the face is drawn with in a text of `em`, in 1/64 pixels.
    int em_of(int em) const;
    /// Returns the font of that size; the face owns it.
    hb_font_t* at(int em);
    /// Returns the pixels above and below the baseline that a row with this face needs, in 1/64.
    std::pair<int, int> extents(int em);

 private:
    struct Free {
        void operator()(hb_blob_t* blob) const;
        void operator()(hb_face_t* face) const;
        void operator()(hb_font_t* font) const;
    };
    FontFace(FaceSource source, std::uint16_t number);

    FaceSource source_;
    std::uint16_t number_;
    std::unique_ptr<hb_blob_t, Free> blob_;
    std::unique_ptr<hb_face_t, Free> face_;
    std::vector<std::pair<int, std::unique_ptr<hb_font_t, Free>>> fonts_;  // by size
};

}  // namespace indaba::ui
