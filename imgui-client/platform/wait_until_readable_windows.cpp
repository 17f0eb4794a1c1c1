#include "common/base/windows_api_windows.hpp"
#include "imgui-client/platform/wait_until_readable.hpp"

namespace indaba::ui {

/// All descriptors that a loop waits for are sockets here. A failure, of which a want of memory is
/// the only one left, makes the owner look: it would wait for ever otherwise.
bool wait_until_readable(Descriptor wakeup, const std::vector<Descriptor>& others) {
    std::vector<WSAPOLLFD> watched{{static_cast<SOCKET>(wakeup), POLLIN, 0}};
    for (const Descriptor each : others) watched.push_back({static_cast<SOCKET>(each), POLLIN, 0});
    if (::WSAPoll(watched.data(), static_cast<ULONG>(watched.size()), -1) == SOCKET_ERROR)
        return true;
    bool readable = false;
    for (std::size_t i = 1; i < watched.size(); ++i) readable |= watched[i].revents != 0;
    return readable;
}

}  // namespace indaba::ui
