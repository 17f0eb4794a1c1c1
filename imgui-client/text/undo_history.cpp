#include "imgui-client/text/undo_history.hpp"

#include <utility>

namespace indaba::ui {
namespace {

constexpr std::size_t max_steps = 100;
constexpr std::size_t max_bytes = 1 << 20;

}  // namespace

void UndoHistory::clear() {
    past_.clear();
    future_.clear();
}

void UndoHistory::remember(Snapshot before) {
    past_.push_back(std::move(before));
    std::size_t bytes = 0;
    for (const Snapshot& each : past_) bytes += each.text.size();
    while (past_.size() > max_steps || bytes > max_bytes) {
        bytes -= past_.front().text.size();
        past_.pop_front();
    }
}

std::optional<UndoHistory::Snapshot> UndoHistory::exchange(std::deque<Snapshot>& from,
                                                           std::deque<Snapshot>& to,
                                                           Snapshot& present) {
    if (from.empty()) return std::nullopt;
    to.push_back(std::move(present));
    Snapshot snapshot = std::move(from.back());
    from.pop_back();
    return snapshot;
}

}  // namespace indaba::ui
