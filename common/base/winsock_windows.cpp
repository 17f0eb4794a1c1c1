#include "common/base/winsock_windows.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "common/base/error_windows.hpp"
#include "common/base/windows_api_windows.hpp"

namespace indaba {

void start_winsock() {
    // Never ended: threads may use sockets until the process has gone.
    static const int error = [] {
        WSADATA data{};
        return ::WSAStartup(MAKEWORD(2, 2), &data);
    }();
    if (error != 0)
        throw std::runtime_error(fmt::format("Windows grants no sockets: {}.",
                                             error_text(static_cast<unsigned long>(error))));
}

}  // namespace indaba
