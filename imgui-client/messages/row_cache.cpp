#include "imgui-client/messages/row_cache.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "common/client/text/local_time.hpp"
#include "common/wire/bodies.hpp"
#include "imgui-client/display_text/source_slice.hpp"
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
    prepended_ = timeline.prepended();
}

std::size_t RowCache::sync(Heights& heights) {
    const Timeline& timeline = *view_state_->timeline;
    std::size_t prepended = timeline.prepended() - std::exchange(prepended_, timeline.prepended());
    if (heights.size() == 0) prepended = 0;
    if (heights.size() > 0 && row_of(last_) != heights.size() - 1 + prepended) heights.pop_back();
    if (prepended > 0) {
        std::vector<std::int32_t> estimates(prepended);
        for (std::size_t row = 0; row < prepended; ++row) estimates[row] = estimate(row);
        heights.push_front(estimates);
    }
    for (std::size_t row = heights.size(); row < timeline.size(); ++row)
        heights.push_back(estimate(row));
    if (timeline.size() > 0) last_ = order_of(timeline.size() - 1);
    return prepended;
}

const RowLayout& RowCache::layout(std::size_t row) {
    const Timeline& timeline = *view_state_->timeline;
    const Row now = timeline.row(row), before = row == 0 ? Row{} : timeline.row(row - 1);
    const bool unread_line = now.kind == Row::Kind::entry && now.number() == unread_at_;
    Cached& cached = layouts_[now.order];
    const bool fresh = !(cached.row == Row{}) && cached.row == now && cached.before == before &&
                       cached.unread_line == unread_line;
    if (!fresh) {
        cached = {now, before, unread_line,
                  layout_row(context(), row,
                             {unfolded_.contains(now.order), with_earlier_.contains(now.order)})};
        cached_glyphs_ += glyphs_of(cached.layout);
    }
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
