/// Names, keys, bans and readers after random joins, orders, enrolments, restarts and whispers.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <set>
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
        broker_.prove("guest", Proof{account("invite"), true});
    }

    /// Lets one to four things happen to a person before the journal has stored any of them.
    void step() {
        const std::string& person = any(all_people);
        bool is_rebinding = false;
        for (auto actions = 1 + random_() % 4; actions > 0; --actions) {
            const auto chosen = random_() % actions_known;
            is_rebinding = is_rebinding || chosen == rebinding;
            act(person, chosen);
        }
        broker_.commit_all();
        broker_.advance(ms{300});
        check_names(is_rebinding);
        check_bans();
        for (const std::string& each : all_people) check_received(each);
        if (broker_.is_joined(person)) check_readable(person);
    }

 private:
    static constexpr unsigned rebinding = 6;
    static constexpr unsigned actions_known = 13;

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
                if (broker_.is_connected(person)) broker_.close(person);
                return;
            case 5:
                return enrol(person);
            case 7:
                if (broker_.is_joined(person))  // it lifts no ban, although she may be an operator
                    broker_.from(person, Order{1, "unban", account(person), {}});
                return;
            case 8:
                broker_.commit_all();
                return broker_.restart();
            default:
                return order_about(person, chosen);
        }
    }

    void order_about(const std::string& person, std::uint_fast32_t chosen) {
        const std::string key = to_hex(account(person));
        switch (chosen) {
            case rebinding:  // seldom: it retires one of the few keys for good
                if (random_() % 8 == 0) broker_.order(rebind(any(all_names), any(all_people)));
                return;
            case 9:
                broker_.order(order(What::ban, key));
                banned_.insert(person);
                return;
            case 10:
                broker_.order(order(What::unban, key));
                banned_.erase(person);
                return;
            case 11:
                broker_.order(order(What::rename, key, any(all_names)));
                return;
            default:
                broker_.order(order(decisions[random_() % decisions.size()], key));
        }
    }

    void reconnect(const std::string& person) {
        if (broker_.is_connected(person)) broker_.close(person);
        broker_.connect(person);
        broker_.from(person, Harness::hello_of(person));
        if (const Welcome* welcome = broker_.last<Welcome>(person))
            broker_.from(person, Join{welcome->nonce, any(all_names), false});
    }

    void enrol(const std::string& person) {
        if (broker_.is_connected("guest")) broker_.close("guest");
        broker_.hello("guest");
        broker_.from("guest", Enrol{account(person)});
    }

    void check_bans() {
        const Snapshot snapshot = broker_.journal.snapshot();
        for (const std::string& person : banned_) {
            const auto standing =
                std::ranges::find(snapshot.standings, account(person), &Standing::account);
            REQUIRE(standing != snapshot.standings.end());
            REQUIRE(standing->banned);
            REQUIRE_FALSE(broker_.is_joined(person));
        }
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

    static constexpr std::array decisions{What::allow, What::op, What::deop};

    Harness broker_{{Invite{account("invite"), 1'000, 0}}};
    std::mt19937 random_;
    std::map<std::string, Account> owners_;  // by folded name
    std::set<std::string> banned_;           // by an order, and not unbanned by one since
    std::uint64_t posts_ = 0;
};

}  // namespace

TEST_CASE(
    "names change keys only by rebind, bans hold until an unban, and no account reads other "
    "people's whispers") {
    for (unsigned seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        RandomPeople random_people(seed);
        for (int step = 0; step < 60; ++step) random_people.step();
    }
}
