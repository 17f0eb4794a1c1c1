#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "tests/postgresql/server_program.hpp"

extern char** environ;  // POSIX names it, and no header has to

namespace indaba::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* server_user = "postgres";
const fs::path memory = "/dev/shm";  // Linux has it; in a container it may be small

/// Returns true if many servers and databases, of 40 and 8 MB, fit.
bool has_room(const fs::path& directory) {
    std::error_code none;
    const fs::space_info space = fs::space(directory, none);
    return !none && space.available >= std::uintmax_t{2} << 30;
}

bool is_root() { return ::geteuid() == 0; }

fs::path find_programs() {
    const fs::path versions = "/usr/lib/postgresql";
    fs::path found;
    int newest = 0;
    std::error_code none;
    for (const auto& version : fs::directory_iterator(versions, none)) {
        const int number = std::atoi(version.path().filename().c_str());
        if (number <= newest || !fs::exists(version.path() / "bin" / "postgres")) continue;
        newest = number;
        found = version.path() / "bin";
    }
    if (found.empty())
        throw std::runtime_error(
            "No PostgreSQL server is in /usr/lib/postgresql. Debian's "
            "package is called postgresql.");
    return found;
}

/// Returns the words with those before them that limit and lower the rights of the program. Each of
/// these programs becomes the next one, so that the process stays the same.
std::vector<std::string> with_limits(const std::vector<std::string>& words,
                                     const ProgramStart& how) {
    std::vector<std::string> all;
    if (how.max_file_size) all = {"prlimit", fmt::format("--fsize={}", *how.max_file_size)};
    all.insert(all.end(), {"setpriv", "--pdeathsig=QUIT"});
    if (is_root())
        all.insert(all.end(),
                   {fmt::format("--reuid={}", server_user), fmt::format("--regid={}", server_user),
                    "--clear-groups", "--no-new-privs"});
    all.insert(all.end(), words.begin(), words.end());
    return all;
}

}  // namespace

const fs::path& server_programs() {
    static const fs::path programs = find_programs();
    return programs;
}

void give_to_server_user(const fs::path& file) {
    if (!is_root()) return;
    const passwd* user = ::getpwnam(server_user);
    if (!user || ::lchown(file.c_str(), user->pw_uid, user->pw_gid) != 0)
        throw std::runtime_error(
            fmt::format("{} cannot be given to the user {}.", file.native(), server_user));
}

fs::path shared_server_directory(Storage storage) {
    const fs::path version = server_programs().parent_path().filename();
    const fs::path directory =
        (storage == Storage::memory && has_room(memory) ? memory : fs::temp_directory_path()) /
        fmt::format("indaba-postgresql-{}-{}", ::geteuid(), version.native());
    // The user of the server has to pass through, and nobody has to list it.
    if (::mkdir(directory.c_str(), 0711) == 0) ::chmod(directory.c_str(), 0711);
    struct stat found {};
    if (::lstat(directory.c_str(), &found) != 0 || !S_ISDIR(found.st_mode) ||
        found.st_uid != ::geteuid())
        throw std::runtime_error(directory.native() + " is no directory of this user.");
    return directory;
}

int start_server_program(const std::vector<std::string>& words, const ProgramStart& how) {
    std::vector<std::string> all = with_limits(words, how);
    std::vector<char*> arguments;
    for (std::string& word : all) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, how.output.c_str(),
                                       O_WRONLY | O_CREAT | O_APPEND, 0644);
    ::posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    // Its user may be unable to enter the directory of the test.
    ::posix_spawn_file_actions_addchdir_np(&actions, "/");
    pid_t id = -1;
    const int error =
        ::posix_spawnp(&id, arguments[0], &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw std::runtime_error(words[0] + " cannot be started.");
    return id;
}

void run_server_program(const std::vector<std::string>& words, const fs::path& output) {
    const int id = start_server_program(words, {output});
    int status = 0;
    if (::waitpid(id, &status, 0) != id || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        throw std::runtime_error(words[0] + " failed:\n" + end_of(output));
}

std::string end_of(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    const std::string all = text.str();
    return all.substr(all.size() - std::min<std::size_t>(all.size(), 2000));
}

}  // namespace indaba::test
