#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
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

/// Starts a program in its own session, without this process's output and descriptors. Returns 0 or
/// the error number.
int spawn(const char* const* arguments) {
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
    return error;
}

}  // namespace

std::string open_link(const std::string& url) {
    while (::waitpid(-1, nullptr, WNOHANG) > 0) {  // reaps openers that have ended
    }
    if (!is_web_link(url)) return "This is not the address of a web page.";
    const char* arguments[] = {opener, url.c_str(), nullptr};
    const int error = spawn(arguments);
    if (error == 0) return "";
    if (error == ENOENT)
        return fmt::format(
            "The link was not opened, because the program {0} is missing. Install it (on Debian: "
            "the package xdg-utils), or copy the link: {1}",
            opener, url);
    return fmt::format("The link was not opened ({}: {}). Copy it instead: {}", opener,
                       std::strerror(error), url);
}

}  // namespace indaba::ui
