#include "common/client/model/model.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/support/broker_conversation.hpp"

using namespace indaba;
using namespace indaba::client;
using namespace std::chrono_literals;
using indaba::test::BrokerConversation;
using Numbers = std::vector<std::uint64_t>;
using Names = std::vector<std::string>;
using Bodies = std::vector<std::string>;

namespace {

const Account ann = test::account(1);  // the model's own
const Account bob = test::account(2);
const Account cid = test::account(3);

MessageId id(std::uint8_t n) { return test::message_id(n); }

BrokerConversation empty_lobby() { return BrokerConversation(lobby_conversation()); }
BrokerConversation lobby_of(std::size_t entries, const std::string& body = "hi") {
    BrokerConversation talk = empty_lobby();
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
struct ModelFixture {
    explicit ModelFixture(Model::Options options = options_of_ann()) : model(std::move(options)) {}

    Model model;
    Now now{1'000s, 0};
    Effects effects;  // since the last forget()
    std::uint64_t presence = 1;
    std::vector<Person> here{{ann, "ann"}};

    template <class T>
    std::vector<T> news() const {
        std::vector<T> result;
        for (const Effect& effect : effects)
            if (const T* it = std::get_if<T>(&effect)) result.push_back(*it);
        return result;
    }
    template <class T>
    std::vector<T> sent() const {
        std::vector<T> result;
        for (const Transmit& transmit : news<Transmit>())
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
        for (const NewEntries& news : news<NewEntries>())
            if (news.live == live)
                result.insert(result.end(), news.numbers.begin(), news.numbers.end());
        return result;
    }
    Numbers fetched_numbers() const { return live_numbers(false); }
    Names joined() const { return names_of(news<PersonJoined>()); }
    Names left() const { return names_of(news<PersonLeft>()); }
    template <class T>
    static Names names_of(const std::vector<T>& persons) {
        Names result;
        for (const T& one : persons) result.push_back(one.person.name);
        return result;
    }
    Bodies said() const {
        Bodies result;
        for (const Broadcast& broadcast : sent<Broadcast>()) result.push_back(broadcast.body);
        return result;
    }

    void forget() { effects.clear(); }
    void receive(const ToClient& message) { model.on_message(message, now, effects); }
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
    void send_resync(const std::vector<Head>& heads) {
        receive(People{presence, here, false});
        receive(Heads{heads, {}, false});
        receive(Ready{});
    }
    void join(const std::vector<Head>& heads) {
        open();
        receive(welcome());
        send_resync(heads);
    }
    void join(const BrokerConversation& talk) { join(std::vector<Head>{talk.head()}); }
    /// Joined, nothing of it remembered.
    void join_and_fetch(const BrokerConversation& talk) {
        join(talk);
        answer_all(talk);
        forget();
    }
    /// Answers every history request, those that follow too.
    void answer_all(const BrokerConversation& talk) {
        for (std::size_t answered = 0; answered < sent<indaba::History>().size(); ++answered) {
            const indaba::History request = sent<indaba::History>()[answered];
            receive(talk.answer(request));
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
        receive(no);
    }
    void pong_now(const BrokerConversation& talk) {
        receive(Pong{digest_part(talk.id(), talk.last(), talk.hash(talk.last())), presence});
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
    ModelFixture fixture;
    fixture.open();
    REQUIRE(fixture.sent<Hello>().size() == 1);
    CHECK(fixture.sent<Hello>()[0].account == ann);
    CHECK(fixture.model.connection_state() == ConnectionState::awaiting_welcome);
    fixture.receive(fixture.welcome());
    CHECK(fixture.model.connection_state() == ConnectionState::joining);
    REQUIRE(fixture.sent<Join>().size() == 1);
    CHECK(fixture.sent<Join>()[0].nonce == fixture.welcome().nonce);
    CHECK_FALSE(fixture.sent<Join>()[0].name);
    CHECK(fixture.news<BecameReady>().empty());
    fixture.send_resync({empty_lobby().head()});
    CHECK(fixture.model.connection_state() == ConnectionState::ready);
    CHECK(fixture.news<BecameReady>().size() == 1);
}

TEST_CASE("a name is sent only when welcome brought none") {
    ModelFixture fixture;
    fixture.open();
    Welcome nameless = fixture.welcome();
    nameless.name.reset();
    fixture.receive(nameless);
    CHECK(fixture.sent<Join>()[0].name == "ann");
}

TEST_CASE("an account that has a name goes on under it") {
    ModelFixture fixture;
    fixture.open();
    Welcome named = fixture.welcome();
    named.name = "anna";
    fixture.receive(named);
    CHECK_FALSE(fixture.sent<Join>()[0].name);
    CHECK(fixture.model.my_name() == "anna");
}

TEST_CASE("a refused name is reported, and another name joins") {
    ModelFixture fixture;
    fixture.open();
    Welcome nameless = fixture.welcome();
    nameless.name.reset();
    fixture.receive(nameless);
    fixture.receive(refusal(code::name_taken));
    REQUIRE(fixture.news<JoinRefused>().size() == 1);
    CHECK(fixture.news<JoinRefused>()[0].code == code::name_taken);
    fixture.pass(15s);
    CHECK(fixture.news<Reconnect>().empty());  // a person may think it over
    fixture.forget();
    fixture.model.ask_name("anne", fixture.now, fixture.effects);
    CHECK(fixture.sent<Join>()[0].name == "anne");
    fixture.here = {{ann, "anne"}};
    fixture.send_resync({empty_lobby().head()});
    CHECK(fixture.model.my_name() == "anne");
    CHECK(fixture.sent<Join>().size() == 1);
}

TEST_CASE("a join refused with retry_ms is sent again after that time") {
    ModelFixture fixture;
    fixture.open();
    fixture.receive(fixture.welcome());
    fixture.forget();
    Refusal busy = refusal(code::busy);
    busy.retry_ms = 500;
    fixture.receive(busy);
    CHECK(fixture.news<JoinRefused>().empty());
    fixture.pass(499ms);
    CHECK(fixture.sent<Join>().empty());
    fixture.pass(1ms);
    CHECK(fixture.sent<Join>().size() == 1);
}

TEST_CASE("a refused change of the name leaves the session as it was") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    fixture.model.ask_name("bob", fixture.now, fixture.effects);
    CHECK(fixture.sent<Join>()[0].name == "bob");
    fixture.receive(refusal(code::name_taken));
    CHECK(fixture.news<JoinRefused>().size() == 1);
    CHECK(fixture.model.connection_state() == ConnectionState::ready);
    CHECK(fixture.model.my_name() == "ann");
}

TEST_CASE("a change of the name lost with the connection is asked for again, once") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    fixture.model.ask_name("anne", fixture.now, fixture.effects);
    fixture.lose();
    fixture.forget();
    fixture.join(empty_lobby());
    REQUIRE(fixture.sent<Join>().size() == 2);
    CHECK_FALSE(fixture.sent<Join>()[0].name);
    CHECK(fixture.sent<Join>()[1].name == "anne");
    fixture.receive(Presence{2, {}, {}, {{ann, "anne"}}});
    CHECK(fixture.model.my_name() == "anne");
    REQUIRE(fixture.news<Renamed>().size() == 1);
    CHECK(fixture.news<Renamed>()[0].before == "ann");
    fixture.send_resync({empty_lobby().head()});
    CHECK(fixture.sent<Join>().size() == 2);
}

TEST_CASE("welcome for another account: the client reports a violation and reconnects") {
    ModelFixture fixture;
    fixture.open();
    Welcome wrong = fixture.welcome();
    wrong.account = bob;
    fixture.receive(wrong);
    CHECK(fixture.news<ProtocolViolation>().size() == 1);
    CHECK(fixture.news<Reconnect>().size() == 1);
    CHECK(fixture.sent<Join>().empty());
    CHECK(fixture.model.connection_state() == ConnectionState::offline);
}

TEST_CASE("welcome with another protocol version: reported, no join is sent") {
    ModelFixture fixture;
    fixture.open();
    Welcome newer = fixture.welcome();
    newer.version = protocol_version + 1;
    fixture.receive(newer);
    REQUIRE(fixture.news<JoinRefused>().size() == 1);
    CHECK(fixture.news<JoinRefused>()[0].code == code::version);
    CHECK(fixture.sent<Join>().empty());
}

// ---- journals ---------------------------------------------------------------------------------

TEST_CASE("the first journal ever and the same journal are related and no change") {
    ModelFixture fixture;
    fixture.open();
    fixture.receive(fixture.welcome());
    REQUIRE(fixture.news<Welcomed>().size() == 1);
    CHECK_FALSE(fixture.news<Welcomed>()[0].changed);
    CHECK(fixture.news<Welcomed>()[0].related);
    CHECK(fixture.model.journal() == test::journal_id(1));
    fixture.lose();
    fixture.open();
    fixture.receive(fixture.welcome());
    REQUIRE(fixture.news<Welcomed>().size() == 2);
    CHECK_FALSE(fixture.news<Welcomed>()[1].changed);
}

TEST_CASE("a child journal gets the outbox, and all conversations are fetched again") {
    ModelFixture fixture(options_of_ann(all_after(0)));
    const BrokerConversation talk = lobby_of(3);
    fixture.join_and_fetch(talk);
    fixture.lose();
    fixture.post(1, "one");
    fixture.forget();
    fixture.open();
    Welcome restored = fixture.welcome();
    restored.journal = test::journal_id(2);
    restored.parents = {test::journal_id(1)};
    fixture.receive(restored);
    const auto welcomed = fixture.news<Welcomed>();
    REQUIRE(welcomed.size() == 1);
    CHECK(welcomed[0].changed);
    CHECK(welcomed[0].related);
    CHECK(welcomed[0].unsent_rows.empty());
    CHECK(fixture.lobby_state().held.empty());
    CHECK(fixture.lobby_state().archive.size() == 1);
    fixture.send_resync({talk.head_at(2)});
    CHECK(fixture.news<Diverged>().empty());  // a restored journal may be shorter
    CHECK(fixture.said() == Bodies{"one"});
    CHECK(fixture.asked().after == 0);
}

TEST_CASE("an unrelated journal gets nothing: the outbox rows are handed to the caller") {
    Model::Options options = options_of_ann();
    options.journal = test::journal_id(9);
    options.outbox = {ModelFixture{}.row(1, "one"), ModelFixture{}.row(2, "two")};
    ModelFixture fixture(options);
    fixture.open();
    fixture.receive(fixture.welcome());
    const auto welcomed = fixture.news<Welcomed>();
    REQUIRE(welcomed.size() == 1);
    CHECK(welcomed[0].changed);
    CHECK_FALSE(welcomed[0].related);
    CHECK(welcomed[0].unsent_rows == options.outbox);
    CHECK(fixture.model.outbox().empty());
    fixture.send_resync({empty_lobby().head()});
    CHECK(fixture.said().empty());
}

TEST_CASE("names, people and conversations of one server are not shown at another") {
    ModelFixture fixture;
    fixture.here = {{ann, "ann"}, {bob, "bob"}};
    fixture.join_and_fetch(lobby_of(3));
    fixture.lose();
    fixture.open();
    Welcome other = fixture.welcome();
    other.journal = test::journal_id(2);
    fixture.receive(other);
    CHECK(fixture.model.conversations().empty());
    fixture.here = {{ann, "ann"}, {cid, "cid"}};
    fixture.send_resync({empty_lobby().head()});
    CHECK(fixture.people() == Names{"ann", "cid"});
    CHECK(fixture.news<Diverged>().empty());
    CHECK(fixture.joined().empty());
}

// ---- people -----------------------------------------------------------------------------------

TEST_CASE("the first people list is shown at once and produces no join news") {
    ModelFixture fixture;
    fixture.here = {{ann, "ann"}, {bob, "bob"}};
    fixture.join(empty_lobby());
    CHECK(fixture.people() == Names{"ann", "bob"});
    CHECK(fixture.joined().empty());
}

TEST_CASE("presence: join, leave and rename each produce news") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    fixture.receive(Presence{2, {{bob, "bob"}}, {}, {}});
    CHECK(fixture.joined() == Names{"bob"});
    CHECK(fixture.people() == Names{"ann", "bob"});
    fixture.receive(Presence{3, {}, {}, {{bob, "rob"}}});
    REQUIRE(fixture.news<Renamed>().size() == 1);
    CHECK(fixture.news<Renamed>()[0].before == "bob");
    CHECK(fixture.news<Renamed>()[0].now == "rob");
    CHECK(fixture.people() == Names{"ann", "rob"});
    fixture.receive(Presence{4, {}, {bob}, {}});
    CHECK(fixture.left() == Names{"rob"});
    CHECK(fixture.people() == Names{"ann"});
    CHECK(fixture.model.name_of(bob) == "rob");
}

TEST_CASE("the own account is always online and never produces presence news") {
    ModelFixture fixture;
    fixture.here = {};
    fixture.join(empty_lobby());
    CHECK(fixture.people() == Names{"ann"});
    fixture.receive(Presence{2, {{ann, "ann"}}, {}, {}});
    fixture.receive(Presence{3, {}, {ann}, {}});
    CHECK(fixture.people() == Names{"ann"});
    CHECK(fixture.joined().empty());
    CHECK(fixture.left().empty());
}

TEST_CASE("a quiet session is not listed among the people") {
    Model::Options options = options_of_ann();
    options.quiet = true;
    ModelFixture fixture(options);
    fixture.here = {};
    fixture.join(empty_lobby());
    CHECK(fixture.sent<Join>()[0].quiet);
    CHECK(fixture.people().empty());
}

TEST_CASE(
    "after a lost connection the old list stays for ten seconds, then the differences are told") {
    ModelFixture fixture;
    fixture.here = {{ann, "ann"}, {bob, "bob"}};
    fixture.join_and_fetch(empty_lobby());
    fixture.lose();
    CHECK(fixture.people() == Names{"ann", "bob"});
    fixture.here = {{ann, "ann"}};
    fixture.join(empty_lobby());
    CHECK(fixture.people() == Names{"ann", "bob"});
    fixture.receive(Presence{2, {{cid, "cid"}}, {}, {}});
    fixture.pass(9'999ms);
    CHECK(fixture.people() == Names{"ann", "bob"});
    CHECK(fixture.joined().empty());
    fixture.pass(1ms);
    CHECK(fixture.people() == Names{"ann", "cid"});
    CHECK(fixture.joined() == Names{"cid"});
    CHECK(fixture.left() == Names{"bob"});
}

TEST_CASE("a person back within ten seconds of ready produces no news") {
    ModelFixture fixture;
    fixture.here = {{ann, "ann"}, {bob, "bob"}};
    fixture.join_and_fetch(empty_lobby());
    fixture.lose();
    fixture.here = {{ann, "ann"}};
    fixture.join(empty_lobby());
    fixture.receive(Presence{2, {{bob, "bob"}}, {}, {}});
    fixture.pass(10s);
    CHECK(fixture.joined().empty());
    CHECK(fixture.left().empty());
}

TEST_CASE("a list of people cut in two is one list, one begun anew is not mixed with the old") {
    ModelFixture fixture;
    fixture.open();
    fixture.receive(fixture.welcome());
    fixture.receive(People{4, {{cid, "cid"}}, true});
    fixture.receive(People{5, {{ann, "ann"}}, true});
    fixture.receive(People{5, {{bob, "bob"}}, false});
    fixture.receive(Heads{{}, {}, false});
    fixture.receive(Ready{});
    CHECK(fixture.people() == Names{"ann", "bob"});
}

TEST_CASE("people are found by name, whatever its case") {
    ModelFixture fixture;
    fixture.here = {{ann, "ann"}, {bob, "Bob"}};
    fixture.join(empty_lobby());
    CHECK(fixture.model.account_of("Bob") == bob);
    CHECK(fixture.model.account_of("bob") == bob);
    CHECK_FALSE(fixture.model.account_of("cid"));
    CHECK(fixture.model.name_of(cid).empty());
}

// ---- heads and live entries ---------------------------------------------------------------------

TEST_CASE("heads give unread counts, and what may not be read is not unread") {
    ModelFixture fixture;
    Head head = lobby_of(10).head();
    head.read = 4;
    fixture.join({head});
    CHECK(fixture.lobby_state().unread() == 6);
    fixture.send_resync({[&] {
        head.first = 11;
        return head;
    }()});
    CHECK(fixture.lobby_state().unread() == 0);
}

TEST_CASE("live entries are kept and told once, without being asked for") {
    ModelFixture fixture;
    BrokerConversation talk = lobby_of(3);
    fixture.join_and_fetch(talk);
    talk.say_many(bob, 2);
    fixture.receive(talk.live(4, 5));
    CHECK(fixture.live_numbers() == Numbers{4, 5});
    REQUIRE(fixture.lobby_state().held.find(5));
    CHECK(fixture.lobby_state().hash == talk.hash(5));
    fixture.receive(talk.live(4, 5));
    fixture.receive(talk.live(5, 5));
    CHECK(fixture.live_numbers() == Numbers{4, 5});
    CHECK(fixture.news<Diverged>().empty());
    CHECK(fixture.sent<Sync>().empty());
}

TEST_CASE("overlap with what is told adds only the rest") {
    ModelFixture fixture;
    BrokerConversation talk = lobby_of(3);
    fixture.join_and_fetch(talk);
    talk.say_many(bob, 3);
    fixture.receive(talk.live(4, 5));
    fixture.receive(talk.live(2, 6));
    CHECK(fixture.live_numbers() == Numbers{4, 5, 6});
    CHECK_FALSE(fixture.lobby_state().held.find(2));  // a hole is filled by pages alone
}

TEST_CASE("a gap in live entries sends one sync; entries after the gap are not shown") {
    ModelFixture fixture(options_of_ann(newest));
    BrokerConversation talk = lobby_of(3);
    fixture.join_and_fetch(talk);
    talk.say_many(bob, 3);
    fixture.receive(talk.live(5, 5));
    fixture.receive(talk.live(6, 6));
    CHECK(fixture.sent<Sync>().size() == 1);
    CHECK(fixture.news<NewEntries>().empty());
    fixture.send_resync({talk.head()});
    fixture.answer_all(talk);
    CHECK(fixture.fetched_numbers() == Numbers{4, 5, 6});
    CHECK(fixture.news<BecameReady>().empty());  // it never was offline
}

TEST_CASE("an unknown conversation begins with number 1, else something is missing") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    BrokerConversation whisper(whisper_between(ann, bob));
    whisper.say_many(bob, 2);
    SUBCASE("from 1") {
        fixture.receive(whisper.live(1, 1));
        CHECK(fixture.live_numbers() == Numbers{1});
        CHECK(fixture.sent<Sync>().empty());
    }
    SUBCASE("from 2") {
        fixture.receive(whisper.live(2, 2));
        CHECK(fixture.live_numbers().empty());
        CHECK(fixture.sent<Sync>().size() == 1);
    }
}

TEST_CASE("live entries between heads and ready follow the heads") {
    ModelFixture fixture;
    BrokerConversation talk = lobby_of(3);
    fixture.join_and_fetch(talk);
    fixture.receive(People{1, fixture.here, false});
    fixture.receive(Heads{{talk.head()}, {}, false});
    talk.say(bob, "late");
    BrokerConversation whisper(whisper_between(ann, bob));
    whisper.say(bob, "psst");
    fixture.receive(talk.live(4, 4));
    fixture.receive(whisper.live(1, 1));
    fixture.receive(Ready{});
    CHECK(fixture.live_numbers() == Numbers{4, 1});
    CHECK(fixture.news<Diverged>().empty());
    CHECK(fixture.sent<Sync>().empty());
}

TEST_CASE("kinds of later versions are kept and chained like any other") {
    ModelFixture fixture;
    BrokerConversation talk = lobby_of(1);
    fixture.join_and_fetch(talk);
    Entry sealed;
    sealed.number = 2;
    sealed.account = bob;
    sealed.kind = "_room";
    sealed.body = std::string{"\x00\xff", 2};
    fixture.receive(Entries{lobby_conversation(), {sealed}, {}});
    CHECK(fixture.live_numbers() == Numbers{2});
    CHECK(fixture.lobby_state().hash == chain(talk.hash(1), lobby, sealed));
}

// ---- divergence ---------------------------------------------------------------------------------

TEST_CASE("a broker whose copy contradicts ours is told loudly, ours is kept, all is read anew") {
    ModelFixture fixture(options_of_ann(all_after(0)));
    BrokerConversation talk = lobby_of(5);
    fixture.join_and_fetch(talk);
    BrokerConversation other = lobby_of(3);
    other.say_many(bob, 2, "other");
    SUBCASE("equal number, other hash") { fixture.send_resync({other.head()}); }
    SUBCASE("a head below ours") {
        other = lobby_of(4);
        fixture.send_resync({other.head()});
    }
    SUBCASE("the refusal of a request") {
        other.say_many(bob, 2, "more");
        fixture.send_resync({other.head()});
        CHECK(fixture.asked().after == 5);
        CHECK(fixture.asked().hash == talk.hash(5));
        Refusal diverged = refusal(code::diverged);
        diverged.request = fixture.asked().request;
        fixture.forget();
        fixture.receive(diverged);
    }
    SUBCASE("a page that does not follow ours") {
        other.say_many(bob, 2, "more");
        fixture.send_resync({other.head()});
        const Page page = other.answer(fixture.asked());
        fixture.forget();
        fixture.receive(page);
        CHECK(fixture.sent<Sync>().size() == 1);
        fixture.send_resync({other.head()});
    }
    SUBCASE("a live entry other than ours") {
        fixture.receive(other.live(4, 5));
        CHECK(fixture.sent<Sync>().size() == 1);
        fixture.send_resync({other.head()});
    }
    CHECK(fixture.news<Diverged>().size() >= 1);
    REQUIRE(fixture.lobby_state().archive.size() == 1);
    CHECK(*fixture.lobby_state().archive[0].find(5) == talk.entry(5));
    CHECK(fixture.lobby_state().held.empty());
    fixture.answer_all(other);
    CHECK(fixture.lobby_state().held.ranges().size() == 1);
    CHECK(fixture.lobby_state().held.hash_at(other.last()) == other.hash(other.last()));
    CHECK(fixture.fetched_numbers().size() == other.last());
}

TEST_CASE("each divergence is reported once") {
    ModelFixture fixture;
    fixture.join_and_fetch(lobby_of(5));
    const BrokerConversation other = lobby_of(5, "other");
    fixture.send_resync({other.head()});
    fixture.send_resync({other.head()});
    CHECK(fixture.news<Diverged>().size() == 1);
}

TEST_CASE("a page whose hash contradicts the head is divergence") {
    ModelFixture fixture(options_of_ann(newest));
    fixture.join(lobby_of(5));
    const Page forged = lobby_of(5, "forged").answer(fixture.asked());
    fixture.receive(forged);
    CHECK(fixture.news<NewEntries>().empty());
    CHECK(fixture.news<Diverged>().size() == 1);
    CHECK(fixture.sent<Sync>().size() == 1);
}

TEST_CASE("a position that the broker contradicts is divergence") {
    ModelFixture fixture;
    const BrokerConversation talk = lobby_of(5);
    Interest position = all_after(5);
    SUBCASE("past the head") { position.after = 6; }
    SUBCASE("another hash at the head") { position.hash = lobby_of(5, "other").hash(5); }
    fixture.model.set_interest(lobby, position, fixture.now, fixture.effects);
    fixture.join(talk);
    CHECK(fixture.news<Diverged>().size() == 1);
    CHECK(fixture.asked().after == 0);
}

TEST_CASE("a conversation missing from the heads has diverged") {
    ModelFixture fixture;
    BrokerConversation whisper(whisper_between(ann, bob));
    whisper.say(bob, "psst");
    fixture.join({empty_lobby().head(), whisper.head()});
    fixture.send_resync({empty_lobby().head()});
    REQUIRE(fixture.news<Diverged>().size() == 1);
    CHECK(fixture.news<Diverged>()[0].conversation == whisper.id());
    fixture.forget();
    fixture.receive(Pong{{}, 1});
    CHECK(fixture.sent<Sync>().empty());
}

TEST_CASE("after three failed fetches a conversation is not fetched again on this connection") {
    ModelFixture fixture(options_of_ann(newest));
    const BrokerConversation talk = lobby_of(5);
    const BrokerConversation forged = lobby_of(5, "forged");
    fixture.join(talk);
    for (int i = 0; i < 20; ++i) {
        const auto requests = fixture.sent<indaba::History>();
        fixture.forget();
        if (!requests.empty()) fixture.receive(forged.answer(requests[0]));
        if (!fixture.sent<Sync>().empty()) fixture.send_resync({talk.head()});
    }
    CHECK(fixture.effects.empty());
    CHECK(fixture.model.connection_state() == ConnectionState::ready);
    fixture.lose();
    fixture.join(talk);
    CHECK(fixture.sent<indaba::History>().size() == 1);  // a new connection, a new chance
}

TEST_CASE("three archives are kept at most") {
    ModelFixture fixture;
    BrokerConversation talk = lobby_of(1);
    fixture.join_and_fetch(talk);
    for (int i = 0; i < 6; ++i) {
        talk.say(bob, "live");
        fixture.receive(talk.live(talk.last(), talk.last()));
        talk = lobby_of(1, std::to_string(i));
        fixture.send_resync({talk.head()});
    }
    CHECK(fixture.lobby_state().archive.size() == 3);
}

// ---- fetching -----------------------------------------------------------------------------------

TEST_CASE("without interest nothing is fetched") {
    ModelFixture fixture;
    fixture.join(lobby_of(5));
    CHECK(fixture.sent<indaba::History>().empty());
}

TEST_CASE("interest in the newest fetches one page, and what was missed while offline") {
    ModelFixture fixture(options_of_ann(newest));
    BrokerConversation talk = lobby_of(600);
    fixture.join(talk);
    CHECK(fixture.asked().before == 601);
    fixture.answer_all(talk);
    CHECK(fixture.sent<indaba::History>().size() == 1);
    CHECK(fixture.fetched_numbers().front() == 345);
    fixture.lose();
    talk.say_many(bob, 700);
    fixture.forget();
    fixture.join(talk);
    CHECK(fixture.asked().after == 600);
    CHECK(fixture.asked().hash == talk.hash(600));
    // said while it is being caught up
    talk.say(bob, "live");
    fixture.receive(talk.live(1301, 1301));
    fixture.answer_all(talk);
    CHECK_FALSE(fixture.lobby_state().held.first_missing(345, 1301));
    CHECK(fixture.sent<indaba::History>().size() == 3);
}

TEST_CASE("a gap longer than max_catch_up is skipped: the newest page is fetched instead") {
    ModelFixture fixture(options_of_ann(newest));
    BrokerConversation talk = lobby_of(10);
    fixture.join_and_fetch(talk);
    fixture.lose();
    SUBCASE("1024 missed: caught up") {
        talk.say_many(bob, 1024);
        fixture.join(talk);
        CHECK(fixture.asked().after == 10);
    }
    SUBCASE("1025 missed: the newest page") {
        talk.say_many(bob, 1025);
        fixture.join(talk);
        CHECK(fixture.asked().before == 1036);
        fixture.answer_all(talk);
        CHECK(fixture.sent<indaba::History>().size() == 1);
        CHECK(fixture.lobby_state().held.ranges().size() == 2);
    }
}

TEST_CASE("interest in a live conversation fetches the page before what came live") {
    ModelFixture fixture;
    BrokerConversation talk = lobby_of(10);
    fixture.join_and_fetch(talk);
    talk.say(bob, "live");
    fixture.receive(talk.live(11, 11));
    fixture.model.set_interest(lobby, newest, fixture.now, fixture.effects);
    CHECK(fixture.asked().before == 11);
    fixture.answer_all(talk);
    CHECK(fixture.fetched_numbers().size() == 10);
    CHECK(fixture.sent<indaba::History>().size() == 1);
}

TEST_CASE("interest in all fills every hole after its position, checked by the hash there") {
    ModelFixture fixture;
    BrokerConversation talk = lobby_of(600);
    Interest position = all_after(20);
    position.hash = talk.hash(20);
    fixture.model.set_interest(lobby, position, fixture.now, fixture.effects);
    fixture.join(talk);
    CHECK(fixture.asked().after == 20);
    CHECK(fixture.asked().hash == talk.hash(20));
    fixture.answer_all(talk);
    CHECK(fixture.fetched_numbers().size() == 580);
    CHECK(fixture.fetched_numbers().front() == 21);
    CHECK_FALSE(fixture.lobby_state().held.first_missing(21, 600));
}

TEST_CASE("what was shown can be dropped, and is neither asked for nor told again") {
    ModelFixture fixture(options_of_ann(all_after(0)));
    BrokerConversation talk = lobby_of(10);
    fixture.join(talk);
    fixture.answer_all(talk);
    fixture.model.discard_up_to(lobby, 7);
    CHECK(fixture.lobby_state().held.first_missing(8, 10) == std::nullopt);
    CHECK(fixture.lobby_state().held.find(7) == nullptr);
    fixture.model.discard_up_to(lobby, 10);
    CHECK(fixture.lobby_state().held.empty());
    fixture.model.discard_up_to(lobby, 10);  // harmless

    fixture.forget();
    talk.say(bob, "next");
    fixture.receive(talk.live(11, 11));
    CHECK(fixture.live_numbers() == Numbers{11});
    CHECK(fixture.lobby_state().hash == talk.hash(11));
    fixture.model.discard_up_to(lobby, 11);

    fixture.lose();
    fixture.forget();
    talk.say(bob, "missed");
    fixture.join(talk);
    CHECK(fixture.asked().after == 11);
    CHECK(fixture.asked().hash == talk.hash(11));
    fixture.answer_all(talk);
    CHECK(fixture.fetched_numbers() == Numbers{12});
}

TEST_CASE("entries before `first` are never requested") {
    ModelFixture fixture(options_of_ann(all_after(0)));
    const BrokerConversation talk = lobby_of(10);
    Head head = talk.head();
    SUBCASE("the earlier part") {
        head.first = 8;
        fixture.join({head});
        CHECK(fixture.asked().after == 7);
        fixture.answer_all(talk);
        CHECK(fixture.fetched_numbers() == Numbers{8, 9, 10});
    }
    SUBCASE("all of it") {
        head.first = 11;
        fixture.join({head});
        CHECK(fixture.sent<indaba::History>().empty());
    }
}

TEST_CASE("one request is in flight over all conversations") {
    ModelFixture fixture(options_of_ann(all_after(0)));
    const BrokerConversation talk = lobby_of(5);
    BrokerConversation whisper(whisper_between(ann, bob));
    whisper.say_many(bob, 5);
    fixture.join({talk.head(), whisper.head()});
    const indaba::History first = fixture.asked();
    fixture.model.fetch_older(lobby, fixture.now, fixture.effects);
    CHECK(fixture.sent<indaba::History>().size() == 1);
    const bool lobby_first = first.conversation == lobby;
    fixture.receive(lobby_first ? talk.answer(first) : whisper.answer(first));
    CHECK(fixture.sent<indaba::History>().size() == 2);
}

TEST_CASE("older pages are fetched on demand until there are none") {
    ModelFixture fixture;
    const BrokerConversation talk = lobby_of(300);
    fixture.join_and_fetch(talk);
    fixture.model.fetch_older(lobby, fixture.now, fixture.effects);
    CHECK(fixture.asked().before == 301);
    fixture.answer_all(talk);
    REQUIRE(fixture.news<OlderPageFetched>().size() == 1);
    CHECK(fixture.news<OlderPageFetched>()[0].more);
    fixture.forget();
    fixture.model.fetch_older(lobby, fixture.now, fixture.effects);
    CHECK(fixture.asked().before == 45);
    fixture.answer_all(talk);
    CHECK_FALSE(fixture.news<OlderPageFetched>()[0].more);
    fixture.forget();
    fixture.model.fetch_older(lobby, fixture.now, fixture.effects);
    REQUIRE(fixture.news<OlderPageFetched>().size() == 1);
    CHECK_FALSE(fixture.news<OlderPageFetched>()[0].more);
    CHECK(fixture.sent<indaba::History>().empty());
}

TEST_CASE("fetch_older goes before automatic fetches") {
    ModelFixture fixture(options_of_ann(all_after(0)));
    const BrokerConversation talk = lobby_of(600);
    fixture.join(talk);
    const indaba::History automatic = fixture.asked();
    fixture.model.fetch_older(lobby, fixture.now, fixture.effects);
    fixture.forget();
    fixture.receive(talk.answer(automatic));
    // 1..256 is held and reaches the beginning, so the wish ends and the holes go on
    CHECK(fixture.news<OlderPageFetched>().size() == 1);
    CHECK(fixture.asked().after == 256);
}

TEST_CASE("ready ends what was in flight, and it is asked for again") {
    ModelFixture fixture;
    const BrokerConversation talk = lobby_of(300);
    fixture.join_and_fetch(talk);
    fixture.model.fetch_older(lobby, fixture.now, fixture.effects);
    const indaba::History overtaken = fixture.asked();
    fixture.forget();
    fixture.send_resync({talk.head()});
    CHECK(fixture.asked().before == 301);
    CHECK(fixture.asked().request != overtaken.request);
    fixture.receive(talk.answer(overtaken));
    CHECK(fixture.news<NewEntries>().empty());
    fixture.answer_all(talk);
    CHECK(fixture.news<OlderPageFetched>().size() == 1);
}

TEST_CASE("a refused history request is reported") {
    ModelFixture fixture(options_of_ann(newest));
    fixture.join(lobby_of(5));
    Refusal no = refusal(code::unknown_conversation);
    no.request = fixture.asked().request;
    SUBCASE("finally: not asked again by itself") {
        fixture.forget();
        fixture.receive(no);
        fixture.pass(5s);
        CHECK(fixture.sent<indaba::History>().empty());
    }
    SUBCASE("for the moment: asked again after its time") {
        fixture.forget();
        no.code = code::busy;
        no.retry_ms = 700;
        fixture.receive(no);
        CHECK(fixture.sent<indaba::History>().empty());
        fixture.pass(700ms);
        CHECK(fixture.sent<indaba::History>().size() == 1);
    }
    REQUIRE(fixture.news<OlderPageFetched>().size() == 1);
    CHECK(fixture.news<OlderPageFetched>()[0].refused == no.code);
}

TEST_CASE("a page that does not match the request is rejected") {
    ModelFixture fixture(options_of_ann(all_after(0)));
    const BrokerConversation talk = lobby_of(600);
    fixture.join(talk);
    indaba::History other = fixture.asked();
    other.after = 10;
    fixture.receive(talk.answer(other));
    CHECK(fixture.news<ProtocolViolation>().size() == 1);
    CHECK(fixture.news<NewEntries>().empty());
}

// ---- posts --------------------------------------------------------------------------------------

TEST_CASE("a post goes out at once when ready, to a room or to an account") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    fixture.post(1, "one");
    CHECK(fixture.said() == Bodies{"one"});
    OutboxRow whisper = fixture.row(2, "psst");
    whisper.to = bob;
    fixture.model.post(whisper, fixture.now, fixture.effects);
    REQUIRE(fixture.sent<Whisper>().size() == 1);
    CHECK(fixture.sent<Whisper>()[0].account == bob);
    CHECK(fixture.model.outbox().size() == 2);
}

TEST_CASE("every ready sends all that has no receipt again, in order") {
    ModelFixture fixture;
    fixture.post(1, "one");
    fixture.post(2, "two");
    CHECK(fixture.effects.empty());
    fixture.join(empty_lobby());
    CHECK(fixture.said() == Bodies{"one", "two"});
    fixture.lose();
    fixture.post(3, "three");
    fixture.forget();
    fixture.join(empty_lobby());
    CHECK(fixture.said() == Bodies{"one", "two", "three"});
    fixture.forget();
    fixture.send_resync({empty_lobby().head()});
    CHECK(fixture.said() == Bodies{"one", "two", "three"});
}

TEST_CASE("the own entry coming back is the receipt") {
    ModelFixture fixture(options_of_ann(newest));
    BrokerConversation talk = lobby_of(2);
    fixture.join_and_fetch(talk);
    fixture.post(1, "one");
    fixture.forget();
    SUBCASE("live") {
        talk.say(ann, "one", id(1));
        fixture.receive(talk.live(3, 3));
    }
    SUBCASE("in a page, after a lost connection") {
        fixture.lose();
        talk.say(ann, "one", id(1));
        fixture.join(talk);
        fixture.answer_all(talk);
    }
    SUBCASE("as the answer to a resend, far below the head") {
        fixture.lose();
        talk.say(ann, "one", id(1));
        talk.say_many(bob, 2000);
        fixture.join(talk);
        fixture.receive(talk.live(3, 3));
        CHECK_FALSE(fixture.lobby_state().held.find(3));
        CHECK(fixture.sent<Sync>().empty());
    }
    SUBCASE("behind a hole") {
        talk.say_many(bob, 4);
        talk.say(ann, "one", id(1));
        fixture.receive(talk.live(7, 7));
    }
    REQUIRE(fixture.news<Receipt>().size() == 1);
    CHECK(fixture.news<Receipt>()[0].id == id(1));
    CHECK(fixture.news<Receipt>()[0].conversation == lobby);
    REQUIRE(fixture.news<OutboxDone>().size() == 1);
    CHECK(fixture.model.outbox().empty());
}

TEST_CASE("an entry of another account with our message id is no receipt") {
    ModelFixture fixture;
    BrokerConversation talk = empty_lobby();
    fixture.join_and_fetch(talk);
    fixture.post(1, "one");
    talk.say(bob, "one", id(1));
    fixture.receive(talk.live(1, 1));
    CHECK(fixture.news<Receipt>().empty());
    CHECK(fixture.model.outbox().size() == 1);
}

TEST_CASE("a final refusal takes the message out and shows the reason") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    fixture.post(1, "one");
    fixture.refuse(1, code::bad_text);
    REQUIRE(fixture.news<PostRefused>().size() == 1);
    CHECK(fixture.news<PostRefused>()[0].row == fixture.row(1, "one"));
    CHECK(fixture.news<PostRefused>()[0].code == code::bad_text);
    CHECK(fixture.news<OutboxDone>().size() == 1);
    CHECK(fixture.model.outbox().empty());
}

