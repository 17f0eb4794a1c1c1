#pragma once
/// A conversation that is held and folded as the model does it, and a display that follows its
/// news, for the tests of the fold.
#include <map>
#include <string>

#include "common/client/model/folded_message.hpp"
#include "tests/unit/common/client/model/model_fixture.hpp"

namespace indaba::test {

/// Holds entries as the model does, and what a display shows that follows the news alone.
struct Follower {
    client::ConversationState state{lobby_conversation()};
    std::map<std::uint64_t, std::string> shown;

    /// Takes in a range as it stands in `talk`. Returns the numbers that the news name as changed.
    Numbers take(const BrokerConversation& talk, std::uint64_t from, std::uint64_t to) {
        const auto added = state.held.add(talk.hash(from - 1), talk.from_to(from, to));
        REQUIRE_FALSE(added.diverged);
        const Numbers changed = state.fold.add(state.held, added.new_numbers, added.deleted);
        for (const Numbers& numbers : {added.new_numbers, changed})
            for (const std::uint64_t number : numbers) shown[number] = line(number);
        return changed;
    }
    Numbers take(const BrokerConversation& talk) { return take(talk, 1, talk.last()); }

    client::FoldedMessage message(std::uint64_t number) const {
        const auto folded = client::folded_message(state, number);
        REQUIRE(folded);
        return *folded;
    }
    /// Returns a message in words, with the text that it quotes.
    std::string line(std::uint64_t number) const {
        const auto folded = client::folded_message(state, number);
        if (!folded) return "no message";
        std::string line = folded->erased ? "erased" : folded->text;
        if (folded->erased_by) line += " by " + to_hex(*folded->erased_by).substr(0, 2);
        if (folded->edited) line += " edited " + std::to_string(folded->edited);
        for (const auto& earlier : client::earlier_texts(state, number))
            line += " was " + earlier.text;
        for (const client::Reaction& reaction : folded->reactions) {
            line += " " + reaction.emoji;
            for (const Account& who : reaction.accounts) line += to_hex(who).substr(0, 2);
        }
        if (!folded->to) return line;
        const auto quoted = client::folded_message(state, *folded->to);
        return line + " to " + std::to_string(*folded->to) + ": " +
               (quoted ? quoted->erased ? "erased" : quoted->text : "?");
    }
};

}  // namespace indaba::test
