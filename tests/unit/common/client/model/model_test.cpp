#include "common/client/model/model.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/support/talk.hpp"

using namespace indaba;
using namespace indaba::client;
using namespace std::chrono_literals;
using indaba::test::Talk;
using Numbers = std::vector<std::uint64_t>;
using Names = std::vector<std::string>;
using Bodies = std::vector<std::string>;

namespace {

const Account ann = test::account(1);  // the model's own
const Account bob = test::account(2);
const Account cid = test::account(3);

MessageId id(std::uint8_t n) { return test::message_id(n); }

Talk empty_lobby() { return Talk(lobby_conversation()); }
Talk lobby_of(std::size_t entries, const std::string& body = "hi") {
    Talk talk = empty_lobby();
    talk.say_many(bob, entries, body);
    return talk;
}

Refusal refusal(std::string_view code) {
    Refusal result;
    result.code = code;
    result.sentence = "No.";
    return result;
}

constexpr Interest newest{Interest::Kind::newest, 0, {}};
Interest all_after(std::uint64_t after) { return {Interest::Kind::all_after, after, {}}; }

Model::Options options_of_ann(Interest interest = {}) {
    Model::Options options;
    options.account = ann;
    options.name = "ann";
    options.interest = interest;
    return options;
}

/// A model with the test as its broker.
struct Desk {
    explicit Desk(Model::Options options = options_of_ann()) : model(std::move(options)) {}

    Model model;
    Now now{1'000s, 0};
    Effects effects;  // since the last forget()
    std::uint64_t presence = 1;
    std::vector<Person> here{{ann, "ann"}};

    template <class T>
    std::vector<T> told() const {
        std::vector<T> result;
        for (const Effect& effect : effects)
            if (const T* it = std::get_if<T>(&effect)) result.push_back(*it);
        return result;
    }
    template <class T>
    std::vector<T> sent() const {
        std::vector<T> result;
        for (const Transmit& transmit : told<Transmit>())
            if (const T* it = std::get_if<T>(&transmit.message)) result.push_back(*it);
        return result;
    }
    indaba::History asked() const {
        const auto requests = sent<indaba::History>();
        REQUIRE(requests.size() == 1);
        return requests[0];
    }
    Numbers live_numbers(bool live = true) const {
        Numbers result;
        for (const NewEntries& news : told<NewEntries>())
            if (news.live == live)
                result.insert(result.end(), news.numbers.begin(), news.numbers.end());
        return result;
    }
    Numbers fetched_numbers() const { return live_numbers(false); }
    Names came() const { return names_of(told<Came>()); }
    Names went() const { return names_of(told<Went>()); }
    template <class T>
    static Names names_of(const std::vector<T>& news) {
        Names result;
        for (const T& one : news) result.push_back(one.person.name);
        return result;
    }
    Bodies said() const {
        Bodies result;
        for (const Broadcast& broadcast : sent<Broadcast>()) result.push_back(broadcast.body);
        return result;
    }

    void forget() { effects.clear(); }
    void hear(const ToClient& message) { model.on_message(message, now, effects); }
    void open() { model.on_open(now, effects); }
    void lose() { model.on_lost("gone", now, effects); }
    /// Time passes the way a loop lets it pass: every deadline is served.
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
        welcome.journal = test::journal_id(1);
        welcome.account = ann;
        welcome.name = "ann";
        welcome.nonce.bytes.fill(7);
        return welcome;
    }
    /// people, heads, ready.
    void told_all(const std::vector<Head>& heads) {
        hear(People{presence, here, false});
        hear(Heads{heads, {}, false});
        hear(Ready{});
    }
    void join(const std::vector<Head>& heads) {
        open();
        hear(welcome());
        told_all(heads);
    }
    void join(const Talk& talk) { join(std::vector<Head>{talk.head()}); }
    /// Joined, nothing of it remembered.
    void settle(const Talk& talk) {
        join(talk);
        answer_all(talk);
        forget();
    }
    /// Answers every history request, those that follow too.
    void answer_all(const Talk& talk) {
        for (std::size_t answered = 0; answered < sent<indaba::History>().size(); ++answered) {
            const indaba::History request = sent<indaba::History>()[answered];
            hear(talk.answer(request));
        }
    }

    OutboxRow row(std::uint8_t n, const std::string& body) const {
        OutboxRow row;
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
        hear(no);
    }
    void pong_now(const Talk& talk) {
        hear(Pong{digest_part(talk.id(), talk.last(), talk.hash(talk.last())), presence});
    }

    const ConversationState& lobby_state() const {
        REQUIRE(model.find(lobby));
        return *model.find(lobby);
    }
    Names people() const {
        Names result;
        for (const auto& [account, name] : model.people()) result.push_back(name);
        return result;
    }
};

}  // namespace

TEST_SUITE_BEGIN("model");

// ---- joining ----------------------------------------------------------------------------------

TEST_CASE("a client says hello, joins with the nonce and is ready") {
    Desk desk;
    desk.open();
    REQUIRE(desk.sent<Hello>().size() == 1);
    CHECK(desk.sent<Hello>()[0].account == ann);
    CHECK(desk.model.link() == Link::greeting);
    desk.hear(desk.welcome());
    CHECK(desk.model.link() == Link::joining);
    REQUIRE(desk.sent<Join>().size() == 1);
    CHECK(desk.sent<Join>()[0].nonce == desk.welcome().nonce);
    CHECK_FALSE(desk.sent<Join>()[0].name);
    CHECK(desk.told<BecameReady>().empty());
    desk.told_all({empty_lobby().head()});
    CHECK(desk.model.link() == Link::ready);
    CHECK(desk.told<BecameReady>().size() == 1);
}

TEST_CASE("a name is sent only when welcome brought none") {
    Desk desk;
    desk.open();
    Welcome nameless = desk.welcome();
    nameless.name.reset();
    desk.hear(nameless);
    CHECK(desk.sent<Join>()[0].name == "ann");
}

TEST_CASE("an account that has a name goes on under it") {
    Desk desk;
    desk.open();
    Welcome named = desk.welcome();
    named.name = "anna";
    desk.hear(named);
    CHECK_FALSE(desk.sent<Join>()[0].name);
    CHECK(desk.model.my_name() == "anna");
}

TEST_CASE("a refused name is told, and another one joins") {
    Desk desk;
    desk.open();
    Welcome nameless = desk.welcome();
    nameless.name.reset();
    desk.hear(nameless);
    desk.hear(refusal(code::name_taken));
    REQUIRE(desk.told<JoinRefused>().size() == 1);
    CHECK(desk.told<JoinRefused>()[0].code == code::name_taken);
    desk.pass(15s);
    CHECK(desk.told<Reconnect>().empty());  // a person may think it over
    desk.forget();
    desk.model.ask_name("anne", desk.now, desk.effects);
    CHECK(desk.sent<Join>()[0].name == "anne");
    desk.here = {{ann, "anne"}};
    desk.told_all({empty_lobby().head()});
    CHECK(desk.model.my_name() == "anne");
    CHECK(desk.sent<Join>().size() == 1);
}

