/// Trouble with the journal's disk: it has one name in refusals, in `status` and in the log.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/harness.hpp"

using namespace indaba;
using namespace indaba::broker;
using namespace indaba::broker::test;

namespace {

/// Returns the line of `status` about the journal's disk.
std::string storage_line(Harness& broker) {
    OperatorOrder order;
    order.what = OperatorOrder::What::status;
    const std::string text = broker.answers.at(broker.order(order)).text;
    const std::size_t from = text.find("storage ");
    return from == std::string::npos ? text : text.substr(from, text.find('\n', from) - from);
}

/// Returns the names of the troubles that were reported for the log, in order; "works" is an end.
Lines reported(const Harness& broker) {
    Lines result;
    for (const Report& report : broker.reports) {
        if (report.what == Report::What::journal_trouble)
            result.emplace_back(name_of(report.trouble));
        if (report.what == Report::What::journal_recovered) result.emplace_back("works");
    }
    return result;
}

void make_unreadable(Harness& broker) {
    broker.journal.fail_next_reads();
    broker.from("ann", History{1, lobby, 0, {}, {}, 256});
    broker.finish_reads();
    broker.forget("ann");
}

}  // namespace

TEST_CASE("a write that the disk refuses has the same name in refusal, status and log") {
    const std::vector<std::pair<Fault::Kind, std::string>> faults{
        {Fault::Kind::nothing_stored, "disk_full"},
        {Fault::Kind::unknown_not_stored, "disk_failing"}};
    for (const auto& [kind, name] : faults) {
        Harness broker;
        broker.join_all("ann");
        CHECK(storage_line(broker) == "storage       ok");
        broker.journal.plan_fault({kind});
        broker.say("ann", 1);
        broker.commit();
        CHECK(broker.refused("ann") == Lines{name + " 1 retry"});
        CHECK(storage_line(broker).find(name + ": the disk") != std::string::npos);
        broker.say("ann", 1);
        broker.commit();
        CHECK(storage_line(broker) == "storage       ok");
        CHECK(reported(broker) == Lines{name, "works"});
    }
}

TEST_CASE("a commit that stays in doubt is told while it lasts") {
    Harness broker;
    broker.join_all("ann");
    broker.say("ann", 1);
    broker.journal.tell({StorageTrouble::journal_unreachable, "the disk is asked"});
    broker.finish_reads();
    CHECK(storage_line(broker) == "storage       journal_unreachable: the disk is asked");
    broker.commit();
    CHECK(storage_line(broker) == "storage       ok");
    CHECK(reported(broker) == Lines{"journal_unreachable", "works"});
}

TEST_CASE("nothing new is accepted while the journal cannot be read, until a read succeeds") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.say("ann", 1);
    broker.commit();
    make_unreadable(broker);
    broker.say("ann", 2);
    broker.ask_name("bob", "bobby");
    CHECK(broker.refused("ann") == Lines{"journal_unreadable 2 retry"});
    CHECK(broker.refused("bob") == Lines{"journal_unreadable retry"});
    OperatorOrder ban;
    ban.what = OperatorOrder::What::ban;
    ban.target = to_hex(account("bob"));
    CHECK_FALSE(broker.answers.at(broker.order(ban)).ok);
    CHECK(storage_line(broker).find("journal_unreadable: ") != std::string::npos);

    broker.advance(StorageState::probe_interval);
    broker.finish_reads();
    CHECK(storage_line(broker) == "storage       ok");
    broker.say("ann", 2);
    broker.commit();
    CHECK(broker.seen_by("bob").back() == "#2 ann: hi");
    CHECK(reported(broker) == Lines{"journal_unreadable", "works"});
}
