#include "imgui-client/messages/pending_rows.hpp"

#include <utility>

#include "imgui-client/style/theme.hpp"

namespace indaba::ui {
namespace {

constexpr std::size_t max_pending_rows = 200;

}  // namespace

void PendingRows::update(const RowLayoutContext& context) {
    using Kind = RowLayout::Kind;
    const ViewState& view_state = context.view_state;
    std::map<MessageId, RowLayout> before = std::exchange(layouts_, {});
    rows_.clear();
    left_out_ = 0;
    const auto add = [&](const MessageId& id, Kind kind, const PendingPlace& place,
                         const auto& make) {
        const auto known = before.find(id);
        const bool same = known != before.end() && known->second.kind == kind &&
                          known->second.has_header == place.has_header &&
                          known->second.day == place.day;
        const auto [found, added] =
            layouts_.try_emplace(id, same ? std::move(known->second) : make());
        if (added) rows_.push_back(&found->second);
    };
    PendingPlace place = place_of_pending(view_state);
    for (const client::OutboxRow& row : view_state.model->outbox()) {
        if (!is_sent_to(row, view_state.recipient())) continue;
        if (rows_.size() >= max_pending_rows) {
            ++left_out_;
            continue;
        }
        add(row.id, Kind::pending, place, [&] { return layout_pending_row(context, row, place); });
        place = {false, {}};
    }
    for (const RefusedPost& refused : view_state.timeline->refused())
        add(refused.row.id, Kind::refused, {},
            [&] { return layout_refused_row(context, refused); });
}

float PendingRows::height() const {
    float height = px(8);
    for (const RowLayout* each : rows_) height += static_cast<float>(each->height);
    return height + (left_out_ > 0 ? line_height(TextStyle::small) : 0);
}

}  // namespace indaba::ui
