#include "imgui-client/messages/unread_line.hpp"

#include <algorithm>

namespace indaba::ui {

void UnreadLine::begin(std::uint64_t read, std::uint64_t head) {
    begun_ = true;
    after_ = looked_at_ = read;
    to_ = std::max(read, head);
}

void UnreadLine::see(std::uint64_t last, bool looking, bool came_back) {
    if ((!looking || came_back) && last > std::max(looked_at_, to_)) {
        after_ = std::max(after_, looked_at_);
        to_ = last;
    }
    if (looking) looked_at_ = std::max(looked_at_, last);
}

}  // namespace indaba::ui
