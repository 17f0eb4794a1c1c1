#pragma once
/// Finds messages in a replica, the newest first, without a broker. An object has a connection of
/// its own and belongs to one thread at a time, beside the thread that writes. Throws
/// sqlite::Error, or std::runtime_error with a sentence.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/client/replica/replica_origin.hpp"
#include "common/client/search/search_query.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::client {

/// A message that was found.
struct SearchHit {
    Conversation conversation;
    Entry entry;
    std::string text;          // of the last edit
    std::uint64_t edited = 0;  // the number of that edit; 0: there is none
    std::int64_t moment = 0;   // orders hits; search on from here
};

/// The parts of each found message that are read: all, or its place alone, which is enough to count
/// messages and to go there. The place is the conversation, the number of the entry, the moment.
enum class HitParts { all, place };

struct SearchResult {
    std::vector<SearchHit> hits;        // newest first
    bool more = false;                  // there are older ones
    std::vector<std::string> problems;  // sentences for the user: names and titles that nobody has
};

class ReplicaSearch {
 public:
    /// Opens a replica that exists.
    ReplicaSearch(const std::filesystem::path& home, const ReplicaOrigin& origin);
    ~ReplicaSearch();
    ReplicaSearch(const ReplicaSearch&) = delete;
    ReplicaSearch& operator=(const ReplicaSearch&) = delete;

    /// Returns at most `limit` messages, those older than `before` when it is given. Ends early,
    /// with what it has, when `stop` returns true; it is asked every few milliseconds.
    SearchResult find(const SearchQuery& query, std::size_t limit,
                      std::optional<std::int64_t> before = {},
                      const std::function<bool()>& stop = {}, HitParts parts = HitParts::all);
    /// Returns the last known name of an account, or "".
    std::string name_of(const Account& account);

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace indaba::client
