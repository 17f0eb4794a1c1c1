#include <poll.h>

#include "imgui-client/platform/wait_until_readable.hpp"

namespace indaba::ui {

bool wait_until_readable(Descriptor wakeup, const std::vector<Descriptor>& others) {
    std::vector<pollfd> watched{{static_cast<int>(wakeup), POLLIN, 0}};
    for (const Descriptor each : others) watched.push_back({static_cast<int>(each), POLLIN, 0});
    if (::poll(watched.data(), static_cast<nfds_t>(watched.size()), -1) < 0) return false;
    bool readable = false;
    for (std::size_t i = 1; i < watched.size(); ++i) readable |= watched[i].revents != 0;
    return readable;
}

}  // namespace indaba::ui
