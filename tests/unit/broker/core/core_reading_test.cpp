#include <doctest/doctest.h>

#include "tests/support/harness.hpp"

using namespace indaba;
using namespace indaba::broker;
using namespace indaba::broker::test;
using namespace std::chrono_literals;

namespace {

using Numbers = std::vector<std::uint64_t>;

Numbers numbers(const Page& page) {
    Numbers result;
    for (const Entry& entry : page.entries) result.push_back(entry.number);
    return result;
}

/// Ann and bob have joined, and ann has posted the entries 1 to `count`.
struct WithHistory : Harness {
    explicit WithHistory(std::uint64_t count, const std::string& text = "hi") {
        join_all("ann", "bob");
        for (std::uint64_t n = 1; n <= count; ++n) say("ann", n, text);
        commit_all();
        forget();
    }
};

History after(std::uint64_t number, std::uint64_t limit = limit::page_entries) {
    return {7, lobby, number, {}, {}, limit};
}
History before(std::uint64_t number, std::uint64_t limit = limit::page_entries) {
    return {7, lobby, {}, number, {}, limit};
}

/// Asks as bob, and lets the journal answer. Returns the page.
Page page_of(Harness& broker, const History& history) {
    broker.forget("bob");
    broker.from("bob", history);
    broker.finish_reads();
    REQUIRE(broker.types("bob") == Lines{"page"});
    return broker.got<Page>("bob")[0];
}
Lines refusal_of(Harness& broker, const History& history) {
    broker.forget("bob");
    broker.from("bob", history);
    broker.finish_reads();
    REQUIRE(broker.types("bob") == Lines{"refusal"});
    CHECK(broker.got<Refusal>("bob")[0].request == history.request);
    return broker.refused("bob");
}

/// Returns the digest that a client computes from the heads and entries it was sent.
Digest digest_of(Harness& broker, const std::string& client) {
    std::map<ConversationId, std::pair<std::uint64_t, Hash>> known;
    for (const SharedOutgoing& sent : broker.sent_to(client)) {
        if (const Heads* heads = std::get_if<Heads>(&sent->message()))
            for (const Head& head : heads->heads)
                known[head.conversation.id] = {head.number, head.hash};
        if (const Entries* entries = std::get_if<Entries>(&sent->message()))
            for (const Entry& entry : entries->entries) {
                auto& [number, hash] = known[entries->conversation.id];
                if (entry.number != number + 1) continue;
                hash = chain(hash, entries->conversation.id, entry);
                number = entry.number;
            }
    }
    Digest result;
    for (const auto& [id, last] : known) result = result ^ digest_part(id, last.first, last.second);
    return result;
}
bool agrees(Harness& broker, const std::string& client) {
    broker.from(client, Ping{});
    return broker.last<Pong>(client)->digest == digest_of(broker, client);
}

}  // namespace

// ---- heads -------------------------------------------------------------------------------------

TEST_CASE("heads carry the lobby's last number and hash") {
    WithHistory broker(3);
    broker.from("bob", Sync{});
    CHECK(broker.types("bob") == Lines{"people", "heads", "ready"});
    const Head head = broker.got<Heads>("bob")[0].heads[0];
    CHECK(head.conversation == lobby_conversation());
    CHECK(head.number == 3);
    CHECK(head.hash == broker.journal.hashes(lobby)[2]);
    CHECK(head.first == 1);
    CHECK(head.read == 0);
}

TEST_CASE("heads contain no whispers of other accounts") {
    Harness broker;
    broker.join_all("ann", "bob", "cid");
    broker.whisper("ann", "bob", 1);
    broker.commit();
    broker.from("cid", Sync{});
    CHECK(broker.got<Heads>("cid")[0].heads.size() == 1);
    CHECK(broker.got<Heads>("cid")[0].names.empty());
}

TEST_CASE("heads of two thousand whispers are sent in parts that fit a frame") {
    constexpr std::uint64_t many = 2'000;
    std::vector<Write> before;
    const auto add_account = [&](const std::string& name) {
        before.push_back(Claim{account(name), name, name, name, 0, {}});
    };
    add_account("ann");
    for (std::uint64_t n = 0; n < many; ++n) {
        std::string name = "p" + std::to_string(10'000 + n);
        add_account(name);
        before.push_back(post_of(name, n, "psst", whisper_between(account("ann"), account(name))));
    }
    Harness broker(std::move(before));
    broker.hello("ann");
    broker.from("ann", broker.join_of("ann"));
    const auto parts = broker.got<Heads>("ann");
    CHECK(parts.size() > 1);
    std::set<ConversationId> sent;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        CHECK(parts[i].more == (i + 1 < parts.size()));
        std::set<Account> named;
        for (const Person& person : parts[i].names) named.insert(person.account);
        for (const Head& head : parts[i].heads) {
            CHECK(sent.insert(head.conversation.id).second);
            if (!head.conversation.between) continue;
            CHECK(named.contains(head.conversation.between->low));
            CHECK(named.contains(head.conversation.between->high));
        }
    }
    CHECK(sent.size() == many + 1);
    CHECK(agrees(broker, "ann"));
}

