#pragma once
/// Opens a file with a sealed key in a thread of its own: Argon2id takes about a second, and the
/// window must not wait. One import at a time. Used by the workspace.
#include <filesystem>
#include <future>
#include <optional>
#include <string>
#include <variant>

#include "common/base/descriptor.hpp"
#include "common/base/wakeup_pipe.hpp"
#include "common/keys/key.hpp"

namespace indaba::ui {

class KeyImport {
 public:
    /// Says why there is no key.
    struct Failure {
        std::string sentence;
        bool no_file = false;  // the file is not there or cannot be read
    };
    using Result = std::variant<Key, Failure>;

    /// `file` may begin with "~/".
    void start(const std::filesystem::path& file, std::string passphrase);
    bool running() const { return result_.valid(); }
    /// Returns the result once, when the thread has ended.
    std::optional<Result> take();
    /// Is readable when the thread has ended.
    Descriptor descriptor() const { return ended_.descriptor(); }

 private:
    WakeupPipe ended_;
    std::future<Result> result_;  // last member: its destructor waits for the thread
};

}  // namespace indaba::ui
