#pragma once
/// Where a message enters and leaves the broker: the one loop. It carries events to the core and
/// the core's effects out; it decides nothing about chat. One thread runs it; the journal and
/// signals wake it through WakeupPipe.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "broker/journal/journal.hpp"
#include "broker/limits/limits.hpp"
#include "broker/server/console.hpp"
#include "broker/transport/zmq/transport.hpp"

namespace indaba::broker {

class ServiceNotifier;

struct ServerOptions {
    TransportOptions transport;
    std::optional<std::uint64_t> history_for_new;  // number of entries; nothing: all
    AccountLimits limits;
};

class Server {
 public:
    /// Listens. Throws std::runtime_error with a sentence for the operator.
    Server(Journal& journal, Console& console, const ServerOptions& options);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    const Transport& transport() const;

    /// Called in the loop after SIGHUP.
    void on_reload(std::function<void()> reload);

    /// The loop gives it signs of life.
    void notify_service_manager(ServiceNotifier& notifier);

    /// Until a signal stops it. Returns the exit code: 0, or 70 when the disk failed in a way that
    /// leaves open what is stored; a new start reads what is.
    int run();

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace indaba::broker
