/// The privacy of rooms, over seeds of joins, leaves, adds, removals and restarts: nothing of a
/// room reaches who is not a member, and what members hold is what the journal proves.
#include <doctest/doctest.h>

#include <map>
#include <random>
#include <set>

#include "tests/unit/broker/core/room_requests.hpp"

namespace indaba::broker::test {
namespace {

const Lines people{"ann", "bob", "cara", "dan", "ann/2"};

/// Holds the heads that one client was told, and checks each message that it gets.
class RoomView {
 public:
    RoomView(std::string client, Harness& broker) : client_(std::move(client)), broker_(broker) {}

    void read_messages() {
        for (const SharedOutgoing& sent : broker_.sent_to(client_))
            std::visit([this](const auto& message) { take(message); }, sent->message());
        broker_.forget(client_);
    }
    bool has(const ConversationId& room) const { return heads_.contains(room); }
    Digest digest() const {
        Digest digest;
        for (const auto& [id, head] : heads_)
            digest = digest ^ digest_part(id, head.number, head.hash);
        return digest;
    }
    void check_digest() {
        broker_.from(client_, Ping{});
        const Digest told = broker_.last<Pong>(client_)->digest;
        CHECK(told == digest());
    }
    void check_memberships() const {
        for (const KnownRoom& room : broker_.journal.snapshot().rooms)
            CHECK(has(room.id) == room.state.members.contains(account(client_)));
    }

 private:
    /// Returns the state of a room after its first `number` entries.
    RoomState state_at(const ConversationId& room, std::uint64_t number) const {
        RoomState state;
        for (const Entry& entry : broker_.journal.entries(room))
            if (entry.number <= number) apply(entry, state);
        return state;
    }
    void check_head(const Head& head, std::uint64_t proven_at) const {
        const ConversationId& id = head.conversation.id;
        if (id == lobby || head.conversation.between) return;
        const RoomState state = state_at(id, proven_at);
        REQUIRE(state.members.contains(account(client_)));
        CHECK(head.first == state.members.at(account(client_)).first);
        REQUIRE(head.info);
        CHECK(head.info->members == state.members.size());
        CHECK(head.info->title == state.title);
        CHECK(head.conversation.room == state.title);
    }
    void take(const Heads& heads) {
        heads_.clear();
        for (const Head& head : heads.heads) {
            check_head(head, head.number);
            heads_[head.conversation.id] = head;
        }
    }
    void take(const RoomJoined& joined) {
        CHECK_FALSE(has(joined.head.conversation.id));
        check_head(joined.head, joined.head.number + 1);
        heads_[joined.head.conversation.id] = joined.head;
    }
    void take(const RoomLeft& left) { CHECK(heads_.erase(left.conversation) == 1); }
    void take(const Entries& entries) {
        REQUIRE(has(entries.conversation.id));
        Head& head = heads_.at(entries.conversation.id);
        for (const Entry& entry : entries.entries) {
            CHECK(entry.number == head.number + 1);
            CHECK(entry.number >= head.first);
            head.hash = chain(head.hash, entries.conversation.id, entry);
            head.number = entry.number;
        }
    }
    void take(const Page& page) const {
        REQUIRE(has(page.conversation.id));
        for (const Entry& entry : page.entries)
            CHECK(entry.number >= heads_.at(page.conversation.id).first);
    }
    void take(const RoomDirectory& directory) const {
        for (const RoomInfo& room : directory.rooms) CHECK((!room.is_private || has(room.id)));
    }
    void take(const MemberList& list) const {
        const RoomState state = state_at(list.conversation, ~0ULL);
        CHECK((!state.is_private || has(list.conversation)));
    }
    template <class AboutPeople>
    void take(const AboutPeople&) const {}

    std::string client_;
    Harness& broker_;
    std::map<ConversationId, Head> heads_;
};

class RoomWorld {
 public:
    explicit RoomWorld(std::uint64_t seed) : random_(seed) {
        for (const std::string& client : people) views_.try_emplace(client, client, broker_);
        enter();
    }
    void step() {
        const std::string client = any_of(people);
        const std::uint64_t what = below(40);
        if (what == 0) {
            broker_.journal.crash(below(2) > 0 ? MemoryJournal::InFlight::stored
                                               : MemoryJournal::InFlight::lost);
            broker_.restart();
            enter();
        } else if (what < 4) {
            broker_.from(client, creation("room-" + std::to_string(++rooms_made_), below(3) > 0,
                                          below(2) > 0));
        } else if (what == 4 || what == 5) {
            broker_.from(client, ListRooms{1});
        } else {
            act_in_room(client, what);
        }
        if (below(2) > 0) broker_.commit_all();
        if (below(2) > 0) broker_.finish_reads();
        for (auto& [name, view] : views_) view.read_messages();
    }
    /// Checks the views once nothing is under way.
    void settle() {
        broker_.commit_all();
        broker_.finish_reads();
        broker_.finish_reads();
        for (auto& [client, view] : views_) {
            view.read_messages();
            view.check_digest();
            view.check_memberships();
        }
        compare_hidden_with_missing();
    }

