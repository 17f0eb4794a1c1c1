#include "broker/journal/postgresql/postgresql_lease.hpp"

#include <exception>
#include <utility>

#include "common/base/clock.hpp"

namespace indaba::broker {

PostgresqlLease::PostgresqlLease(PostgresqlSessions& sessions, std::int64_t writer,
                                 BrokerAddress address, OnRenewed on_renewed)
    : sessions_(sessions),
      writer_(writer),
      address_(std::move(address)),
      on_renewed_(std::move(on_renewed)) {
    renew();
    thread_ = std::thread([this] { keep(); });
}

PostgresqlLease::~PostgresqlLease() {
    pause_.close();
    thread_.join();
    if (!database_) return;
    try {
        database_->set_answer_timeout(lease::end_timeout);
        database_->query("DELETE FROM leases WHERE writer = $1", writer_);
    } catch (const std::exception&) {
        // It ends by itself.
    }
}

void PostgresqlLease::keep() {
    for (bool is_renewed = true;
         pause_.wait(is_renewed ? lease::renewed_every : lease::tried_again_after);)
        is_renewed = try_to_renew();
}

bool PostgresqlLease::try_to_renew() {
    try {
        renew();
        return true;
    } catch (const std::exception&) {
        database_.reset();
        return false;
    }
}

/// Counts from before the server was asked: the others see the lease end later than this broker.
void PostgresqlLease::renew() {
    if (!database_) {
        database_ = sessions_.connect();
        database_->set_answer_timeout(lease::answer_timeout);
    }
    const std::chrono::milliseconds asked = read_clocks().steady;
    database_->query(
        "INSERT INTO leases (writer, until, peers, clients) "
        "VALUES ($1, clock_timestamp() + $2 * interval '1 millisecond', $3, $4) "
        "ON CONFLICT (writer) DO UPDATE SET until = excluded.until",
        writer_, std::int64_t{lease::duration.count()}, address_.peers, address_.clients);
    on_renewed_({asked + lease::duration});
}

}  // namespace indaba::broker
