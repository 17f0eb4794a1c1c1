#pragma once
/// Which of thousands of descriptors can be read, at a cost that grows with those that can and not
/// with those that are watched. Linux (epoll), in descriptor_set_posix.cpp.
#include <chrono>
#include <cstddef>
#include <vector>

namespace indaba::load {

class DescriptorSet {
 public:
    DescriptorSet();
    ~DescriptorSet();
    DescriptorSet(const DescriptorSet&) = delete;
    DescriptorSet& operator=(const DescriptorSet&) = delete;

    void add(int descriptor, std::size_t owner);
    /// Harmless for one that is closed already.
    void remove(int descriptor);
    /// The owners of descriptors that can be read; one may be named twice.
    const std::vector<std::size_t>& wait(std::chrono::milliseconds at_most);

 private:
    int epoll_;
    std::vector<std::size_t> owners_;
};

}  // namespace indaba::load
