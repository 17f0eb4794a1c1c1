#pragma once
/// Checks a journal without changing it: the structure of the file, consecutive numbers, every hash
/// chain from its first entry, every head. Used by `indaba-broker verify` and by tests. A broker
/// may be running on the same file.
#include <cstdint>
#include <filesystem>
#include <string>

namespace indaba::broker {

struct VerifyResult {
    std::uint64_t entries = 0;
    std::uint64_t conversations = 0;
    std::string problem;  // the first one found, for the operator; empty when the journal is sound
};

/// Never throws: a file that cannot be read is reported as a problem.
VerifyResult verify_journal(const std::filesystem::path& file);

}  // namespace indaba::broker
