#pragma once
/// A program that runs beside the test, with pipes to its standard input and output. The calls of
/// the system are in child_process_posix.cpp and child_process_windows.cpp.
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace indaba::test {

/// The exit code that wait() returns for a process that was killed.
inline constexpr int killed = -9;

class ChildProcess {
 public:
    /// Starts the program. Arguments are plain words, without a blank or a quotation mark.
    ChildProcess(const std::filesystem::path& program, const std::vector<std::string>& arguments);
    ~ChildProcess();  // kills the process if it is running
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    /// Writes to the standard input of the process.
    void write(std::string_view text);
    /// Returns what the process wrote to its standard output, after `length` bytes or at its end.
    std::string read(std::size_t length);
    /// Ends the process at once, whatever it is doing, and waits for its end.
    void kill();
    /// Waits for the end. Returns the exit code, or `killed`.
    int wait();

 private:
    struct System;
    std::unique_ptr<System> system_;
};

/// Ends this process at once, as ChildProcess::kill() does: no destructor runs, nothing is flushed.
[[noreturn]] void kill_this_process();

}  // namespace indaba::test
