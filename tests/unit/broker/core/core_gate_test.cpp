/// The post gate (protocol.md, "Order"): after a refusal that is not final, a session's posts are
/// accepted in their order.
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/support/harness.hpp"

using namespace indaba;
using namespace indaba::broker;
using namespace indaba::broker::test;

namespace {

/// Starts a commit of another client's post, so that the next posts share the commit after it.
void occupy(Harness& broker) { broker.say("zoe", 900, "busy"); }

/// Posts until the broker is busy.
void fill(Harness& broker, const std::string& client) {
    for (std::uint64_t n = 1000; broker.refused(client).empty(); ++n)
        broker.say(client, n, std::string(limit::body, 'x'));
    broker.forget(client);
}

Lines texts(Harness& broker) {
    Lines result;
    for (const Entry& entry : broker.journal.entries(lobby))
        if (entry.account != account("zoe")) result.push_back(entry.body);
    return result;
}

void say_in_order(Harness& broker, const std::string& client) {
    for (const std::uint64_t n : {1U, 2U, 3U}) broker.say(client, n, std::to_string(n));
}

}  // namespace

TEST_CASE("if several posts of a session fail in one commit, only the first closes the gate") {
    const std::vector<std::pair<Fault::Kind, std::string>> faults{
        {Fault::Kind::nothing_stored, "disk_full"},
        {Fault::Kind::unknown_not_stored, "disk_failing"},
        {Fault::Kind::write_fails, "not_stored"}};
    for (const auto& [kind, name] : faults) {
        Harness broker;
        broker.join_all("ann", "zoe");
        occupy(broker);
        say_in_order(broker, "ann");
        broker.commit();
        broker.journal.plan_fault({kind, 0});
        broker.commit();
        CHECK(broker.refused("ann") == Lines{name + " 1 retry", "retry_order 2", "retry_order 3"});
        broker.say("ann", 2, "2");  // does not open the gate
        broker.say("ann", 3, "3");
        say_in_order(broker, "ann");
        broker.commit_all();
        CHECK(texts(broker) == Lines{"1", "2", "3"});
    }
}

TEST_CASE("posts after a failed post are skipped; earlier ones are stored") {
    Harness broker;
    broker.join_all("ann", "bob", "zoe");
    occupy(broker);
    broker.say("ann", 1, "1");
    broker.say("ann", 2, "2");
    broker.say("bob", 5, "b");
    broker.say("ann", 3, "3");
    broker.commit();
    broker.journal.plan_fault({Fault::Kind::write_fails, 1});
    broker.commit();
    CHECK(texts(broker) == Lines{"1", "b"});
    CHECK(broker.refused("ann") == Lines{"not_stored 2 retry", "retry_order 3"});
    CHECK(broker.refused("bob").empty());
}

TEST_CASE("pending posts after a failed post are removed from the batch") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.journal.plan_fault({Fault::Kind::nothing_stored});
    say_in_order(broker, "ann");  // the first is in the running commit, the others wait
    broker.say("bob", 5, "b");
    broker.commit();
    CHECK(broker.refused("ann") == Lines{"disk_full 1 retry", "retry_order 2", "retry_order 3"});
    broker.commit();
    CHECK(texts(broker) == Lines{"b"});
    CHECK(broker.core().is_journal_idle());
}

TEST_CASE("a closed gate accepts only the refused id") {
    Harness broker;
    broker.join_all("ann");
    broker.journal.plan_fault({Fault::Kind::nothing_stored});
    broker.say("ann", 1, "1");
    broker.commit();
    broker.forget();
    broker.say("ann", 2, "2");
    broker.whisper("ann", "ann", 3);
    broker.say("ann", 2, "2");
    CHECK(broker.refused("ann") == Lines{"retry_order 2", "retry_order 3", "retry_order 2"});
    broker.say("ann", 1, "1");
    broker.say("ann", 2, "2");
    broker.commit_all();
    CHECK(texts(broker) == Lines{"1", "2"});
}

TEST_CASE("retry_order carries no retry_ms") {
    Harness broker;
    broker.join_all("ann");
    broker.journal.plan_fault({Fault::Kind::nothing_stored});
    broker.say("ann", 1);
    broker.say("ann", 2);
    broker.commit();
    for (const Refusal& refusal : broker.got<Refusal>("ann"))
        CHECK(refusal.retry_ms.has_value() == (refusal.code == code::disk_full));
}

