#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "tests/load/descriptor_set.hpp"

namespace indaba::load {

DescriptorSet::DescriptorSet() : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll_ < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
}

DescriptorSet::~DescriptorSet() { ::close(epoll_); }

void DescriptorSet::add(Descriptor descriptor, std::size_t owner) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = owner;
    if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, static_cast<int>(descriptor), &event) == 0) return;
    if (errno != EEXIST ||
        ::epoll_ctl(epoll_, EPOLL_CTL_MOD, static_cast<int>(descriptor), &event) != 0)
        throw std::system_error(errno, std::generic_category(), "epoll_ctl");
}

void DescriptorSet::remove(Descriptor descriptor) {
    ::epoll_ctl(epoll_, EPOLL_CTL_DEL, static_cast<int>(descriptor), nullptr);
}

const std::vector<std::size_t>& DescriptorSet::wait(std::chrono::milliseconds at_most) {
    std::array<epoll_event, 512> events;
    owners_.clear();
    const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()),
                                   static_cast<int>(at_most.count()));
    for (int i = 0; i < count; ++i) {
        const std::size_t owner = events[static_cast<std::size_t>(i)].data.u64;  // packed: a copy
        owners_.push_back(owner);
    }
    return owners_;
}

}  // namespace indaba::load
