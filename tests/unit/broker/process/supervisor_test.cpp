// The restart delays and the timeouts of the supervisor.
#include "broker/process/supervisor.hpp"

#include <doctest/doctest.h>

#include <csignal>

#include "broker/process/service_notifier.hpp"

using namespace indaba::broker;
using namespace std::chrono_literals;

namespace {

using ms = Supervisor::ms;
using Action = Supervisor::Action;

constexpr ExitStatus crashed{true, SIGSEGV};

/// Returns the restart delay, or -1 - CODE if the supervisor quits with CODE.
int restart_delay_ms(Supervisor& supervisor, const ExitStatus& ending, ms lived) {
    supervisor.on_started(1h);
    const auto decision = supervisor.on_exit(ending, 1h + lived);
    if (const auto* end = std::get_if<Supervisor::Quit>(&decision)) return -1 - end->exit_code;
    return static_cast<int>(std::get<Supervisor::Restart>(decision).after.count());
}

int restart_delay_ms(const ExitStatus& ending) {
    Supervisor supervisor;
    return restart_delay_ms(supervisor, ending, 5min);
}

/// Returns a supervisor whose broker has been serving since 1 h.
Supervisor serving() {
    Supervisor supervisor;
    supervisor.on_started(1h - 2s);
    supervisor.on_notification(notify_ready, 1h);
    return supervisor;
}

int code_after_stop(const ExitStatus& ending) {
    Supervisor supervisor = serving();
    supervisor.on_stop_request(1h);
    const auto decision = supervisor.on_exit(ending, 1h + 1s);
    const auto* end = std::get_if<Supervisor::Quit>(&decision);
    REQUIRE(end);
    return end->exit_code;
}

}  // namespace

TEST_SUITE("supervisor") {
    TEST_CASE("exit codes 0, 1 and 2 end the supervisor at once with the same code") {
        for (const int code : {0, 1, 2}) CHECK(restart_delay_ms({false, code}) == -1 - code);
    }

    TEST_CASE("any other exit code and any signal restart the broker after 200 ms") {
        for (const int code : {3, 70, 71, 127, 255}) CHECK(restart_delay_ms({false, code}) == 200);
        for (const int signal : {SIGHUP, SIGINT, SIGKILL, SIGSEGV, SIGABRT, SIGTERM})
            CHECK(restart_delay_ms({true, signal}) == 200);
    }

    TEST_CASE("repeated crashes double the restart delay up to 10 s") {
        Supervisor supervisor;
        for (const int wait : {200, 400, 800, 1600, 3200, 6400, 10'000, 10'000})
            CHECK(restart_delay_ms(supervisor, crashed, 0ms) == wait);
    }

    TEST_CASE("after a minute of uptime the restart delay is 200 ms again") {
        Supervisor supervisor;
        for (int i = 0; i < 8; ++i) restart_delay_ms(supervisor, crashed, 59'999ms);
        CHECK(restart_delay_ms(supervisor, crashed, 59'999ms) == 10'000);
        CHECK(restart_delay_ms(supervisor, crashed, 60'000ms) == 200);
        CHECK(restart_delay_ms(supervisor, crashed, 0ms) == 400);
    }

    TEST_CASE("after a stop request the broker is not restarted") {
        CHECK(code_after_stop({false, 0}) == 0);
        CHECK(code_after_stop({false, 70}) == 70);
        CHECK(code_after_stop({true, SIGKILL}) == 128 + SIGKILL);
    }

    TEST_CASE("SIGTERM before the broker handles signals counts as a clean stop") {
        CHECK(code_after_stop({true, SIGTERM}) == 0);
    }

    TEST_CASE(
        "a broker without watchdog notifications is aborted after 10 s and killed 2 s later") {
        Supervisor supervisor = serving();
        CHECK(supervisor.next_deadline() == 1h + 10s);
        CHECK(supervisor.on_time(1h + 9'999ms) == Action::none);
        CHECK(supervisor.on_time(1h + 10s) == Action::abort);
        supervisor.on_notification(notify_watchdog, 1h + 11s);  // too late
        CHECK(supervisor.on_time(1h + 11'999ms) == Action::none);
        CHECK(supervisor.on_time(1h + 12s) == Action::kill);
        CHECK(supervisor.next_deadline() == std::nullopt);
        CHECK(supervisor.on_time(2h) == Action::none);
    }

    TEST_CASE("only watchdog notifications extend the watchdog timeout") {
        Supervisor supervisor = serving();
        supervisor.on_notification(notify_watchdog, 1h + 9s);
        supervisor.on_notification("STATUS=well", 1h + 15s);
        supervisor.on_notification(notify_ready, 1h + 15s);
        CHECK(supervisor.next_deadline() == 1h + 19s);
    }

    TEST_CASE("a start may take ten minutes, and a watchdog notification before READY is ignored") {
        Supervisor supervisor;
        supervisor.on_started(1h);
        supervisor.on_notification(notify_watchdog, 1h + 1s);
        CHECK_FALSE(supervisor.serving());
        CHECK(supervisor.on_time(1h + 599'999ms) == Action::none);
        CHECK(supervisor.on_time(1h + 600s) == Action::abort);
    }

    TEST_CASE("the stop timeout is 30 s from the first stop request") {
        Supervisor supervisor = serving();
        supervisor.on_stop_request(1h + 5s);
        supervisor.on_stop_request(1h + 20s);
        supervisor.on_notification(notify_watchdog, 1h + 21s);
        CHECK(supervisor.on_time(1h + 34'999ms) == Action::none);
        CHECK(supervisor.on_time(1h + 35s) == Action::abort);
    }

    TEST_CASE("a stop request does not extend the abort timeout") {
        Supervisor supervisor = serving();
        REQUIRE(supervisor.on_time(1h + 10s) == Action::abort);
        supervisor.on_stop_request(1h + 11s);
        CHECK(supervisor.on_time(1h + 12s) == Action::kill);
        const auto decision = supervisor.on_exit({true, SIGKILL}, 1h + 12s);
        CHECK(std::holds_alternative<Supervisor::Quit>(decision));
    }

    TEST_CASE("a supervisor that was suspended itself restarts the watchdog timeout") {
        Supervisor supervisor = serving();
        CHECK(supervisor.on_time(1h + 11s) == Action::none);
        CHECK(supervisor.next_deadline() == 1h + 21s);
        CHECK(supervisor.on_time(1h + 21'999ms) == Action::abort);
    }

    TEST_CASE("a restarted broker gets the start timeout again") {
        Supervisor supervisor = serving();
        supervisor.on_exit(crashed, 1h + 1s);
        CHECK(supervisor.next_deadline() == std::nullopt);
        supervisor.on_started(1h + 2s);
        CHECK(supervisor.next_deadline() == 1h + 602s);
    }
}
