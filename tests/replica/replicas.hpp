#pragma once
/// A replica in a home of its own, and what a broker sends to it.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "common/base/path_text.hpp"
#include "common/client/replica/replica.hpp"
#include "common/client/replica/replica_search.hpp"
#include "tests/home/temporary_home.hpp"
#include "tests/support/broker_conversation.hpp"
#include "tests/unit/common/client/model/model_fixture.hpp"

namespace indaba::test {

inline const JournalId journal = journal_id(7);
inline const client::ReplicaOrigin origin{journal, ann};

inline client::EntriesReceived part(const BrokerConversation& talk, std::uint64_t from,
                                    std::uint64_t to) {
    return {talk.id(), talk.hash(from - 1), talk.from_to(from, to)};
}
inline client::EntriesReceived all_of(const BrokerConversation& talk) {
    return part(talk, 1, talk.last());
}

inline BrokerConversation lobby_talk() { return BrokerConversation(lobby_conversation()); }
inline BrokerConversation room_talk(std::string title, std::uint8_t n) {
    ConversationId id;
    id.bytes.fill(n);
    return BrokerConversation(Conversation{id, std::move(title), std::nullopt});
}

struct ReplicaFixture {
    TemporaryHome home;
    client::Replica replica{home.path(), origin};

    /// Keeps the heads of conversations and adds all of their entries.
    void keep(const std::vector<const BrokerConversation*>& talks) {
        std::vector<Head> heads;
        for (const BrokerConversation* talk : talks) heads.push_back(talk->head());
        replica.keep_heads(heads, false);
        for (const BrokerConversation* talk : talks)
            if (talk->last() > 0) CHECK(replica.add({all_of(*talk)}).empty());
    }
    client::HeldRanges ranges(const BrokerConversation& talk) {
        const auto kept = replica.conversation(talk.id());
        return kept ? kept->ranges : client::HeldRanges();
    }
    /// Returns the numbers of the messages that a query finds, newest first.
    Numbers found(const std::string& typed, std::size_t limit = 50) {
        client::ReplicaSearch search(home.path(), origin);
        Numbers numbers;
        for (const client::SearchHit& hit : search.find(query(typed), limit).hits)
            numbers.push_back(hit.entry.number);
        return numbers;
    }
    static client::SearchQuery query(const std::string& typed) {
        using namespace std::chrono;
        const client::SearchCalendar calendar{
            year_month_day{2026y / 11 / 29}, [](year_month_day day) {
                return WallMs{
                    duration_cast<milliseconds>(sys_days(day).time_since_epoch()).count()};
            }};
        return client::parse_search(typed, calendar);
    }
    /// Returns the files of the home that have the text anywhere in their bytes.
    std::vector<std::string> files_with(const std::string& text) const {
        std::vector<std::string> found;
        for (const auto& file : std::filesystem::recursive_directory_iterator(home.path()))
            if (file.is_regular_file() && content_of(file.path()).find(text) != std::string::npos)
                found.push_back(to_utf8(file.path().filename()));
        return found;
    }
};

using Files = std::vector<std::string>;

}  // namespace indaba::test
