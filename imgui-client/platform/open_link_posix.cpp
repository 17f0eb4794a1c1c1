#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <initializer_list>

#include "imgui-client/display_text/links.hpp"
#include "imgui-client/platform/open_link.hpp"

extern char** environ;

namespace indaba::ui {
namespace {

#ifdef __APPLE__
constexpr const char* opener = "open";
#else
constexpr const char* opener = "xdg-open";
#endif

/// Starts a program in its own session, without this process's output and descriptors.
bool spawn(const char* const* arguments) {
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        posix_spawn_file_actions_addopen(&files, standard, "/dev/null", O_RDWR, 0);
#ifdef __GLIBC__
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
#endif
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);  // it outlives this window
    pid_t child = -1;
    const int error = posix_spawnp(&child, arguments[0], &files, &attributes,
                                   const_cast<char* const*>(arguments), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return error == 0;
}

}  // namespace

bool open_link(const std::string& url) {
    while (::waitpid(-1, nullptr, WNOHANG) > 0) {  // reaps openers that have ended
    }
    if (!is_web_link(url)) return false;
    const char* arguments[] = {opener, url.c_str(), nullptr};
    return spawn(arguments);
}

}  // namespace indaba::ui
