#pragma once
/// The broker's loop: carries events from the transport, the journal and the operator to the core,
/// and executes the core's effects. It decides nothing about the chat. One thread runs it; the
/// journal and signals wake it through WakeupPipe.
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
    /// Starts to listen. Throws std::runtime_error with a sentence for the operator.
    Server(Journal& journal, Console& console, const ServerOptions& options);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    const Transport& transport() const;

    /// Sets the function that the loop calls after SIGHUP.
    void on_reload(std::function<void()> reload);

    /// Makes the loop send watchdog notifications through `notifier`, which must outlive run().
    void notify_service_manager(ServiceNotifier& notifier);

    /// Runs until a signal stops it. Returns the exit code: 0, or 70 when the outcome of a write to
    /// the disk is unknown; a restart then reads what was stored.
    int run();

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace indaba::broker
