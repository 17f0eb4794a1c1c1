#include <fmt/format.h>

#include <stdexcept>
#include <utility>

#include "common/base/error_windows.hpp"
#include "common/base/wakeup_pipe.hpp"
#include "common/base/windows_api_windows.hpp"
#include "common/base/winsock_windows.hpp"

namespace indaba {
namespace {

[[noreturn]] void fail() {
    throw std::runtime_error(fmt::format("No pipe could be made: {}.",
                                         error_text(static_cast<DWORD>(::WSAGetLastError()))));
}

/// A TCP socket that closes with this object. The programs that this one starts do not inherit it.
class Socket {
 public:
    explicit Socket(SOCKET socket) : socket_(socket) {
        if (socket_ == INVALID_SOCKET) fail();
        ::SetHandleInformation(reinterpret_cast<HANDLE>(socket_), HANDLE_FLAG_INHERIT, 0);
    }
    Socket() : Socket(::socket(AF_INET, SOCK_STREAM, IPPROTO_TCP)) {}
    ~Socket() {
        if (socket_ != INVALID_SOCKET) ::closesocket(socket_);
    }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    operator SOCKET() const { return socket_; }
    /// Gives the socket away. It no longer makes a caller wait.
    Descriptor release() {
        u_long no_waiting = 1;
        ::ioctlsocket(socket_, FIONBIO, &no_waiting);
        const BOOL at_once = TRUE;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, reinterpret_cast<const char*>(&at_once),
                     sizeof at_once);
        return static_cast<Descriptor>(std::exchange(socket_, INVALID_SOCKET));
    }

 private:
    SOCKET socket_;
};

/// Calls getsockname or getpeername.
template <class Function>
sockaddr_in address_of(SOCKET socket, Function function) {
    sockaddr_in address{};
    int size = sizeof address;
    if (function(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) fail();
    return address;
}

/// Makes the socket listen at a port of this computer that no other process can share.
sockaddr_in listen_alone(SOCKET listener) {
    const BOOL alone = TRUE;
    ::setsockopt(listener, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, reinterpret_cast<const char*>(&alone),
                 sizeof alone);
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    if (::bind(listener, reinterpret_cast<const sockaddr*>(&any), sizeof any) != 0 ||
        ::listen(listener, SOMAXCONN) != 0)
        fail();
    return address_of(listener, ::getsockname);
}

bool is_same(const sockaddr_in& a, const sockaddr_in& b) {
    return a.sin_port == b.sin_port && a.sin_addr.s_addr == b.sin_addr.s_addr;
}

}  // namespace

/// Windows can wait for a socket beside those of libzmq, but not for a pipe.
WakeupPipe::WakeupPipe() {
    start_winsock();
    const Socket listener;
    const sockaddr_in listening = listen_alone(listener);
    Socket writer;
    if (::connect(writer, reinterpret_cast<const sockaddr*>(&listening), sizeof listening) != 0)
        fail();
    const sockaddr_in own = address_of(writer, ::getsockname);
    for (;;) {
        // Any program of this computer may have connected first. Its connection is closed again.
        Socket reader{::accept(listener, nullptr, nullptr)};
        if (!is_same(address_of(reader, ::getpeername), own)) continue;
        read_ = reader.release();
        write_ = writer.release();
        return;
    }
}

WakeupPipe::~WakeupPipe() {
    ::closesocket(static_cast<SOCKET>(read_));
    ::closesocket(static_cast<SOCKET>(write_));
}

void WakeupPipe::signal() const noexcept {
    const int saved_error = ::WSAGetLastError();
    // A send fails only when the pipe is full, and then it is readable already.
    ::send(static_cast<SOCKET>(write_), "", 1, 0);
    ::WSASetLastError(saved_error);
}

void WakeupPipe::clear() const noexcept {
    char bytes[64];
    while (::recv(static_cast<SOCKET>(read_), bytes, sizeof bytes, 0) > 0) {
    }
}

}  // namespace indaba
