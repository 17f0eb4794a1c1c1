#include "imgui-client/display_text/markup.hpp"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "common/base/utf8.hpp"
#include "common/wire/text.hpp"
#include "imgui-client/display_text/links.hpp"

namespace indaba::ui {
namespace {

constexpr std::string_view fence = "```";
constexpr std::size_t max_language_bytes = 20;
constexpr std::string_view marks = "*_~";  // bold, italic, struck

bool is_word(char32_t point) {
    const auto character = static_cast<UChar32>(point);
    return u_isalnum(character) || u_charType(character) == U_NON_SPACING_MARK;
}
bool is_space(char32_t point) { return u_isUWhiteSpace(static_cast<UChar32>(point)); }

/// Finds the emphasis in lines of a text, one line after the other.
class EmphasisFinder {
 public:
    EmphasisFinder(std::string_view source, Markup& markup)
        : source_(source), links_(find_web_addresses(source)), markup_(markup) {}

    /// Looks at the line of the bytes [begin, end).
    void find(std::size_t begin, std::size_t end) {
        open_.fill(std::nullopt);
        char32_t before = 0;
        for (std::size_t at = begin; at < end;) {
            const CodePoint point = first_code_point(source_.substr(at, end - at));
            const std::size_t link = end_of_link(at);
            if (link > 0)
                at = std::min(link, end);
            else if (point.value == '`')
                at = take_code(at, end);
            else if (const std::size_t kind = marks.find(source_[at]); kind != marks.npos)
                at = take_mark(kind, at, end, before);
            else
                at += point.length;
            before = link > 0 ? U'x' : point.value;
        }
    }

 private:
    /// Returns where the link that covers the byte `at` ends; 0 when there is none.
    std::size_t end_of_link(std::size_t at) {
        while (next_link_ < links_.size() && links_[next_link_].end <= at) ++next_link_;
        const bool covers = next_link_ < links_.size() && links_[next_link_].begin <= at;
        return covers ? links_[next_link_].end : 0;
    }

    /// Takes the code that begins with the backtick `at`, if any. Returns where to go on.
    std::size_t take_code(std::size_t at, std::size_t end) {
        const std::size_t close = source_.substr(0, end).find('`', at + 1);
        if (close == std::string_view::npos || close == at + 1) return at + 1;
        markup_.hidden.push_back({at, at + 1});
        markup_.hidden.push_back({close, close + 1});
        markup_.emphasis.push_back({at + 1, close, {.code = true}});
        return close + 1;
    }

    /// Takes the mark at `at`, which may be doubled, as a begin or an end. Returns where to go on.
    std::size_t take_mark(std::size_t kind, std::size_t at, std::size_t end, char32_t before) {
        const std::size_t other = source_.find_first_not_of(source_[at], at);
        const ByteRange mark{at, std::min(other, end)};
        const std::size_t length = mark.end - mark.begin;
        if (length > (source_[at] == '_' ? 1u : 2u)) return mark.end;
        const char32_t after =
            mark.end < end ? first_code_point(source_.substr(mark.end)).value : U' ';
        const std::optional<ByteRange> open = open_[kind];
        const bool matches = open && open->end - open->begin == length && open->end < at;
        if (matches && !is_space(before) && !is_word(after))
            end_emphasis(kind, *open, mark);
        else if (!is_space(after) && !is_word(before))
            open_[kind] = mark;
        return mark.end;
    }

    /// Ends what began with the mark `open`, and forgets the marks between that did not end.
    void end_emphasis(std::size_t kind, const ByteRange& open, const ByteRange& close) {
        markup_.hidden.push_back(open);
        markup_.hidden.push_back(close);
        markup_.emphasis.push_back(
            {open.end, close.begin, {.bold = kind == 0, .italic = kind == 1, .struck = kind == 2}});
        for (std::optional<ByteRange>& other : open_)
            if (other && other->begin >= open.begin) other.reset();
    }

    std::string_view source_;
    std::vector<Link> links_;
    std::size_t next_link_ = 0;
    std::array<std::optional<ByteRange>, 3> open_;  // the last open mark of each kind
    Markup& markup_;
};

/// Returns the language that a line names after three backticks; nullopt when it opens no code.
std::optional<std::string_view> opened_language(std::string_view line) {
    if (!line.starts_with(fence)) return std::nullopt;
    line.remove_prefix(fence.size());
    const bool is_name = line.size() <= max_language_bytes && std::ranges::all_of(line, [](char c) {
                             return c > ' ' && c <= '~' && c != '`';
                         });
    return is_name ? std::optional(line) : std::nullopt;
}

/// Goes through the lines of a text and finds its blocks.
class BlockFinder {
 public:
    explicit BlockFinder(std::string_view source) : source_(source), emphasis_(source, markup_) {}

