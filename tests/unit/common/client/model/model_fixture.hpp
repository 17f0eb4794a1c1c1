#pragma once
/// A model whose broker is the test, for the tests of the model. Accounts, entries and hashes come
/// from tests/support/broker_conversation.hpp.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "common/client/model/model.hpp"
#include "common/wire/bodies.hpp"
#include "tests/support/broker_conversation.hpp"

namespace indaba::test {

using namespace std::chrono_literals;
using Numbers = std::vector<std::uint64_t>;
using Names = std::vector<std::string>;
using Bodies = std::vector<std::string>;

inline const Account ann = account(1);  // the model's own
inline const Account bob = account(2);
inline const Account cid = account(3);

inline MessageId id(std::uint8_t n) { return message_id(n); }

inline BrokerConversation empty_lobby() { return BrokerConversation(lobby_conversation()); }
inline BrokerConversation lobby_of(std::size_t entries, const std::string& body = "hi") {
    BrokerConversation talk = empty_lobby();
    talk.say_many(bob, entries, body);
    return talk;
}

inline Refusal refusal(std::string_view code) { return Refusal::final(code, "No."); }

constexpr client::Interest newest{client::Interest::Kind::newest, 0, {}};
inline client::Interest all_after(std::uint64_t after) {
    return {client::Interest::Kind::all_after, after, {}};
}

inline client::Model::Options options_of_ann(client::Interest interest = {}) {
    client::Model::Options options;
    options.account = ann;
    options.name = "ann";
    options.interest = interest;
    return options;
}

inline client::Model::Options counting_options(client::Interest interest = {}) {
    client::Model::Options options = options_of_ann(interest);
    options.counts_unread = true;
    return options;
}

/// Holds a model and plays its broker: sends it messages, passes time, collects its effects.
struct ModelFixture {
    explicit ModelFixture(client::Model::Options options = options_of_ann())
        : model(std::move(options)) {}

    client::Model model;
    Now now{std::chrono::seconds{1'000}, 0};
    client::Effects effects;  // since the last forget()
    std::uint64_t presence = 1;
    std::vector<Person> here{{ann, "ann"}};

    template <class T>
    std::vector<T> news() const {
        std::vector<T> result;
        for (const client::Effect& effect : effects)
            if (const T* it = std::get_if<T>(&effect)) result.push_back(*it);
        return result;
    }
    template <class T>
    std::vector<T> sent() const {
        std::vector<T> result;
        for (const client::Transmit& transmit : news<client::Transmit>())
            if (const T* it = std::get_if<T>(&transmit.message)) result.push_back(*it);
        return result;
    }
    History asked() const {
        const auto requests = sent<History>();
        REQUIRE(requests.size() == 1);
        return requests[0];
    }
    Numbers live_numbers(bool live = true) const {
        Numbers result;
        for (const client::NewEntries& news : news<client::NewEntries>())
            if (news.live == live)
                result.insert(result.end(), news.numbers.begin(), news.numbers.end());
        return result;
    }
    Numbers fetched_numbers() const { return live_numbers(false); }
    Names joined() const { return names_of(news<client::PersonJoined>()); }
    Names left() const { return names_of(news<client::PersonLeft>()); }
    template <class T>
    static Names names_of(const std::vector<T>& persons) {
        Names result;
        for (const T& one : persons) result.push_back(one.person.name);
        return result;
    }
    Bodies said() const {
        Bodies result;
        for (const Broadcast& broadcast : sent<Broadcast>()) result.push_back(broadcast.body);
        return result;
    }

    void forget() { effects.clear(); }
    void receive(const ToClient& message) { model.on_message(message, now, effects); }
    void open() { model.on_open(now, effects); }
    void lose() { model.on_lost("gone", now, effects); }
    /// Passes `time` as a loop does: serves every deadline on the way.
    void pass(std::chrono::milliseconds time) {
        const auto until = now.steady + time;
        for (int turns = 0; turns < 1000; ++turns) {
            const auto deadline = model.next_deadline();
            if (!deadline || *deadline > until) break;
            now.steady = std::max(now.steady, *deadline);
            model.on_time(now, effects);
        }
        now.steady = until;
        model.on_time(now, effects);
    }

    Welcome welcome() const {
        Welcome welcome;
        welcome.journal = journal_id(1);
        welcome.account = ann;
        welcome.name = "ann";
        welcome.nonce.bytes.fill(7);
        return welcome;
    }
    /// Sends people, heads and ready.
    void send_resync(const std::vector<Head>& heads) {
        receive(People{presence, here, false});
        receive(Heads{heads, {}, false});
        receive(Ready{});
    }
    void join(const std::vector<Head>& heads) {
        open();
        receive(welcome());
        send_resync(heads);
    }
    void join(const BrokerConversation& talk) { join(std::vector<Head>{talk.head()}); }
    /// Joins, answers every history request, and forgets the effects.
    void join_and_fetch(const BrokerConversation& talk) {
        join(talk);
        answer_all(talk);
        forget();
    }
    /// Answers every history request, also those that the answers lead to.
    void answer_all(const BrokerConversation& talk) {
        for (std::size_t answered = 0; answered < sent<History>().size(); ++answered) {
            const History request = sent<History>()[answered];
            receive(talk.answer(request));
        }
    }

    client::OutboxRow row(std::uint8_t n, const std::string& body) const {
        client::OutboxRow row;
        row.id = id(n);
        row.room = lobby;
        row.kind = kind_text;
        row.body = body;
        return row;
    }
    void post(std::uint8_t n, const std::string& body) { model.post(row(n, body), now, effects); }
    void refuse(std::uint8_t n, std::string_view code, std::optional<std::uint64_t> retry_ms = {}) {
        Refusal no = refusal(code);
        no.id = id(n);
        no.retry_ms = retry_ms;
        receive(no);
    }
    void pong_now(const BrokerConversation& talk) {
        receive(Pong{digest_part(talk.id(), talk.last(), talk.hash(talk.last())), presence});
    }

    const client::ConversationState& lobby_state() const {
        REQUIRE(model.find(lobby));
        return *model.find(lobby);
    }
    Names people() const {
        Names result;
        for (const auto& [account, name] : model.people()) result.push_back(name);
        return result;
    }
};

}  // namespace indaba::test
