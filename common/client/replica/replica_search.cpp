#include "common/client/replica/replica_search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "common/client/replica/match_expression.hpp"
#include "common/client/replica/message_index.hpp"
#include "common/client/replica/replica_entries.hpp"
#include "common/client/replica/replica_file.hpp"
#include "common/wire/name.hpp"

namespace indaba::client {
namespace {

/// The messages that may be found: at moments from `low` on and before `high`.
struct Moments {
    std::int64_t low = 0;
    std::int64_t high = std::numeric_limits<std::int64_t>::max();
};

struct Shard {
    std::int64_t number = 0;
    std::int64_t lowest = 0, highest = 0;
};

struct KnownPlace {
    std::int64_t key = 0;
    Conversation conversation;
};

/// Returns the tag of a conversation; one that no message has when the replica does not know it.
std::string tag_of(const ConversationId& id, const std::vector<KnownPlace>& known) {
    const auto place =
        std::ranges::find(known, id, [](const KnownPlace& each) { return each.conversation.id; });
    return tag_of_conversation(place == known.end() ? 0 : place->key);
}

Moments moments_of(const SearchQuery& query, std::optional<std::int64_t> before) {
    Moments moments;
    if (query.since) moments.low = first_moment_of(*query.since);
    if (query.until) moments.high = first_moment_of(*query.until);
    if (before) moments.high = std::min(moments.high, *before);
    return moments;
}

}  // namespace

struct ReplicaSearch::State {
    State(const std::filesystem::path& path, const ReplicaOrigin& origin)
        : me(origin.account),
          file(open_replica_file(path, origin)),
          entries(file.connection),
          find_name(file.connection, "SELECT name FROM accounts WHERE account = ?"),
          names(file.connection, "SELECT key, account, name FROM accounts WHERE name <> ''"),
          places(file.connection, "SELECT key, head FROM conversations"),
          shards(file.connection,
                 "SELECT number, lowest, highest FROM shards WHERE size > 0 ORDER BY highest DESC"),
          message(file.connection,
                  "SELECT e.conversation, e.number FROM documents AS d "
                  "JOIN entries AS e ON e.place = d.place WHERE d.moment = ?") {}

    std::vector<std::vector<std::string>> tags_of(const SearchQuery& query,
                                                  const std::vector<KnownPlace>& known,
                                                  SearchResult& result);
    std::vector<std::string> authors(const SearchQuery& query, SearchResult& result);
    std::vector<std::string> conversations(const SearchQuery& query,
                                           const std::vector<KnownPlace>& known,
                                           SearchResult& result);
    bool is_at(const SearchPlace& place, const Conversation& conversation);
    std::vector<KnownPlace> known_places();
    std::string name_of(const Account& account);
    std::vector<std::int64_t> moments(const std::string& expression, Moments between,
                                      std::size_t limit, const std::function<bool()>& stop);
    sqlite::Statement& words_of(std::int64_t shard);
    std::optional<SearchHit> hit(std::int64_t moment,
                                 const std::map<std::int64_t, Conversation>& places,
                                 HitParts parts);

