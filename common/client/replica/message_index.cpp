#include "common/client/replica/message_index.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <utility>

#include "common/base/utf8.hpp"
#include "common/client/search/code_spans.hpp"
#include "common/client/search/search_words.hpp"
#include "common/client/search/word_characters.hpp"

namespace indaba::client {

const char* const message_index_schema = R"sql(
CREATE TABLE documents (
    moment INTEGER PRIMARY KEY,      -- the row of the message in the table of its shard
    place  INTEGER NOT NULL REFERENCES entries,
    shard  INTEGER NOT NULL REFERENCES shards
) STRICT;
CREATE TABLE shards (
    number   INTEGER PRIMARY KEY,    -- of the table words_NUMBER
    size     INTEGER NOT NULL,       -- how many messages it has
    lowest   INTEGER NOT NULL,       -- a moment, as the next one
    highest  INTEGER NOT NULL
) STRICT;
CREATE INDEX shards_by_lowest ON shards (lowest);
)sql";

namespace {

/// Characters that are in no word of a text.
constexpr char begin_of_pair = '\x02', middle_of_pair = '\x03';

bool is_unspaced_word(std::string_view word) {
    constexpr unsigned char lowest = 0xE0;  // the first byte of the first such character
    return static_cast<unsigned char>(word.front()) >= lowest &&
           is_unspaced(first_code_point(word).value);
}

/// Returns the words of a message, or of a part of a term of a query.
std::span<const sqlite::Connection::Word> words_of(std::string_view text, bool query) {
    thread_local std::vector<SearchWord> kept;
    thread_local std::deque<std::string> pairs;  // their addresses stay
    thread_local std::vector<sqlite::Connection::Word> words;
    kept.clear();
    pairs.clear();
    words.clear();
    if (query && text.starts_with(begin_of_pair)) {
        words.push_back({text, 0, text.size(), true});
        return words;
    }
    for_each_search_word(text, [query](const SearchWord& word) {
        if (!query || !word.inner) kept.push_back(word);
        return true;
    });
    for (std::size_t i = 0; i < kept.size(); ++i) {
        const SearchWord& word = kept[i];
        words.push_back({word.folded, word.begin, word.end, !word.inner});
        if (query || i + 1 == kept.size()) continue;
        auto pair = pair_word(word.folded, kept[i + 1].folded);
        if (pair)
            words.push_back({pairs.emplace_back(*std::move(pair)), word.begin, word.end, false});
    }
    return words;
}

constexpr int bits_below_ms = 20;
constexpr WallMs last_time = (WallMs{1} << 42) - 1;  // in the year 2109

/// Returns a word of letters alone, which no rule of words takes apart.
std::string in_letters(char first, std::int64_t key) {
    std::string word(1, first);
    for (; key > 0; key /= 26) word += static_cast<char>('a' + key % 26);
    return word;
}

std::string tags_of(const IndexedMessage& message) {
    std::string tags = fmt::format("{} {} {}", tag_message, tag_of_author(message.account),
                                   tag_of_conversation(message.conversation));
    if (has_link(message.text)) tags += fmt::format(" {}", tag_link);
    if (has_code(message.text)) tags += fmt::format(" {}", tag_code);
    return tags;
}

}  // namespace

std::optional<std::string> pair_word(std::string_view first, std::string_view second) {
    if (!is_unspaced_word(first) || !is_unspaced_word(second)) return std::nullopt;
    std::string pair(1, begin_of_pair);
    pair += first;
    pair += middle_of_pair;
    pair += second;
    return pair;
}

std::string tag_of_author(std::int64_t account) { return in_letters('a', account); }
std::string tag_of_conversation(std::int64_t conversation) { return in_letters('c', conversation); }

std::int64_t first_moment_of(WallMs at) {
    return std::clamp<WallMs>(at, 0, last_time) << bits_below_ms;
}

/// One table of words.
struct MessageIndex::Shard {
    Shard(const sqlite::Connection& replica, std::int64_t which)
        : number(which),
          add(replica,
              fmt::format("INSERT INTO words_{} (rowid, text, tags) VALUES (?, ?, ?)", which)),
          remove(replica, fmt::format("INSERT INTO words_{0} (words_{0}, rowid, text, tags) "
                                      "VALUES ('delete', ?, ?, ?)",
                                      which)) {}
    std::int64_t number;
    sqlite::Statement add, remove;
};

void add_message_tokenizer(sqlite::Connection& replica) {
    replica.add_tokenizer("messages", words_of);
}

