#include "imgui-client/display_text/source_slice.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <optional>

#include "common/base/utf8.hpp"

namespace indaba::ui {
namespace {

utf8proc_int32_t scalar(const CodePoint& point) {
    return point.valid ? static_cast<utf8proc_int32_t>(point.value) : 0xFFFD;
}

/// Returns the first grapheme cluster of `text`, which is not empty.
std::string_view first_cluster(std::string_view text) {
    CodePoint before = first_code_point(text);
    std::size_t length = before.length;
    utf8proc_int32_t state = 0;
    while (length < text.size()) {
        const CodePoint next = first_code_point(text.substr(length));
        if (utf8proc_grapheme_break_stateful(scalar(before), scalar(next), &state)) break;
        length += next.length;
        before = next;
    }
    return text.substr(0, length);
}

}  // namespace

std::string_view source_slice(std::string_view source, DisplayTextView shown, std::size_t begin,
                              std::size_t end) {
    if (begin >= end) return {};
    if (shown.view() == source) return source.substr(begin, end - begin);
    std::optional<std::size_t> from;
    std::size_t to = 0, at = 0, displayed = 0;
    while (at < source.size()) {
        const std::string_view cluster = first_cluster(source.substr(at));
        const std::size_t width = display_text(cluster).size();
        const bool inside = displayed < end && displayed + width > begin;
        if (inside && !from) from = at;
        const bool unseen_after = width == 0 && from && to == at;
        at += cluster.size();
        if (inside || unseen_after) to = at;
        displayed += width;
    }
    // A text whose characters are displayed otherwise together than apart is taken whole.
    if (displayed != shown.size() || !from) return source;
    if (begin == 0) from = 0;
    if (end >= shown.size()) to = source.size();
    return source.substr(*from, to - *from);
}

}  // namespace indaba::ui
