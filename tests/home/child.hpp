#pragma once
/// Another process, for what only another process can show: locks, kills, races.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <string>

namespace indaba::test {

constexpr unsigned child_lives_s = 30;  // it ends by itself, whatever happens to the test

/// Runs a task in a child that can tell the parent a text and be told to go on.
class Child {
 public:
    /// `task(child)` runs there; an exception ends it with 1.
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
    void tell(const std::string& text) {
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
    /// What it told; waits until it has told `length` bytes or has ended.
    std::string heard(std::size_t length) {
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
    /// kill -9; returns when it is gone.
    void kill() {
        if (id_ > 0) ::kill(id_, SIGKILL);
        wait();
    }
    /// The signal that ended it as a negative number, else its exit code.
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
