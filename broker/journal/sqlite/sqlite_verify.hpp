#pragma once
/// Checks a journal without changing it: the file's own structure, dense numbers, every chain from
/// its first entry, every head. Used by `indaba-broker verify` and by tests; a broker may be
/// running on the same file meanwhile.
#include <cstdint>
#include <filesystem>
#include <string>

namespace indaba::broker {

struct VerifyResult {
    std::uint64_t entries = 0;
    std::uint64_t conversations = 0;
    std::string problem;  // the first one found, for the operator; empty: the journal is sound
};

/// Never throws: what keeps it from reading is a problem too.
VerifyResult verify_journal(const std::filesystem::path& file);

}  // namespace indaba::broker