    Account me;
    ReplicaFile file;
    ReplicaEntries entries;
    sqlite::Statement find_name, names, places, shards, message;
    std::map<std::int64_t, std::unique_ptr<sqlite::Statement>> words;  // by shard
};

ReplicaSearch::ReplicaSearch(const std::filesystem::path& home, const ReplicaOrigin& origin)
    : state_(std::make_unique<State>(replica_path(home, origin.journal), origin)) {}

ReplicaSearch::~ReplicaSearch() = default;

std::string ReplicaSearch::name_of(const Account& account) { return state_->name_of(account); }

SearchResult ReplicaSearch::find(const SearchQuery& query, std::size_t limit,
                                 std::optional<std::int64_t> before,
                                 const std::function<bool()>& stop, HitParts parts) {
    SearchResult result;
    if (query.empty()) return result;
    state_->file.connection.execute("BEGIN");  // one state of the replica for all that is read
    const auto end = [this] { state_->file.connection.execute("COMMIT"); };
    try {
        const std::vector<KnownPlace> known = state_->known_places();
        const auto tags = state_->tags_of(query, known, result);
        std::map<std::int64_t, Conversation> places;
        for (const KnownPlace& place : known) places[place.key] = place.conversation;
        std::vector<std::int64_t> moments;
        if (result.problems.empty())
            moments = state_->moments(match_expression(query, tags), moments_of(query, before),
                                      limit + 1, stop);
        result.more = moments.size() > limit;
        if (result.more) moments.resize(limit);
        for (const std::int64_t moment : moments)
            if (auto hit = state_->hit(moment, places, parts))
                result.hits.push_back(std::move(*hit));
    } catch (...) {
        state_->words.clear();
        state_->file.connection.roll_back();
        throw;
    }
    end();
    return result;
}

// ---- filters -------------------------------------------------------------------------------

std::vector<std::vector<std::string>> ReplicaSearch::State::tags_of(
    const SearchQuery& query, const std::vector<KnownPlace>& known, SearchResult& result) {
    std::vector<std::vector<std::string>> tags;
    if (query.conversation) tags.push_back({tag_of(*query.conversation, known)});
    if (!query.authors.empty()) tags.push_back(authors(query, result));
    if (!query.places.empty()) tags.push_back(conversations(query, known, result));
    if (query.has_link) tags.push_back({std::string(tag_link)});
    if (query.has_code) tags.push_back({std::string(tag_code)});
    return tags;
}

std::vector<std::string> ReplicaSearch::State::authors(const SearchQuery& query,
                                                       SearchResult& result) {
    std::map<std::string, std::vector<std::int64_t>> known;
    {
        sqlite::Rows rows = names.query();
        while (rows.next()) {
            known[case_folded(rows.text(2))].push_back(rows.integer(0));
            if (rows.bytes<Account>(1) == me) known["me"].push_back(rows.integer(0));
        }
    }
    std::vector<std::string> tags;
    for (const std::string& author : query.authors) {
        const auto found = known.find(case_folded(author));
        if (found == known.end())
            result.problems.push_back(fmt::format("Nobody is known as {}.", author));
        else
            for (const std::int64_t key : found->second) tags.push_back(tag_of_author(key));
    }
    return tags;
}

std::vector<std::string> ReplicaSearch::State::conversations(const SearchQuery& query,
                                                             const std::vector<KnownPlace>& known,
                                                             SearchResult& result) {
    std::vector<std::string> tags;
    for (const SearchPlace& place : query.places) {
        const std::size_t before = tags.size();
        for (const KnownPlace& each : known)
            if (is_at(place, each.conversation)) tags.push_back(tag_of_conversation(each.key));
        if (tags.size() == before)
            result.problems.push_back(
                place.whispers ? fmt::format("There are no whispers with {} here.", place.name)
                               : fmt::format("No room {} is known here.", place.name));
    }
    return tags;
}

bool ReplicaSearch::State::is_at(const SearchPlace& place, const Conversation& conversation) {
    const std::string wanted = case_folded(place.name);
    if (conversation.id == lobby) return !place.whispers && wanted == "lobby";
    if (conversation.room) return !place.whispers && case_folded(*conversation.room) == wanted;
    if (!place.whispers || !conversation.between) return false;
    const std::string name = name_of(conversation.between->other(me));
    return !name.empty() && case_folded(name) == wanted;
}

std::string ReplicaSearch::State::name_of(const Account& account) {
    sqlite::Rows row = find_name.query(account);
    return row.next() ? row.text(0) : std::string();
}

std::vector<KnownPlace> ReplicaSearch::State::known_places() {
    std::vector<KnownPlace> known;
    sqlite::Rows rows = places.query();
    while (rows.next())
        if (auto head = stored_head(rows.text(1)))
            known.push_back({rows.integer(0), std::move(head->conversation)});
    return known;
}

// ---- words ---------------------------------------------------------------------------------

/// Returns the newest moments of messages that match. The times of shards may overlap, so that a
/// shard is read as long as it may have a newer message than the last that was found.
std::vector<std::int64_t> ReplicaSearch::State::moments(const std::string& expression,
                                                        Moments between, std::size_t limit,
                                                        const std::function<bool()>& stop) {
    std::vector<Shard> all;
    {
        sqlite::Rows rows = shards.query();
        while (rows.next()) all.push_back({rows.integer(0), rows.integer(1), rows.integer(2)});
    }
    std::vector<std::int64_t> found;
    for (const Shard& shard : all) {
        if (stop && stop()) break;
        const bool enough = found.size() >= limit;
        if (enough && found.back() > shard.highest) break;
        if (shard.lowest >= between.high || shard.highest < between.low) continue;
        const std::int64_t low = enough ? std::max(between.low, found.back()) : between.low;
        sqlite::Rows rows =
            words_of(shard.number)
                .query(expression, low, between.high, static_cast<std::int64_t>(limit));
        while (rows.next()) found.push_back(rows.integer(0));
        std::ranges::sort(found, std::greater());
        if (found.size() > limit) found.resize(limit);
    }
    return found;
}

sqlite::Statement& ReplicaSearch::State::words_of(std::int64_t shard) {
    std::unique_ptr<sqlite::Statement>& statement = words[shard];
    if (!statement)
        statement = std::make_unique<sqlite::Statement>(
            file.connection, fmt::format("SELECT rowid FROM words_{0} WHERE words_{0} MATCH ? AND "
                                         "rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT ?",
                                         shard));
    return *statement;
}

std::optional<SearchHit> ReplicaSearch::State::hit(
    std::int64_t moment, const std::map<std::int64_t, Conversation>& known, HitParts parts) {
    std::int64_t conversation = 0;
    std::uint64_t number = 0;
    {
        sqlite::Rows row = message.query(moment);
        if (!row.next()) return std::nullopt;
        conversation = row.integer(0);
        number = row.count(1);
    }
    const auto place = known.find(conversation);
    if (parts == HitParts::place && place != known.end()) {
        SearchHit found;
        found.conversation = place->second;
        found.entry.number = number;
        found.moment = moment;
        return found;
    }
    std::optional<StandingMessage> found = entries.message(conversation, number);
    if (place == known.end() || !found) return std::nullopt;
    return SearchHit{place->second, std::move(found->entry), std::move(found->text), found->edited,
                     moment};
}

}  // namespace indaba::client
