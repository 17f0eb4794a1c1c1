#include <signal.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <system_error>

#include "tests/postgresql/process_table.hpp"
#include "tests/postgresql/wait_until.hpp"

namespace indaba::test {
namespace {

namespace fs = std::filesystem;

/// Returns the letter by which the system says what a process does; X for one that is dead.
char state_of(int process) {
    std::ifstream file("/proc/" + std::to_string(process) + "/stat");
    std::string line;
    std::getline(file, line);
    // The name of the program stands in parentheses and may have any characters.
    const std::size_t name_end = line.rfind(')');
    const std::size_t state = name_end + 2;
    return name_end == std::string::npos || state >= line.size() ? 'X' : line[state];
}

}  // namespace

std::vector<int> processes_in(const fs::path& directory) {
    std::vector<int> found;
    std::error_code none;
    const fs::path wanted = fs::canonical(directory, none);
    if (none) return found;
    for (const auto& entry : fs::directory_iterator("/proc")) {
        const int process = std::atoi(entry.path().filename().c_str());
        // That of a dead process, or of one of another user, cannot be read.
        if (process > 0 && fs::read_symlink(entry.path() / "cwd", none) == wanted)
            found.push_back(process);
    }
    return found;
}

bool is_alive(int process) {
    const char state = state_of(process);
    return state != 'X' && state != 'Z';
}

void stop_process(int process) {
    if (process <= 0) throw std::runtime_error("This is no process.");
    ::kill(process, SIGSTOP);
    const auto has_stopped = [process] { return state_of(process) == 'T' || !is_alive(process); };
    wait_until(has_stopped, "a process stops");
}

bool kill_processes_in(const fs::path& directory) {
    const std::vector<int> processes = processes_in(directory);
    for (const int process : processes) ::kill(process, SIGKILL);
    for (const int process : processes)
        wait_until([process] { return !is_alive(process); }, "a killed process ends");
    return !processes.empty();
}

}  // namespace indaba::test
