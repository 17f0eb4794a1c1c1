#include "imgui-client/messages/row_cache.hpp"

#include <utility>
#include <vector>

#include "common/client/text/local_time.hpp"
#include "imgui-client/style/theme.hpp"

namespace indaba::ui {
namespace {

constexpr std::size_t max_cached_layouts = 512;

}  // namespace

bool RowCache::begin_frame(const ViewState& view_state, float text_width) {
    view_state_ = &view_state;
    std::string today = client::calendar_day(view_state.now.wall);
    const bool stale = text_width != text_width_ || ui::scale() != scale_ || today != day_ ||
                       view_state.names_version != names_version_;
    if (stale) layouts_.clear();
    text_width_ = text_width;
    scale_ = ui::scale();
    day_ = std::move(today);
    names_version_ = view_state.names_version;
    return stale;
}

bool RowCache::rows_were_replaced(const Heights& heights) const {
    const Timeline& timeline = *view_state_->timeline;
    return timeline.rows_version() != rows_version_ || heights.size() > timeline.size();
}

void RowCache::clear() {
    rows_version_ = view_state_->timeline->rows_version();
    prepended_ = view_state_->timeline->prepended();
    layouts_.clear();
    unfolded_.clear();
}

std::size_t RowCache::add_new_rows(Heights& heights) {
    const Timeline& timeline = *view_state_->timeline;
    std::size_t prepended = timeline.prepended() - std::exchange(prepended_, timeline.prepended());
    if (heights.size() == 0) prepended = 0;
    if (prepended > 0) {
        std::vector<std::int32_t> estimates(prepended);
        for (std::size_t row = 0; row < prepended; ++row) estimates[row] = estimate(row);
        heights.push_front(estimates);
        layouts_.erase(id_of(prepended));  // its day line and header depend on the row before it
    }
    for (std::size_t row = heights.size(); row < timeline.size(); ++row)
        heights.push_back(estimate(row));
    if (timeline.last_row_version() != last_row_version_ && timeline.size() > 0)
        layouts_.erase(id_of(timeline.size() - 1));
    last_row_version_ = timeline.last_row_version();
    if (layouts_.size() > max_cached_layouts) layouts_.clear();
    return prepended;
}

void RowCache::set_unread_at(std::uint64_t number) {
    if (number == unread_at_) return;
    for (const std::uint64_t changed : {unread_at_, number})
        if (const auto row = view_state_->timeline->index_of(changed)) layouts_.erase(id_of(*row));
    unread_at_ = number;
}

std::optional<std::size_t> RowCache::row_of(std::uint64_t id) const {
    if (id < first_id() || id - first_id() >= view_state_->timeline->size()) return std::nullopt;
    return static_cast<std::size_t>(id - first_id());
}

const RowLayout& RowCache::layout(std::size_t row) {
    const std::uint64_t id = id_of(row);
    const auto known = layouts_.find(id);
    if (known != layouts_.end()) return known->second;
    return layouts_.emplace(id, layout_row(context(), row, unfolded_.contains(id))).first->second;
}

std::int32_t RowCache::measure(std::size_t row, Heights& heights) {
    const std::int32_t height = layout(row).height;
    if (heights.at(row) != height) heights.set(row, height);
    return height;
}

bool RowCache::toggle_fold(std::uint64_t id) {
    layouts_.erase(id);
    if (unfolded_.erase(id)) return false;
    unfolded_.insert(id);
    return true;
}

std::int32_t RowCache::estimate(std::size_t row) const {
    return estimated_height(*view_state_, view_state_->timeline->row(row), text_width_);
}

}  // namespace indaba::ui
