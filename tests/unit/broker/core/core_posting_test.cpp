#include <doctest/doctest.h>

#include "tests/support/harness.hpp"

using namespace indaba;
using namespace indaba::broker;
using namespace indaba::broker::test;

namespace {

Broadcast of_kind(std::uint64_t n, const std::string& kind, const std::string& body = "hi") {
    return {id(n), lobby, kind, body};
}

}  // namespace

TEST_CASE("a broadcast is delivered only after the journal has committed it") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.say("ann", 1);
    broker.advance(std::chrono::seconds{5});
    CHECK(broker.seen_by("ann").empty());
    CHECK(broker.seen_by("bob").empty());
    broker.commit();
    CHECK(broker.seen_by("ann") == Lines{"#1 ann: hi"});
    CHECK(broker.seen_by("bob") == Lines{"#1 ann: hi"});
}

TEST_CASE("a client gets its own entry back, with its id, as the receipt") {
    Harness broker;
    broker.join_all("ann");
    broker.say("ann", 7);
    broker.commit();
    CHECK(broker.types("ann") == Lines{"entries"});
    const Entry entry = broker.got<Entries>("ann")[0].entries[0];
    CHECK(entry == broker.journal.entries(lobby)[0]);
    CHECK(entry.id == id(7));
}

TEST_CASE("a resend is answered with the stored entry, to that session only") {
    Harness broker;
    broker.join_all("ann", "ann/2", "bob");
    broker.say("ann", 1);
    broker.commit();
    broker.say("bob", 2);
    broker.commit();
    const Entry first = broker.got<Entries>("ann")[0].entries[0];
    broker.forget();
    broker.say("ann", 1);
    broker.commit();
    CHECK(broker.seen_by("ann") == Lines{"#1 ann: hi"});
    CHECK(broker.got<Entries>("ann")[0].entries[0] == first);
    CHECK(broker.seen_by("ann/2").empty());
    CHECK(broker.seen_by("bob").empty());
    CHECK(broker.journal.entries(lobby).size() == 2);
}

TEST_CASE("a post sent twice before its commit is delivered once") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.say("bob", 9);
    broker.say("ann", 1);
    broker.say("ann", 1);
    broker.commit_all();
    CHECK(broker.seen_by("bob") == Lines{"#1 bob: hi", "#2 ann: hi"});
}

TEST_CASE("a resend after a restart is recognised") {
    Harness broker;
    broker.join("ann");
    broker.say("ann", 1);
    broker.commit();
    broker.restart();
    broker.join("ann");
    broker.say("ann", 1);
    broker.commit();
    CHECK(broker.seen_by("ann") == Lines{"#1 ann: hi"});
    CHECK(broker.journal.entries(lobby).size() == 1);
}

TEST_CASE("the same id with another conversation, kind or body is refused finally") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.say("ann", 1);
    broker.commit();
    broker.say("ann", 1, "other");
    broker.commit();
    broker.from("ann", of_kind(1, "other"));
    broker.commit();
    broker.whisper("ann", "bob", 1, "hi");
    broker.commit();
    CHECK(broker.refused("ann") == Lines{"id_reused 1", "id_reused 1", "id_reused 1"});
    broker.say("bob", 1, "mine");  // ids are an account's own
    broker.commit();
    CHECK(broker.seen_by("ann") == Lines{"#1 ann: hi", "#2 bob: mine"});
}

// ---- whispers ----------------------------------------------------------------------------------

TEST_CASE("a whisper reaches all sessions of both accounts and no other account") {
    Harness broker;
    broker.join_all("ann", "ann/2", "bob", "bob/2", "cid");
    broker.whisper("ann", "bob", 1);
    broker.commit();
    for (const char* client : {"ann", "ann/2", "bob", "bob/2"})
        CHECK(broker.seen_by(client) == Lines{"~1 ann: psst"});
    CHECK(broker.sent_to("cid").empty());
    broker.whisper("bob", "ann", 2, "oh");
    broker.commit();
    CHECK(broker.seen_by("ann/2") == Lines{"~1 ann: psst", "~2 bob: oh"});
    CHECK(broker.sent_to("cid").empty());
}

