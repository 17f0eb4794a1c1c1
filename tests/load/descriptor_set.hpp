#pragma once
/// Watches thousands of descriptors. The cost of a wait grows with the readable ones, not with the
/// watched ones. Linux (epoll), in descriptor_set_posix.cpp.
#include <chrono>
#include <cstddef>
#include <vector>

#include "common/base/descriptor.hpp"

namespace indaba::load {

class DescriptorSet {
 public:
    DescriptorSet();
    ~DescriptorSet();
    DescriptorSet(const DescriptorSet&) = delete;
    DescriptorSet& operator=(const DescriptorSet&) = delete;

    void add(Descriptor descriptor, std::size_t owner);
    /// Does nothing when the descriptor is closed already.
    void remove(Descriptor descriptor);
    /// Waits and returns the owners of the readable descriptors; an owner may appear twice.
    const std::vector<std::size_t>& wait(std::chrono::milliseconds at_most);

 private:
    int epoll_;
    std::vector<std::size_t> owners_;
};

}  // namespace indaba::load
