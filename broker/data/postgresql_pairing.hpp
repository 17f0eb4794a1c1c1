#pragma once
/// Pairs a journal in PostgreSQL with the key, which each broker of it keeps in its data directory.
/// The journal records the public half: a broker with another key would be an impostor to every
/// client.
#include <filesystem>

#include "broker/data/key_pairing.hpp"
#include "broker/journal/postgresql/postgresql_journal.hpp"
#include "common/keys/key.hpp"

namespace indaba::broker {

/// Returns the broker's key: the one in the directory, or for a new journal a new one. The caller
/// holds the lock of the directory. Throws std::runtime_error with a sentence for the operator.
Key pair_key(const std::filesystem::path& data, PostgresqlJournal& journal,
             const MayBeNew& may_be_new);

}  // namespace indaba::broker
