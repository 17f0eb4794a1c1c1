#include "tests/support/child_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <utility>

extern char** environ;  // POSIX names it, and no header has to

namespace indaba::test {

namespace {

/// A pipe whose ends are closed in other children, so that each child sees the end of its input.
struct Pipe {
    Pipe() {
        if (::pipe(ends.data()) != 0) throw std::runtime_error("There is no pipe.");
        for (const int end : ends) ::fcntl(end, F_SETFD, FD_CLOEXEC);
    }
    ~Pipe() {
        for (const int end : ends)
            if (end >= 0) ::close(end);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    std::array<int, 2> ends{-1, -1};
};

pid_t start(const std::filesystem::path& program, std::vector<std::string> arguments, int input,
            int output) {
    std::string name = program.native();
    std::vector<char*> words{name.data()};
    for (std::string& argument : arguments) words.push_back(argument.data());
    words.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    pid_t id = -1;
    const int error = ::posix_spawn(&id, name.c_str(), &actions, nullptr, words.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw std::runtime_error(name + " cannot be started.");
    return id;
}

}  // namespace

struct ChildProcess::System {
    Pipe up, down;
    pid_t id = -1;
    int status = 0;
};

ChildProcess::ChildProcess(const std::filesystem::path& program,
                           const std::vector<std::string>& arguments)
    : system_(std::make_unique<System>()) {
    system_->id = start(program, arguments, system_->down.ends[0], system_->up.ends[1]);
    ::close(std::exchange(system_->down.ends[0], -1));
    ::close(std::exchange(system_->up.ends[1], -1));
}

ChildProcess::~ChildProcess() { kill(); }

void ChildProcess::write(std::string_view text) {
    if (::write(system_->down.ends[1], text.data(), text.size()) !=
        static_cast<ssize_t>(text.size()))
        throw std::runtime_error("The child is gone.");
}

std::string ChildProcess::read(std::size_t length) {
    std::string text(length, '\0');
    std::size_t got = 0;
    while (got < length) {
        const ssize_t more = ::read(system_->up.ends[0], text.data() + got, length - got);
        if (more <= 0) break;
        got += static_cast<std::size_t>(more);
    }
    text.resize(got);
    return text;
}

void ChildProcess::kill() {
    if (system_->id > 0) ::kill(system_->id, SIGKILL);
    wait();
}

int ChildProcess::wait() {
    if (system_->id > 0 && ::waitpid(system_->id, &system_->status, 0) == system_->id)
        system_->id = -1;
    const int status = system_->status;
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

void kill_this_process() {
    ::kill(::getpid(), SIGKILL);
    ::_exit(1);  // never reached
}

}  // namespace indaba::test
