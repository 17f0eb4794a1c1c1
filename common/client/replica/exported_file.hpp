#pragma once
/// Reads an export of a replica, for `indaba-broker restore`: whose copy it is, and the names,
/// heads, ranges and entries in it. The functions throw sqlite::Error, or std::runtime_error with a
/// sentence, when the file is no export or cannot be read.
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/client/replica/held_ranges.hpp"
#include "common/client/replica/replica_origin.hpp"
#include "common/sqlite/sqlite.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::client {

struct ExportedConversation {
    std::int64_t key = 0;  // in its file
    Head head;
    HeldRanges ranges;
};

class ExportedFile {
 public:
    explicit ExportedFile(const std::filesystem::path& file);

    const std::filesystem::path& path() const { return path_; }
    const ReplicaOrigin& origin() const { return origin_; }
    std::vector<ExportedConversation> conversations() const;
    /// Returns the last known name of each account; empty ones are left out.
    std::map<Account, std::string> names() const;
    /// Returns a function that returns the next entry of a conversation, in the order of numbers,
    /// and nullopt after the last. This object must outlive it.
    std::function<std::optional<Entry>()> entries(std::int64_t conversation) const;

 private:
    std::filesystem::path path_;
    sqlite::Connection file_;
    ReplicaOrigin origin_;
};

}  // namespace indaba::client