TEST_CASE("a whisper carries both ends' names, in the same bytes for both") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.whisper("bob", "ann", 1);
    broker.commit();
    const Entries entries = broker.got<Entries>("ann")[0];
    CHECK(entries.conversation == whisper_between(account("ann"), account("bob")));
    CHECK(entries.names == std::vector<Person>{{account("ann"), "ann"}, {account("bob"), "bob"}});
    CHECK(broker.sent_to("ann").back() == broker.sent_to("bob").back());
}

TEST_CASE("a whisper to oneself comes once to each of one's sessions") {
    Harness broker;
    broker.join_all("ann", "ann/2", "bob");
    broker.whisper("ann", "ann", 1, "note");
    broker.commit();
    CHECK(broker.seen_by("ann") == Lines{"~1 ann: note"});
    CHECK(broker.seen_by("ann/2") == Lines{"~1 ann: note"});
    CHECK(broker.sent_to("bob").empty());
}

TEST_CASE("a whisper to an offline account shows in its heads when it joins") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.close("bob");
    broker.whisper("ann", "bob", 1);
    broker.commit();
    CHECK(broker.seen_by("ann") == Lines{"~1 ann: psst"});
    for (const bool restarted : {false, true}) {
        if (restarted) broker.restart();
        broker.hello("bob");
        broker.from("bob", broker.join_of("bob"));
        const Heads heads = broker.got<Heads>("bob")[0];
        REQUIRE(heads.heads.size() == 2);
        const Head& head = heads.heads[1];
        CHECK(head.conversation == whisper_between(account("ann"), account("bob")));
        CHECK(head.number == 1);
        CHECK(head.hash == broker.journal.hashes(head.conversation.id)[0]);
        CHECK(heads.names == std::vector<Person>{{account("ann"), "ann"}, {account("bob"), "bob"}});
    }
}

// ---- refused finally ---------------------------------------------------------------------------

TEST_CASE("a whisper to an unknown account is refused") {
    Harness broker;
    broker.join_all("ann");
    broker.hello("bob");  // said hello, but never joined
    broker.whisper("ann", "bob", 1);
    CHECK(broker.refused("ann") == Lines{"unknown_account 1"});
}

TEST_CASE("a broadcast to an unknown room or to a whisper is refused") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.whisper("ann", "bob", 1);
    broker.commit();
    broker.forget();
    broker.from("ann", Broadcast{id(2), {}, "text", "hi"});
    broker.from("ann", Broadcast{id(3), whisper_id(account("ann"), account("bob")), "text", "hi"});
    CHECK(broker.refused("ann") == Lines{"unknown_room 2", "unknown_room 3"});
}

TEST_CASE("a kind is 1 to 16 lower-case letters, and only the broker uses kinds with _") {
    Harness broker;
    broker.join_all("ann");
    broker.from("ann", of_kind(1, ""));
    broker.from("ann", of_kind(2, "Text"));
    broker.from("ann", of_kind(3, "te xt"));
    broker.from("ann", of_kind(4, std::string(17, 'k')));
    broker.from("ann", of_kind(5, "_"));
    broker.from("ann", of_kind(6, "_rebind"));
    broker.from("ann", of_kind(7, std::string(16, 'k')));
    CHECK(broker.refused("ann") == Lines{"bad_kind 1", "bad_kind 2", "bad_kind 3", "bad_kind 4",
                                         "bad_kind 5", "reserved_kind 6"});
    broker.commit();
    CHECK(broker.seen_by("ann") == Lines{"#1 ann: hi"});
}

TEST_CASE("a text has 1 byte to 16 KiB and is valid UTF-8") {
    Harness broker;
    broker.join_all("ann");
    broker.say("ann", 1, std::string(limit::body, 'x'));
    broker.say("ann", 2, std::string(limit::body + 1, 'x'));
    broker.say("ann", 3, "");
    broker.say("ann", 4, "\xc0\xaf");
    CHECK(broker.refused("ann") == Lines{"too_long 2", "bad_text 3", "bad_text 4"});
    broker.commit();
    CHECK(broker.got<Entries>("ann")[0].entries[0].body.size() == limit::body);
}

TEST_CASE("the body of an unknown kind is stored without checks") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.from("ann", of_kind(1, "sealed", "\xff"));
    broker.from("ann", of_kind(2, "mark", ""));
    broker.commit_all();
    CHECK(broker.refused("ann").empty());
    CHECK(broker.seen_by("bob") == Lines{"#1 ann: \xff", "#2 ann: "});
}
