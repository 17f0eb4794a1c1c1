#pragma once
/// Looks at processes that are no children of this one, as the backends of a server are. The file
/// system /proc of Linux is read in process_table_posix.cpp.
#include <filesystem>
#include <vector>

namespace indaba::test {

/// Returns the living processes whose working directory this is. All processes of a server work in
/// its data.
std::vector<int> processes_in(const std::filesystem::path& directory);

bool is_alive(int process);

/// Sends SIGSTOP and returns when the process has stopped, or has ended.
void stop_process(int process);

/// Sends SIGKILL to the processes whose working directory this is, and returns when they have
/// ended. Returns false if there was none.
bool kill_processes_in(const std::filesystem::path& directory);

}  // namespace indaba::test
