#pragma once
/// An error of a PostgreSQL server, or of the connection to it. The writer of the journal decides
/// by the failure; the sentence is for the operator and never holds a password.
#include <stdexcept>
#include <string>
#include <string_view>

namespace indaba::postgresql {

/// The states of SQLSTATE (PostgreSQL manual, appendix A), as far as callers treat them
/// differently.
enum class Failure {
    lost,            // the connection ended: what was sent last may have been done
    unconfirmed,     // the commit is on this server, and a standby may not have it
    again,           // a deadlock: the same transaction may succeed at once
    rejected_value,  // a constraint, a type or the size limit rejects this one value
    full,            // the disk of the server
    busy,            // a lock or a time limit
    other
};

/// Returns the failure for the five characters of an SQLSTATE; of no SQLSTATE, `lost`.
Failure failure_of(std::string_view sqlstate);

class Error : public std::runtime_error {
 public:
    Error(Failure failure, const std::string& reason, std::string sqlstate = "")
        : std::runtime_error(reason), failure_(failure), sqlstate_(std::move(sqlstate)) {}
    Failure failure() const { return failure_; }
    /// Returns "" for an error that no server reported.
    const std::string& sqlstate() const { return sqlstate_; }

 private:
    Failure failure_;
    std::string sqlstate_;
};

}  // namespace indaba::postgresql
