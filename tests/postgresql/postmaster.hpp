#pragma once
/// The main process of a PostgreSQL server and its children: backends, writers, receivers. The
/// calls of the system are in postmaster_posix.cpp.
#include <filesystem>

#include "tests/postgresql/server_program.hpp"

namespace indaba::test {

class Postmaster {
 public:
    explicit Postmaster(std::filesystem::path data) : data_(std::move(data)) {}
    /// Ends all processes without a checkpoint.
    ~Postmaster();
    Postmaster(const Postmaster&) = delete;
    Postmaster& operator=(const Postmaster&) = delete;

    /// Starts the server on the data. It does not accept connections yet.
    void start(const ProgramStart& how);
    /// Returns its process id, or -1 if it does not run.
    int process_id() const { return id_; }
    /// Returns false once the process has ended.
    bool is_running();
    /// Ends the server with a checkpoint; connections are closed.
    void stop();
    /// Sends SIGKILL to all processes at once, as if the machine had lost its power. The directory
    /// stays as it is.
    void kill();
    /// Makes all processes read the configuration again, soon.
    void reload();
    void pause();
    void resume();
    /// Stops one child. Throws std::runtime_error if it is none.
    void stop_child(int child);
    void continue_child(int child);

    /// Kills what still works on the data of a server whose test program was killed.
    static void kill_on(const std::filesystem::path& data);

 private:
    void wait_for_end();
    void expect_running() const;
    void expect_child(int child) const;
    std::filesystem::path data_;
    int id_ = -1;
};

}  // namespace indaba::test
