#include "imgui-client/messages/row_cache.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "common/client/text/local_time.hpp"
#include "common/wire/bodies.hpp"
#include "imgui-client/display_text/source_slice.hpp"
#include "imgui-client/messages/message_hits.hpp"
#include "imgui-client/messages/room_events.hpp"
#include "imgui-client/style/theme.hpp"

namespace indaba::ui {
namespace {

constexpr std::size_t max_cached_layouts = 512;
constexpr std::size_t max_cached_glyphs = 200'000;  // some 10 MB

std::size_t glyphs_of(const RowLayout& layout) {
    std::size_t count = 0;
    for (const Line& line : layout.lines) count += line.glyphs.size();
    return count;
}

}  // namespace

bool RowCache::begin_frame(const ViewState& view_state, float text_width) {
    view_state_ = &view_state;
    std::string today = client::calendar_day(view_state.now.wall);
    const bool stale = text_width != text_width_ || ui::scale() != scale_ || today != day_ ||
                       view_state.names_version != names_version_ ||
                       ui::text_version() != text_version_;
    if (stale || layouts_.size() > max_cached_layouts || cached_glyphs_ > max_cached_glyphs)
        forget_layouts();
    text_width_ = text_width;
    scale_ = ui::scale();
    day_ = std::move(today);
    names_version_ = view_state.names_version;
    text_version_ = ui::text_version();
    return stale;
}

void RowCache::forget_layouts() {
    layouts_.clear();
    cached_glyphs_ = 0;
}

bool RowCache::rows_were_replaced() const {
    return view_state_->timeline->arrangement() != arrangement_;
}

bool RowCache::history_was_replaced() const { return view_state_->timeline->history() != history_; }

void RowCache::clear() {
    const Timeline& timeline = *view_state_->timeline;
    forget_layouts();
    if (history_was_replaced()) {
        unfolded_.clear();
        with_earlier_.clear();
    }
    arrangement_ = timeline.arrangement();
    history_ = timeline.history();
}

void RowCache::sync(Heights& heights) {
    constexpr std::size_t max_estimated = 512;  // of more, few are here
    const Timeline& timeline = *view_state_->timeline;
    if (heights.size() > 0 && row_of(last_) != heights.size() - 1) heights.pop_back();
    const std::size_t size = timeline.size();
    if (size > heights.size() + max_estimated)
        heights.append(size - heights.size() - max_estimated, absent_height());
    for (std::size_t row = heights.size(); row < size; ++row) heights.append(1, estimate(row));
    if (size > 0) last_ = order_of(size - 1);
}

bool RowCache::is_absent(std::size_t row) const {
    return is_absent(view_state_->timeline->row(row));
}

bool RowCache::is_absent(const Row& row) const {
    return row.kind == Row::Kind::entry && !entry_of(*view_state_, row);
}

const RowLayout& RowCache::layout(std::size_t row) {
    const Timeline& timeline = *view_state_->timeline;
    Cached now;
    now.row = timeline.row(row);
    now.absent = is_absent(now.row);
    if (row > 0) {
        now.before = timeline.row(row - 1);
        now.before_absent = is_absent(now.before);
    }
    now.unread_line = now.row.kind == Row::Kind::entry && now.row.number() == unread_at_;
    Cached& cached = layouts_[now.row.order];
    if (!cached.is_for(now)) {
        now.layout =
            layout_row(context(), row,
                       {unfolded_.contains(now.row.order), with_earlier_.contains(now.row.order)});
        cached_glyphs_ += glyphs_of(now.layout);
        cached = std::move(now);
    }
    const std::uint64_t searched = view_state_->found ? view_state_->found->query_version : 0;
    if (std::exchange(cached.searched, searched) != searched)
        cached.layout.hits = hits_of_row(*view_state_, cached.row, cached.layout);
    return cached.layout;
}

/// Returns the text of a message as it stands; nullopt for other rows.
std::optional<std::string> RowCache::text_of(std::size_t row) const {
    const Row& what = view_state_->timeline->row(row);
    const client::ConversationState* state = conversation_of(*view_state_, what);
    const Entry* entry = entry_of(*view_state_, what);
    const auto message = entry ? client::folded_message(*state, entry->number) : std::nullopt;
    if (!message || message->erased) return std::nullopt;
    return message->text;
}

std::string RowCache::said(std::size_t row, const RowLayout& layout, std::size_t begin,
                           std::size_t end) const {
    const auto text = text_of(row);
    if (!text) return without_isolates(layout.text.slice(begin, end).view());
    return std::string(said_slice(*text, layout.map, layout.hidden, begin, end));
}

std::string RowCache::said_within(std::size_t row, const RowLayout& layout, std::size_t begin,
                                  std::size_t end) const {
    const std::string text = text_of(row).value_or("");
    const auto [from, to] = layout.map.source_span(begin, end);
    std::string part = text.substr(std::min(from, text.size()), to - std::min(from, to));
    // The marks after the last byte do not lie within.
    for (const ByteRange& mark : layout.hidden)
        if (mark.end == to && mark.begin > from) part.resize(mark.begin - from);
    return part;
}

void RowCache::toggle_earlier(const RowOrder& order) {
    layouts_.erase(order);
    if (!with_earlier_.erase(order)) with_earlier_.insert(order);
}

std::optional<std::size_t> RowCache::reveal(const RowOrder& order) {
    const auto row = row_of(order);
    if (!row) return row;
    const RowLayout& now = layout(*row);
    const bool hides = now.lines.size() < now.all_lines && !now.hits.empty() &&
                       now.hits.front().begin >= now.lines.back().end;
    if (hides) toggle_fold(order);
    return row;
}

float RowCache::first_hit_top(std::size_t row) {
    const RowLayout& now = layout(row);
    if (now.hits.empty()) return 0;
    const auto below =
        std::ranges::upper_bound(now.lines, now.hits.front().begin, {}, &Line::begin);
    const auto line = static_cast<std::size_t>(below - now.lines.begin());
    return line <= 1 ? 0 : now.text_top + now.place_of(line - 1).top;
}

std::int32_t RowCache::measure(std::size_t row, Heights& heights) {
    if (heights.at(row) == 0) return 0;  // a hidden row, of which there may be thousands
    const std::int32_t height = layout(row).height;
    if (heights.at(row) != height) heights.set(row, height);
    return height;
}

bool RowCache::toggle_fold(const RowOrder& order) {
    layouts_.erase(order);
    if (unfolded_.erase(order)) return false;
    unfolded_.insert(order);
    return true;
}

std::int32_t RowCache::estimate(std::size_t row) const {
    return estimated_height(*view_state_, view_state_->timeline->row(row), text_width_);
}

}  // namespace indaba::ui
