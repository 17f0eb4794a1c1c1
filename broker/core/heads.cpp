#include "broker/core/heads.hpp"

#include <map>
#include <utility>

#include "broker/core/named_entries.hpp"
#include "broker/core/split_into_frames.hpp"

namespace indaba::broker {
namespace {

struct NamedHead {
    Head head;
    std::vector<Person> names;
};

std::size_t encoded_size_of(const NamedHead& named) {
    std::size_t bytes = encoded_size(named.head);
    for (const Person& person : named.names) bytes += encoded_size(person);
    return bytes;
}

/// Returns one message. A name that several heads bring is sent once.
Heads message_of(std::vector<NamedHead> part, bool more) {
    Heads heads;
    heads.more = more;
    std::map<Account, std::string> names;
    for (NamedHead& named : part) {
        heads.heads.push_back(std::move(named.head));
        for (Person& person : named.names) names[person.account] = std::move(person.name);
    }
    for (auto& [account, name] : names) heads.names.push_back({account, std::move(name)});
    return heads;
}

}  // namespace

Head head_of(const Account& account, const ConversationRecord& record, const Directory& directory,
             const ReadPositions& read_positions) {
    const ConversationId& id = record.conversation.id;
    Head head{record.conversation, record.number, record.hash,
              first_readable(account, record, directory), read_positions.of(account, id)};
    if (record.room) head.info = record.room->info(id);
    return head;
}

std::vector<Heads> heads_of(const Account& account, const Conversations& conversations,
                            const Directory& directory, const ReadPositions& read_positions) {
    std::vector<NamedHead> all;
    const auto add = [&](const ConversationId& id) {
        const ConversationRecord& record = *conversations.find(id);
        all.push_back({head_of(account, record, directory, read_positions),
                       names_for(record.conversation, {}, directory)});
    };
    add(lobby);
    for (const ConversationId& id : conversations.rooms_of(account)) add(id);
    for (const ConversationId& id : conversations.whispers_of(account)) add(id);
    auto parts = split_into_frames(std::move(all), limit::list, encoded_size_of);
    std::vector<Heads> result;
    for (std::size_t i = 0; i < parts.size(); ++i)
        result.push_back(message_of(std::move(parts[i]), i + 1 < parts.size()));
    return result;
}

}  // namespace indaba::broker
