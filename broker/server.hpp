#pragma once
/// Where a message enters and leaves the broker: the only ROUTER, its monitor, and the one loop.
/// It carries events to the core and the core's effects out; it decides nothing about chat.
/// One thread runs it; the journal and signals wake it through WakeUp.
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "broker/console.hpp"
#include "broker/journal.hpp"

namespace indaba::broker {

class Server {
 public:
    /// Binds. `addresses` empty: loopback of both families. Throws std::runtime_error with a
    /// sentence for the operator.
    Server(Journal& journal, Console& console, const std::vector<std::string>& addresses, int port);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// What it listens at, "127.0.0.1:5000" or "[::1]:5000".
    const std::vector<std::string>& listening() const;

    /// Called in the loop after SIGHUP.
    void on_reload(std::function<void()> reload);

    /// Until a signal stops it. Returns the exit code: 0, or 70 when the disk failed in a way that
    /// leaves open what is stored; a new start reads what is.
    int run();

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace indaba::broker