    Markup find() {
        for (std::size_t begin = 0; begin < source_.size();) {
            const std::size_t end = end_of_line(begin);
            if (const std::size_t after = take_code(begin, end); after != 0) {
                begin = after;
                continue;
            }
            take_line(begin, end);
            begin = end + 1;
        }
        std::ranges::sort(markup_.hidden, {}, &ByteRange::begin);
        return std::move(markup_);
    }

 private:
    std::size_t end_of_line(std::size_t begin) const {
        return std::min(source_.find('\n', begin), source_.size());
    }
    std::string_view line(std::size_t begin, std::size_t end) const {
        return source_.substr(begin, end - begin);
    }

    /// Takes the block of code that the line opens. Returns the begin of the line after it; 0 when
    /// the line opens none.
    std::size_t take_code(std::size_t begin, std::size_t end) {
        const auto language = opened_language(line(begin, end));
        if (!language || no_more_fences_) return 0;
        const std::size_t content = end + 1;
        for (std::size_t at = content; at < source_.size(); at = end_of_line(at) + 1) {
            const std::size_t last = end_of_line(at);
            if (line(at, last) != fence) continue;
            if (at == content) return 0;  // nothing between
            markup_.hidden.push_back({begin, content});
            markup_.hidden.push_back({at - 1, last});
            markup_.blocks.push_back(
                {MarkedBlock::Kind::code, content, at - 1, std::string(*language)});
            markup_.emphasis.push_back({content, at - 1, {.code = true}});
            return last + 1;
        }
        no_more_fences_ = true;
        return 0;
    }

    void take_line(std::size_t begin, std::size_t end) {
        const std::string_view text = line(begin, end);
        if (!text.starts_with("> ")) return emphasis_.find(begin, end);
        markup_.hidden.push_back({begin, begin + 2});
        MarkedBlock* last = markup_.blocks.empty() ? nullptr : &markup_.blocks.back();
        if (last && last->kind == MarkedBlock::Kind::quote && last->end + 1 == begin)
            last->end = end;
        else
            markup_.blocks.push_back({MarkedBlock::Kind::quote, begin + 2, end, {}});
        emphasis_.find(begin + 2, end);
    }

    std::string_view source_;
    Markup markup_;
    EmphasisFinder emphasis_;
    bool no_more_fences_ = false;
};

Emphasis both(const Emphasis& one, const Emphasis& other) {
    return {one.bold || other.bold, one.italic || other.italic, one.code || other.code,
            one.struck || other.struck};
}

/// Returns spans without overlaps: emphasis within emphasis has both.
std::vector<EmphasisSpan> flattened(std::vector<EmphasisSpan> nested) {
    std::ranges::sort(nested, [](const EmphasisSpan& one, const EmphasisSpan& other) {
        return one.begin != other.begin ? one.begin < other.begin : one.end > other.end;
    });
    std::vector<EmphasisSpan> flat, open;  // `open`: the outer ones first
    std::size_t at = 0;
    const auto write_to = [&](std::size_t end) {
        if (!open.empty() && at < end) flat.push_back({at, end, open.back().how});
        at = end;
    };
    const auto close_until = [&](std::size_t byte) {
        while (!open.empty() && open.back().end <= byte) {
            write_to(open.back().end);
            open.pop_back();
        }
        write_to(byte);
    };
    for (EmphasisSpan& span : nested) {
        close_until(span.begin);
        if (!open.empty()) span.how = both(span.how, open.back().how);
        open.push_back(span);
    }
    close_until(std::string_view::npos);
    return flat;
}

}  // namespace

Markup find_markup(std::string_view source) {
    if (source.starts_with(plain_prefix) && source.size() > plain_prefix.size())
        return {{{0, plain_prefix.size()}}, {}, {}};
    if (source.find_first_of("*_~`>") == std::string_view::npos) return {};
    Markup markup = BlockFinder(source).find();
    markup.emphasis = flattened(std::move(markup.emphasis));
    return markup;
}

Markup displayed(Markup markup, const DisplayMap& map) {
    for (EmphasisSpan& span : markup.emphasis)
        span = {map.to_display(span.begin), map.to_display(span.end), span.how};
    // Between two marks that stand side by side is nothing.
    std::erase_if(markup.emphasis, [](const auto& span) { return span.begin == span.end; });
    for (MarkedBlock& block : markup.blocks) {
        block.begin = map.to_display(block.begin);
        block.end = map.to_display(block.end);
    }
    return markup;
}

}  // namespace indaba::ui
