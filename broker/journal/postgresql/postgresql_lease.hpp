#pragma once
/// The lease of a broker: a row with its addresses that says until when it serves people. A thread
/// with a session of its own renews it, since the writer may wait for locks. The journal owns it.
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>

#include "broker/journal/journal.hpp"
#include "broker/journal/postgresql/pause.hpp"
#include "broker/journal/postgresql/postgresql_sessions.hpp"
#include "broker/postgresql/connection.hpp"

namespace indaba::broker {

namespace lease {
using ms = std::chrono::milliseconds;
inline constexpr ms duration{10'000};
inline constexpr ms renewed_every{2'500};
inline constexpr ms tried_again_after{500};
/// A server that stands still is left for another one while the lease lasts.
inline constexpr ms answer_timeout{2'500};
inline constexpr ms end_timeout{1'000};
}  // namespace lease

class PostgresqlLease {
 public:
    using OnRenewed = std::function<void(const LeaseRenewed&)>;

    /// Takes the lease for a writer. `on_renewed` is called here and by the thread. Throws
    /// postgresql::Error.
    PostgresqlLease(PostgresqlSessions& sessions, std::int64_t writer, BrokerAddress address,
                    OnRenewed on_renewed);
    /// Ends the lease, if the server answers: others need not wait for its end.
    ~PostgresqlLease();

 private:
    void keep();
    void renew();
    bool try_to_renew();

    PostgresqlSessions& sessions_;
    const std::int64_t writer_;
    const BrokerAddress address_;
    const OnRenewed on_renewed_;
    std::unique_ptr<postgresql::Connection> database_;  // null after it was lost
    Pause pause_;
    std::thread thread_;
};

}  // namespace indaba::broker
