#pragma once
/// Finds the face for a grapheme. Inter is opened by its path, at once; all other faces come from
/// fontconfig, which a thread asks at start. The script's own Noto face goes before fontconfig's
/// order, which would take letters of one word from several faces. It remembers what it found and
/// what no face has. Main thread only.
#include <unicode/uscript.h>

#include <array>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "imgui-client/fonts/font_face.hpp"
#include "imgui-client/fonts/font_families.hpp"
#include "imgui-client/fonts/font_index.hpp"
#include "imgui-client/fonts/text_style.hpp"

namespace indaba::ui {

class FontFinder {
 public:
    /// Starts reading the machine's fonts in a thread, which calls `when_known` at its end: what
    /// has boxes is then to be shaped again.
    explicit FontFinder(std::function<void()> when_known = {});
    FontFinder(const FontFinder&) = delete;
    FontFinder& operator=(const FontFinder&) = delete;

    /// Returns whether the machine's fonts are known. Before, find() knows the text face only, and
    /// a text that needs others is to be shaped again.
    bool is_complete();
    /// Waits until they are known.
    void wait();

    /// Returns the face for plain text of a style; null when this machine has no font.
    FontFace* text_face(const FontRequest& request);
    /// Returns the face of the icons; null when this machine has none.
    FontFace* icon_face();
    /// Returns the face for a grapheme in a run of `script`; null when no face has all of it.
    FontFace* find(std::u32string_view grapheme, UScriptCode script, HanForm han,
                   const FontRequest& request);
    /// Returns the form of ideographs for the locale.
    HanForm han_of_locale() const { return han_of_locale_; }

 private:
    using Places = std::vector<std::uint16_t>;

    FontFace* open(const FaceSource& source);
    FontFace* open(const FontIndex::Entry& entry, const FontRequest& request);
    FontFace* open_first(std::span<const std::string_view> files, bool slanted, float scale = 1);
    FontFace* open_text_face(const FontRequest& request);
    FontFace* family_face(std::string_view family, std::u32string_view grapheme,
                          const FontRequest& request);
    FontFace* any_face(std::u32string_view grapheme, const FontRequest& request);
    const Places& faces_with(char32_t character);
    FontFace* search(std::u32string_view grapheme, UScriptCode script, HanForm han,
                     const FontRequest& request);
    const FontIndex* index();

    std::future<std::unique_ptr<FontIndex>> reading_;
    std::unique_ptr<FontIndex> index_;
    HanForm han_of_locale_;
    std::map<std::pair<std::string, unsigned>, std::unique_ptr<FontFace>> faces_;
    std::array<std::optional<FontFace*>, 12> text_faces_;  // by weight, italic, monospace
    std::optional<FontFace*> icon_face_;
    std::unordered_map<std::u32string, FontFace*> found_;      // null: no face has it
    std::unordered_map<char32_t, Places> faces_by_character_;  // among the preferred ones
};

}  // namespace indaba::ui
