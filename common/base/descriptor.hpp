#pragma once
/// Names an open socket or file of the system, and owns one.
#include <cstdint>
#include <utility>

namespace indaba {

/// A socket or a file: on POSIX a file descriptor, on Windows a SOCKET or a HANDLE, of which -1 is
/// none as well. What a loop waits for is always a socket on Windows, since nothing else can be
/// polled there.
using Descriptor = std::intptr_t;

/// Owns one descriptor of a file and closes it. A negative number is no descriptor.
class OwnedDescriptor {
 public:
    explicit OwnedDescriptor(Descriptor number) : number_(number) {}
    ~OwnedDescriptor() { close(); }
    OwnedDescriptor(OwnedDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    OwnedDescriptor& operator=(OwnedDescriptor&&) = delete;
    Descriptor number() const { return number_; }
    bool is_open() const { return number_ >= 0; }

 private:
    void close();
    Descriptor number_;
};

}  // namespace indaba