// ---- history ------------------------------------------------------------------------------------

TEST_CASE("history brings the entries after a number, or the newest before one") {
    WithHistory broker(9);
    CHECK(numbers(page_of(broker, after(6))) == Numbers{7, 8, 9});
    CHECK(numbers(page_of(broker, after(0, 2))) == Numbers{1, 2});
    CHECK(numbers(page_of(broker, before(4))) == Numbers{1, 2, 3});
    CHECK(numbers(page_of(broker, before(9, 2))) == Numbers{7, 8});
    CHECK(numbers(page_of(broker, History{7, lobby, {}, {}, {}, 2})) == Numbers{8, 9});
    CHECK(numbers(page_of(broker, before(1'000, 1))) == Numbers{9});
    CHECK(page_of(broker, after(9)).entries.empty());
    CHECK(page_of(broker, before(1)).entries.empty());
    CHECK(page_of(broker, before(0)).entries.empty());
}

TEST_CASE("a page says whether there is more in the direction asked for") {
    WithHistory broker(4);
    CHECK(page_of(broker, after(1, 2)).more);
    CHECK(!page_of(broker, after(2, 2)).more);
    CHECK(page_of(broker, before(4, 2)).more);
    CHECK(!page_of(broker, before(3, 2)).more);
}

TEST_CASE("a page brings the hash before its first entry, its conversation and the names") {
    WithHistory broker(3);
    const Page page = page_of(broker, after(1));
    CHECK(page.request == 7);
    CHECK(page.conversation == lobby_conversation());
    CHECK(page.hash == broker.journal.hashes(lobby)[0]);
    CHECK(page.names == std::vector<Person>{{account("ann"), "ann"}});
    CHECK(page_of(broker, after(0)).hash == Hash{});
    CHECK(page_of(broker, after(3)).hash == broker.journal.hashes(lobby)[2]);
    CHECK(page_of(broker, before(3, 1)).hash == broker.journal.hashes(lobby)[0]);
}

TEST_CASE("a page has 256 entries at most, whatever is asked for") {
    WithHistory broker(300);
    CHECK(numbers(page_of(broker, after(0, 100'000))).size() == 256);
    CHECK(numbers(page_of(broker, before(301, 100'000))).front() == 45);
}

TEST_CASE("256 texts of 16 KiB come in pages that fit a frame") {
    WithHistory broker(256, std::string(limit::body, 'x'));
    std::uint64_t number = 0;
    for (bool more = true; more;) {
        const Page page = page_of(broker, after(number));
        REQUIRE(!page.entries.empty());
        for (const Entry& entry : page.entries) REQUIRE(entry.number == ++number);
        more = page.more;
    }
    CHECK(number == 256);
}

TEST_CASE("history after a number beyond the head is refused as diverged") {
    WithHistory broker(3);
    CHECK(refusal_of(broker, after(4)) == Lines{"diverged"});
    CHECK(refusal_of(broker, after(~std::uint64_t{0})) == Lines{"diverged"});
}

TEST_CASE("a hash that differs from the journal's is refused as diverged") {
    WithHistory broker(3);
    const std::vector<Hash> hashes = broker.journal.hashes(lobby);
    const auto with_hash = [](std::uint64_t number, const Hash& hash, std::uint64_t limit) {
        return History{7, lobby, number, {}, hash, limit};
    };
    for (const std::uint64_t limit : {256U, 0U}) {
        for (const std::uint64_t number : {1U, 3U}) {
            CHECK(refusal_of(broker, with_hash(number, hashes[1], limit)) == Lines{"diverged"});
            page_of(broker, with_hash(number, hashes[number - 1], limit));
        }
        CHECK(refusal_of(broker, with_hash(0, hashes[0], limit)) == Lines{"diverged"});
        page_of(broker, with_hash(0, {}, limit));
    }
}

TEST_CASE("history with limit 0 only compares the hash") {
    WithHistory broker(3);
    const Page page = page_of(broker, History{7, lobby, 2, {}, broker.journal.hashes(lobby)[1], 0});
    CHECK(page.entries.empty());
    CHECK(page.hash == broker.journal.hashes(lobby)[1]);
}

TEST_CASE("reading other people's whispers is refused like an unknown conversation") {
    WithHistory broker(0);
    broker.join("cid");
    broker.whisper("ann", "cid", 1);
    broker.commit();
    const ConversationId theirs = whisper_id(account("ann"), account("cid"));
    const ConversationId none = whisper_id(account("ann"), account("nobody"));
    for (const ConversationId& id : {theirs, none}) {
        const History history{7, id, 0, {}, {}, 256};
        CHECK(refusal_of(broker, history) == Lines{"unknown_conversation"});
        broker.from("bob", Read{id, 1});
    }
    broker.from("cid", History{8, theirs, 0, {}, {}, 256});
    broker.finish_reads();
    const Page page = broker.got<Page>("cid")[0];
    CHECK(numbers(page) == Numbers{1});
    CHECK(page.names.size() == 2);
}

TEST_CASE("after and before together are refused") {
    WithHistory broker(3);
    CHECK(refusal_of(broker, History{7, lobby, 1, 3, {}, 256}) == Lines{"bad_message"});
}

TEST_CASE("an account reads the lobby from its first readable entry on") {
    std::vector<Write> stored{claim("ann", "ann")};
    for (std::uint64_t n = 1; n <= 5; ++n) stored.push_back(post_of("ann", n, "hi"));
    Claim late = claim("bob", "bob");
    late.lobby_history = 2;
    stored.push_back(late);
    Harness broker(std::move(stored));
    broker.join("bob");
    CHECK(numbers(page_of(broker, after(0))) == Numbers{4, 5});
    CHECK(numbers(page_of(broker, before(6))) == Numbers{4, 5});
    CHECK(page_of(broker, before(4)).entries.empty());
    CHECK(!page_of(broker, before(6)).more);
    Hash other;
    other.bytes.fill(1);
    CHECK(numbers(page_of(broker, History{7, lobby, 1, {}, other, 256})) == Numbers{4, 5});
    CHECK(refusal_of(broker, History{7, lobby, 3, {}, other, 256}) == Lines{"diverged"});
    broker.from("bob", Sync{});
    CHECK(broker.last<Heads>("bob")->heads[0].first == 4);
}

TEST_CASE("each session has at most one history request in flight") {
    WithHistory broker(3);
    broker.join("bob/2");
    broker.from("bob", after(0));
    broker.from("bob", after(1));
    broker.from("bob/2", after(2));
    CHECK(broker.refused("bob") == Lines{"one_at_a_time"});
    broker.finish_reads();
    CHECK(numbers(broker.got<Page>("bob")[0]) == Numbers{1, 2, 3});
    CHECK(numbers(broker.got<Page>("bob/2")[0]) == Numbers{3});
    page_of(broker, after(1));
}

TEST_CASE("ready cancels the history request in flight, and another may be sent") {
    WithHistory broker(3);
    broker.from("bob", History{1, lobby, 0, {}, {}, 256});
    broker.from("bob", Sync{});
    broker.from("bob", History{2, lobby, 1, {}, {}, 256});
    CHECK(broker.refused("bob").empty());
    broker.finish_reads();
    CHECK(broker.count<Page>("bob") == 0);
    broker.finish_reads();
    REQUIRE(broker.count<Page>("bob") == 1);
    CHECK(broker.got<Page>("bob")[0].request == 2);
    CHECK(numbers(broker.got<Page>("bob")[0]) == Numbers{2, 3});
}

TEST_CASE("a page for a closed session is dropped") {
    WithHistory broker(3);
    broker.from("bob", after(0));
    broker.close("bob");
    broker.join("bob");
    broker.finish_reads();
    CHECK(broker.sent_to("bob").empty());
}

TEST_CASE("a failed read is refused with a retry time for as long as it fails") {
    WithHistory broker(3);
    broker.journal.fail_next_reads();
    CHECK(refusal_of(broker, after(0)) == Lines{"journal_unreadable retry"});
    page_of(broker, after(0));
    for (int tries = 0; tries < 10; ++tries) {
        broker.journal.fail_next_reads();
        broker.advance(StorageState::probe_interval);
        broker.finish_reads();
    }
    broker.forget();
    broker.journal.fail_next_reads();
    CHECK(refusal_of(broker, after(0)) == Lines{"journal_unreadable retry"});
}

// ---- who ---------------------------------------------------------------------------------------

TEST_CASE("who returns the account of a name and whether it is online") {
    Harness broker;
    broker.join_all("ann", "bob", "cid");
    broker.close("cid");
    broker.rename("bob", "bobby");
    broker.forget();
    broker.from("ann", Who{1, "BOB", {}});  // his earlier name
    broker.from("ann", Who{2, "cid", {}});
    broker.from("ann", Who{3, "nobody", {}});
    broker.from("ann", Who{4, "un fit", {}});
    const auto known = broker.got<Known>("ann");
    CHECK(known[0] == Known{1, {{account("bob"), "bobby", true}}, false});
    CHECK(known[1] == Known{2, {{account("cid"), "cid", false}}, false});
    CHECK(known[2] == Known{3, {}, false});
    CHECK(known[3] == Known{4, {}, false});
}

TEST_CASE("who returns the names of up to 512 accounts and omits unknown ones") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.from("ann", Who{1, {}, {{account("nobody"), account("bob")}}});
    CHECK(broker.got<Known>("ann")[0] == Known{1, {{account("bob"), "bob", true}}, false});
    broker.from("ann", Who{2, {}, std::vector<Account>(limit::who_accounts)});
    broker.from("ann", Who{3, {}, std::vector<Account>(limit::who_accounts + 1)});
    CHECK(broker.count<Known>("ann") == 2);
    CHECK(broker.refused("ann") == Lines{"bad_message"});
}

TEST_CASE("who without a filter returns everybody, in parts") {
    constexpr std::size_t many = 3'000;
    std::vector<Write> before{claim("ann", "ann")};
    for (std::size_t n = 0; n < many; ++n) {
        const std::string name = "p" + std::to_string(10'000 + n);
        before.push_back(Claim{account(name), name, name, name, 0, {}});
    }
    Harness broker(std::move(before));
    broker.join("ann");
    broker.from("ann", Who{9, {}, {}});
    const auto parts = broker.got<Known>("ann");
    std::size_t sent = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        CHECK(parts[i].request == 9);
        CHECK(parts[i].more == (i + 1 < parts.size()));
        sent += parts[i].accounts.size();
    }
    CHECK(parts.size() > 1);
    CHECK(sent == many + 1);
}

// ---- read positions -----------------------------------------------------------------------------

TEST_CASE("a read position only moves forward, never past the head, and is sent in heads") {
    WithHistory broker(5);
    const auto read_position = [&] {
        broker.from("bob", Sync{});
        return broker.last<Heads>("bob")->heads[0].read;
    };
    broker.from("bob", Read{lobby, 3});
    CHECK(read_position() == 3);
    broker.from("bob", Read{lobby, 2});
    CHECK(read_position() == 3);
    broker.from("bob", Read{lobby, 99});
    CHECK(read_position() == 5);
    broker.commit_all();
    broker.restart();
    broker.join("bob");
    CHECK(read_position() == 5);
}

TEST_CASE("read positions are the account's own") {
    WithHistory broker(5);
    broker.from("bob", Read{lobby, 3});
    broker.from("ann", Sync{});
    CHECK(broker.last<Heads>("ann")->heads[0].read == 5);  // her own last message
    broker.from("bob", Sync{});
    CHECK(broker.last<Heads>("bob")->heads[0].read == 3);
}

// ---- digest -------------------------------------------------------------------------------------

TEST_CASE("the digest equals what a client computes from heads and entries, whispers included") {
    Harness broker;
    broker.join_all("ann", "bob", "cid");
    for (const char* client : {"ann", "bob", "cid"}) {
        broker.from(client, Sync{});
        CHECK(agrees(broker, client));
    }
    broker.say("ann", 1);
    broker.whisper("ann", "bob", 2);
    broker.whisper("cid", "cid", 3, "note");
    CHECK(agrees(broker, "ann"));  // the posts are not delivered yet
    broker.commit_all();
    broker.say("bob", 4);
    broker.whisper("bob", "ann", 5);
    broker.commit_all();
    for (const char* client : {"ann", "bob", "cid"}) CHECK(agrees(broker, client));
    broker.from("ann", Ping{});
    broker.from("cid", Ping{});
    CHECK(broker.last<Pong>("ann")->digest != broker.last<Pong>("cid")->digest);
    broker.restart();
    for (const char* client : {"ann", "bob", "cid"}) {
        broker.join(client);
        broker.from(client, Sync{});
        CHECK(agrees(broker, client));
    }
}
