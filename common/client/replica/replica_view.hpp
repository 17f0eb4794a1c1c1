#pragma once
/// Reads a replica for display: the state of all conversations, parts of one, and the place of a
/// time in it. Each call sees one state of the file, beside the thread that writes, and none
/// changes the file. An object belongs to one thread at a time. Used by replica_reader.cpp only.
/// All functions throw sqlite::Error, or std::runtime_error with a sentence, when the file is
/// damaged.
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/client/model/copied_entries.hpp"
#include "common/client/replica/replica_origin.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::client {

class ReplicaView {
 public:
    /// The state of all conversations, as far as the replica knows it.
    struct Overview {
        /// The heads as they are stored. `number` and `hash` are those of the newest held entry
        /// where that is later.
        std::vector<Head> heads;
        std::map<Account, std::string> names;  // empty ones are left out
        std::uint64_t bytes = 0;               // of the file
        bool no_copy = false;                  // there is none that can be read
    };
    /// The first held entry that was said at a time or later.
    struct Found {
        ConversationId conversation{};
        WallMs at = 0;
        std::optional<std::uint64_t> number;  // nullopt: all that are held were said before
        bool exact = false;                   // no entry before it is missing that may be meant
    };

    /// Opens a replica. Returns null when there is none, or when it is of another account or
    /// version, or is being replaced.
    static std::unique_ptr<ReplicaView> open(const std::filesystem::path& home,
                                             const ReplicaOrigin& origin);
    ~ReplicaView();
    ReplicaView(const ReplicaView&) = delete;
    ReplicaView& operator=(const ReplicaView&) = delete;

    Overview overview();
    /// Returns what is held of the numbers `first` to `last`.
    CopiedEntries entries(const ConversationId& conversation, std::uint64_t first,
                          std::uint64_t last);
    /// Returns the newest `count` held entries.
    CopiedEntries newest(const ConversationId& conversation, std::uint64_t count);
    /// Trusts that times ascend with the numbers, so that it reads few entries.
    Found find_time(const ConversationId& conversation, WallMs at);

 private:
    struct State;
    explicit ReplicaView(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace indaba::client
