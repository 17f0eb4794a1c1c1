#pragma once
/// The directory of a client: default per XDG, made 0700, and the lock for outbox and drafts.
#include <filesystem>
#include <memory>

namespace indaba::client {

/// $XDG_DATA_HOME/indaba or ~/.local/share/indaba.
std::filesystem::path default_home();
/// Makes it (0700) if it is not there. Throws std::runtime_error with a sentence.
void make_home(const std::filesystem::path& home);

/// Held by the one client that owns outbox and drafts; freed at the end of the process, even by
/// kill -9.
class HomeLock {
 public:
    /// Nothing when another process holds it. Throws std::runtime_error when it cannot be tried.
    static std::unique_ptr<HomeLock> try_lock(const std::filesystem::path& home);
    ~HomeLock();
    HomeLock(const HomeLock&) = delete;
    HomeLock& operator=(const HomeLock&) = delete;

 private:
    explicit HomeLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

}  // namespace indaba::client
