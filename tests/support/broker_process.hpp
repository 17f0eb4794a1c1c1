#pragma once
/// A real broker as a child process, for integration tests. The POSIX code is in
/// broker_process_posix.cpp.
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "common/base/scratch_directory.hpp"
#include "common/client/home/destination.hpp"

namespace indaba::test {

/// A directory that is removed with this object.
class TemporaryDirectory : public ScratchDirectory {
 public:
    TemporaryDirectory() : ScratchDirectory(std::filesystem::temp_directory_path()) {}
};

class BrokerProcess {
 public:
    /// Starts a broker and waits until it listens; throws after 10 s. Port 0 chooses a free port.
    /// `more`: further arguments.
    BrokerProcess(const std::string& program, const std::filesystem::path& data, int port = 0,
                  const std::vector<std::string>& more = {});
    ~BrokerProcess();  // kills the broker if it is running
    BrokerProcess(const BrokerProcess&) = delete;
    BrokerProcess& operator=(const BrokerProcess&) = delete;

    int process_id() const { return pid_; }
    int port() const { return port_; }
    /// Returns the broker's address on 127.0.0.1, with its key.
    const client::Destination& destination() const { return destination_; }
    /// Sends SIGKILL and waits.
    void kill();
    /// Sends SIGTERM, waits and returns the exit code.
    int terminate();

 private:
    int pid_ = -1;
    int output_ = -1;
    int port_ = 0;
    client::Destination destination_;
    std::thread reader_;
};

}  // namespace indaba::test