TEST_CASE("a post refused with retry_ms: all posts are sent again in order after that time") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    fixture.post(1, "one");
    fixture.post(2, "two");
    fixture.forget();
    fixture.refuse(1, code::busy, 300);
    fixture.refuse(2, code::retry_order);
    fixture.post(3, "three");
    CHECK(fixture.said().empty());
    fixture.pass(299ms);
    CHECK(fixture.said().empty());
    fixture.pass(1ms);
    CHECK(fixture.said() == Bodies{"one", "two", "three"});
    CHECK(fixture.news<PostRefused>().empty());
    fixture.post(4, "four");
    CHECK(fixture.said() == Bodies{"one", "two", "three", "four"});
}

TEST_CASE("retry_ms received before ready sets no deadline") {
    ModelFixture fixture;
    fixture.open();
    fixture.receive(fixture.welcome());
    Refusal later = refusal(code::busy);
    later.id = id(7);
    later.retry_ms = 0;
    fixture.receive(later);
    fixture.model.on_time(fixture.now, fixture.effects);
    CHECK(*fixture.model.next_deadline() > fixture.now.steady);
}

TEST_CASE("the longest time of several refusals counts") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    fixture.post(1, "one");
    fixture.post(2, "two");
    fixture.forget();
    fixture.refuse(1, code::not_stored, 1000);
    fixture.refuse(2, code::not_stored, 200);
    fixture.pass(999ms);
    CHECK(fixture.said().empty());
    fixture.pass(1ms);
    CHECK(fixture.said() == Bodies{"one", "two"});
}

