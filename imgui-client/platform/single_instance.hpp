#pragma once
/// One window per home: the first listens on a socket in its home, a second one knocks there and
/// ends, and the first comes to the front. The platform in single_instance_posix.cpp.
#include <filesystem>
#include <memory>

namespace indaba::ui {

class SingleInstance {
 public:
    /// The home's lock is held: a socket that lies there is nobody's and is replaced. Where none
    /// can be made, nobody is heard, which harms nothing else.
    explicit SingleInstance(const std::filesystem::path& home);
    ~SingleInstance();
    SingleInstance(const SingleInstance&) = delete;
    SingleInstance& operator=(const SingleInstance&) = delete;

    /// Can be read when somebody has knocked; -1: nobody can be heard.
    int descriptor() const { return listening_; }
    /// Answers all who have knocked since the last time; true when there were any.
    bool answer_activations();

 private:
    std::filesystem::path socket_;
    int listening_ = -1;
};

/// True when the window of this home has answered; waits a second for it at most.
bool activate_running_instance(const std::filesystem::path& home);

}  // namespace indaba::ui
