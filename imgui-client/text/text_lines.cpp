#include "imgui-client/text/text_lines.hpp"

#include <unicode/uchar.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "common/base/utf8.hpp"
#include "imgui-client/text/line_builder.hpp"

namespace indaba::ui {
namespace {

/// Returns whether a grapheme is white space and nothing that is drawn over it.
bool is_white(std::string_view grapheme) {
    while (!grapheme.empty()) {
        const CodePoint point = first_code_point(grapheme);
        const auto value = static_cast<UChar32>(point.value);
        if (!u_isUWhiteSpace(value) &&
            !u_hasBinaryProperty(value, UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
            return false;
        grapheme.remove_prefix(point.length);
    }
    return true;
}

/// Returns how many graphemes fit into `room`.
std::size_t count_within(const std::vector<Cell>& graphemes, std::int64_t room) {
    std::size_t count = 0;
    for (const Cell& grapheme : graphemes) {
        room -= grapheme.x1 - grapheme.x0;
        if (room < 0) break;
        ++count;
    }
    return count;
}

/// Breaks one paragraph. A line is the graphemes [first, last).
class LineBreaker {
 public:
    LineBreaker(const ShapedText& shaped, const ShapedParagraph& paragraph, TextShaper& shaper,
                std::int32_t width)
        : shaped_(shaped),
          builder_(shaped, paragraph, shaper),
          graphemes_(builder_.graphemes()),
          width_(width) {}

    /// Returns the line that begins with the grapheme `first`, and moves `first` to the next line.
    TextLine next_line(std::size_t& first) {
        std::int64_t room = width_;
        std::size_t last = end_of_line(first, room);
        TextLine line = line_of(first, last);
        // A piece that was shaped again may be wider: its last letter takes a final form.
        for (std::size_t drawn = without_spaces(first, last);
             line.width > width_ && drawn > first + 1; drawn = without_spaces(first, last)) {
            room = std::min(room - (line.width - width_), width_between(first, drawn) - 1);
            last = end_of_line(first, room);
            line = line_of(first, last);
        }
        first = last;
        return line;
    }
    bool is_end(std::size_t grapheme) const { return grapheme >= graphemes_.size(); }

 private:
    bool may_begin(std::size_t grapheme) const {
        return (shaped_.begins[graphemes_[grapheme].begin] & ShapedText::line) != 0;
    }
    bool is_space(std::size_t grapheme) const {
        const Cell& cell = graphemes_[grapheme];
        return is_white(std::string_view(shaped_.text).substr(cell.begin, cell.end - cell.begin));
    }
    std::int64_t width_between(std::size_t first, std::size_t last) const {
        std::int64_t width = 0;
        for (; first < last; ++first) width += graphemes_[first].x1 - graphemes_[first].x0;
        return width;
    }
    std::size_t with_spaces(std::size_t last) const {
        while (!is_end(last) && is_space(last) && !may_begin(last)) ++last;
        return last;
    }
    std::size_t without_spaces(std::size_t first, std::size_t last) const {
        while (last > first && is_space(last - 1)) --last;
        return last;
    }

    /// Returns where a line with `room` ends: at the last opportunity that fits, else before the
    /// grapheme that does not fit.
    std::size_t end_of_line(std::size_t first, std::int64_t room) const {
        std::size_t opportunity = first;
        for (std::size_t i = first; i < graphemes_.size(); ++i) {
            if (may_begin(i)) opportunity = i;
            room -= graphemes_[i].x1 - graphemes_[i].x0;
            if (room >= 0 || is_space(i)) continue;
            return opportunity > first ? opportunity : with_spaces(std::max(i, first + 1));
        }
        return graphemes_.size();
    }

    TextLine line_of(std::size_t first, std::size_t last) {
        const std::size_t drawn = without_spaces(first, last);
        const std::uint32_t begin = graphemes_[first].begin, end = graphemes_[last - 1].end;
        return builder_.build(begin, drawn < last ? graphemes_[drawn].begin : end, end, width_);
    }

    const ShapedText& shaped_;
    LineBuilder builder_;
    std::vector<Cell> graphemes_;  // in logical order; only their widths count
    std::int32_t width_;
};

void append_lines(const ShapedText& shaped, const ShapedParagraph& paragraph, std::int32_t width,
                  TextShaper& shaper, TextLines& lines) {
    if (paragraph.begin == paragraph.end) {
        lines.push_back(LineBuilder(shaped, paragraph, shaper)
                            .build(paragraph.begin, paragraph.end, paragraph.end, width));
        return;
    }
    LineBreaker breaker(shaped, paragraph, shaper, width);
    std::size_t first = 0;
    while (!breaker.is_end(first)) lines.push_back(breaker.next_line(first));
}

}  // namespace

TextLines lay_out(const ShapedText& shaped, std::int32_t width, TextShaper& shaper,
                  std::span<const NarrowSpan> narrow) {
    TextLines lines;
    lines.reserve(shaped.paragraphs.size());
    for (const ShapedParagraph& paragraph : shaped.paragraphs) {
        while (!narrow.empty() && narrow.front().end <= paragraph.begin) narrow = narrow.subspan(1);
        const bool is_narrow = !narrow.empty() && narrow.front().begin <= paragraph.begin;
        const std::int32_t room = is_narrow ? std::max(width - narrow.front().by, 0) : width;
        append_lines(shaped, paragraph, room, shaper, lines);
    }
    return lines;
}

TextLine truncated_line(const ShapedText& shaped, std::int32_t width, TextShaper& shaper) {
    const ShapedParagraph& paragraph = shaped.paragraphs.front();
    TextLines lines;
    append_lines(shaped, paragraph, unlimited_width, shaper, lines);
    TextLine line = std::move(lines.front());
    if (line.width <= width) return line;
    const std::vector<Cell> graphemes = LineBuilder(shaped, paragraph, shaper).graphemes();
    std::int64_t room = width;
    for (std::size_t count = graphemes.size(); line.width > width && count > 0;) {
        count = std::min(count - 1, count_within(graphemes, room));
        std::string text = shaped.text.substr(0, graphemes[count].begin);
        while (text.ends_with(' ')) text.pop_back();
        line = lay_out(shaper.shape(text + "…", shaped.request), unlimited_width, shaper).front();
        room -= line.width - width;
    }
    return line;
}

}  // namespace indaba::ui