TEST_CASE("a join refused for the moment is repeated after its time") {
    Desk desk;
    desk.open();
    desk.hear(desk.welcome());
    desk.forget();
    Refusal busy = refusal(code::busy);
    busy.retry_ms = 500;
    desk.hear(busy);
    CHECK(desk.told<JoinRefused>().empty());
    desk.pass(499ms);
    CHECK(desk.sent<Join>().empty());
    desk.pass(1ms);
    CHECK(desk.sent<Join>().size() == 1);
}

TEST_CASE("a refused change of the name leaves the session as it was") {
    Desk desk;
    desk.settle(empty_lobby());
    desk.model.ask_name("bob", desk.now, desk.effects);
    CHECK(desk.sent<Join>()[0].name == "bob");
    desk.hear(refusal(code::name_taken));
    CHECK(desk.told<JoinRefused>().size() == 1);
    CHECK(desk.model.link() == Link::ready);
    CHECK(desk.model.my_name() == "ann");
}

TEST_CASE("a change of the name lost with the link is asked for again, once") {
    Desk desk;
    desk.settle(empty_lobby());
    desk.model.ask_name("anne", desk.now, desk.effects);
    desk.lose();
    desk.forget();
    desk.join(empty_lobby());
    REQUIRE(desk.sent<Join>().size() == 2);
    CHECK_FALSE(desk.sent<Join>()[0].name);
    CHECK(desk.sent<Join>()[1].name == "anne");
    desk.hear(Presence{2, {}, {}, {{ann, "anne"}}});
    CHECK(desk.model.my_name() == "anne");
    REQUIRE(desk.told<Renamed>().size() == 1);
    CHECK(desk.told<Renamed>()[0].before == "ann");
    desk.told_all({empty_lobby().head()});
    CHECK(desk.sent<Join>().size() == 2);
}

TEST_CASE("a broker that takes us for somebody else is left") {
    Desk desk;
    desk.open();
    Welcome wrong = desk.welcome();
    wrong.account = bob;
    desk.hear(wrong);
    CHECK(desk.told<Puzzled>().size() == 1);
    CHECK(desk.told<Reconnect>().size() == 1);
    CHECK(desk.sent<Join>().empty());
    CHECK(desk.model.link() == Link::offline);
}

TEST_CASE("another version of the protocol is told, not joined") {
    Desk desk;
    desk.open();
    Welcome newer = desk.welcome();
    newer.version = protocol_version + 1;
    desk.hear(newer);
    REQUIRE(desk.told<JoinRefused>().size() == 1);
    CHECK(desk.told<JoinRefused>()[0].code == code::version);
    CHECK(desk.sent<Join>().empty());
}

// ---- journals ---------------------------------------------------------------------------------

TEST_CASE("the first journal ever and the same journal are related and no change") {
    Desk desk;
    desk.open();
    desk.hear(desk.welcome());
    REQUIRE(desk.told<Welcomed>().size() == 1);
    CHECK_FALSE(desk.told<Welcomed>()[0].changed);
    CHECK(desk.told<Welcomed>()[0].related);
    CHECK(desk.model.journal() == test::journal_id(1));
    desk.lose();
    desk.open();
    desk.hear(desk.welcome());
    REQUIRE(desk.told<Welcomed>().size() == 2);
    CHECK_FALSE(desk.told<Welcomed>()[1].changed);
}

TEST_CASE("a child of the known journal gets the outbox, and all is read anew") {
    Desk desk(options_of_ann(all_after(0)));
    const Talk talk = lobby_of(3);
    desk.settle(talk);
    desk.lose();
    desk.post(1, "one");
    desk.forget();
    desk.open();
    Welcome restored = desk.welcome();
    restored.journal = test::journal_id(2);
    restored.parents = {test::journal_id(1)};
    desk.hear(restored);
    const auto welcomed = desk.told<Welcomed>();
    REQUIRE(welcomed.size() == 1);
    CHECK(welcomed[0].changed);
    CHECK(welcomed[0].related);
    CHECK(welcomed[0].set_aside.empty());
    CHECK(desk.lobby_state().history.empty());
    CHECK(desk.lobby_state().archive.size() == 1);
    desk.told_all({talk.head_at(2)});
    CHECK(desk.told<Diverged>().empty());  // a restored journal may be shorter
    CHECK(desk.said() == Bodies{"one"});
    CHECK(desk.asked().after == 0);
}

TEST_CASE("nothing is sent to another server, the rows are offered") {
    Model::Options options = options_of_ann();
    options.journal = test::journal_id(9);
    options.outbox = {Desk{}.row(1, "one"), Desk{}.row(2, "two")};
    Desk desk(options);
    desk.open();
    desk.hear(desk.welcome());
    const auto welcomed = desk.told<Welcomed>();
    REQUIRE(welcomed.size() == 1);
    CHECK(welcomed[0].changed);
    CHECK_FALSE(welcomed[0].related);
    CHECK(welcomed[0].set_aside == options.outbox);
    CHECK(desk.model.outbox().empty());
    desk.told_all({empty_lobby().head()});
    CHECK(desk.said().empty());
}

TEST_CASE("nothing of one server is shown at another") {
    Desk desk;
    desk.here = {{ann, "ann"}, {bob, "bob"}};
    desk.settle(lobby_of(3));
    desk.lose();
    desk.open();
    Welcome other = desk.welcome();
    other.journal = test::journal_id(2);
    desk.hear(other);
    CHECK(desk.model.conversations().empty());
    desk.here = {{ann, "ann"}, {cid, "cid"}};
    desk.told_all({empty_lobby().head()});
    CHECK(desk.people() == Names{"ann", "cid"});
    CHECK(desk.told<Diverged>().empty());
    CHECK(desk.came().empty());
}

// ---- people -----------------------------------------------------------------------------------

TEST_CASE("who is here already is shown at once and no news") {
    Desk desk;
    desk.here = {{ann, "ann"}, {bob, "bob"}};
    desk.join(empty_lobby());
    CHECK(desk.people() == Names{"ann", "bob"});
    CHECK(desk.came().empty());
}

TEST_CASE("who comes, goes or has another name is news") {
    Desk desk;
    desk.settle(empty_lobby());
    desk.hear(Presence{2, {{bob, "bob"}}, {}, {}});
    CHECK(desk.came() == Names{"bob"});
    CHECK(desk.people() == Names{"ann", "bob"});
    desk.hear(Presence{3, {}, {}, {{bob, "rob"}}});
    REQUIRE(desk.told<Renamed>().size() == 1);
    CHECK(desk.told<Renamed>()[0].before == "bob");
    CHECK(desk.told<Renamed>()[0].now == "rob");
    CHECK(desk.people() == Names{"ann", "rob"});
    desk.hear(Presence{4, {}, {bob}, {}});
    CHECK(desk.went() == Names{"rob"});
    CHECK(desk.people() == Names{"ann"});
    CHECK(desk.model.name_of(bob) == "rob");
}

