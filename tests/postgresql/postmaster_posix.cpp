#include <signal.h>
#include <sys/shm.h>
#include <sys/wait.h>

#include <fstream>
#include <limits>
#include <stdexcept>
#include <vector>

#include "tests/postgresql/postmaster.hpp"
#include "tests/postgresql/process_table.hpp"
#include "tests/postgresql/wait_until.hpp"

namespace indaba::test {
namespace {

/// Removes what only a start on the same data would find: the shared memory by which a server knows
/// that another one uses its data, and the process id, which may be that of another server by then.
void remove_traces(const std::filesystem::path& data) {
    const std::filesystem::path file = data / "postmaster.pid";
    std::ifstream lines(file);
    const int lines_before_memory = 6;
    for (int line = 0; line < lines_before_memory; ++line)
        lines.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
    unsigned long key = 0;
    int memory = -1;
    if (lines >> key >> memory) ::shmctl(memory, IPC_RMID, nullptr);
    std::filesystem::remove(file);
}

}  // namespace

Postmaster::~Postmaster() {
    if (id_ < 0) return;
    resume();
    ::kill(id_, SIGQUIT);
    try {
        wait_for_end();
    } catch (const std::exception&) {
        kill();
    }
}

void Postmaster::start(const ProgramStart& how) {
    if (id_ >= 0) throw std::runtime_error("The server runs already.");
    id_ = start_server_program({server_programs() / "postgres", "-D", data_.native()}, how);
}

bool Postmaster::is_running() {
    if (id_ >= 0 && ::waitpid(id_, nullptr, WNOHANG) == id_) id_ = -1;
    return id_ >= 0;
}

void Postmaster::wait_for_end() {
    wait_until([this] { return !is_running(); }, "a server ends");
}

void Postmaster::stop() {
    if (id_ < 0) return;
    resume();  // a stopped process does not end
    ::kill(id_, SIGINT);
    wait_for_end();
}

void Postmaster::kill() {
    if (id_ < 0) return;
    stop_process(id_);  // it starts no further children
    kill_on(data_);
    ::kill(id_, SIGKILL);  // it may not work on its data yet
    ::waitpid(id_, nullptr, 0);
    id_ = -1;
}

void Postmaster::kill_on(const std::filesystem::path& data) {
    if (kill_processes_in(data)) remove_traces(data);
}

void Postmaster::reload() {
    expect_running();
    ::kill(id_, SIGHUP);
}

void Postmaster::pause() {
    expect_running();
    stop_process(id_);
    for (const int process : processes_in(data_)) stop_process(process);
}

void Postmaster::resume() {
    for (const int process : processes_in(data_)) ::kill(process, SIGCONT);
}

void Postmaster::stop_child(int child) {
    expect_child(child);
    stop_process(child);
}

void Postmaster::continue_child(int child) {
    expect_child(child);
    ::kill(child, SIGCONT);
}

/// Without a process the id is -1, which for the system means every process of the machine.
void Postmaster::expect_running() const {
    if (id_ < 0) throw std::runtime_error("The server does not run.");
}

void Postmaster::expect_child(int child) const {
    for (const int process : processes_in(data_))
        if (process == child && process != id_) return;
    throw std::runtime_error("This process is no backend of the server.");
}

}  // namespace indaba::test
