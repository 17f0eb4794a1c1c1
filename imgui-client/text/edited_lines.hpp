#pragma once
/// The lines of a text that is being edited. Only the paragraphs that have changed are shaped
/// again, so that a key in a long text takes no longer than its paragraph needs. Used by the
/// editor. Main thread only.
#include <string>
#include <unordered_map>

#include "imgui-client/text/text_layout.hpp"

namespace indaba::ui {

class EditedLines {
 public:
    /// Returns what lay_out() of text_layout.hpp returns.
    Lines lay_out(DisplayTextView text, TextStyle style, float width);
    /// Forgets the paragraphs, for another style, width, scale or set of fonts.
    void forget() { paragraphs_.clear(); }

 private:
    std::unordered_map<std::string, Lines> paragraphs_;  // of the last text; each begins at byte 0
};

}  // namespace indaba::ui
