#pragma once
/// Runs a task of this test program in a process of its own, for tests of locks, kills and races.
/// The process is the same program, started with the name of the task (tests/support/main.cpp). It
/// shares nothing with the test but lines, so the same test runs on every system.
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/path_text.hpp"
#include "tests/support/child_process.hpp"

namespace indaba::test {

/// The other end of a Child, in its process.
class Parent {
 public:
    /// Returns the next line that the test told. The process ends if the test is gone.
    std::string told();
    std::filesystem::path told_path() { return path_of(told()); }
    /// Sends bytes to the test.
    void send(std::string_view text);
};

/// Names a task, in words with hyphens. It is a constant beside the tests that start it.
class ChildTask {
 public:
    /// An exception ends the process of a task with exit code 1.
    using Function = void (*)(Parent&);
    ChildTask(const char* name, Function function);
    ChildTask(const ChildTask&) = delete;
    ChildTask& operator=(const ChildTask&) = delete;
    const char* name() const { return name_; }

    /// Runs the task of this name in this process and returns its exit code. The process ends by
    /// itself after a while, even if the test is gone.
    static int run(std::string_view name);
    /// Remembers the file of this program, which main() knows.
    static void set_program(std::filesystem::path program);

 private:
    friend class Child;
    static const ChildTask*& newest();
    static std::filesystem::path& program();
    const char* name_;
    Function function_;
    const ChildTask* next_;
};

/// A process that runs a task.
class Child {
 public:
    explicit Child(const ChildTask& task, const std::vector<std::string>& lines = {})
        : process_(ChildTask::program(), {"--child-task", task.name()}) {
        for (const std::string& line : lines) tell(line);
    }
    /// Sends a line to the task.
    void tell(std::string_view line) { process_.write(std::string(line) + '\n'); }
    void go() { tell("go"); }
    /// Returns what the task sent, after `length` bytes or at its end.
    std::string received(std::size_t length) { return process_.read(length); }
    void kill() { process_.kill(); }
    /// Waits for the end. Returns the exit code, or `killed`.
    int wait() { return process_.wait(); }

 private:
    ChildProcess process_;
};

}  // namespace indaba::test
