#pragma once
/// One window per home: the first listens; a second one calls it and ends, and the first comes to
/// the front. On POSIX the call is a connection to a socket in the home
/// (single_instance_posix.cpp), on Windows two events with the home's name
/// (single_instance_windows.cpp).
#include <filesystem>
#include <memory>

#include "common/base/descriptor.hpp"

namespace indaba::ui {

class SingleInstance {
 public:
    /// Listens for the home, whose lock must be held: what an earlier window has left is replaced.
    /// If the system refuses, activation does not work and everything else does.
    explicit SingleInstance(const std::filesystem::path& home);
    ~SingleInstance();
    SingleInstance(const SingleInstance&) = delete;
    SingleInstance& operator=(const SingleInstance&) = delete;

    /// The descriptor to watch: readable when a second window has called. -1 when none can.
    Descriptor descriptor() const;
    /// Answers the windows that have called since the last time. Returns true if there were any.
    bool answer_activations();

 private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Returns true if the running window of this home has answered. Waits at most one second.
bool activate_running_instance(const std::filesystem::path& home);

}  // namespace indaba::ui
