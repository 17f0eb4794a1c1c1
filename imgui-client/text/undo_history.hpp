#pragma once
/// The earlier and later texts of an editor. Each step holds a whole text: one has at most 16 KiB,
/// so all are small, and any paste can be undone. Pure.
#include <cstddef>
#include <deque>
#include <optional>
#include <string>

namespace indaba::ui {

class UndoHistory {
 public:
    struct Snapshot {
        std::string text;
        std::size_t caret = 0, anchor = 0;
    };

    bool can_undo() const { return !past_.empty(); }
    bool can_redo() const { return !future_.empty(); }
    void clear();
    /// Forgets what could be redone.
    void forget_future() { future_.clear(); }
    /// Begins a step with the text before it. Drops the oldest steps beyond 100, or beyond 1 MiB.
    void remember(Snapshot before);
    /// Return the text to go back or forward to, and keep the present one for the other direction;
    /// nullopt when there is none.
    std::optional<Snapshot> undo(Snapshot present) { return exchange(past_, future_, present); }
    std::optional<Snapshot> redo(Snapshot present) { return exchange(future_, past_, present); }

 private:
    static std::optional<Snapshot> exchange(std::deque<Snapshot>& from, std::deque<Snapshot>& to,
                                            Snapshot& present);

    std::deque<Snapshot> past_, future_;
};

}  // namespace indaba::ui
