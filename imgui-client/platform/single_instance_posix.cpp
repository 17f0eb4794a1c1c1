#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <string>

#include "imgui-client/platform/single_instance.hpp"

namespace indaba::ui {
namespace fs = std::filesystem;
namespace {

constexpr int answer_timeout_ms = 1000;

fs::path socket_of(const fs::path& home) { return home / "window.socket"; }

/// Returns the address, unless the path is longer than the system allows (about 100 bytes).
std::optional<sockaddr_un> address_of(const fs::path& socket) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (socket.native().size() >= sizeof address.sun_path) return std::nullopt;
    std::memcpy(address.sun_path, socket.c_str(), socket.native().size());
    return address;
}

int make_socket() {
    const int made = ::socket(AF_UNIX, SOCK_STREAM, 0);
    if (made < 0) return -1;
    ::fcntl(made, F_SETFD, FD_CLOEXEC);
    ::fcntl(made, F_SETFL, O_NONBLOCK);
    return made;
}

bool listen_at(int socket, const sockaddr_un& address) {
    ::unlink(address.sun_path);
    return ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
           ::chmod(address.sun_path, S_IRUSR | S_IWUSR) == 0 && ::listen(socket, 8) == 0;
}

bool answered(int socket) {
    pollfd answer{socket, POLLIN, 0};
    char byte = 0;
    return ::poll(&answer, 1, answer_timeout_ms) == 1 && ::read(socket, &byte, 1) == 1;
}

}  // namespace

struct SingleInstance::State {
    fs::path socket;
    int listening = -1;
};

SingleInstance::SingleInstance(const fs::path& home)
    : state_(std::make_unique<State>(State{socket_of(home), -1})) {
    const auto address = address_of(state_->socket);
    int& listening = state_->listening;
    listening = address ? make_socket() : -1;
    if (listening < 0 || listen_at(listening, *address)) return;
    ::close(listening);
    listening = -1;
}

SingleInstance::~SingleInstance() {
    if (state_->listening < 0) return;
    ::unlink(state_->socket.c_str());
    ::close(state_->listening);
}

Descriptor SingleInstance::descriptor() const { return state_->listening; }

/// A connection is the whole message, so nothing is read from it.
bool SingleInstance::answer_activations() {
    bool any = false;
    int& listening = state_->listening;
    while (listening >= 0) {
        const int caller = ::accept(listening, nullptr, nullptr);
        if (caller >= 0) {
            any |= ::send(caller, "!", 1, MSG_NOSIGNAL | MSG_DONTWAIT) == 1;
            ::close(caller);
        } else if (errno == EAGAIN) {
            break;
        } else if (errno != EINTR && errno != ECONNABORTED) {
            // The descriptor would stay readable and the loop would spin, so activation is given
            // up.
            ::close(listening);
            listening = -1;
        }
    }
    return any;
}

bool activate_running_instance(const fs::path& home) {
    const auto address = address_of(socket_of(home));
    const int socket = address ? make_socket() : -1;
    if (socket < 0) return false;
    const bool activated =
        ::connect(socket, reinterpret_cast<const sockaddr*>(&*address), sizeof *address) == 0 &&
        answered(socket);
    ::close(socket);
    return activated;
}

}  // namespace indaba::ui