MessageIndex::MessageIndex(sqlite::Connection& replica, std::int64_t shard_size)
    : replica_(replica),
      shard_size_(shard_size),
      last_moment_(replica,
                   "SELECT moment FROM documents WHERE moment BETWEEN ? AND ? "
                   "ORDER BY moment DESC LIMIT 1"),
      find_(replica,
            "SELECT moment, shard FROM documents WHERE moment BETWEEN ? AND ? AND place = ?"),
      add_document_(replica, "INSERT INTO documents (moment, place, shard) VALUES (?, ?, ?)"),
      remove_document_(replica, "DELETE FROM documents WHERE moment = ?"),
      shards_below_(
          replica,
          "SELECT number, size FROM shards WHERE lowest <= ? ORDER BY lowest DESC LIMIT 1"),
      shards_above_(replica,
                    "SELECT number, size FROM shards WHERE lowest > ? ORDER BY lowest LIMIT 1"),
      grow_(replica,
            "UPDATE shards SET size = size + 1, lowest = min(lowest, ?2), "
            "highest = max(highest, ?2) WHERE number = ?1"),
      shrink_(replica, "UPDATE shards SET size = size - 1 WHERE number = ?"),
      add_shard_(replica, "INSERT INTO shards (size, lowest, highest) VALUES (0, ?1, ?1)") {}

MessageIndex::~MessageIndex() = default;

void MessageIndex::add(std::vector<IndexedMessage> messages) {
    // FTS5 writes what it has collected whenever a row does not follow the one before.
    std::ranges::stable_sort(messages, {}, &IndexedMessage::at);
    for (const IndexedMessage& message : messages) add(message);
}

void MessageIndex::add(const IndexedMessage& message) {
    const std::int64_t moment = free_moment(message.at);
    Shard& shard = shard_for(moment);
    shard.add.run(moment, message.text, tags_of(message));
    add_document_.run(moment, message.place, shard.number);
    grow_.run(shard.number, moment);
}

void MessageIndex::remove(const IndexedMessage& message) {
    const std::int64_t begin = first_moment_of(message.at);
    std::int64_t moment = 0, number = 0;
    {
        sqlite::Rows row = find_.query(begin, begin + (1 << bits_below_ms) - 1, message.place);
        if (!row.next()) return;
        moment = row.integer(0);
        number = row.integer(1);
    }
    open(number).remove.run(moment, message.text, tags_of(message));
    remove_document_.run(moment);
    shrink_.run(number);
    removed_from_.insert(number);
}

void MessageIndex::purge() {
    // Merging all of a shard leaves nothing of what was removed; the pages that it frees are
    // overwritten.
    while (purge_one()) {
    }
}

bool MessageIndex::purge_one() {
    if (removed_from_.empty()) return false;
    replica_.execute(fmt::format("INSERT INTO words_{0} (words_{0}) VALUES ('optimize')",
                                 *removed_from_.begin()));
    removed_from_.erase(removed_from_.begin());
    return true;
}

/// Returns the moment after those of the other messages of the same millisecond.
std::int64_t MessageIndex::free_moment(WallMs at) {
    const std::int64_t begin = first_moment_of(at);
    sqlite::Rows row = last_moment_.query(begin, begin + (1 << bits_below_ms) - 1);
    return row.next() ? row.integer(0) + 1 : begin;
}

/// Returns the neighbouring shard that has room, so that the times of shards do not overlap while
/// messages come in order, and a new one when both are full.
MessageIndex::Shard& MessageIndex::shard_for(std::int64_t moment) {
    for (sqlite::Statement* neighbour : {&shards_below_, &shards_above_}) {
        std::int64_t number = 0;
        {
            sqlite::Rows row = neighbour->query(moment);
            if (row.next() && row.integer(1) < shard_size_) number = row.integer(0);
        }
        if (number != 0) return open(number);
    }
    return make_shard(moment);
}

MessageIndex::Shard& MessageIndex::make_shard(std::int64_t moment) {
    add_shard_.run(moment);
    const std::int64_t number = replica_.number("SELECT max(number) FROM shards");
    replica_.execute(
        fmt::format("CREATE VIRTUAL TABLE words_{} USING fts5(text, tags, content='', "
                    "columnsize=0, tokenize='messages')",
                    number));
    return open(number);
}

MessageIndex::Shard& MessageIndex::open(std::int64_t number) {
    std::unique_ptr<Shard>& shard = open_[number];
    if (!shard) shard = std::make_unique<Shard>(replica_, number);
    return *shard;
}

}  // namespace indaba::client
