#pragma once
/// A real broker as a child process, for integration tests. POSIX in broker_process_posix.cpp.
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "common/client/home/destination.hpp"

namespace indaba::test {

/// A directory that goes with the object.
class TemporaryDirectory {
 public:
    TemporaryDirectory();
    ~TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    const std::filesystem::path& path() const { return path_; }

 private:
    std::filesystem::path path_;
};

class BrokerProcess {
 public:
    /// Starts and waits until it listens (10 s at most; throws then). Port 0: any.
    BrokerProcess(const std::string& program, const std::filesystem::path& data, int port = 0);
    ~BrokerProcess();  // kills it if it still runs
    BrokerProcess(const BrokerProcess&) = delete;
    BrokerProcess& operator=(const BrokerProcess&) = delete;

    int port() const { return port_; }
    /// At 127.0.0.1, with its key.
    const client::Destination& destination() const { return destination_; }
    int pid() const { return pid_; }
    void kill();      // SIGKILL, and waits
    int terminate();  // SIGTERM, waits; returns its exit code
    void stop();      // SIGSTOP
    void go_on();     // SIGCONT

 private:
    int pid_ = -1;
    int output_ = -1;
    int port_ = 0;
    client::Destination destination_;
    std::thread reader_;
};

}  // namespace indaba::test
