/// The faults that the owner of a memory journal can plan.
#include <doctest/doctest.h>

#include "tests/journal/harness.hpp"

namespace indaba::broker {
namespace {

using Words = std::vector<std::string>;
using Fault = MemoryJournal::Fault;

Committed commit(MemoryJournal& journal, std::vector<Write> writes) {
    journal.submit(std::move(writes));
    journal.finish_commit();
    return std::get<Committed>(journal.completed().at(0));
}

TEST_CASE("the memory journal completes nothing until step() is called") {
    MemoryJournal journal;
    int wakes = 0;
    journal.on_wake([&wakes] { ++wakes; });
    journal.submit({post(1, "a")});
    journal.read(page_after(0));
    CHECK(journal.committing());
    CHECK(journal.reading());
    CHECK(journal.completed().empty());
    CHECK(journal.entries(lobby).empty());
    journal.step();
    CHECK(wakes == 1);
    CHECK(journal.completed().size() == 2);
    CHECK_FALSE(journal.committing());
    CHECK_FALSE(journal.reading());
    CHECK(journal.entries(lobby).size() == 1);
    CHECK(journal.hashes(lobby).size() == 1);
    journal.step();
    CHECK(journal.completed().empty());
}

TEST_CASE("a planned full disk of the memory journal fails one commit") {
    MemoryJournal journal;
    journal.plan_fault({Fault::Kind::nothing_stored});
    CHECK(words(commit(journal, {post(1, "a"), post(2, "b")})) ==
          Words{"not stored", "not stored"});
    CHECK(journal.entries(lobby).empty());
    CHECK(words(commit(journal, {post(1, "a")})) == Words{"stored 1"});
}

TEST_CASE("a planned unknown outcome stores the commit or not, as the test chose") {
    MemoryJournal journal;
    journal.plan_fault({Fault::Kind::unknown_stored});
    CHECK(words(commit(journal, {post(1, "a")})) == Words{"unknown"});
    journal.plan_fault({Fault::Kind::unknown_not_stored});
    CHECK(words(commit(journal, {post(2, "b")})) == Words{"unknown"});
    CHECK(words(commit(journal, {post(1, "a"), post(2, "b")})) == Words{"again 1", "stored 2"});
}

TEST_CASE("a crash of the memory journal loses pending writes and keeps stored ones") {
    MemoryJournal journal;
    commit(journal, {post(1, "a")});
    journal.submit({post(2, "b")});
    journal.read(page_after(0));
    journal.crash(MemoryJournal::InFlight::lost);
    journal.step();
    CHECK(journal.completed().empty());
    CHECK(journal.entries(lobby).size() == 1);

    journal.submit({post(3, "c")});
    journal.crash(MemoryJournal::InFlight::stored);
    CHECK(journal.completed().empty());
    CHECK(find(journal.snapshot(), lobby)->number == 2);
    CHECK(words(commit(journal, {post(2, "b"), post(3, "c")})) == Words{"stored 3", "again 2"});
}

TEST_CASE("fail_next_reads makes reads of the memory journal fail once") {
    MemoryJournal journal;
    commit(journal, {post(1, "a")});
    PageRequest request = page_after(0);
    request.token = 7;
    journal.fail_next_reads();
    journal.read(request);
    journal.finish_reads();
    const PageRead failed = std::get<PageRead>(journal.completed().at(0));
    CHECK(failed.failed);
    CHECK(failed.token == 7);
    CHECK(failed.entries.empty());
    journal.read(request);
    journal.finish_reads();
    CHECK_FALSE(std::get<PageRead>(journal.completed().at(0)).failed);
}

}  // namespace
}  // namespace indaba::broker
