#pragma once
/// The data directory of a broker whose lobby is long or old, made as an operator makes one: out of
/// what a client exports.
#include <doctest/doctest.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "common/client/replica/replica.hpp"
#include "tests/support/broker_conversation.hpp"
#include "tests/support/real_clients.hpp"

namespace indaba::test {

/// The author of all messages in a restored journal, who is called zoe.
inline const Account zoe = numbered_key(26).account;

inline BrokerConversation lobby_of_zoe() {
    return BrokerConversation(Conversation{lobby, "lobby", std::nullopt});
}

/// Adds messages "word1x", "word2x", ... that were said at `at`; `more` follows each text.
inline void zoe_says(BrokerConversation& talk, std::uint64_t count, WallMs at,
                     const std::string& more = {}) {
    talk.set_time(at);
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t number = talk.last() + 1;
        talk.say(zoe, "word" + std::to_string(number) + "x" + more, numbered<MessageId>(number));
    }
}

/// Makes the data directory `data` of a broker with this lobby.
inline void restore_journal(const std::filesystem::path& data, const BrokerConversation& talk) {
    const std::filesystem::path home = data.string() + "-source", file = home / "export";
    std::filesystem::create_directory(home);
    {
        client::Replica replica(home, {journal_id(9), zoe});
        replica.keep_names({{zoe, "zoe"}});
        replica.keep_heads({talk.head()}, true);
        REQUIRE(replica.add({{lobby, talk.hash(0), talk.from_to(1, talk.last())}}).empty());
        replica.export_to(file);
    }
    const std::string command = std::string(INDABA_BROKER) + " restore --data '" + data.string() +
                                "' --from '" + file.string() + "' > /dev/null";
    REQUIRE(std::system(command.c_str()) == 0);
}

}  // namespace indaba::test
