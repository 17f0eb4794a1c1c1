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
#include "broker/process/service_manager.hpp"
#include "broker/process/supervisor.hpp"
#include "broker/process/wake_up.hpp"

namespace indaba::broker {
namespace {

using ms = Supervisor::ms;

constexpr const char* event = "supervisor";

ms steady_now() {
    return std::chrono::duration_cast<ms>(std::chrono::steady_clock::now().time_since_epoch());
}

std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> result;
    result.reserve(words.size() + 1);
    for (std::string& word : words) result.push_back(word.data());
    result.push_back(nullptr);
    return result;
}

/// Ours, with us in the place of whatever supervises us.
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
                                 std::chrono::microseconds(Supervisor::silent_at_most).count()));
    return result;
}

/// A broker in a process of its own.
class Child {
 public:
    explicit Child(std::vector<std::string> arguments);
    ~Child() { close(ear_); }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    int ear() const { return ear_; }
    pid_t id() const { return id_; }
    void signal(int number) const { kill(id_, number); }
    /// Nothing: no more words wait.
    std::optional<std::string> word() const;
    /// Nothing: it lives.
    std::optional<Ending> ending() const;

 private:
    int ear_ = -1;
    pid_t id_ = -1;
};

/// The same program, also when its file was replaced meanwhile. In a session of its own: what is
/// typed at the terminal (Ctrl-C, Ctrl-Z) comes to us alone, and reaches it once, through us.
Child::Child(std::vector<std::string> arguments) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, ends) != 0)
        throw std::system_error(errno, std::generic_category());
    ear_ = ends[0];
    std::vector<std::string> variables = environment();
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], supervisor_descriptor);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
    const int failed = posix_spawn(&id_, "/proc/self/exe", &actions, &attributes,
                                   pointers(arguments).data(), pointers(variables).data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (!failed) return;
    close(ear_);
    throw std::system_error(failed, std::generic_category());
}

std::optional<std::string> Child::word() const {
    char bytes[256];
    const ssize_t length = recv(ear_, bytes, sizeof bytes, MSG_DONTWAIT);
    if (length < 0) return std::nullopt;
    return std::string(bytes, static_cast<std::size_t>(length));
}

std::optional<Ending> Child::ending() const {
    int status = 0;
    if (waitpid(id_, &status, WNOHANG) != id_) return std::nullopt;
    if (WIFSIGNALED(status)) return Ending{true, WTERMSIG(status)};
    return Ending{false, WEXITSTATUS(status)};
}

/// Nothing in `ear`: only signals.
void wait(const WakeUp& wake_up, int ear, std::optional<ms> until) {
    pollfd items[2] = {{wake_up.descriptor(), POLLIN, 0}, {ear, POLLIN, 0}};
    const ms left = until ? std::max(ms{0}, *until - steady_now()) : ms{-1};
    poll(items, 2, static_cast<int>(left.count()));
    wake_up.clear();
}

class Supervision {
 public:
    Supervision(const std::vector<std::string>& arguments, Log& log)
        : arguments_(arguments), log_(log) {
        listen_to_signals(wake_up_);
    }
    int run();

 private:
    Ending live();
    void turn(const Child& child);
    void strike(const Child& child, Supervisor::Blow blow);
    bool stopped_while_waiting(ms wait_for);

    const std::vector<std::string>& arguments_;
    Log& log_;
    Supervisor supervisor_;
    WakeUp wake_up_;
    bool reload_asked_ = false;
};

std::string words_for(const Ending& ending) {
    return fmt::format("the broker ended {} {}", ending.by_signal ? "by signal" : "with",
                       ending.number);
}

int Supervision::run() {
    for (;;) {
        const Ending ending = live();
        const Supervisor::Decision decision = supervisor_.ended(ending, steady_now());
        if (const auto* end = std::get_if<Supervisor::End>(&decision)) {
            log_.say(event, words_for(ending) + "; so does its supervisor");
            return end->exit_code;
        }
        const ms after = std::get<Supervisor::StartAgain>(decision).after;
        log_.trouble(
            event, fmt::format("{}; starting it again in {} ms", words_for(ending), after.count()));
        if (stopped_while_waiting(after)) return 0;
    }
}

/// One life of the broker.
Ending Supervision::live() {
    supervisor_.started(steady_now());
    try {
        const Child child(arguments_);
        log_.say(event, fmt::format("the broker is process {}", child.id()));
        for (;;) {
            wait(wake_up_, child.ear(), supervisor_.next_deadline());
            turn(child);
            if (const auto ending = child.ending()) return *ending;
            strike(child, supervisor_.on_time(steady_now()));
        }
    } catch (const std::system_error& error) {
        log_.trouble(event, fmt::format("the broker cannot be started: {}", error.what()));
        return {false, 71};  // this may pass
    }
}

void Supervision::turn(const Child& child) {
    const Asked asked = asked_by_signals();
    while (const auto word = child.word()) supervisor_.heard(*word, steady_now());
    reload_asked_ |= asked.reload;
    // One that does not listen yet would end by it.
    if (supervisor_.serving() && std::exchange(reload_asked_, false)) child.signal(SIGHUP);
    if (!asked.stop) return;
    supervisor_.asked_to_stop(steady_now());
    child.signal(SIGTERM);
}

void Supervision::strike(const Child& child, Supervisor::Blow blow) {
    if (blow == Supervisor::Blow::none) return;
    const bool softly = blow == Supervisor::Blow::abort;
    log_.trouble(event,
                 softly ? "the broker hangs; aborting it" : "the broker hangs still; killing it");
    child.signal(softly ? SIGABRT : SIGKILL);
}

bool Supervision::stopped_while_waiting(ms wait_for) {
    const ms until = steady_now() + wait_for;
    while (steady_now() < until) {
        wait(wake_up_, -1, until);
        if (!asked_by_signals().stop) continue;
        log_.say(event, "stopped while the broker was down");
        return true;
    }
    return false;
}

}  // namespace

int supervise(const std::vector<std::string>& arguments, Log& log) {
    return Supervision(arguments, log).run();
}

}  // namespace indaba::broker
