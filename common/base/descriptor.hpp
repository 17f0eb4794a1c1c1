#pragma once
/// Owns one POSIX file descriptor and closes it. A negative number is no descriptor.
#include <unistd.h>

#include <utility>

namespace indaba {

class Descriptor {
 public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&&) = delete;
    operator int() const { return number_; }

 private:
    int number_;
};

}  // namespace indaba
