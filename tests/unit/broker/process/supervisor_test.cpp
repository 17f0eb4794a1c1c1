// When an ended broker is started again, and how long a hanging one is waited for.
#include "broker/process/supervisor.hpp"

#include <doctest/doctest.h>

#include <csignal>

#include "broker/process/service_manager.hpp"

using namespace indaba::broker;
using namespace std::chrono_literals;

namespace {

using ms = Supervisor::ms;
using Blow = Supervisor::Blow;

constexpr Ending crashed{true, SIGSEGV};

/// How long it is waited for; -1 - CODE: it is not started again.
int wait_after(Supervisor& supervisor, const Ending& ending, ms lived) {
    supervisor.started(1h);
    const auto decision = supervisor.ended(ending, 1h + lived);
    if (const auto* end = std::get_if<Supervisor::End>(&decision)) return -1 - end->exit_code;
    return static_cast<int>(std::get<Supervisor::StartAgain>(decision).after.count());
}

int wait_after(const Ending& ending) {
    Supervisor supervisor;
    return wait_after(supervisor, ending, 5min);
}

/// One that serves since 1h.
Supervisor serving() {
    Supervisor supervisor;
    supervisor.started(1h - 2s);
    supervisor.heard(word_ready, 1h);
    return supervisor;
}

int code_after_stop(const Ending& ending) {
    Supervisor supervisor = serving();
    supervisor.asked_to_stop(1h);
    const auto decision = supervisor.ended(ending, 1h + 1s);
    const auto* end = std::get_if<Supervisor::End>(&decision);
    REQUIRE(end);
    return end->exit_code;
}

}  // namespace

TEST_SUITE("supervisor") {
    TEST_CASE("0, 1 and 2 end it with the same code, at once") {
        for (const int code : {0, 1, 2}) CHECK(wait_after({false, code}) == -1 - code);
    }

    TEST_CASE("a signal and every other exit code start the broker again after 200 ms") {
        for (const int code : {3, 70, 71, 127, 255}) CHECK(wait_after({false, code}) == 200);
        for (const int signal : {SIGHUP, SIGINT, SIGKILL, SIGSEGV, SIGABRT, SIGTERM})
            CHECK(wait_after({true, signal}) == 200);
    }

    TEST_CASE("who dies again soon is waited for twice as long, 10 s at most") {
        Supervisor supervisor;
        for (const int wait : {200, 400, 800, 1600, 3200, 6400, 10'000, 10'000})
            CHECK(wait_after(supervisor, crashed, 0ms) == wait);
    }

    TEST_CASE("who lived for a minute is waited for 200 ms again, not a moment sooner") {
        Supervisor supervisor;
        for (int i = 0; i < 8; ++i) wait_after(supervisor, crashed, 59'999ms);
        CHECK(wait_after(supervisor, crashed, 59'999ms) == 10'000);
        CHECK(wait_after(supervisor, crashed, 60'000ms) == 200);
        CHECK(wait_after(supervisor, crashed, 0ms) == 400);
    }

    TEST_CASE("once it was asked to stop, no end starts the broker again") {
        CHECK(code_after_stop({false, 0}) == 0);
        CHECK(code_after_stop({false, 70}) == 70);
        CHECK(code_after_stop({true, SIGKILL}) == 128 + SIGKILL);
    }

    TEST_CASE("a broker that was stopped before it listened to signals was stopped as asked") {
        CHECK(code_after_stop({true, SIGTERM}) == 0);
    }

    TEST_CASE("a silent broker is aborted after 10 s and killed 2 s later") {
        Supervisor supervisor = serving();
        CHECK(supervisor.next_deadline() == 1h + 10s);
        CHECK(supervisor.on_time(1h + 9'999ms) == Blow::none);
        CHECK(supervisor.on_time(1h + 10s) == Blow::abort);
        supervisor.heard(word_alive, 1h + 11s);  // too late
        CHECK(supervisor.on_time(1h + 11'999ms) == Blow::none);
        CHECK(supervisor.on_time(1h + 12s) == Blow::kill);
        CHECK(supervisor.next_deadline() == std::nullopt);
        CHECK(supervisor.on_time(2h) == Blow::none);
    }

    TEST_CASE("every sign of life counts from its own time, and nothing else is one") {
        Supervisor supervisor = serving();
        supervisor.heard(word_alive, 1h + 9s);
        supervisor.heard("STATUS=well", 1h + 15s);
        supervisor.heard(word_ready, 1h + 15s);
        CHECK(supervisor.next_deadline() == 1h + 19s);
    }

    TEST_CASE("a start may take ten minutes, and a sign of life before it is none") {
        Supervisor supervisor;
        supervisor.started(1h);
        supervisor.heard(word_alive, 1h + 1s);
        CHECK_FALSE(supervisor.serving());
        CHECK(supervisor.on_time(1h + 599'999ms) == Blow::none);
        CHECK(supervisor.on_time(1h + 600s) == Blow::abort);
    }

    TEST_CASE("a broker that was asked to stop has 30 s, however often it was asked") {
        Supervisor supervisor = serving();
        supervisor.asked_to_stop(1h + 5s);
        supervisor.asked_to_stop(1h + 20s);
        supervisor.heard(word_alive, 1h + 21s);
        CHECK(supervisor.on_time(1h + 34'999ms) == Blow::none);
        CHECK(supervisor.on_time(1h + 35s) == Blow::abort);
    }

    TEST_CASE("being asked to stop gives no more time to a broker that is being aborted") {
        Supervisor supervisor = serving();
        REQUIRE(supervisor.on_time(1h + 10s) == Blow::abort);
        supervisor.asked_to_stop(1h + 11s);
        CHECK(supervisor.on_time(1h + 12s) == Blow::kill);
        const auto decision = supervisor.ended({true, SIGKILL}, 1h + 12s);
        CHECK(std::holds_alternative<Supervisor::End>(decision));
    }

    TEST_CASE("a supervisor that was stopped itself gives the broker its time once more") {
        Supervisor supervisor = serving();
        CHECK(supervisor.on_time(1h + 11s) == Blow::none);
        CHECK(supervisor.next_deadline() == 1h + 21s);
        CHECK(supervisor.on_time(1h + 21'999ms) == Blow::abort);
    }

    TEST_CASE("a broker that was started again begins with the time of a start") {
        Supervisor supervisor = serving();
        supervisor.ended(crashed, 1h + 1s);
        CHECK(supervisor.next_deadline() == std::nullopt);
        supervisor.started(1h + 2s);
        CHECK(supervisor.next_deadline() == 1h + 602s);
    }
}
