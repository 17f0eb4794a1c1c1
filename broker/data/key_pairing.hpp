#pragma once
/// The key and the journal of a data directory belong together. A start makes both or finds both;
/// when one is missing, empty or damaged, or belongs to another directory, the operator decides.
#include <filesystem>

#include "common/keys/key.hpp"

namespace indaba::broker {

/// Things that the operator allows a start to make anew when they are lost.
struct MayBeNew {
    bool key = false;
    bool journal = false;
};

/// Returns the broker's key, once the directory has both a key and a journal. The caller holds the
/// lock. Throws std::runtime_error with a sentence for the operator.
Key open_key_and_journal(const std::filesystem::path& data, const MayBeNew& may_be_new);

/// Makes sure that there is a journal, for a broker without encryption. Throws as the other does.
void open_journal_alone(const std::filesystem::path& data, const MayBeNew& may_be_new);

}  // namespace indaba::broker
