#pragma once
/// Stores who may connect: standings, invites, enrolments and kicks, inside the writer's
/// transaction. Errors are thrown as postgresql::Error.
#include "broker/journal/journal.hpp"
#include "broker/journal/postgresql/batch_stamp.hpp"
#include "broker/postgresql/connection.hpp"

namespace indaba::broker {

class PostgresqlAdmissions {
 public:
    PostgresqlAdmissions(postgresql::Connection& database, const BatchStamp& stamp)
        : database_(database), stamp_(stamp) {}

    Outcome store(const StandingChange& change);
    Outcome store(const Invite& invite);
    Outcome store(const Kick& kick);
    /// Makes a round trip.
    Outcome store(const Enrolment& enrolment);

 private:
    postgresql::Connection& database_;
    const BatchStamp& stamp_;
};

}  // namespace indaba::broker
