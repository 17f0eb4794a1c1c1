/// The end of a server whose journal still works.
#include <doctest/doctest.h>

#include <fcntl.h>
#include <unistd.h>

#include <functional>
#include <utility>

#include "broker/journal/memory_journal.hpp"
#include "broker/server/server.hpp"
#include "tests/support/broker_process.hpp"

using namespace indaba::broker;

namespace {

/// A journal whose thread has fetched the function that wakes the loop, and calls it late.
struct LateJournal : MemoryJournal {
    void on_wake(std::function<void()> wake) override {
        if (!fetched) fetched = std::move(wake);
    }
    std::function<void()> fetched;
};

}  // namespace

TEST_SUITE("end of the server") {
    TEST_CASE("a journal may wake a server that has ended") {
        indaba::test::TemporaryDirectory directory;
        LateJournal journal;
        Console console(false, false);
        ServerOptions options;
        options.transport.port = 0;
        options.transport.announce = false;
        options.transport.data = directory.path();
        { indaba::broker::Server server(journal, console, options); }
        REQUIRE(journal.fetched);
        // The descriptors that the server had are given to others.
        int ends[2] = {-1, -1};
        REQUIRE(::pipe2(ends, O_NONBLOCK | O_CLOEXEC) == 0);
        journal.fetched();
        char byte = 0;
        CHECK(::read(ends[0], &byte, 1) < 0);
        ::close(ends[0]);
        ::close(ends[1]);
    }
}
