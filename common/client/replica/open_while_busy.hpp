#pragma once
/// Waits in a thread that reads a replica. Used by the threads that search and that show it.
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>

namespace indaba::client {

/// Waits until `due()`, which `lock` guards. Closes what is open a second after the last work:
/// while a replica is open, its writer cannot set it aside.
template <class Opened, class Due>
void wait_for_work(std::unique_lock<std::mutex>& lock, std::condition_variable& work,
                   std::unique_ptr<Opened>& opened, Due due) {
    constexpr auto stays_open = std::chrono::seconds{1};
    if (opened && !work.wait_for(lock, stays_open, due)) {
        lock.unlock();
        opened.reset();
        lock.lock();
    }
    work.wait(lock, due);
}

}  // namespace indaba::client
