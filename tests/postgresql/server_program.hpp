#pragma once
/// The programs of a PostgreSQL server. A server refuses to run as root, so that for root they run
/// as the user `postgres`, which the package makes. The calls of the system are in
/// server_program_posix.cpp.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace indaba::test {

/// Returns the folder of the newest version: /usr/lib/postgresql/15/bin. Throws std::runtime_error
/// if there is none.
const std::filesystem::path& server_programs();

/// Gives a file or a directory to the user who runs the programs.
void give_to_server_user(const std::filesystem::path& file);

/// Where the files of a server are.
enum class Storage {
    memory,  // in memory where there is room, else on the disk: a copy takes a tenth of the time
    disk,    // in the temporary directory of the system
};

/// Returns a directory for this user and the version of the server, which all its test programs
/// share. Makes it if it is missing. Throws if it belongs to somebody else.
std::filesystem::path shared_server_directory(Storage storage);

/// Holds what a program is started with.
struct ProgramStart {
    std::filesystem::path output;                  // where standard output and error are appended
    std::optional<std::uint64_t> max_file_size{};  // in bytes, for each file it writes
};

/// Starts a program and returns the id of its process. The system sends it SIGQUIT when the thread
/// that started it ends, however that ends: a server is to be started by a thread that outlives it.
int start_server_program(const std::vector<std::string>& words, const ProgramStart& how);

/// Runs a program to its end. Throws std::runtime_error with the end of its output if it fails.
void run_server_program(const std::vector<std::string>& words, const std::filesystem::path& output);

/// Returns the last lines of a file, for a sentence about an error.
std::string end_of(const std::filesystem::path& file);

}  // namespace indaba::test
