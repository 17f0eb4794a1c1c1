#pragma once
/// The unread line of a conversation: the entries after `after()` up to `to()` came while the user
/// did not look. The line stays until the user looks away again and more entries come. Pure; one
/// for each message view.
#include <algorithm>
#include <cstdint>

namespace indaba::ui {

class UnreadLine {
 public:
    /// Starts at the first display of a conversation that is read up to `read` and has the head
    /// `head`.
    void begin(std::uint64_t read, std::uint64_t head);
    bool begun() const { return begun_; }
    /// Applies one frame: `last` is the newest number, `looking` whether it is in sight of the
    /// user, `came_back` whether another conversation was displayed in the frame before.
    void see(std::uint64_t last, bool looking, bool came_back);

    /// Entries up to `number` were read in another window or on another device.
    void read_elsewhere(std::uint64_t number) { looked_at_ = std::max(looked_at_, number); }

    std::uint64_t after() const { return after_; }
    std::uint64_t to() const { return to_; }
    /// Returns the newest number that was ever in sight.
    std::uint64_t looked_at() const { return looked_at_; }

 private:
    bool begun_ = false;
    std::uint64_t after_ = 0, to_ = 0, looked_at_ = 0;
};

}  // namespace indaba::ui
