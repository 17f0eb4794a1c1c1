#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>
#include <string>

#include "broker/process/local_socket.hpp"
#include "common/base/descriptor.hpp"

namespace indaba::broker {

bool is_listening(const std::filesystem::path& socket_file) {
    const std::string name = socket_file.string();
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (name.size() >= sizeof address.sun_path) return false;
    std::memcpy(address.sun_path, name.c_str(), name.size() + 1);
    const OwnedDescriptor descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    return descriptor.is_open() &&
           ::connect(static_cast<int>(descriptor.number()),
                     reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

}  // namespace indaba::broker