TEST_CASE("a refusal that is not final without a time does nothing") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    fixture.post(1, "one");
    fixture.post(2, "two");
    fixture.forget();
    fixture.refuse(2, code::retry_order);
    fixture.refuse(9, code::bad_text);  // not ours any more
    CHECK(fixture.effects.empty());
    CHECK(fixture.model.outbox().size() == 2);
}

TEST_CASE("a refusal for now of what is not ours any more has the rest sent again") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    fixture.post(2, "two");
    fixture.forget();
    fixture.refuse(1, code::busy, 300);  // a second copy of one whose receipt we have
    fixture.pass(300ms);
    CHECK(fixture.said() == Bodies{"two"});
}

TEST_CASE("retry_order for the first post: the client reconnects, which opens the gate") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    fixture.post(1, "one");  // the gate is closed on one before it, whose receipt we have
    fixture.forget();
    fixture.refuse(1, code::retry_order);
    CHECK(fixture.news<Reconnect>().size() == 1);
    CHECK(fixture.model.outbox().size() == 1);
}

// ---- read positions -----------------------------------------------------------------------------

TEST_CASE("a read position only moves forward and is told every two seconds at most") {
    ModelFixture fixture;
    fixture.join_and_fetch(lobby_of(10));
    fixture.model.mark_read(lobby, 4, fixture.now, fixture.effects);
    CHECK(fixture.lobby_state().unread() == 6);
    fixture.model.mark_read(lobby, 3, fixture.now, fixture.effects);
    fixture.model.mark_read(lobby, 6, fixture.now, fixture.effects);
    fixture.model.mark_read(lobby, 99, fixture.now, fixture.effects);
    CHECK(fixture.lobby_state().unread() == 0);
    REQUIRE(fixture.sent<Read>().size() == 1);
    fixture.pass(1'999ms);
    CHECK(fixture.sent<Read>().size() == 1);
    fixture.pass(1ms);
    REQUIRE(fixture.sent<Read>().size() == 2);
    CHECK(fixture.sent<Read>()[1].number == 10);
}

TEST_CASE("a read position the broker has not heard is told again after a lost connection") {
    ModelFixture fixture;
    const BrokerConversation talk = lobby_of(10);
    fixture.join_and_fetch(talk);
    fixture.lose();
    fixture.model.mark_read(lobby, 7, fixture.now, fixture.effects);
    CHECK(fixture.sent<Read>().empty());
    fixture.join(talk);
    REQUIRE(fixture.sent<Read>().size() == 1);
    CHECK(fixture.sent<Read>()[0].number == 7);
    CHECK(fixture.lobby_state().read == 7);
}

// ---- silence ------------------------------------------------------------------------------------

TEST_CASE("an idle client pings after 20 s and reconnects when no pong comes") {
    ModelFixture fixture;
    const BrokerConversation talk = empty_lobby();
    fixture.join_and_fetch(talk);
    fixture.pass(19'999ms);
    CHECK(fixture.sent<Ping>().empty());
    fixture.pass(1ms);
    CHECK(fixture.sent<Ping>().size() == 1);
    SUBCASE("a pong keeps the link") {
        fixture.pong_now(talk);
        fixture.pass(19s);
        CHECK(fixture.news<Reconnect>().empty());
        CHECK(fixture.sent<Ping>().size() == 1);
        fixture.pass(1s);
        CHECK(fixture.sent<Ping>().size() == 2);
    }
    SUBCASE("silence ends it") {
        fixture.pass(9'999ms);
        CHECK(fixture.news<Reconnect>().empty());
        fixture.pass(1ms);
        CHECK(fixture.news<Reconnect>().size() == 1);
        CHECK(fixture.news<BecameOffline>().size() == 1);
        CHECK(fixture.model.connection_state() == ConnectionState::offline);
        fixture.lose();
        CHECK(fixture.news<BecameOffline>().size() == 1);
        CHECK_FALSE(fixture.model.next_deadline());
    }
}

TEST_CASE("a client that sends needs no ping") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    fixture.pass(15s);
    fixture.post(1, "one");
    fixture.pass(19s);
    CHECK(fixture.sent<Ping>().empty());
}

TEST_CASE("a join without progress for ten seconds makes the client reconnect") {
    ModelFixture fixture;
    fixture.open();
    SUBCASE("no welcome") {}
    SUBCASE("no ready") {
        fixture.pass(9s);
        fixture.receive(fixture.welcome());
    }
    SUBCASE("no end of the lists") {
        fixture.receive(fixture.welcome());
        fixture.pass(9s);
        fixture.receive(People{1, {}, true});
    }
    fixture.pass(9'999ms);
    CHECK(fixture.news<Reconnect>().empty());
    fixture.pass(1ms);
    CHECK(fixture.news<Reconnect>().size() == 1);
}

TEST_CASE("a digest or presence version other than ours makes the client sync") {
    ModelFixture fixture;
    const BrokerConversation talk = lobby_of(3);
    fixture.join_and_fetch(talk);
    SUBCASE("all the same") {
        fixture.pong_now(talk);
        CHECK(fixture.sent<Sync>().empty());
    }
    SUBCASE("digest") {
        fixture.receive(Pong{{}, fixture.presence});
        fixture.receive(Pong{{}, fixture.presence});
        CHECK(fixture.sent<Sync>().size() == 1);
    }
    SUBCASE("presence version") {
        fixture.presence = 8;
        fixture.pong_now(talk);
        CHECK(fixture.sent<Sync>().size() == 1);
        fixture.send_resync({talk.head()});
        fixture.pong_now(talk);
        CHECK(fixture.sent<Sync>().size() == 1);
    }
}

// ---- questions, notices, nonsense ---------------------------------------------------------------

TEST_CASE("who is answered when the answer is whole, also over a ready") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    const std::uint64_t request = fixture.model.who(std::nullopt, fixture.now, fixture.effects);
    fixture.receive(Known{request, {{bob, "bob", true}}, true});
    CHECK(fixture.news<WhoAnswered>().empty());
    fixture.send_resync({empty_lobby().head()});
    CHECK(fixture.sent<Who>().size() == 2);
    fixture.receive(Known{request, {{bob, "bob", true}}, true});
    fixture.receive(Known{request, {{cid, "cid", false}}, false});
    REQUIRE(fixture.news<WhoAnswered>().size() == 1);
    CHECK(fixture.news<WhoAnswered>()[0].request == request);
    CHECK(fixture.news<WhoAnswered>()[0].accounts.size() == 2);
    CHECK(fixture.model.account_of("cid") == cid);
}

TEST_CASE("a notice is handed on") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    fixture.receive(Notice{"stopping", "Back soon."});
    REQUIRE(fixture.news<NoticeReceived>().size() == 1);
    CHECK(fixture.news<NoticeReceived>()[0].code == "stopping");
}

TEST_CASE("an invalid message is reported as a protocol violation and changes nothing") {
    ModelFixture fixture;
    BrokerConversation talk = lobby_of(3);
    fixture.join_and_fetch(talk);
    const Effects before = fixture.effects;
    SUBCASE("a body too long") {
        talk.say(bob, std::string(limit::body + 1, 'x'));
        fixture.receive(talk.live(4, 4));
    }
    SUBCASE("a name too long") {
        fixture.receive(Presence{2, {{bob, std::string(limit::name_bytes + 1, 'x')}}, {}, {}});
    }
    const Person endless{bob, std::string(limit::name_bytes + 1, 'x')};
    SUBCASE("a name too long for a list of people") {
        fixture.receive(People{2, {endless}, false});
    }
    SUBCASE("a name too long beside heads") { fixture.receive(Heads{{}, {endless}, false}); }
    SUBCASE("a name too long beside entries") {
        talk.say(bob, "hi");
        Entries live = talk.live(4, 4);
        live.names = {endless};
        fixture.receive(live);
    }
    SUBCASE("a name too long beside a page") {
        fixture.receive(Page{1, lobby_conversation(), {}, {}, {endless}, false});
    }
    SUBCASE("a name too long in an answer") {
        fixture.receive(Known{1, {{bob, endless.name, true}}, false});
    }
    SUBCASE("a name too long in a welcome") {
        Welcome welcome = fixture.welcome();
        welcome.name = endless.name;
        fixture.receive(welcome);
    }
    SUBCASE("a new name too long") { fixture.receive(Presence{2, {}, {}, {endless}}); }
    SUBCASE("a whisper of others") {
        BrokerConversation theirs(whisper_between(bob, cid));
        theirs.say(bob, "psst");
        fixture.receive(theirs.live(1, 1));
    }
    SUBCASE("the head of a whisper of others") {
        fixture.receive(Heads{{BrokerConversation(whisper_between(bob, cid)).head()}, {}, false});
    }
    SUBCASE("a page of a whisper of others") {
        fixture.receive(Page{1, whisper_between(bob, cid), {}, {}, {}, false});
    }
    SUBCASE("a conversation that is neither a room nor between two") {
        fixture.receive(Heads{{Head{{lobby, {}, {}}}}, {}, false});
    }
    SUBCASE("a head whose first number is none") {
        Head head = talk.head();
        head.first = 0;
        fixture.receive(Heads{{head}, {}, false});
    }
    SUBCASE("a head with a number and no hash") {
        Head head = talk.head();
        head.hash = {};
        fixture.receive(Heads{{head}, {}, false});
    }
    SUBCASE("an entry with no number") {
        talk.say(bob, "hi");
        Entries live = talk.live(4, 4);
        live.entries[0].number = 0;
        fixture.receive(live);
    }
    SUBCASE("a page with a gap") {
        Page page{1, lobby_conversation(), {}, talk.from_to(1, 3), {}, false};
        page.entries.erase(page.entries.begin() + 1);
        fixture.receive(page);
    }
    SUBCASE("heads without people") { fixture.receive(Heads{{talk.head()}, {}, false}); }
    SUBCASE("an enrolment nobody asked for") { fixture.receive(Enrolled{}); }
    SUBCASE("a whisper under a foreign id") {
        Conversation forged = whisper_between(ann, bob);
        forged.id = whisper_id(ann, cid);
        BrokerConversation whisper(forged);
        whisper.say(bob, "psst");
        fixture.receive(whisper.live(1, 1));
    }
    SUBCASE("entries with a gap") {
        talk.say_many(bob, 3);
        Entries gap = talk.live(4, 6);
        gap.entries.erase(gap.entries.begin() + 1);
        fixture.receive(gap);
    }
    SUBCASE("no entries at all") { fixture.receive(Entries{lobby_conversation(), {}, {}}); }
    SUBCASE("a second welcome") { fixture.receive(fixture.welcome()); }
    SUBCASE("ready without lists") { fixture.receive(Ready{}); }
    SUBCASE("garbage") { fixture.model.on_frame("\xc1\xff", fixture.now, fixture.effects); }
    CHECK(fixture.news<ProtocolViolation>().size() == 1);
    CHECK(fixture.effects.size() == 1);
    CHECK(fixture.model.conversations().size() == 1);
    CHECK(fixture.lobby_state().number == 3);
    CHECK(fixture.people() == Names{"ann"});
    CHECK(fixture.model.connection_state() == ConnectionState::ready);
}

TEST_CASE("messages before welcome are ignored as violations") {
    for (const ToClient& early : std::initializer_list<ToClient>{People{1, {{bob, "bob"}}, false},
                                                                 lobby_of(1).live(1, 1), Ready{}}) {
        ModelFixture fixture;
        fixture.open();
        fixture.forget();
        fixture.receive(early);
        CHECK(fixture.news<ProtocolViolation>().size() == 1);
        CHECK(fixture.model.conversations().empty());
        CHECK(fixture.people().empty());
    }
}

TEST_CASE("an answer without a request is ignored") {
    ModelFixture fixture;
    BrokerConversation talk = lobby_of(3);
    fixture.join_and_fetch(talk);
    Refusal no = refusal(code::busy);
    no.request = 77;
    fixture.receive(no);
    fixture.receive(Known{77, {{bob, "bob", true}}, false});
    fixture.receive(Done{77});
    fixture.receive(Page{77, lobby_conversation(), {}, {}, {}, false});
    CHECK(fixture.effects.empty());
}

TEST_CASE("an order is answered once: done, refused, or lost with the connection") {
    ModelFixture fixture;
    fixture.join_and_fetch(lobby_of(1));
    const auto give = [&] {
        return fixture.model.order("kick", bob, {}, fixture.now, fixture.effects);
    };
    fixture.receive(Done{give()});
    Refusal no = refusal(code::not_operator);
    no.request = give();
    fixture.receive(no);
    give();
    fixture.lose();
    const auto ended = fixture.news<OrderAnswered>();
    REQUIRE(ended.size() == 3);
    CHECK(ended[0].refused.empty());
    CHECK(ended[1].refused == "No.");
    CHECK(ended[2].refused.find("not known") != std::string::npos);
}

TEST_CASE("a kicked client does not reconnect by itself") {
    for (const char* code : {"kicked", "banned", "rebound"}) {
        ModelFixture fixture;
        fixture.join_and_fetch(lobby_of(1));
        fixture.receive(Notice{code, "An operator has put you out."});
        REQUIRE(fixture.news<Kicked>().size() == 1);
        CHECK(fixture.news<Reconnect>().empty());
        CHECK(fixture.model.connection_state() == ConnectionState::offline);
    }
}

TEST_CASE("a question that is refused for now is asked again, for good is answered with nobody") {
    ModelFixture fixture;
    fixture.join_and_fetch(lobby_of(1));
    Refusal no = refusal(code::busy);
    no.request = fixture.model.who("bob", fixture.now, fixture.effects);
    no.retry_ms = 500;
    fixture.receive(no);
    fixture.forget();
    fixture.pass(500ms);
    REQUIRE(fixture.sent<Who>().size() == 1);
    CHECK(fixture.sent<Who>()[0].request == *no.request);
    no.retry_ms.reset();
    fixture.receive(no);
    REQUIRE(fixture.news<WhoAnswered>().size() == 1);
    CHECK(fixture.news<WhoAnswered>()[0].accounts.empty());
}

TEST_CASE("a name is found as it is written and as it is folded") {
    ModelFixture fixture;
    fixture.here = {{ann, "ann"}, {bob, "Bob"}};
    fixture.join_and_fetch(lobby_of(1));
    CHECK(fixture.model.account_of("Bob") == bob);
    CHECK(fixture.model.account_of("bOB") == bob);
    CHECK_FALSE(fixture.model.account_of("cid"));
    CHECK_FALSE(fixture.model.account_of("no name"));
}

TEST_CASE("text at its limit is taken") {
    ModelFixture fixture;
    BrokerConversation talk = lobby_of(1);
    fixture.join_and_fetch(talk);
    talk.say(bob, std::string(limit::body, 'x'));
    fixture.receive(talk.live(2, 2));
    CHECK(fixture.live_numbers() == Numbers{2});
}

TEST_CASE("a message of a later version is skipped silently") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    fixture.model.on_frame("\x81\xa1t\xa8sunshine", fixture.now, fixture.effects);
    CHECK(fixture.effects.empty());
}

TEST_CASE("on_frame decodes and handles a message") {
    ModelFixture fixture;
    fixture.open();
    fixture.model.on_frame(encode(ToClient{fixture.welcome()}), fixture.now, fixture.effects);
    CHECK(fixture.model.connection_state() == ConnectionState::joining);
}

TEST_CASE("a client that leaves says bye and nothing more") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    fixture.model.leave(fixture.now, fixture.effects);
    CHECK(fixture.sent<Bye>().size() == 1);
    fixture.lose();
    fixture.pass(60s);
    CHECK(fixture.effects.size() == 1);
}

TEST_SUITE_END();
