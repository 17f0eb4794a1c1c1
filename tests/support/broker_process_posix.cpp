#include "tests/support/broker_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <random>
#include <stdexcept>

extern char** environ;

namespace indaba::test {
namespace {

bool can_listen(int port) {
    const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    const bool can = bind(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    close(descriptor);
    return can;
}

/// Returns a free port whose next port is free, too. Both are below the range that the system uses
/// for connections, so that they are still free when a broker restarts.
int free_port_pair() {
    std::random_device random;
    for (;;) {
        const int port = 10'240 + 2 * static_cast<int>(random() % 10'000);
        if (can_listen(port) && can_listen(port + 1)) return port;
    }
}

/// Returns the destination of the first join link for this machine in the broker's log. Throws if
/// the log stops for 10 s.
client::Destination read_destination(int output) {
    const std::string mark = "join link indaba://127.0.0.1:";
    std::string log;
    for (;;) {
        pollfd readable{output, POLLIN, 0};
        if (poll(&readable, 1, 10'000) != 1)
            throw std::runtime_error("no log line and no join link for 10 s");
        char bytes[512];
        const ssize_t got = read(output, bytes, sizeof bytes);
        if (got <= 0) throw std::runtime_error("the broker ended: " + log);
        log.append(bytes, static_cast<std::size_t>(got));
        const std::size_t found = log.find(mark);
        const std::size_t end = log.find('\n', found);
        if (found == std::string::npos || end == std::string::npos) continue;
        const std::size_t link = log.find("indaba://", found);
        const auto destination = client::parse_destination(log.substr(link, end - link));
        if (!destination) throw std::runtime_error("the join link in the log is invalid: " + log);
        return *destination;
    }
}

}  // namespace

BrokerProcess::BrokerProcess(const std::string& program, const std::filesystem::path& data,
                             int port, const std::vector<std::string>& more) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("a pipe could not be created");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    std::vector<std::string> words = {program,
                                      "--data",
                                      data.string(),
                                      "--port",
                                      std::to_string(port == 0 ? free_port_pair() : port),
                                      "--limit",  // some tests exceed the default
                                      "posts=off"};
    words.insert(words.end(), more.begin(), more.end());
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const int failed =
        posix_spawn(&pid_, program.c_str(), &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    output_ = ends[0];
    if (failed) throw std::runtime_error("the broker could not be started: " + program);
    destination_ = read_destination(output_);
    port_ = destination_.endpoints.front().port;
    // The log is read to the end, since a full pipe would stop the broker.
    reader_ = std::thread([output = output_] {
        char bytes[4096];
        while (read(output, bytes, sizeof bytes) > 0) {
        }
    });
}

BrokerProcess::~BrokerProcess() {
    kill();
    if (reader_.joinable()) reader_.join();
    close(output_);
}

void BrokerProcess::kill() {
    if (pid_ < 0) return;
    ::kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
}

int BrokerProcess::terminate() {
    ::kill(pid_, SIGTERM);
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace indaba::test
