#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "broker/process/log.hpp"
#include "broker/process/service_notifier.hpp"
#include "broker/process/signal_handlers.hpp"
#include "broker/process/supervisor.hpp"
#include "common/base/clock.hpp"

namespace indaba::broker {
namespace {

using ms = Supervisor::ms;

constexpr const char* event = "supervisor";

ms steady_now() { return read_clocks().steady; }

std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> result;
    result.reserve(words.size() + 1);
    for (std::string& word : words) result.push_back(word.data());
    result.push_back(nullptr);
    return result;
}

/// Returns our environment for the child, with this process as its supervisor instead of ours.
std::vector<std::string> environment() {
    std::vector<std::string> result;
    for (char** each = environ; *each; ++each) result.emplace_back(*each);
    std::erase_if(result, [](const std::string& variable) {
        const std::string name = variable.substr(0, variable.find('='));
        return name == supervisor_variable || name == "NOTIFY_SOCKET" || name == "WATCHDOG_USEC" ||
               name == "WATCHDOG_PID";
    });
    result.push_back(fmt::format("{}={}", supervisor_variable, getpid()));
    result.push_back(fmt::format("WATCHDOG_USEC={}",
                                 std::chrono::microseconds(Supervisor::watchdog_timeout).count()));
    return result;
}

/// A broker as a child process.
class Child {
 public:
    explicit Child(std::vector<std::string> arguments);
    ~Child() { close(notify_fd_); }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    int notify_fd() const { return notify_fd_; }
    pid_t id() const { return id_; }
    void signal(int number) const { kill(id_, number); }
    /// Returns nothing when no notification is pending.
    std::optional<std::string> next_notification() const;
    /// Returns nothing while the child runs.
    std::optional<ExitStatus> exit_status() const;

 private:
    int notify_fd_ = -1;
    pid_t id_ = -1;
};

/// Starts the same program, even if its file was replaced meanwhile. The child has its own session,
/// so that Ctrl-C and Ctrl-Z reach the supervisor only, which passes the stop on.
Child::Child(std::vector<std::string> arguments) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, ends) != 0)
        throw std::system_error(errno, std::generic_category());
    notify_fd_ = ends[0];
    std::vector<std::string> variables = environment();
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], supervisor_notify_fd);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
    const int failed = posix_spawn(&id_, "/proc/self/exe", &actions, &attributes,
                                   pointers(arguments).data(), pointers(variables).data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (!failed) return;
    close(notify_fd_);
    throw std::system_error(failed, std::generic_category());
}

std::optional<std::string> Child::next_notification() const {
    char bytes[256];
    const ssize_t length = recv(notify_fd_, bytes, sizeof bytes, MSG_DONTWAIT);
    if (length < 0) return std::nullopt;
    return std::string(bytes, static_cast<std::size_t>(length));
}

std::optional<ExitStatus> Child::exit_status() const {
    int status = 0;
    if (waitpid(id_, &status, WNOHANG) != id_) return std::nullopt;
    if (WIFSIGNALED(status)) return ExitStatus{true, WTERMSIG(status)};
    return ExitStatus{false, WEXITSTATUS(status)};
}

/// Waits for a notification, a signal or `until`. With a `notify_fd` of -1, for the last two only.
void wait(const WakeupPipe& wakeup_pipe, int notify_fd, std::optional<ms> until) {
    pollfd items[2] = {{static_cast<int>(wakeup_pipe.descriptor()), POLLIN, 0},
                       {notify_fd, POLLIN, 0}};
    const ms left = until ? std::max(ms{0}, *until - steady_now()) : ms{-1};
    poll(items, 2, static_cast<int>(left.count()));
    wakeup_pipe.clear();
}

class SupervisorLoop {
 public:
    SupervisorLoop(const std::vector<std::string>& arguments, Log& log)
        : arguments_(arguments), log_(log) {}
    int run();

 private:
    ExitStatus run_child();
    void turn(const Child& child);
    void terminate(const Child& child, Supervisor::Action action);
    bool wait_for_restart(ms wait_for);

    const std::vector<std::string>& arguments_;
    Log& log_;
    Supervisor supervisor_;
    WakeupPipe wakeup_pipe_;
    SignalHandlers signal_handlers_{wakeup_pipe_};
    bool reload_pending_ = false;
};

std::string describe(const ExitStatus& status) {
    return fmt::format("the broker ended {} {}", status.by_signal ? "by signal" : "with exit code",
                       status.number);
}

int SupervisorLoop::run() {
    for (;;) {
        const ExitStatus status = run_child();
        const Supervisor::Decision decision = supervisor_.on_exit(status, steady_now());
        if (const auto* quit = std::get_if<Supervisor::Quit>(&decision)) {
            log_.info(event, describe(status) + "; the supervisor ends, too");
            return quit->exit_code;
        }
        const ms after = std::get<Supervisor::Restart>(decision).after;
        log_.warn(event,
                  fmt::format("{}; restarting it in {} ms", describe(status), after.count()));
        if (wait_for_restart(after)) return 0;
    }
}

/// Starts the broker and returns when it has ended.
ExitStatus SupervisorLoop::run_child() {
    supervisor_.on_started(steady_now());
    try {
        const Child child(arguments_);
        log_.info(event, fmt::format("the broker is process {}", child.id()));
        for (;;) {
            wait(wakeup_pipe_, child.notify_fd(), supervisor_.next_deadline());
            turn(child);
            if (const auto status = child.exit_status()) return *status;
            terminate(child, supervisor_.on_time(steady_now()));
        }
    } catch (const std::system_error& error) {
        log_.warn(event, fmt::format("the broker cannot be started: {}", error.what()));
        return {false, 71};  // restarted: the cause may be temporary
    }
}

void SupervisorLoop::turn(const Child& child) {
    const SignalRequests requested = signal_handlers_.take_requests();
    while (const auto state = child.next_notification())
        supervisor_.on_notification(*state, steady_now());
    reload_pending_ |= requested.reload;
    // Before the broker has its signal handlers, SIGHUP would end it.
    if (supervisor_.serving() && std::exchange(reload_pending_, false)) child.signal(SIGHUP);
    if (!requested.stop) return;
    supervisor_.on_stop_request(steady_now());
    child.signal(SIGTERM);
}

void SupervisorLoop::terminate(const Child& child, Supervisor::Action action) {
    if (action == Supervisor::Action::none) return;
    const bool is_abort = action == Supervisor::Action::abort;
    log_.warn(event, is_abort ? "the broker does not respond; aborting it"
                              : "the broker still does not respond; killing it");
    child.signal(is_abort ? SIGABRT : SIGKILL);
}

bool SupervisorLoop::wait_for_restart(ms wait_for) {
    const ms until = steady_now() + wait_for;
    while (steady_now() < until) {
        wait(wakeup_pipe_, -1, until);
        if (!signal_handlers_.take_requests().stop) continue;
        log_.info(event, "stopped while the broker was down");
        return true;
    }
    return false;
}

}  // namespace

int supervise(const std::vector<std::string>& arguments, Log& log) {
    return SupervisorLoop(arguments, log).run();
}

}  // namespace indaba::broker
