#pragma once
/// One window per home: the first listens on a socket in its home; a second one connects there and
/// ends, and the first comes to the front. Implemented in single_instance_posix.cpp.
#include <filesystem>
#include <memory>

#include "common/base/descriptor.hpp"

namespace indaba::ui {

class SingleInstance {
 public:
    /// Listens in the home, whose lock must be held: an existing socket is a leftover and is
    /// replaced. If no socket can be made, activation does not work and everything else does.
    explicit SingleInstance(const std::filesystem::path& home);
    ~SingleInstance();
    SingleInstance(const SingleInstance&) = delete;
    SingleInstance& operator=(const SingleInstance&) = delete;

    /// The descriptor to watch: readable when a second window has connected. -1 without a socket.
    Descriptor descriptor() const { return listening_; }
    /// Answers the windows that have connected since the last call. Returns true if there were any.
    bool answer_activations();

 private:
    std::filesystem::path socket_;
    int listening_ = -1;
};

/// Returns true if the running window of this home has answered. Waits at most one second.
bool activate_running_instance(const std::filesystem::path& home);

}  // namespace indaba::ui
