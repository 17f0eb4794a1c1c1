#pragma once
/// Which entries came while nobody looked: those after `after()` up to `to()`. The line stands
/// where one stopped looking, until one looks away again and more comes. Pure; one per message
/// view.
#include <cstdint>

namespace indaba::ui {

class UnreadLine {
 public:
    /// At the first sight of a conversation: read up to `read`, its head at `head`.
    void begin(std::uint64_t read, std::uint64_t head);
    bool begun() const { return begun_; }
    /// In each frame: the newest number held, whether its line is in sight of somebody, and whether
    /// this is the first frame after another conversation was shown.
    void see(std::uint64_t last, bool looking, bool came_back);

    std::uint64_t after() const { return after_; }
    std::uint64_t to() const { return to_; }
    /// All that was new at the first sight is held.
    bool all_held(std::uint64_t last) const { return begun_ && last > 0 && last >= to_; }
    /// The newest number that was ever in sight.
    std::uint64_t looked_at() const { return looked_at_; }

 private:
    bool begun_ = false;
    std::uint64_t after_ = 0, to_ = 0, looked_at_ = 0;
};

}  // namespace indaba::ui