TEST_CASE("the gate opens when its id arrives again, whatever its outcome") {
    Harness broker;
    broker.join_all("ann");
    broker.journal.plan_fault({Fault::Kind::nothing_stored});
    broker.say("ann", 1);
    broker.commit();
    broker.say("ann", 1, "");  // refused finally
    broker.say("ann", 2, "2");
    broker.commit();
    CHECK(broker.refused("ann") == Lines{"disk_full 1 retry", "bad_text 1"});
    CHECK(texts(broker) == Lines{"2"});
}

TEST_CASE("ready does not open the gate") {
    Harness broker;
    broker.join_all("ann");
    broker.journal.plan_fault({Fault::Kind::nothing_stored});
    broker.say("ann", 1);
    broker.commit();
    broker.forget();
    broker.from("ann", Sync{});
    broker.rename("ann", "anna");
    CHECK(broker.count<Ready>("ann") == 2);
    broker.say("ann", 2);
    CHECK(broker.refused("ann") == Lines{"retry_order 2"});
}

TEST_CASE("the end of the session clears the gate") {
    Harness broker;
    broker.join_all("ann", "ann/2");
    broker.journal.plan_fault({Fault::Kind::nothing_stored});
    broker.say("ann", 1);
    broker.commit();
    broker.say("ann/2", 2, "2");  // the other session's gate was never closed
    broker.commit();
    broker.close("ann");
    broker.join("ann");
    broker.say("ann", 3, "3");
    broker.commit();
    CHECK(texts(broker) == Lines{"2", "3"});
}

TEST_CASE("a final refusal does not close the gate") {
    Harness broker;
    broker.join_all("ann", "zoe");
    broker.say("ann", 1, "1");
    broker.commit();
    occupy(broker);
    broker.say("ann", 2, "");
    broker.say("ann", 1, "reused");
    broker.say("ann", 3, "3");
    broker.commit_all();
    CHECK(broker.refused("ann") == Lines{"bad_text 2", "id_reused 1"});
    CHECK(texts(broker) == Lines{"1", "3"});
}

TEST_CASE("busy closes the gate and keeps posts that are already pending") {
    Harness broker;
    broker.join_all("ann", "bob", "zoe");
    occupy(broker);
    broker.say("ann", 1, "1");
    fill(broker, "bob");
    broker.say("ann", 2, "2");
    CHECK(broker.refused("ann") == Lines{"busy 2 retry"});
    broker.say("ann", 1, "1");  // without a receipt it is sent again as well
    broker.say("ann", 3, "3");
    CHECK(broker.refused("ann") == Lines{"busy 2 retry", "retry_order 1", "retry_order 3"});
    broker.commit_all();
    broker.say("ann", 2, "2");
    broker.say("ann", 3, "3");
    broker.commit_all();
    const Lines all = texts(broker);
    CHECK(all.front() == "1");
    CHECK(Lines(all.end() - 2, all.end()) == Lines{"2", "3"});
}

TEST_CASE("the gate moves to an earlier id that was not stored") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.journal.plan_fault({Fault::Kind::nothing_stored});
    broker.say("ann", 1, "1");
    fill(broker, "bob");
    broker.say("ann", 2, "2");
    broker.commit();
    CHECK(broker.refused("ann") == Lines{"busy 2 retry", "disk_full 1 retry"});
    broker.say("ann", 2, "2");
    CHECK(broker.refused("ann").back() == "retry_order 2");
    broker.commit_all();
    broker.say("ann", 1, "1");
    broker.say("ann", 2, "2");
    broker.commit_all();
    const Lines all = texts(broker);
    CHECK(Lines(all.end() - 2, all.end()) == Lines{"1", "2"});
}

TEST_CASE("post order is kept across a lost connection") {
    Harness broker;
    broker.join_all("ann");
    broker.journal.plan_fault({Fault::Kind::nothing_stored});
    say_in_order(broker, "ann");  // the first is in the running commit, the others wait
    broker.close("ann");
    broker.join("ann");
    say_in_order(broker, "ann");
    broker.commit_all();
    CHECK(texts(broker) == Lines{"1", "2", "3"});
    CHECK(broker.refused("ann").empty());
}

TEST_CASE("a failing claim does not affect posts in the same commit") {
    Harness broker;
    broker.join_all("ann", "bob", "zoe");
    occupy(broker);
    broker.ask_name("ann", "anna");
    broker.say("ann", 1, "1");
    broker.commit();
    broker.journal.plan_fault({Fault::Kind::write_fails, 0});
    broker.commit();
    CHECK(broker.refused("ann") == Lines{"not_stored retry"});
    CHECK(texts(broker) == Lines{"1"});
}