TEST_CASE("we are always here, and never news to ourselves") {
    Desk desk;
    desk.here = {};
    desk.join(empty_lobby());
    CHECK(desk.people() == Names{"ann"});
    desk.hear(Presence{2, {{ann, "ann"}}, {}, {}});
    desk.hear(Presence{3, {}, {ann}, {}});
    CHECK(desk.people() == Names{"ann"});
    CHECK(desk.came().empty());
    CHECK(desk.went().empty());
}

TEST_CASE("a quiet client is not among the people") {
    Model::Options options = options_of_ann();
    options.quiet = true;
    Desk desk(options);
    desk.here = {};
    desk.join(empty_lobby());
    CHECK(desk.sent<Join>()[0].quiet);
    CHECK(desk.people().empty());
}

TEST_CASE("after a lost link the old list stays for ten seconds, then the differences are told") {
    Desk desk;
    desk.here = {{ann, "ann"}, {bob, "bob"}};
    desk.settle(empty_lobby());
    desk.lose();
    CHECK(desk.people() == Names{"ann", "bob"});
    desk.here = {{ann, "ann"}};
    desk.join(empty_lobby());
    CHECK(desk.people() == Names{"ann", "bob"});
    desk.hear(Presence{2, {{cid, "cid"}}, {}, {}});
    desk.pass(9'999ms);
    CHECK(desk.people() == Names{"ann", "bob"});
    CHECK(desk.came().empty());
    desk.pass(1ms);
    CHECK(desk.people() == Names{"ann", "cid"});
    CHECK(desk.came() == Names{"cid"});
    CHECK(desk.went() == Names{"bob"});
}

TEST_CASE("who came back within ten seconds is no news") {
    Desk desk;
    desk.here = {{ann, "ann"}, {bob, "bob"}};
    desk.settle(empty_lobby());
    desk.lose();
    desk.here = {{ann, "ann"}};
    desk.join(empty_lobby());
    desk.hear(Presence{2, {{bob, "bob"}}, {}, {}});
    desk.pass(10s);
    CHECK(desk.came().empty());
    CHECK(desk.went().empty());
}

TEST_CASE("a list of people cut in two is one list, one begun anew is not mixed with the old") {
    Desk desk;
    desk.open();
    desk.hear(desk.welcome());
    desk.hear(People{4, {{cid, "cid"}}, true});
    desk.hear(People{5, {{ann, "ann"}}, true});
    desk.hear(People{5, {{bob, "bob"}}, false});
    desk.hear(Heads{{}, {}, false});
    desk.hear(Ready{});
    CHECK(desk.people() == Names{"ann", "bob"});
}

TEST_CASE("people are found by name, whatever its case") {
    Desk desk;
    desk.here = {{ann, "ann"}, {bob, "Bob"}};
    desk.join(empty_lobby());
    CHECK(desk.model.account_of("Bob") == bob);
    CHECK(desk.model.account_of("bob") == bob);
    CHECK_FALSE(desk.model.account_of("cid"));
    CHECK(desk.model.name_of(cid).empty());
}

// ---- heads and live entries ---------------------------------------------------------------------

TEST_CASE("heads give unread counts, and what may not be read is not unread") {
    Desk desk;
    Head head = lobby_of(10).head();
    head.read = 4;
    desk.join({head});
    CHECK(desk.lobby_state().unread() == 6);
    desk.told_all({[&] {
        head.first = 11;
        return head;
    }()});
    CHECK(desk.lobby_state().unread() == 0);
}

TEST_CASE("live entries are kept and told once, without being asked for") {
    Desk desk;
    Talk talk = lobby_of(3);
    desk.settle(talk);
    talk.say_many(bob, 2);
    desk.hear(talk.live(4, 5));
    CHECK(desk.live_numbers() == Numbers{4, 5});
    REQUIRE(desk.lobby_state().history.find(5));
    CHECK(desk.lobby_state().hash == talk.hash(5));
    desk.hear(talk.live(4, 5));
    desk.hear(talk.live(5, 5));
    CHECK(desk.live_numbers() == Numbers{4, 5});
    CHECK(desk.told<Diverged>().empty());
    CHECK(desk.sent<Sync>().empty());
}

TEST_CASE("overlap with what is told adds only the rest") {
    Desk desk;
    Talk talk = lobby_of(3);
    desk.settle(talk);
    talk.say_many(bob, 3);
    desk.hear(talk.live(4, 5));
    desk.hear(talk.live(2, 6));
    CHECK(desk.live_numbers() == Numbers{4, 5, 6});
    CHECK_FALSE(desk.lobby_state().history.find(2));  // a hole is filled by pages alone
}

TEST_CASE("a hole makes the client sync, once, and shows nothing behind the hole") {
    Desk desk(options_of_ann(newest));
    Talk talk = lobby_of(3);
    desk.settle(talk);
    talk.say_many(bob, 3);
    desk.hear(talk.live(5, 5));
    desk.hear(talk.live(6, 6));
    CHECK(desk.sent<Sync>().size() == 1);
    CHECK(desk.told<NewEntries>().empty());
    desk.told_all({talk.head()});
    desk.answer_all(talk);
    CHECK(desk.fetched_numbers() == Numbers{4, 5, 6});
    CHECK(desk.told<BecameReady>().empty());  // it never was offline
}

TEST_CASE("an unknown conversation begins with number 1, else something is missing") {
    Desk desk;
    desk.settle(empty_lobby());
    Talk whisper(whisper_between(ann, bob));
    whisper.say_many(bob, 2);
    SUBCASE("from 1") {
        desk.hear(whisper.live(1, 1));
        CHECK(desk.live_numbers() == Numbers{1});
        CHECK(desk.sent<Sync>().empty());
    }
    SUBCASE("from 2") {
        desk.hear(whisper.live(2, 2));
        CHECK(desk.live_numbers().empty());
        CHECK(desk.sent<Sync>().size() == 1);
    }
}

TEST_CASE("live entries between heads and ready follow the heads") {
    Desk desk;
    Talk talk = lobby_of(3);
    desk.settle(talk);
    desk.hear(People{1, desk.here, false});
    desk.hear(Heads{{talk.head()}, {}, false});
    talk.say(bob, "late");
    Talk whisper(whisper_between(ann, bob));
    whisper.say(bob, "psst");
    desk.hear(talk.live(4, 4));
    desk.hear(whisper.live(1, 1));
    desk.hear(Ready{});
    CHECK(desk.live_numbers() == Numbers{4, 1});
    CHECK(desk.told<Diverged>().empty());
    CHECK(desk.sent<Sync>().empty());
}

TEST_CASE("kinds of later versions are kept and chained like any other") {
    Desk desk;
    Talk talk = lobby_of(1);
    desk.settle(talk);
    Entry sealed;
    sealed.number = 2;
    sealed.account = bob;
    sealed.kind = "_room";
    sealed.body = std::string{"\x00\xff", 2};
    desk.hear(Entries{lobby_conversation(), {sealed}, {}});
    CHECK(desk.live_numbers() == Numbers{2});
    CHECK(desk.lobby_state().hash == chain(talk.hash(1), lobby, sealed));
}

// ---- divergence ---------------------------------------------------------------------------------

TEST_CASE("a broker whose copy contradicts ours is told loudly, ours is kept, all is read anew") {
    Desk desk(options_of_ann(all_after(0)));
    Talk talk = lobby_of(5);
    desk.settle(talk);
    Talk other = lobby_of(3);
    other.say_many(bob, 2, "other");
    SUBCASE("equal number, other hash") { desk.told_all({other.head()}); }
    SUBCASE("a head below ours") {
        other = lobby_of(4);
        desk.told_all({other.head()});
    }
    SUBCASE("the refusal of a request") {
        other.say_many(bob, 2, "more");
        desk.told_all({other.head()});
        CHECK(desk.asked().after == 5);
        CHECK(desk.asked().hash == talk.hash(5));
        Refusal diverged = refusal(code::diverged);
        diverged.request = desk.asked().request;
        desk.forget();
        desk.hear(diverged);
    }
    SUBCASE("a page that does not follow ours") {
        other.say_many(bob, 2, "more");
        desk.told_all({other.head()});
        const Page page = other.answer(desk.asked());
        desk.forget();
        desk.hear(page);
        CHECK(desk.sent<Sync>().size() == 1);
        desk.told_all({other.head()});
    }
    SUBCASE("a live entry other than ours") {
        desk.hear(other.live(4, 5));
        CHECK(desk.sent<Sync>().size() == 1);
        desk.told_all({other.head()});
    }
    CHECK(desk.told<Diverged>().size() >= 1);
    REQUIRE(desk.lobby_state().archive.size() == 1);
    CHECK(*desk.lobby_state().archive[0].find(5) == talk.entry(5));
    CHECK(desk.lobby_state().history.empty());
    desk.answer_all(other);
    CHECK(desk.lobby_state().history.ranges().size() == 1);
    CHECK(desk.lobby_state().history.hash_at(other.last()) == other.hash(other.last()));
    CHECK(desk.fetched_numbers().size() == other.last());
}

TEST_CASE("divergence is told once each time") {
    Desk desk;
    desk.settle(lobby_of(5));
    const Talk other = lobby_of(5, "other");
    desk.told_all({other.head()});
    desk.told_all({other.head()});
    CHECK(desk.told<Diverged>().size() == 1);
}

TEST_CASE("a page that does not end in the head is not believed") {
    Desk desk(options_of_ann(newest));
    desk.join(lobby_of(5));
    const Page forged = lobby_of(5, "forged").answer(desk.asked());
    desk.hear(forged);
    CHECK(desk.told<NewEntries>().empty());
    CHECK(desk.told<Diverged>().size() == 1);
    CHECK(desk.sent<Sync>().size() == 1);
}

TEST_CASE("a position that the broker contradicts is divergence") {
    Desk desk;
    const Talk talk = lobby_of(5);
    Interest position = all_after(5);
    SUBCASE("past the head") { position.after = 6; }
    SUBCASE("another hash at the head") { position.hash = lobby_of(5, "other").hash(5); }
    desk.model.set_interest(lobby, position, desk.now, desk.effects);
    desk.join(talk);
    CHECK(desk.told<Diverged>().size() == 1);
    CHECK(desk.asked().after == 0);
}

TEST_CASE("a conversation that is not told any more has diverged") {
    Desk desk;
    Talk whisper(whisper_between(ann, bob));
    whisper.say(bob, "psst");
    desk.join({empty_lobby().head(), whisper.head()});
    desk.told_all({empty_lobby().head()});
    REQUIRE(desk.told<Diverged>().size() == 1);
    CHECK(desk.told<Diverged>()[0].conversation == whisper.id());
    desk.forget();
    desk.hear(Pong{{}, 1});
    CHECK(desk.sent<Sync>().empty());
}

TEST_CASE("a broker that contradicts itself is not asked for ever") {
    Desk desk(options_of_ann(newest));
    const Talk talk = lobby_of(5);
    const Talk forged = lobby_of(5, "forged");
    desk.join(talk);
    for (int i = 0; i < 20; ++i) {
        const auto requests = desk.sent<indaba::History>();
        desk.forget();
        if (!requests.empty()) desk.hear(forged.answer(requests[0]));
        if (!desk.sent<Sync>().empty()) desk.told_all({talk.head()});
    }
    CHECK(desk.effects.empty());
    CHECK(desk.model.link() == Link::ready);
    desk.lose();
    desk.join(talk);
    CHECK(desk.sent<indaba::History>().size() == 1);  // a new connection, a new chance
}

TEST_CASE("three archives are kept at most") {
    Desk desk;
    Talk talk = lobby_of(1);
    desk.settle(talk);
    for (int i = 0; i < 6; ++i) {
        talk.say(bob, "live");
        desk.hear(talk.live(talk.last(), talk.last()));
        talk = lobby_of(1, std::to_string(i));
        desk.told_all({talk.head()});
    }
    CHECK(desk.lobby_state().archive.size() == 3);
}

// ---- fetching -----------------------------------------------------------------------------------

TEST_CASE("without interest nothing is fetched") {
    Desk desk;
    desk.join(lobby_of(5));
    CHECK(desk.sent<indaba::History>().empty());
}

TEST_CASE("interest in the newest fetches one page, and what was missed while offline") {
    Desk desk(options_of_ann(newest));
    Talk talk = lobby_of(600);
    desk.join(talk);
    CHECK(desk.asked().before == 601);
    desk.answer_all(talk);
    CHECK(desk.sent<indaba::History>().size() == 1);
    CHECK(desk.fetched_numbers().front() == 345);
    desk.lose();
    talk.say_many(bob, 700);
    desk.forget();
    desk.join(talk);
    CHECK(desk.asked().after == 600);
    CHECK(desk.asked().hash == talk.hash(600));
    // said while it is being caught up
    talk.say(bob, "live");
    desk.hear(talk.live(1301, 1301));
    desk.answer_all(talk);
    CHECK_FALSE(desk.lobby_state().history.first_hole(345, 1301));
    CHECK(desk.sent<indaba::History>().size() == 3);
}

TEST_CASE("a long absence is not caught up, the newest page comes instead") {
    Desk desk(options_of_ann(newest));
    Talk talk = lobby_of(10);
    desk.settle(talk);
    desk.lose();
    SUBCASE("1024 missed: caught up") {
        talk.say_many(bob, 1024);
        desk.join(talk);
        CHECK(desk.asked().after == 10);
    }
    SUBCASE("1025 missed: the newest page") {
        talk.say_many(bob, 1025);
        desk.join(talk);
        CHECK(desk.asked().before == 1036);
        desk.answer_all(talk);
        CHECK(desk.sent<indaba::History>().size() == 1);
        CHECK(desk.lobby_state().history.ranges().size() == 2);
    }
}

TEST_CASE("interest in a live conversation fetches the page before what came live") {
    Desk desk;
    Talk talk = lobby_of(10);
    desk.settle(talk);
    talk.say(bob, "live");
    desk.hear(talk.live(11, 11));
    desk.model.set_interest(lobby, newest, desk.now, desk.effects);
    CHECK(desk.asked().before == 11);
    desk.answer_all(talk);
    CHECK(desk.fetched_numbers().size() == 10);
    CHECK(desk.sent<indaba::History>().size() == 1);
}

TEST_CASE("interest in all fills every hole after its position, checked by the hash there") {
    Desk desk;
    Talk talk = lobby_of(600);
    Interest position = all_after(20);
    position.hash = talk.hash(20);
    desk.model.set_interest(lobby, position, desk.now, desk.effects);
    desk.join(talk);
    CHECK(desk.asked().after == 20);
    CHECK(desk.asked().hash == talk.hash(20));
    desk.answer_all(talk);
    CHECK(desk.fetched_numbers().size() == 580);
    CHECK(desk.fetched_numbers().front() == 21);
    CHECK_FALSE(desk.lobby_state().history.first_hole(21, 600));
}

TEST_CASE("what was shown can be dropped, and is neither asked for nor told again") {
    Desk desk(options_of_ann(all_after(0)));
    Talk talk = lobby_of(10);
    desk.join(talk);
    desk.answer_all(talk);
    desk.model.drop_shown(lobby, 7);
    CHECK(desk.lobby_state().history.first_hole(8, 10) == std::nullopt);
    CHECK(desk.lobby_state().history.find(7) == nullptr);
    desk.model.drop_shown(lobby, 10);
    CHECK(desk.lobby_state().history.empty());
    desk.model.drop_shown(lobby, 10);  // harmless

    desk.forget();
    talk.say(bob, "next");
    desk.hear(talk.live(11, 11));
    CHECK(desk.live_numbers() == Numbers{11});
    CHECK(desk.lobby_state().hash == talk.hash(11));
    desk.model.drop_shown(lobby, 11);

    desk.lose();
    desk.forget();
    talk.say(bob, "missed");
    desk.join(talk);
    CHECK(desk.asked().after == 11);
    CHECK(desk.asked().hash == talk.hash(11));
    desk.answer_all(talk);
    CHECK(desk.fetched_numbers() == Numbers{12});
}

TEST_CASE("nothing is asked for that may not be read") {
    Desk desk(options_of_ann(all_after(0)));
    const Talk talk = lobby_of(10);
    Head head = talk.head();
    SUBCASE("the earlier part") {
        head.first = 8;
        desk.join({head});
        CHECK(desk.asked().after == 7);
        desk.answer_all(talk);
        CHECK(desk.fetched_numbers() == Numbers{8, 9, 10});
    }
    SUBCASE("all of it") {
        head.first = 11;
        desk.join({head});
        CHECK(desk.sent<indaba::History>().empty());
    }
}

TEST_CASE("one request is in flight over all conversations") {
    Desk desk(options_of_ann(all_after(0)));
    const Talk talk = lobby_of(5);
    Talk whisper(whisper_between(ann, bob));
    whisper.say_many(bob, 5);
    desk.join({talk.head(), whisper.head()});
    const indaba::History first = desk.asked();
    desk.model.fetch_older(lobby, desk.now, desk.effects);
    CHECK(desk.sent<indaba::History>().size() == 1);
    const bool lobby_first = first.conversation == lobby;
    desk.hear(lobby_first ? talk.answer(first) : whisper.answer(first));
    CHECK(desk.sent<indaba::History>().size() == 2);
}

TEST_CASE("older pages are fetched on demand until there are none") {
    Desk desk;
    const Talk talk = lobby_of(300);
    desk.settle(talk);
    desk.model.fetch_older(lobby, desk.now, desk.effects);
    CHECK(desk.asked().before == 301);
    desk.answer_all(talk);
    REQUIRE(desk.told<Fetched>().size() == 1);
    CHECK(desk.told<Fetched>()[0].more);
    desk.forget();
    desk.model.fetch_older(lobby, desk.now, desk.effects);
    CHECK(desk.asked().before == 45);
    desk.answer_all(talk);
    CHECK_FALSE(desk.told<Fetched>()[0].more);
    desk.forget();
    desk.model.fetch_older(lobby, desk.now, desk.effects);
    REQUIRE(desk.told<Fetched>().size() == 1);
    CHECK_FALSE(desk.told<Fetched>()[0].more);
    CHECK(desk.sent<indaba::History>().empty());
}

TEST_CASE("what a person waits for is asked before what nobody asked for") {
    Desk desk(options_of_ann(all_after(0)));
    const Talk talk = lobby_of(600);
    desk.join(talk);
    const indaba::History automatic = desk.asked();
    desk.model.fetch_older(lobby, desk.now, desk.effects);
    desk.forget();
    desk.hear(talk.answer(automatic));
    // 1..256 is held and reaches the beginning, so the wish ends and the holes go on
    CHECK(desk.told<Fetched>().size() == 1);
    CHECK(desk.asked().after == 256);
}

TEST_CASE("ready ends what was in flight, and it is asked for again") {
    Desk desk;
    const Talk talk = lobby_of(300);
    desk.settle(talk);
    desk.model.fetch_older(lobby, desk.now, desk.effects);
    const indaba::History overtaken = desk.asked();
    desk.forget();
    desk.told_all({talk.head()});
    CHECK(desk.asked().before == 301);
    CHECK(desk.asked().request != overtaken.request);
    desk.hear(talk.answer(overtaken));
    CHECK(desk.told<NewEntries>().empty());
    desk.answer_all(talk);
    CHECK(desk.told<Fetched>().size() == 1);
}

TEST_CASE("a refused request is told") {
    Desk desk(options_of_ann(newest));
    desk.join(lobby_of(5));
    Refusal no = refusal(code::unknown_conversation);
    no.request = desk.asked().request;
    SUBCASE("finally: not asked again by itself") {
        desk.forget();
        desk.hear(no);
        desk.pass(5s);
        CHECK(desk.sent<indaba::History>().empty());
    }
    SUBCASE("for the moment: asked again after its time") {
        desk.forget();
        no.code = code::busy;
        no.retry_ms = 700;
        desk.hear(no);
        CHECK(desk.sent<indaba::History>().empty());
        desk.pass(700ms);
        CHECK(desk.sent<indaba::History>().size() == 1);
    }
    REQUIRE(desk.told<Fetched>().size() == 1);
    CHECK(desk.told<Fetched>()[0].refused == no.code);
}

TEST_CASE("another page than the one asked for is not taken") {
    Desk desk(options_of_ann(all_after(0)));
    const Talk talk = lobby_of(600);
    desk.join(talk);
    indaba::History other = desk.asked();
    other.after = 10;
    desk.hear(talk.answer(other));
    CHECK(desk.told<Puzzled>().size() == 1);
    CHECK(desk.told<NewEntries>().empty());
}

// ---- posts --------------------------------------------------------------------------------------

TEST_CASE("a post goes out at once when ready, to a room or to an account") {
    Desk desk;
    desk.settle(empty_lobby());
    desk.post(1, "one");
    CHECK(desk.said() == Bodies{"one"});
    OutboxRow whisper = desk.row(2, "psst");
    whisper.to = bob;
    desk.model.post(whisper, desk.now, desk.effects);
    REQUIRE(desk.sent<Whisper>().size() == 1);
    CHECK(desk.sent<Whisper>()[0].account == bob);
    CHECK(desk.model.outbox().size() == 2);
}

TEST_CASE("every ready sends all that has no receipt again, in order") {
    Desk desk;
    desk.post(1, "one");
    desk.post(2, "two");
    CHECK(desk.effects.empty());
    desk.join(empty_lobby());
    CHECK(desk.said() == Bodies{"one", "two"});
    desk.lose();
    desk.post(3, "three");
    desk.forget();
    desk.join(empty_lobby());
    CHECK(desk.said() == Bodies{"one", "two", "three"});
    desk.forget();
    desk.told_all({empty_lobby().head()});
    CHECK(desk.said() == Bodies{"one", "two", "three"});
}

TEST_CASE("the own entry coming back is the receipt") {
    Desk desk(options_of_ann(newest));
    Talk talk = lobby_of(2);
    desk.settle(talk);
    desk.post(1, "one");
    desk.forget();
    SUBCASE("live") {
        talk.say(ann, "one", id(1));
        desk.hear(talk.live(3, 3));
    }
    SUBCASE("in a page, after a lost link") {
        desk.lose();
        talk.say(ann, "one", id(1));
        desk.join(talk);
        desk.answer_all(talk);
    }
    SUBCASE("as the answer to a resend, far below the head") {
        desk.lose();
        talk.say(ann, "one", id(1));
        talk.say_many(bob, 2000);
        desk.join(talk);
        desk.hear(talk.live(3, 3));
        CHECK_FALSE(desk.lobby_state().history.find(3));
        CHECK(desk.sent<Sync>().empty());
    }
    SUBCASE("behind a hole") {
        talk.say_many(bob, 4);
        talk.say(ann, "one", id(1));
        desk.hear(talk.live(7, 7));
    }
    REQUIRE(desk.told<Receipt>().size() == 1);
    CHECK(desk.told<Receipt>()[0].id == id(1));
    CHECK(desk.told<Receipt>()[0].conversation == lobby);
    REQUIRE(desk.told<Settled>().size() == 1);
    CHECK(desk.model.outbox().empty());
}

TEST_CASE("another's entry with our id is no receipt") {
    Desk desk;
    Talk talk = empty_lobby();
    desk.settle(talk);
    desk.post(1, "one");
    talk.say(bob, "one", id(1));
    desk.hear(talk.live(1, 1));
    CHECK(desk.told<Receipt>().empty());
    CHECK(desk.model.outbox().size() == 1);
}

TEST_CASE("a final refusal takes the message out and shows the reason") {
    Desk desk;
    desk.settle(empty_lobby());
    desk.post(1, "one");
    desk.refuse(1, code::bad_text);
    REQUIRE(desk.told<PostRefused>().size() == 1);
    CHECK(desk.told<PostRefused>()[0].row == desk.row(1, "one"));
    CHECK(desk.told<PostRefused>()[0].code == code::bad_text);
    CHECK(desk.told<Settled>().size() == 1);
    CHECK(desk.model.outbox().empty());
}

TEST_CASE("a gate refusal sends all again in order after its time, posts wait meanwhile") {
    Desk desk;
    desk.settle(empty_lobby());
    desk.post(1, "one");
    desk.post(2, "two");
    desk.forget();
    desk.refuse(1, code::busy, 300);
    desk.refuse(2, code::retry_order);
    desk.post(3, "three");
    CHECK(desk.said().empty());
    desk.pass(299ms);
    CHECK(desk.said().empty());
    desk.pass(1ms);
    CHECK(desk.said() == Bodies{"one", "two", "three"});
    CHECK(desk.told<PostRefused>().empty());
    desk.post(4, "four");
    CHECK(desk.said() == Bodies{"one", "two", "three", "four"});
}

TEST_CASE("a time to come again that is told before ready keeps nobody awake") {
    Desk desk;
    desk.open();
    desk.hear(desk.welcome());
    Refusal later = refusal(code::busy);
    later.id = id(7);
    later.retry_ms = 0;
    desk.hear(later);
    desk.model.on_time(desk.now, desk.effects);
    CHECK(*desk.model.next_deadline() > desk.now.steady);
}

TEST_CASE("the longest time of several refusals counts") {
    Desk desk;
    desk.settle(empty_lobby());
    desk.post(1, "one");
    desk.post(2, "two");
    desk.forget();
    desk.refuse(1, code::not_stored, 1000);
    desk.refuse(2, code::not_stored, 200);
    desk.pass(999ms);
    CHECK(desk.said().empty());
    desk.pass(1ms);
    CHECK(desk.said() == Bodies{"one", "two"});
}

TEST_CASE("a refusal that is not final without a time does nothing") {
    Desk desk;
    desk.settle(empty_lobby());
    desk.post(1, "one");
    desk.post(2, "two");
    desk.forget();
    desk.refuse(2, code::retry_order);
    desk.refuse(9, code::bad_text);  // not ours any more
    CHECK(desk.effects.empty());
    CHECK(desk.model.outbox().size() == 2);
}

TEST_CASE("a refusal for now of what is not ours any more has the rest sent again") {
    Desk desk;
    desk.settle(empty_lobby());
    desk.post(2, "two");
    desk.forget();
    desk.refuse(1, code::busy, 300);  // a second copy of one whose receipt we have
    desk.pass(300ms);
    CHECK(desk.said() == Bodies{"two"});
}

TEST_CASE("a gate that waits for what is stored is left by a new session") {
    Desk desk;
    desk.settle(empty_lobby());
    desk.post(1, "one");  // the gate is closed on one before it, whose receipt we have
    desk.forget();
    desk.refuse(1, code::retry_order);
    CHECK(desk.told<Reconnect>().size() == 1);
    CHECK(desk.model.outbox().size() == 1);
}

// ---- read positions -----------------------------------------------------------------------------

TEST_CASE("a read position only moves forward and is told every two seconds at most") {
    Desk desk;
    desk.settle(lobby_of(10));
    desk.model.mark_read(lobby, 4, desk.now, desk.effects);
    CHECK(desk.lobby_state().unread() == 6);
    desk.model.mark_read(lobby, 3, desk.now, desk.effects);
    desk.model.mark_read(lobby, 6, desk.now, desk.effects);
    desk.model.mark_read(lobby, 99, desk.now, desk.effects);
    CHECK(desk.lobby_state().unread() == 0);
    REQUIRE(desk.sent<Read>().size() == 1);
    desk.pass(1'999ms);
    CHECK(desk.sent<Read>().size() == 1);
    desk.pass(1ms);
    REQUIRE(desk.sent<Read>().size() == 2);
    CHECK(desk.sent<Read>()[1].number == 10);
}

TEST_CASE("a read position the broker has not heard is told again after a lost link") {
    Desk desk;
    const Talk talk = lobby_of(10);
    desk.settle(talk);
    desk.lose();
    desk.model.mark_read(lobby, 7, desk.now, desk.effects);
    CHECK(desk.sent<Read>().empty());
    desk.join(talk);
    REQUIRE(desk.sent<Read>().size() == 1);
    CHECK(desk.sent<Read>()[0].number == 7);
    CHECK(desk.lobby_state().read == 7);
}

// ---- silence ------------------------------------------------------------------------------------

TEST_CASE("a client that sent nothing for 20 seconds pings, and leaves when no pong comes") {
    Desk desk;
    const Talk talk = empty_lobby();
    desk.settle(talk);
    desk.pass(19'999ms);
    CHECK(desk.sent<Ping>().empty());
    desk.pass(1ms);
    CHECK(desk.sent<Ping>().size() == 1);
    SUBCASE("a pong keeps the link") {
        desk.pong_now(talk);
        desk.pass(19s);
        CHECK(desk.told<Reconnect>().empty());
        CHECK(desk.sent<Ping>().size() == 1);
        desk.pass(1s);
        CHECK(desk.sent<Ping>().size() == 2);
    }
    SUBCASE("silence ends it") {
        desk.pass(9'999ms);
        CHECK(desk.told<Reconnect>().empty());
        desk.pass(1ms);
        CHECK(desk.told<Reconnect>().size() == 1);
        CHECK(desk.told<BecameOffline>().size() == 1);
        CHECK(desk.model.link() == Link::offline);
        desk.lose();
        CHECK(desk.told<BecameOffline>().size() == 1);
        CHECK_FALSE(desk.model.next_deadline());
    }
}

TEST_CASE("who says something needs no ping") {
    Desk desk;
    desk.settle(empty_lobby());
    desk.pass(15s);
    desk.post(1, "one");
    desk.pass(19s);
    CHECK(desk.sent<Ping>().empty());
}

TEST_CASE("a sign-on that does not go on is given up after ten seconds") {
    Desk desk;
    desk.open();
    SUBCASE("no welcome") {}
    SUBCASE("no ready") {
        desk.pass(9s);
        desk.hear(desk.welcome());
    }
    SUBCASE("no end of the lists") {
        desk.hear(desk.welcome());
        desk.pass(9s);
        desk.hear(People{1, {}, true});
    }
    desk.pass(9'999ms);
    CHECK(desk.told<Reconnect>().empty());
    desk.pass(1ms);
    CHECK(desk.told<Reconnect>().size() == 1);
}

TEST_CASE("a digest or presence version other than ours makes the client sync") {
    Desk desk;
    const Talk talk = lobby_of(3);
    desk.settle(talk);
    SUBCASE("all the same") {
        desk.pong_now(talk);
        CHECK(desk.sent<Sync>().empty());
    }
    SUBCASE("digest") {
        desk.hear(Pong{{}, desk.presence});
        desk.hear(Pong{{}, desk.presence});
        CHECK(desk.sent<Sync>().size() == 1);
    }
    SUBCASE("presence version") {
        desk.presence = 8;
        desk.pong_now(talk);
        CHECK(desk.sent<Sync>().size() == 1);
        desk.told_all({talk.head()});
        desk.pong_now(talk);
        CHECK(desk.sent<Sync>().size() == 1);
    }
}

// ---- questions, notices, nonsense ---------------------------------------------------------------

TEST_CASE("who is answered when the answer is whole, also over a ready") {
    Desk desk;
    desk.settle(empty_lobby());
    const std::uint64_t request = desk.model.who(std::nullopt, desk.now, desk.effects);
    desk.hear(Known{request, {{bob, "bob", true}}, true});
    CHECK(desk.told<WhoAnswered>().empty());
    desk.told_all({empty_lobby().head()});
    CHECK(desk.sent<Who>().size() == 2);
    desk.hear(Known{request, {{bob, "bob", true}}, true});
    desk.hear(Known{request, {{cid, "cid", false}}, false});
    REQUIRE(desk.told<WhoAnswered>().size() == 1);
    CHECK(desk.told<WhoAnswered>()[0].request == request);
    CHECK(desk.told<WhoAnswered>()[0].accounts.size() == 2);
    CHECK(desk.model.account_of("cid") == cid);
}

TEST_CASE("a notice is handed on") {
    Desk desk;
    desk.settle(empty_lobby());
    desk.hear(Notice{"stopping", "Back soon."});
    REQUIRE(desk.told<Noticed>().size() == 1);
    CHECK(desk.told<Noticed>()[0].code == "stopping");
}

TEST_CASE("what no honest broker sends is told and changes nothing") {
    Desk desk;
    Talk talk = lobby_of(3);
    desk.settle(talk);
    const Effects before = desk.effects;
    SUBCASE("a body too long") {
        talk.say(bob, std::string(limit::body + 1, 'x'));
        desk.hear(talk.live(4, 4));
    }
    SUBCASE("a name too long") {
        desk.hear(Presence{2, {{bob, std::string(limit::name_bytes + 1, 'x')}}, {}, {}});
    }
    const Person endless{bob, std::string(limit::name_bytes + 1, 'x')};
    SUBCASE("a name too long for a list of people") { desk.hear(People{2, {endless}, false}); }
    SUBCASE("a name too long beside heads") { desk.hear(Heads{{}, {endless}, false}); }
    SUBCASE("a name too long beside entries") {
        talk.say(bob, "hi");
        Entries live = talk.live(4, 4);
        live.names = {endless};
        desk.hear(live);
    }
    SUBCASE("a name too long beside a page") {
        desk.hear(Page{1, lobby_conversation(), {}, {}, {endless}, false});
    }
    SUBCASE("a name too long in an answer") {
        desk.hear(Known{1, {{bob, endless.name, true}}, false});
    }
    SUBCASE("a name too long in a welcome") {
        Welcome welcome = desk.welcome();
        welcome.name = endless.name;
        desk.hear(welcome);
    }
    SUBCASE("a new name too long") { desk.hear(Presence{2, {}, {}, {endless}}); }
    SUBCASE("a whisper of others") {
        Talk theirs(whisper_between(bob, cid));
        theirs.say(bob, "psst");
        desk.hear(theirs.live(1, 1));
    }
    SUBCASE("the head of a whisper of others") {
        desk.hear(Heads{{Talk(whisper_between(bob, cid)).head()}, {}, false});
    }
    SUBCASE("a page of a whisper of others") {
        desk.hear(Page{1, whisper_between(bob, cid), {}, {}, {}, false});
    }
    SUBCASE("a conversation that is neither a room nor between two") {
        desk.hear(Heads{{Head{{lobby, {}, {}}}}, {}, false});
    }
    SUBCASE("a head whose first number is none") {
        Head head = talk.head();
        head.first = 0;
        desk.hear(Heads{{head}, {}, false});
    }
    SUBCASE("a head with a number and no hash") {
        Head head = talk.head();
        head.hash = {};
        desk.hear(Heads{{head}, {}, false});
    }
    SUBCASE("an entry with no number") {
        talk.say(bob, "hi");
        Entries live = talk.live(4, 4);
        live.entries[0].number = 0;
        desk.hear(live);
    }
    SUBCASE("a page with a gap") {
        Page page{1, lobby_conversation(), {}, talk.from_to(1, 3), {}, false};
        page.entries.erase(page.entries.begin() + 1);
        desk.hear(page);
    }
    SUBCASE("heads without people") { desk.hear(Heads{{talk.head()}, {}, false}); }
    SUBCASE("an enrolment nobody asked for") { desk.hear(Enrolled{}); }
    SUBCASE("a whisper under a foreign id") {
        Conversation forged = whisper_between(ann, bob);
        forged.id = whisper_id(ann, cid);
        Talk whisper(forged);
        whisper.say(bob, "psst");
        desk.hear(whisper.live(1, 1));
    }
    SUBCASE("entries with a gap") {
        talk.say_many(bob, 3);
        Entries gap = talk.live(4, 6);
        gap.entries.erase(gap.entries.begin() + 1);
        desk.hear(gap);
    }
    SUBCASE("no entries at all") { desk.hear(Entries{lobby_conversation(), {}, {}}); }
    SUBCASE("a second welcome") { desk.hear(desk.welcome()); }
    SUBCASE("ready without lists") { desk.hear(Ready{}); }
    SUBCASE("garbage") { desk.model.on_frame("\xc1\xff", desk.now, desk.effects); }
    CHECK(desk.told<Puzzled>().size() == 1);
    CHECK(desk.effects.size() == 1);
    CHECK(desk.model.conversations().size() == 1);
    CHECK(desk.lobby_state().number == 3);
    CHECK(desk.people() == Names{"ann"});
    CHECK(desk.model.link() == Link::ready);
}

TEST_CASE("who tells something before it let us in is not heard") {
    for (const ToClient& early : std::initializer_list<ToClient>{People{1, {{bob, "bob"}}, false},
                                                                 lobby_of(1).live(1, 1), Ready{}}) {
        Desk desk;
        desk.open();
        desk.forget();
        desk.hear(early);
        CHECK(desk.told<Puzzled>().size() == 1);
        CHECK(desk.model.conversations().empty());
        CHECK(desk.people().empty());
    }
}

TEST_CASE("an answer to a question nobody asked is not heard") {
    Desk desk;
    Talk talk = lobby_of(3);
    desk.settle(talk);
    Refusal no = refusal(code::busy);
    no.request = 77;
    desk.hear(no);
    desk.hear(Known{77, {{bob, "bob", true}}, false});
    desk.hear(Done{77});
    desk.hear(Page{77, lobby_conversation(), {}, {}, {}, false});
    CHECK(desk.effects.empty());
}

TEST_CASE("an order is answered once: done, refused, or lost with the connection") {
    Desk desk;
    desk.settle(lobby_of(1));
    const auto give = [&] { return desk.model.order("kick", bob, {}, desk.now, desk.effects); };
    desk.hear(Done{give()});
    Refusal no = refusal(code::not_operator);
    no.request = give();
    desk.hear(no);
    give();
    desk.lose();
    const auto ended = desk.told<OrderEnded>();
    REQUIRE(ended.size() == 3);
    CHECK(ended[0].refused.empty());
    CHECK(ended[1].refused == "No.");
    CHECK(ended[2].refused.find("not known") != std::string::npos);
}

TEST_CASE("who is put out does not come back by itself") {
    for (const char* code : {"kicked", "banned", "rebound"}) {
        Desk desk;
        desk.settle(lobby_of(1));
        desk.hear(Notice{code, "An operator has put you out."});
        REQUIRE(desk.told<PutOut>().size() == 1);
        CHECK(desk.told<Reconnect>().empty());
        CHECK(desk.model.link() == Link::offline);
    }
}

TEST_CASE("a question that is refused for now is asked again, for good is answered with nobody") {
    Desk desk;
    desk.settle(lobby_of(1));
    Refusal no = refusal(code::busy);
    no.request = desk.model.who("bob", desk.now, desk.effects);
    no.retry_ms = 500;
    desk.hear(no);
    desk.forget();
    desk.pass(500ms);
    REQUIRE(desk.sent<Who>().size() == 1);
    CHECK(desk.sent<Who>()[0].request == *no.request);
    no.retry_ms.reset();
    desk.hear(no);
    REQUIRE(desk.told<WhoAnswered>().size() == 1);
    CHECK(desk.told<WhoAnswered>()[0].accounts.empty());
}

TEST_CASE("a name is found as it is written and as it is folded") {
    Desk desk;
    desk.here = {{ann, "ann"}, {bob, "Bob"}};
    desk.settle(lobby_of(1));
    CHECK(desk.model.account_of("Bob") == bob);
    CHECK(desk.model.account_of("bOB") == bob);
    CHECK_FALSE(desk.model.account_of("cid"));
    CHECK_FALSE(desk.model.account_of("no name"));
}

TEST_CASE("text at its limit is taken") {
    Desk desk;
    Talk talk = lobby_of(1);
    desk.settle(talk);
    talk.say(bob, std::string(limit::body, 'x'));
    desk.hear(talk.live(2, 2));
    CHECK(desk.live_numbers() == Numbers{2});
}

TEST_CASE("a message of a later version is skipped silently") {
    Desk desk;
    desk.settle(empty_lobby());
    desk.model.on_frame("\x81\xa1t\xa8sunshine", desk.now, desk.effects);
    CHECK(desk.effects.empty());
}

TEST_CASE("frames are heard like messages") {
    Desk desk;
    desk.open();
    desk.model.on_frame(encode(ToClient{desk.welcome()}), desk.now, desk.effects);
    CHECK(desk.model.link() == Link::joining);
}

TEST_CASE("a client that leaves says bye and nothing more") {
    Desk desk;
    desk.settle(empty_lobby());
    desk.model.leave(desk.now, desk.effects);
    CHECK(desk.sent<Bye>().size() == 1);
    desk.lose();
    desk.pass(60s);
    CHECK(desk.effects.size() == 1);
}

TEST_SUITE_END();
