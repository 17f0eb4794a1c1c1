/// Every message that a broker can refuse for now is sent again when the time of its refusal has
/// passed, and not before.
#include <doctest/doctest.h>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/common/client/model/model_fixture.hpp"

using namespace indaba;
using namespace indaba::client;
using namespace indaba::test;

namespace {

/// A kind of message, sent by `ask`.
struct Kind {
    std::string name;
    Interest interest;
    std::function<void(ModelFixture&)> ask;
    std::function<std::size_t(const ModelFixture&)> sent;
    std::function<void(Refusal&, const ModelFixture&)> address = [](Refusal&, const ModelFixture&) {
    };
    // The view asks again for the page that it was refused.
    std::function<void(ModelFixture&)> after_refusal = [](ModelFixture&) {};
};

template <class Message>
std::size_t count(const ModelFixture& fixture) {
    return fixture.sent<Message>().size();
}
template <class Message>
void by_request(Refusal& refusal, const ModelFixture& fixture) {
    refusal.request = fixture.sent<Message>().back().request;
}

void fetch_for_copy(ModelFixture& fixture) {
    fixture.model.fetch_for_copy(lobby, 6, fixture.now, fixture.effects);
}

const Interest nothing{};

std::vector<Kind> kinds_without_number() {
    return {{"join", nothing,
             [](ModelFixture& fixture) {
                 fixture.open();
                 fixture.receive(fixture.welcome());
             },
             count<Join>},
            {"join for another name", nothing,
             [](ModelFixture& fixture) {
                 fixture.join_and_fetch(empty_lobby());
                 fixture.model.ask_name("anne", fixture.now, fixture.effects);
             },
             count<Join>},
            {"sync", nothing,
             [](ModelFixture& fixture) {
                 fixture.join_and_fetch(empty_lobby());
                 fixture.receive(Pong{Digest{}, fixture.presence + 1});
             },
             count<Sync>}};
}

std::vector<Kind> kinds_with_number() {
    return {
        {"post", nothing,
         [](ModelFixture& fixture) {
             fixture.join_and_fetch(empty_lobby());
             fixture.post(1, "hi");
         },
         count<Broadcast>, [](Refusal& refusal, const ModelFixture&) { refusal.id = id(1); }},
        {"history for a gap", all_after(0),
         [](ModelFixture& fixture) { fixture.join(lobby_of(5)); }, count<History>,
         by_request<History>},
        {"history for the copy", nothing,
         [](ModelFixture& fixture) {
             fixture.join(lobby_of(5));
             fetch_for_copy(fixture);
         },
         count<History>, by_request<History>},
        {"history for a comparison", nothing,
         [](ModelFixture& fixture) {
             fixture.join(lobby_of(5));
             fixture.model.compare({{lobby, 3, lobby_of(5).hash(3)}}, fixture.now, fixture.effects);
         },
         count<History>, by_request<History>},
        {"who", nothing,
         [](ModelFixture& fixture) {
             fixture.join_and_fetch(empty_lobby());
             fixture.model.who("bob", fixture.now, fixture.effects);
         },
         count<Who>, by_request<Who>},
        {"order", nothing,
         [](ModelFixture& fixture) {
             fixture.join_and_fetch(empty_lobby());
             fixture.model.order("kick", bob, std::nullopt, fixture.now, fixture.effects);
         },
         count<Order>, by_request<Order>}};
}

std::vector<Kind> kinds() {
    std::vector<Kind> all = kinds_without_number();
    for (Kind& kind : kinds_with_number()) all.push_back(std::move(kind));
    return all;
}

/// Plays a broker that refuses for now the one message of a kind.
struct Refused : ModelFixture {
    explicit Refused(const Kind& asked)
        : ModelFixture(options_of_ann(asked.interest)), kind(asked) {
        kind.ask(*this);
        REQUIRE(kind.sent(*this) == 1);
        no = Refusal::retry(code::busy, "No.", 700ms);
        kind.address(no, *this);
        forget();
        receive(no);
        kind.after_refusal(*this);
    }
    std::size_t sent_again() const { return kind.sent(*this); }

    const Kind& kind;
    Refusal no;
};

}  // namespace

TEST_CASE("what is refused for now is sent again once, after its retry_ms") {
    for (const Kind& kind : kinds()) {
        CAPTURE(kind.name);
        Refused fixture(kind);
        fixture.pass(699ms);
        CHECK(fixture.sent_again() == 0);
        fixture.pass(1ms);
        CHECK(fixture.sent_again() == 1);
        fixture.pass(5s);
        CHECK(fixture.sent_again() == 1);
    }
}

TEST_CASE("a later refusal with a shorter time does not shorten the wait") {
    for (const Kind& kind : kinds()) {
        CAPTURE(kind.name);
        Refused fixture(kind);
        fixture.pass(100ms);
        fixture.no.retry_ms = 200;
        fixture.receive(fixture.no);
        fixture.pass(599ms);
        CHECK(fixture.sent_again() == 0);
        fixture.pass(1ms);
        CHECK(fixture.sent_again() == 1);
    }
}

TEST_CASE("a new connection does not wait for what the last one was refused") {
    for (const Kind& kind : kinds()) {
        CAPTURE(kind.name);
        Refused fixture(kind);
        fixture.lose();
        CHECK_FALSE(fixture.model.next_deadline());
        fixture.forget();
        fixture.join(lobby_of(5));
        const std::size_t joins = fixture.sent<Join>().size();  // another name takes a second one
        fixture.pass(5s);
        CHECK(fixture.sent<Join>().size() == joins);
        CHECK(fixture.sent<Sync>().empty());
    }
}

TEST_CASE("a hello refused for now opens the next connection after its retry_ms") {
    ModelFixture fixture;
    fixture.open();
    fixture.receive(Refusal::retry(code::too_many_connections, "No.", 700ms));
    REQUIRE(fixture.news<Reconnect>().size() == 1);
    CHECK(fixture.news<Reconnect>()[0].retry_after == 700ms);
}

TEST_CASE("a join refused for now is told once for each reason") {
    ModelFixture fixture;
    fixture.open();
    fixture.receive(fixture.welcome());
    for (const std::string_view code : {code::disk_full, code::disk_full, code::busy}) {
        fixture.receive(Refusal::retry(code, "No.", 700ms));
        fixture.pass(700ms);
    }
    const auto delays = fixture.news<JoinDelayed>();
    REQUIRE(delays.size() == 2);
    CHECK(delays[0].code == code::disk_full);
    CHECK_FALSE(passes_soon(delays[0]));
    CHECK(passes_soon(delays[1]));
}
