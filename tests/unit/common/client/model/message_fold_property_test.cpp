#include <algorithm>
#include <optional>
#include <random>

#include "tests/unit/common/client/model/fold_follower.hpp"

using namespace indaba;
using namespace indaba::test;

namespace {

/// Makes a conversation of people who say, answer, edit, erase and react, rightly and wrongly, and
/// keeps a plain list of what it has made.
struct RandomTalk {
    explicit RandomTalk(std::uint32_t seed) : random(seed) {}

    std::mt19937 random;
    BrokerConversation talk = empty_lobby();         // as it was when each entry was committed
    std::vector<std::optional<ReferringBody>> made;  // by number - 1

    std::uint64_t below(std::uint64_t end) { return random() % end; }
    Account somebody() { return account(static_cast<std::uint8_t>(1 + below(3))); }
    void add_one() {
        const std::uint64_t next = talk.last() + 1;
        const std::uint64_t named = below(next + 1);  // may be 0 or the entry itself
        const std::string text = "text " + std::to_string(next);
        const std::vector<ReferringBody> bodies{
            ReplyBody{named, text}, EditBody{named, text},
            ReactionBody{named, std::string(1, static_cast<char>('a' + below(3))), below(3) == 0},
            EraseBody{named}};
        const std::uint64_t kind = below(12);
        if (kind >= 10) {
            talk.say(somebody(), text);
            made.emplace_back();
            return;
        }
        const ReferringBody& body = bodies[kind < 3 ? 0 : kind < 6 ? 1 : kind < 9 ? 2 : 3];
        talk.refer(somebody(), body);
        made.emplace_back(named == 0 || named >= next ? std::nullopt : std::optional(body));
    }

    /// A reply that names nothing is no message, until it is erased.
    bool is_text(std::uint64_t number) const {
        const std::string& kind = talk.entry(number).kind;
        return kind == kind_text || (kind == kind_reply && (made[number - 1] || is_erased(number)));
    }
    template <class Body>
    const Body* naming(std::uint64_t number, std::uint64_t message) const {
        const auto& body = made[number - 1];
        const Body* found = body ? std::get_if<Body>(&*body) : nullptr;
        return found && referred_number(*body) == message ? found : nullptr;
    }

    /// Returns the message as Follower::line() has it, folded over the whole conversation at once.
    std::string line(std::uint64_t number) const {
        if (!is_text(number)) return "no message";
        std::string line = text(number) + history(number);
        if (!is_erased(number)) line += reactions(number);
        const auto& body = made[number - 1];
        if (!body || is_erased(number)) return line;
        const std::uint64_t to = referred_number(*body);
        const std::string quoted = !is_text(to) ? "?" : is_erased(to) ? "erased" : text(to);
        return line + " to " + std::to_string(to) + ": " + quoted;
    }
    bool is_erased(std::uint64_t message) const {
        for (std::uint64_t number = 1; number <= talk.last(); ++number)
            if (naming<EraseBody>(number, message)) return true;
        return false;
    }
    std::vector<std::uint64_t> edits(std::uint64_t message) const {
        std::vector<std::uint64_t> edits;
        for (std::uint64_t number = 1; number <= talk.last(); ++number)
            if (naming<EditBody>(number, message) &&
                talk.entry(number).account == talk.entry(message).account)
                edits.push_back(number);
        return edits;
    }
    std::string text(std::uint64_t message) const {
        for (std::uint64_t number = 1; number <= talk.last(); ++number)
            if (naming<EraseBody>(number, message))
                return "erased by " + to_hex(talk.entry(number).account).substr(0, 2);
        return "text " + std::to_string(edits(message).empty() ? message : edits(message).back());
    }
    std::string history(std::uint64_t message) const {
        std::vector<std::uint64_t> texts = edits(message);
        if (texts.empty() || is_erased(message)) return {};
        std::string line = " edited " + std::to_string(texts.back());
        texts.insert(texts.begin(), message);
        texts.pop_back();
        for (const std::uint64_t number : texts) line += " was text " + std::to_string(number);
        return line;
    }
    std::string reactions(std::uint64_t message) const {
        std::vector<std::pair<std::string, std::vector<std::string>>> chips;
        for (std::uint64_t number = 1; number <= talk.last(); ++number) {
            const auto* react = naming<ReactionBody>(number, message);
            if (!react) continue;
            const std::string who = to_hex(talk.entry(number).account).substr(0, 2);
            auto chip = std::ranges::find_if(
                chips, [&](const auto& each) { return each.first == react->emoji; });
            if (chip != chips.end())
                std::erase_if(chip->second,
                              [&](const auto& each) { return react->off && each == who; });
            if (!react->off && chip == chips.end()) chip = chips.insert(chip, {react->emoji, {}});
            if (!react->off && std::ranges::find(chip->second, who) == chip->second.end())
                chip->second.push_back(who);
            std::erase_if(chips, [](const auto& each) { return each.second.empty(); });
        }
        std::string line;
        for (const auto& [emoji, accounts] : chips) {
            line += " " + emoji;
            for (const std::string& who : accounts) line += who;
        }
        return line;
    }
    /// Returns the conversation as the broker has it at its end: erased bodies are deleted.
    BrokerConversation at_the_end() const {
        BrokerConversation end = talk;
        for (std::uint64_t message = 1; message <= talk.last(); ++message) {
            if (!is_text(message) || !is_erased(message)) continue;
            end.delete_body(message);
            for (std::uint64_t number = 1; number <= talk.last(); ++number)
                if (naming<EditBody>(number, message)) end.delete_body(number);
        }
        return end;
    }
};

}  // namespace

TEST_SUITE_BEGIN("message fold");

TEST_CASE("any order of pages and live entries folds to what the whole conversation says") {
    for (std::uint32_t seed = 1; seed <= 200; ++seed) {
        CAPTURE(seed);
        RandomTalk made(seed);
        const std::uint64_t count = 1 + made.below(60);
        while (made.talk.last() < count) made.add_one();
        const BrokerConversation end = made.at_the_end();
        Follower follower;
        for (int pages = 0; pages < 12; ++pages) {
            const std::uint64_t from = 1 + made.below(count);
            const std::uint64_t to = from + made.below(count - from + 1);
            follower.take(made.below(2) == 0 ? made.talk : end, from, to);
        }
        follower.take(made.talk);
        for (std::uint64_t number = 1; number <= count; ++number) {
            CAPTURE(number);
            CHECK(follower.line(number) == made.line(number));
            CHECK(follower.shown[number] == follower.line(number));
            if (end.entry(number).erased) CHECK(follower.state.held.find(number)->body.empty());
        }
    }
}

TEST_SUITE_END();
