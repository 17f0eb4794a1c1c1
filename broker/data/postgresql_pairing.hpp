#pragma once
/// Opens a journal in PostgreSQL for the broker of a data directory, which keeps the key. The
/// journal records the public half: a broker with another key would be an impostor to every client.
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "broker/data/key_pairing.hpp"
#include "broker/journal/postgresql/postgresql_journal.hpp"
#include "common/keys/key.hpp"

namespace indaba::broker {

/// Opens the journal that `chosen` names, and makes sure that no other broker serves it. Throws
/// std::runtime_error with a sentence for the operator.
std::unique_ptr<PostgresqlJournal> open_postgresql_journal(const std::string& chosen);

/// Returns the broker's key: the one in the directory, or for a new journal a new one. The caller
/// holds the lock of the directory. Throws std::runtime_error with a sentence for the operator.
Key pair_key(const std::filesystem::path& data, PostgresqlJournal& journal,
             const MayBeNew& may_be_new);

}  // namespace indaba::broker
