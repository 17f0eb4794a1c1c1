#pragma once
/// The words of the messages in a replica, for the search. SQLite's FTS5 has them in shards: tables
/// of at most 65,536 messages each, whose rows are ordered by the time of the messages. A search
/// reads the shards from the newest on and ends when it has enough. A deleted message goes from its
/// shard at once, and purge() overwrites its words in the file, which costs one shard at most. Used
/// by replica.cpp, inside its transactions, and by replica_search.cpp. Throws sqlite::Error.
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/sqlite/sqlite.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::client {

extern const char* const message_index_schema;

/// Makes the tokenizer known that the tables name. Call it for each connection to a replica.
void add_message_tokenizer(sqlite::Connection& replica);

/// A message as it is searched. `place`, `account` and `conversation` are keys inside the replica.
struct IndexedMessage {
    std::int64_t place = 0;
    std::int64_t account = 0;
    std::int64_t conversation = 0;
    WallMs at = 0;
    std::string text;  // as it stands: of the last edit
};

/// Returns the tags of a message, which a search can ask for beside the words: tag_of_author(),
/// tag_of_conversation(), and these.
inline constexpr std::string_view tag_message = "m", tag_link = "l", tag_code = "k";
std::string tag_of_author(std::int64_t account);
std::string tag_of_conversation(std::int64_t conversation);

/// Returns the word that stands for two words that follow each other, when each is a character of a
/// script without spaces; else nullopt. It has the place of the first one. Such characters are in
/// very many messages, but two of them in few, so that a phrase of them is found by its pairs.
std::optional<std::string> pair_word(std::string_view first, std::string_view second);

/// Messages in the order of their times: 20 bits below the milliseconds tell those of one apart.
std::int64_t first_moment_of(WallMs at);

/// How many messages a shard has at most.
constexpr std::int64_t default_shard_size = 65'536;

class MessageIndex {
 public:
    explicit MessageIndex(sqlite::Connection& replica,
                          std::int64_t shard_size = default_shard_size);
    ~MessageIndex();

    /// Adds messages that are not in the index.
    void add(std::vector<IndexedMessage> messages);
    /// Removes a message; all its fields must be those with which it was added.
    void remove(const IndexedMessage& message);
    /// Overwrites the words of removed messages in the shards that had them since the last call.
    void purge();
    /// Does so in one shard. Returns false when there was none to do.
    bool purge_one();

 private:
    struct Shard;
    Shard& shard_for(std::int64_t moment);
    Shard& make_shard(std::int64_t moment);
    Shard& open(std::int64_t number);
    std::int64_t free_moment(WallMs at);
    void add(const IndexedMessage& message);

    sqlite::Connection& replica_;
    const std::int64_t shard_size_;
    sqlite::Statement last_moment_, find_, add_document_, remove_document_;
    sqlite::Statement shards_below_, shards_above_, grow_, shrink_, add_shard_;
    std::map<std::int64_t, std::unique_ptr<Shard>> open_;  // by number
    std::set<std::int64_t> removed_from_;                  // since the last purge()
};

}  // namespace indaba::client
