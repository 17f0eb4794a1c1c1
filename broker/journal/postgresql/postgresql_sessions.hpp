#pragma once
/// Opens the sessions of a journal, and refuses a server that is not the one of before or that
/// stayed behind. Several threads use it.
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "broker/postgresql/connection.hpp"

namespace indaba::broker {

class PostgresqlSessions {
 public:
    /// Throws std::runtime_error with a sentence for the operator (session_keywords()).
    PostgresqlSessions(const std::string& chosen, const std::string& application,
                       bool require_standby = false)
        : keywords_(postgresql::session_keywords(chosen, application)),
          require_standby_(require_standby) {}

    /// Opens a session. Throws postgresql::Error when no server answers, or when the only ones that
    /// do are others than before: another system, or one on a timeline before the last one seen. A
    /// primary that was replaced by its standby would show what nobody confirmed.
    std::unique_ptr<postgresql::Connection> connect();
    /// Opens a session that stores what gets receipts. If a standby is required, a server that no
    /// synchronous one follows is refused, too.
    std::unique_ptr<postgresql::Connection> connect_to_write();
    /// Opens a session for reading or writing a whole journal: nothing is in a hurry there.
    std::unique_ptr<postgresql::Connection> connect_for_all();

 private:
    using Objection = std::function<std::string(postgresql::Connection& database)>;
    std::unique_ptr<postgresql::Connection> connect_without(const Objection& objection_to);
    /// Returns the reason why the server may not be used, or "".
    std::string objection_to(postgresql::Connection& database);

    const postgresql::Keywords keywords_;
    const bool require_standby_;
    std::mutex mutex_;
    std::int64_t system_ = 0;  // 0: not known yet
    std::string timeline_;     // the highest one seen; eight hexadecimal digits
};

/// Opens a session for a command of the operator about a whole journal. Throws std::runtime_error
/// with a sentence.
std::unique_ptr<postgresql::Connection> connect_once(const std::string& chosen);

}  // namespace indaba::broker
