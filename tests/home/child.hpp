#pragma once
/// Runs a task in a child process, for tests of locks, kills and races.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <string>

namespace indaba::test {

constexpr unsigned child_lives_s = 30;  // then it ends by itself, even if the test is gone

/// Runs a task in a child process, which can send text to the parent and wait for the parent to
/// call go().
class Child {
 public:
    /// `task(child)` runs in the child process; an exception ends it with exit code 1.
    template <class Task>
    explicit Child(Task&& task) {
        if (::pipe(up_.data()) != 0 || ::pipe(down_.data()) != 0)
            throw std::runtime_error("no pipe");
        id_ = ::fork();
        if (id_ < 0) throw std::runtime_error("no process");
        if (id_ > 0) {
            close_end(up_[1]);
            close_end(down_[0]);
            return;
        }
        ::alarm(child_lives_s);
        close_end(up_[0]);
        close_end(down_[1]);
        int code = 0;
        try {
            task(*this);
        } catch (...) {
            code = 1;
        }
        ::_exit(code);
    }
    ~Child() {
        kill();
        for (int end : {up_[0], up_[1], down_[0], down_[1]})
            if (end >= 0) ::close(end);
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    // in the child
    void send(const std::string& text) {
        if (::write(up_[1], text.data(), text.size()) < 0) ::_exit(1);
    }
    void wait_for_go() {
        char go = 0;
        if (::read(down_[0], &go, 1) != 1) ::_exit(1);
    }
    [[noreturn]] static void die_at_once() {
        ::kill(::getpid(), SIGKILL);
        ::_exit(1);  // never reached
    }

    // in the parent
    /// Returns what the child sent, after `length` bytes or at its end.
    std::string received(std::size_t length) {
        std::string text(length, '\0');
        std::size_t got = 0;
        while (got < length) {
            const ssize_t more = ::read(up_[0], text.data() + got, length - got);
            if (more <= 0) break;
            got += static_cast<std::size_t>(more);
        }
        text.resize(got);
        return text;
    }
    void go() {
        if (::write(down_[1], "g", 1) != 1) throw std::runtime_error("the child is gone");
    }
    /// Kills the child with SIGKILL and waits for its end.
    void kill() {
        if (id_ > 0) ::kill(id_, SIGKILL);
        wait();
    }
    /// Waits for the end. Returns the exit code, or the signal that ended the child as a negative
    /// number.
    int wait() {
        if (id_ > 0 && ::waitpid(id_, &status_, 0) == id_) id_ = -1;
        return WIFSIGNALED(status_) ? -WTERMSIG(status_) : WEXITSTATUS(status_);
    }

 private:
    static void close_end(int& end) {
        ::close(end);
        end = -1;
    }
    std::array<int, 2> up_{-1, -1}, down_{-1, -1};
    pid_t id_ = -1;
    int status_ = 0;
};

}  // namespace indaba::test