 private:
    std::uint64_t below(std::uint64_t end) { return random_() % end; }
    template <class List>
    typename List::value_type any_of(const List& list) {
        return list[below(list.size())];
    }
    void enter() {
        for (const std::string& client : people) {
            broker_.join(client);
            broker_.from(client, Sync{});
            views_.at(client).read_messages();
        }
    }
    void act_in_room(const std::string& client, std::uint64_t what) {
        std::vector<ConversationId> rooms;
        for (const KnownRoom& room : broker_.journal.snapshot().rooms) rooms.push_back(room.id);
        if (rooms.empty()) return;
        const ConversationId room = any_of(rooms);
        static const Lines actions{"join",   "leave", "add",     "add",    "remove", "owner",
                                   "member", "topic", "archive", "reopen", "join"};
        History history;
        history.conversation = room;
        if (what < 12)
            broker_.from(client, said_in(room, ++posts_));
        else if (what < 16)
            broker_.from(client, history);
        else if (what < 18)
            broker_.from(client, ListMembers{1, room});
        else
            broker_.from(client, room_request(any_of(actions), room, any_of(people)));
    }
    /// Returns all that a client is sent about a request, until it is settled.
    std::vector<ToClient> answers(const std::string& client, const ToBroker& request) {
        broker_.forget(client);
        broker_.from(client, request);
        broker_.commit_nothing();
        broker_.finish_reads();
        std::vector<ToClient> result;
        for (const SharedOutgoing& sent : broker_.sent_to(client))
            result.push_back(sent->message());
        broker_.forget(client);
        return result;
    }
    static std::vector<ToBroker> requests_about(const ConversationId& room) {
        History history;
        history.conversation = room;
        std::vector<ToBroker> requests{ListMembers{1, room}, history, said_in(room, 1'000'000),
                                       Read{room, 5}, retitling(room, "other")};
        for (const char* action : {"join", "leave", "archive", "reopen"})
            requests.emplace_back(room_request(action, room));
        for (const char* action : {"add", "remove", "owner", "member"})
            requests.emplace_back(room_request(action, room, "ann"));
        RoomRequest topic = room_request("topic", room);
        topic.topic = "secrets";
        requests.emplace_back(topic);
        return requests;
    }
    void compare_hidden_with_missing() {
        broker_.advance(PresenceBoard::batch_interval);  // no presence comes between two answers
        const ConversationId missing{{0xEE, 0xEE}};
        for (const KnownRoom& room : broker_.journal.snapshot().rooms) {
            for (const char* client : {"ann", "bob", "cara", "dan"}) {
                if (!room.state.is_private || views_.at(client).has(room.id)) continue;
                const auto about_room = requests_about(room.id),
                           about_none = requests_about(missing);
                for (std::size_t i = 0; i < about_room.size(); ++i)
                    CHECK(answers(client, about_room[i]) == answers(client, about_none[i]));
            }
        }
    }

    std::mt19937_64 random_;
    Harness broker_;
    std::map<std::string, RoomView> views_;
    std::uint64_t rooms_made_ = 0;
    std::uint64_t posts_ = 0;
};

TEST_CASE("nothing of a room reaches who is not a member, and members hold what is proven") {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        INFO("seed " << seed);
        RoomWorld world(seed);
        for (int step = 0; step < 120; ++step) world.step();
        world.settle();
    }
}

TEST_CASE("a request about a private room costs a stranger what one about no room costs") {
    const auto codes = [](const ConversationId& asked) {
        AccountLimits limits = no_limits();
        limits.requests = Rate{8, 1};
        limits.wasted = Rate{64, 1};
        RoomEvent event;
        event.what = "created";
        event.title = "secret";
        event.is_private = true;
        Harness broker({stored_change(1, ConversationId{{5}}, event)}, limits);
        broker.join("ann");
        for (int i = 0; i < 5; ++i) {
            broker.from("ann", room_request("join", asked));
            broker.from("ann", ListMembers{1, asked});
        }
        for (std::uint64_t n = 1; n < 80; ++n) broker.from("ann", said_in(asked, n));
        Lines result;
        for (const Refusal& refusal : broker.got<Refusal>("ann")) result.push_back(refusal.code);
        return result;
    };
    CHECK(codes(ConversationId{{5}}) == codes(ConversationId{{6}}));
    CHECK(codes(ConversationId{{5}}).size() > 60);
}

}  // namespace
}  // namespace indaba::broker::test
