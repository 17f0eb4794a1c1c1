/// Names, keys and readers after random joins, bans, rebinds, restarts and whispers.
#include <doctest/doctest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/support/orders.hpp"

using namespace indaba;
using namespace indaba::broker;
using namespace indaba::broker::test;

namespace {

const std::vector<std::string> all_people{"ann", "bob", "cat", "dan"};
const std::vector<std::string> all_names{"one", "two", "three", "four", "ONE", "t\u03c9o"};

class RandomPeople {
 public:
    explicit RandomPeople(unsigned seed) : random_(seed) {
        for (const std::string& person : all_people) broker_.prove(person);
    }

    void step() {
        const std::string& person = any(all_people);
        const auto chosen = random_() % 9;
        act(person, chosen);
        broker_.commit_all();
        broker_.advance(ms{300});
        check_names(chosen == rebinding);
        for (const std::string& each : all_people) check_received(each);
        if (broker_.is_joined(person)) check_readable(person);
    }

 private:
    static constexpr unsigned rebinding = 6;

    const std::string& any(const std::vector<std::string>& list) {
        return list[random_() % list.size()];
    }

    void act(const std::string& person, std::uint_fast32_t chosen) {
        switch (chosen) {
            case 0:
            case 1:
                return reconnect(person);
            case 2:
                if (broker_.is_joined(person)) broker_.whisper(person, any(all_people), ++posts_);
                return;
            case 3:
                if (broker_.is_joined(person)) broker_.say(person, ++posts_);
                return;
            case 4:
                broker_.order(order(What::ban, to_hex(account(person))));
                return;
            case 5:
                broker_.order(order(What::unban, to_hex(account(person))));
                return;
            case rebinding:
                broker_.order(rebind(any(all_names), any(all_people)));
                return;
            case 7:
                if (broker_.is_connected(person)) broker_.close(person);
                return;
            default:
                broker_.commit_all();
                broker_.restart();
        }
    }

    void reconnect(const std::string& person) {
        if (broker_.is_connected(person)) broker_.close(person);
        broker_.connect(person);
        broker_.from(person, Harness::hello_of(person));
        if (const Welcome* welcome = broker_.last<Welcome>(person))
            broker_.from(person, Join{welcome->nonce, any(all_names), false});
    }

    void check_names(bool after_rebind) {
        std::map<std::string, Account> now;
        for (const KnownName& known : broker_.journal.snapshot().names)
            now[known.folded] = known.account;
        for (const auto& [folded, owner] : owners_)
            if (!after_rebind) REQUIRE(now.at(folded) == owner);
        owners_ = std::move(now);
    }

    void check_received(const std::string& person) {
        if (!broker_.is_connected(person)) return;
        const auto check = [&](const Conversation& conversation) {
            if (conversation.between) REQUIRE(conversation.between->has(account(person)));
        };
        for (const Entries& entries : broker_.got<Entries>(person)) check(entries.conversation);
        for (const Page& page : broker_.got<Page>(person)) check(page.conversation);
        for (const Heads& heads : broker_.got<Heads>(person))
            for (const Head& head : heads.heads) check(head.conversation);
    }

    /// Asks for every conversation. Only those of the person may be answered by a page.
    void check_readable(const std::string& person) {
        for (const Conversation& each : broker_.journal.conversations()) {
            broker_.forget(person);
            History history;
            history.conversation = each.id;
            history.after = 0;
            broker_.from(person, history);
            broker_.finish_reads();
            const bool readable = !each.between || each.between->has(account(person));
            if (!readable) REQUIRE(broker_.count<Page>(person) == 0);
        }
    }

    Harness broker_;
    std::mt19937 random_;
    std::map<std::string, Account> owners_;  // by folded name
    std::uint64_t posts_ = 0;
};

}  // namespace

TEST_CASE("names change keys only by rebind, and no account reads other people's whispers") {
    for (unsigned seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        RandomPeople random_people(seed);
        for (int step = 0; step < 60; ++step) random_people.step();
    }
}
