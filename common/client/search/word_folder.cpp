#include "common/client/search/word_folder.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <iterator>

#include "common/base/utf8.hpp"
#include "common/client/search/word_characters.hpp"

namespace indaba::client {
namespace {

/// Returns whether a decomposed character goes on with the one before it: a mark, or the second or
/// third part of a Hangul syllable.
bool continues_character(char32_t point) {
    return (point >= 0x1160 && point <= 0x11FF) || word_character(point) == WordCharacter::mark;
}

bool is_kept(char32_t point) {
    const WordCharacter kind = word_character(point);
    return kind != WordCharacter::none && kind != WordCharacter::invisible && !is_accent(point);
}

/// Puts marks in the order of their combining classes, as the composition expects them.
void order_marks(std::span<std::int32_t> points) {
    const auto class_of = [](std::int32_t point) {
        return utf8proc_get_property(point)->combining_class;
    };
    for (std::size_t i = 1; i < points.size(); ++i)
        for (std::size_t at = i;
             at > 0 && class_of(points[at]) != 0 && class_of(points[at - 1]) > class_of(points[at]);
             --at)
            std::swap(points[at - 1], points[at]);
}

/// Returns how many of `points` are left when they are composed in place.
std::size_t compose(std::span<std::int32_t> points) {
    order_marks(points);
    constexpr auto options = static_cast<utf8proc_option_t>(UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    const utf8proc_ssize_t left = utf8proc_normalize_utf32(
        points.data(), static_cast<utf8proc_ssize_t>(points.size()), options);
    return left < 0 ? points.size() : static_cast<std::size_t>(left);
}

}  // namespace

void WordFolder::fold(std::string_view text, TextSpan word) {
    folded_.clear();
    count_ = points_ = pending_count_ = 0;
    was_cut_ = false;
    if (fold_ascii(text, word)) return;
    for (std::size_t at = word.begin; at < word.end && !was_cut_;) {
        const CodePoint point = first_code_point(text.substr(at, word.end - at));
        add(point.value, at);
        at += point.length;
    }
    end_character();
}

bool WordFolder::fold_ascii(std::string_view text, TextSpan word) {
    const std::size_t size = word.end - word.begin;
    const std::string_view bytes = text.substr(word.begin, size);
    if (!std::ranges::all_of(bytes, [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
        return false;
    was_cut_ = size > max_word_characters;
    count_ = points_ = std::min(size, max_word_characters);
    folded_.assign(bytes.substr(0, count_));
    for (std::size_t i = 0; i < count_; ++i) {
        if (folded_[i] >= 'A' && folded_[i] <= 'Z')
            folded_[i] = static_cast<char>(folded_[i] - 'A' + 'a');
        characters_[i] = {word.begin + i, static_cast<std::uint16_t>(i),
                          static_cast<std::uint16_t>(i)};
    }
    return true;
}

void WordFolder::add(char32_t point, std::size_t at) {
    constexpr auto options =
        static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD);
    std::array<utf8proc_int32_t, 32> parts{};  // Unicode has no character of more than 18
    int boundary = UTF8PROC_BOUNDCLASS_START;
    const utf8proc_ssize_t count = utf8proc_decompose_char(
        static_cast<utf8proc_int32_t>(point), parts.data(), parts.size(), options, &boundary);
    bool first = true;
    for (utf8proc_ssize_t i = 0; i < std::min(count, std::ssize(parts)); ++i) {
        const std::int32_t part = parts[static_cast<std::size_t>(i)];
        if (!is_kept(static_cast<char32_t>(part))) continue;
        if (count_ == 0 || (first && !continues_character(static_cast<char32_t>(part))))
            begin_character(at);
        first = false;
        if (was_cut_) return;
        if (pending_count_ < pending_.size()) pending_[pending_count_++] = part;
    }
}

void WordFolder::begin_character(std::size_t at) {
    end_character();
    was_cut_ = was_cut_ || points_ == max_word_characters;
    if (was_cut_) return;
    characters_[count_++] = {at, static_cast<std::uint16_t>(folded_.size()),
                             static_cast<std::uint16_t>(points_)};
}

void WordFolder::end_character() {
    const std::span<std::int32_t> points{pending_.data(), pending_count_};
    const std::size_t left = points.size() > 1 ? compose(points) : points.size();
    for (const std::int32_t point : points.first(left)) append(static_cast<char32_t>(point));
    pending_count_ = 0;
}

void WordFolder::append(char32_t point) {
    if (points_ == max_word_characters) {
        was_cut_ = true;
        return;
    }
    ++points_;
    if (point < 0x80)
        folded_ += static_cast<char>(point);
    else
        folded_ += to_utf8(point);
}

}  // namespace indaba::client
