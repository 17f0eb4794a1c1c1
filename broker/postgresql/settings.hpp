#pragma once
/// How the broker connects to PostgreSQL: what the operator chose, and what the broker needs of
/// every session so that a broker that is cut off holds no lock against the others
/// (shared measurements: a cut network is noticed by tcp_user_timeout, a stopped client by the
/// time limits of the server).
#include <string>
#include <utility>
#include <vector>

namespace indaba::postgresql {

/// The keywords of libpq with their values, in the form of PQconnectdbParams().
using Keywords = std::vector<std::pair<std::string, std::string>>;

/// Returns the keywords of a session for what the operator chose: a URL, or words like
/// "service=indaba". Throws std::runtime_error with a sentence for the operator when it cannot be
/// read or holds a password: others could read that in the list of processes.
Keywords session_keywords(const std::string& chosen, const std::string& application);

/// Returns a sentence when the connection would be one that anybody between could read or answer,
/// else "". Only a socket of this machine needs no TLS with a verified name.
std::string danger_of(const std::string& host, const std::string& sslmode);
/// Returns the same for all hosts that the keywords, the service file and the environment name,
/// without asking any.
std::string danger_in(Keywords keywords);

}  // namespace indaba::postgresql
