#pragma once
/// A broker with rooms, seven clients of six accounts, and random events: what members do in rooms,
/// operators' orders, clients that do not read, resent posts, a disk that fails, and crashes.
#include <doctest/doctest.h>

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "tests/support/orders.hpp"
#include "tests/unit/broker/core/client_view.hpp"
#include "tests/unit/broker/core/room_requests.hpp"
#include "tests/unit/broker/core/room_states.hpp"

namespace indaba::broker::test {

class RoomWorld {
 public:
    explicit RoomWorld(std::uint64_t seed) : random_(seed) {
        for (const std::string& client : clients()) {
            views_.try_emplace(client, client, broker_, rooms_);
            connect(client);
            broker_.commit_all();
        }
        for (const char* owner : {"ann", "bob"}) make_private_room(owner);
    }
    void step() {
        const std::uint64_t what = below(80);
        if (what == 0 && below(2) > 0) {
            crash(below(2) > 0 ? MemoryJournal::InFlight::stored : MemoryJournal::InFlight::lost);
        } else if (what < 4) {
            fail_a_commit();
        } else if (what == 4) {
            fail_reads();
        } else if (what < 10) {
            order_something();
        } else if (what < 15) {
            broker_.advance_pinging(ms{20 + 40 * below(10)});
        } else if (what == 15 && below(3) == 0) {
            broker_.advance_pinging(Sessions::slow_timeout + ms{1'000});
        } else {
            for (auto actions = 1 + below(3); actions > 0; --actions) act(any_of(clients()));
        }
        if (below(2) > 0) broker_.commit_all();
        if (below(2) > 0) broker_.finish_reads();
        read_messages();
    }
    /// Ends all faults, then checks that everybody knows what it may know, and nothing else.
    void settle() {
        for (const std::string& client : clients())
            if (broker_.is_connected(client)) broker_.unblock(client);
        for (int i = 0; i < 3; ++i) {
            broker_.advance_pinging(ms{2'000});
            broker_.commit_all();
            broker_.finish_reads();
            read_messages();
        }
        say_in_all_rooms();
        check_sessions();
        check_states();
        for (auto& [client, view] : views_)
            if (broker_.is_joined(client)) view.check_complete();
        compare_hidden_with_missing();
    }

 private:
    static const Lines& clients() {
        static const Lines all{"ann", "bob", "cara", "dan", "ann/2", "eve", "fred"};
        return all;
    }
    std::uint64_t below(std::uint64_t end) { return random_() % end; }
    template <class List>
    typename List::value_type any_of(const List& list) {
        return list[below(list.size())];
    }

    // ---- connections -----------------------------------------------------------------------

    void connect(const std::string& client) {
        views_.at(client).restart();
        broker_.connect(client);
        broker_.from(client, Harness::hello_of(client));
        const Welcome* welcome = broker_.last<Welcome>(client);
        if (!welcome) return;  // it is banned, or its name has another key
        Join join{welcome->nonce, {}, false};
        if (!welcome->name) join.name = person(client);
        broker_.from(client, join);
    }
    void read_messages() {
        for (auto& [client, view] : views_) {
            if (!broker_.is_connected(client)) continue;
            view.read_messages();
            if (broker_.is_disconnected(client)) broker_.close(client);
        }
    }
    void crash(MemoryJournal::InFlight in_flight) {
        read_messages();
        broker_.journal.crash(in_flight);
        broker_.restart();
        for (const std::string& client : clients()) connect(client);
    }

    // ---- faults and orders -------------------------------------------------------------------

    /// Lets a commit fail. As the server does, the broker starts again when its outcome is unknown.
    void fail_a_commit() {
        for (auto actions = below(3); actions > 0; --actions) act(any_of(clients()));
        broker_.advance(Batch::interval);
        if (!broker_.journal.committing()) return;
        using Kind = Fault::Kind;
        static const std::vector<Kind> kinds{Kind::nothing_stored, Kind::write_fails,
                                             Kind::write_fails, Kind::unknown_stored,
                                             Kind::unknown_not_stored};
        const Kind kind = any_of(kinds);
        broker_.journal.plan_fault({kind, below(3)});
        broker_.commit();
        if (kind == Kind::unknown_stored || kind == Kind::unknown_not_stored)
            crash(MemoryJournal::InFlight::lost);
    }
    void fail_reads() {
        broker_.journal.fail_next_reads();
        broker_.finish_reads();
        if (below(2) > 0) broker_.advance_pinging(StorageState::probe_interval);
    }
    void order_something() {
        const std::string key = to_hex(account(any_of(clients())));
        static const std::vector<What> orders{What::ban,  What::unban, What::unban, What::kick,
                                              What::kick, What::op,    What::deop};
        if (below(2) > 0)
            broker_.order(order(any_of(orders), key));
        else if (rebinds_left_ > 0 && rebinds_left_-- > 0)  // each one retires a key for good
            broker_.order(rebind(key, any_of(clients())));
    }

    // ---- what clients do -----------------------------------------------------------------------

    void act(const std::string& client) {
        if (!broker_.is_connected(client)) return connect(client);
        const std::uint64_t what = below(40);
        if (what == 0) {
            broker_.close(client);
        } else if (what < 3) {
            broker_.block(client);
        } else if (what < 7) {
            broker_.unblock(client);
        } else if (what < 9) {
            create_room(client);
        } else if (what == 9) {
            broker_.from(client, ListRooms{++requests_});
        } else if (what == 10) {
            broker_.from(client, Sync{});
        } else if (what == 11) {
            static const Lines orders{"kick", "ban", "unban"};
            broker_.from(client,
                         Order{++requests_, any_of(orders), account(any_of(clients())), {}});
        } else if (what < 15) {
            resend(client);
        } else if (what < 17) {
            resend_while_leaving(client);
        } else if (what == 17) {
            leave_while_slow(client);
        } else {
            act_in_room(client, what);
        }
    }
    void create_room(const std::string& client) {
        if (rooms_made_ == max_rooms) return;
        RoomRequest request =
            creation("room-" + std::to_string(++rooms_made_), below(3) > 0, below(2) > 0);
        request.request = ++requests_;
        broker_.from(client, request);
    }
    /// Makes a private room with four members, so that there is something to hide from the start.
    void make_private_room(const std::string& owner) {
        const bool from_joining = below(2) > 0;
        broker_.from(owner, creation("room-" + std::to_string(++rooms_made_), true, from_joining));
        broker_.commit_all();
        const ConversationId room = broker_.core().conversations().rooms().back();
        for (const char* other : {"ann", "bob", "cara", "dan"})
            broker_.from(owner, room_request("add", room, other));
        broker_.commit_all();
        read_messages();
    }
    void act_in_room(const std::string& client, std::uint64_t what) {
        const std::vector<ConversationId>& rooms = broker_.core().conversations().rooms();
        if (rooms.empty()) return;
        ConversationId room = any_of(rooms);
        if (!views_.at(client).has(room)) room = any_of(rooms);  // it acts in its own more often
        static const Lines actions{"join",   "leave",   "add",    "add",   "add",
                                   "remove", "remove",  "owner",  "owner", "topic",
                                   "member", "archive", "reopen", "reopen"};
        if (what < 23) {
            say(client, said_in(room, ++posts_made_));
        } else if (what < 27) {
            History history;
            history.request = ++requests_;
            history.conversation = room;
            ask(client, history, room);
        } else if (what < 29) {
            ask(client, ListMembers{++requests_, room}, room);
        } else {
            RoomRequest request = room_request(any_of(actions), room, any_of(clients()));
            request.request = ++requests_;
            if (request.action == "topic") request.topic = std::to_string(requests_);
            ask(client, request, room);
        }
    }
    void ask(const std::string& client, const ToBroker& message, const ConversationId& room) {
        views_.at(client).asks(message, room);
        broker_.from(client, message);
    }
    void say(const std::string& client, const Broadcast& post) {
        posts_[person(client)].push_back(post);
        ask(client, post, post.room);
    }
    /// Sends a post of the account again: the one that was refused, if there is one, or any. Its
    /// author may have left the room since.
    void resend(const std::string& client) {
        const std::vector<Broadcast>& posts = posts_[person(client)];
        if (posts.empty()) return;
        Broadcast post = any_of(posts);
        for (const Broadcast& each : posts)
            if (each.id == views_.at(client).post_to_retry()) post = each;
        if (below(8) == 0) post.room = any_of(broker_.core().conversations().rooms());
        if (below(16) == 0) post.body = "something else";
        ask(client, post, post.room);
    }

    /// Leaves the room of one of its posts, and sends the post again before either is committed.
    void resend_while_leaving(const std::string& client) {
        std::vector<Broadcast> posts;
        for (const Broadcast& post : posts_[person(client)])
            if (views_.at(client).has(post.room)) posts.push_back(post);
        if (posts.empty()) return;
        const Broadcast post = any_of(posts);
        leave(client, post.room);
        ask(client, post, post.room);
    }
    /// Leaves a room after it has stopped reading.
    void leave_while_slow(const std::string& client) {
        broker_.block(client);
        broker_.from(client, Ping{});
        const std::vector<ConversationId>& rooms = broker_.core().conversations().rooms();
        for (const ConversationId& room : rooms)
            if (views_.at(client).has(room)) leave(client, room);
    }
    void leave(const std::string& client, const ConversationId& room) {
        RoomRequest leaving = room_request("leave", room);
        leaving.request = ++requests_;
        ask(client, leaving, room);
    }

    // ---- the end -----------------------------------------------------------------------------

    /// Lets everybody say something in all its rooms, so that whoever is sent too much is found.
    void say_in_all_rooms() {
        for (const ConversationId& room : broker_.core().conversations().rooms())
            for (const auto& [client, view] : views_)
                if (broker_.is_joined(client) && view.has(room))
                    say(client, said_in(room, ++posts_made_));
        broker_.commit_all();
        read_messages();
    }
    /// Checks that no account has a session that is banned or retired.
    void check_sessions() {
        const Snapshot snapshot = broker_.journal.snapshot();
        std::set<Account> out;
        for (const KnownAccount& known : snapshot.accounts)
            if (known.rebound_to) out.insert(known.account);
        for (const Standing& standing : snapshot.standings)
            if (standing.banned) out.insert(standing.account);
        for (const std::string& client : clients())
            CHECK_FALSE((broker_.is_joined(client) && out.contains(account(client))));
    }
    /// Checks that journal and broker have the members that the entries of each room make.
    void check_states() {
        const Snapshot snapshot = broker_.journal.snapshot();
        for (const KnownRoom& room : snapshot.rooms) {
            CHECK(room.state == rooms_.newest(room.id));
            const ConversationRecord* record = broker_.core().conversations().find(room.id);
            REQUIRE((record && record->room));
            CHECK(record->room->state() == room.state);
            for (const KnownAccount& known : snapshot.accounts)
                if (known.rebound_to) CHECK_FALSE(room.state.members.contains(known.account));
        }
    }
    /// Returns all that a client is sent about each request, until it is settled.
    std::vector<std::vector<ToClient>> answers(const std::string& client,
                                               const std::vector<ToBroker>& requests) {
        std::vector<std::vector<ToClient>> result;
        for (const ToBroker& request : requests) {
            broker_.forget(client);
            broker_.from(client, request);
            broker_.commit_nothing();
            broker_.finish_reads();
            result.emplace_back();
            for (const SharedOutgoing& sent : broker_.sent_to(client))
                result.back().push_back(sent->message());
        }
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
    /// Checks that a stranger is told the same about a private room as about no room.
    void compare_hidden_with_missing() {
        for (const std::string& client : clients()) {  // new sessions, which wait for no post
            if (!broker_.is_joined(client)) continue;
            broker_.close(client);
            connect(client);
        }
        broker_.advance(PresenceBoard::batch_interval);  // no presence comes between two answers
        read_messages();
        const std::vector<KnownRoom> rooms = broker_.journal.snapshot().rooms;
        for (const auto& [client, view] : views_) {
            if (!broker_.is_joined(client) || client != person(client)) continue;
            const auto of_none = answers(client, requests_about(missing));
            for (const KnownRoom& room : rooms) {
                if (!room.state.is_private || view.has(room.id)) continue;
                CHECK(answers(client, requests_about(room.id)) == of_none);
                compare_resends(client, room.id);
            }
        }
    }
    /// Checks that a former member is told the same when it sends its posts again.
    void compare_resends(const std::string& client, const ConversationId& room) {
        std::vector<ToBroker> to_room, to_none;
        for (const Broadcast& post : posts_[client]) {
            if (post.room != room) continue;
            to_room.emplace_back(post);
            to_none.emplace_back(Broadcast{post.id, missing, post.kind, post.body});
        }
        CHECK(answers(client, to_room) == answers(client, to_none));
    }

    static constexpr ConversationId missing{{0xEE, 0xEE}};
    static constexpr std::uint64_t max_rooms = 5;

    std::mt19937_64 random_;
    Harness broker_;
    RoomStates rooms_{broker_.journal};
    std::map<std::string, ClientView> views_;
    std::map<std::string, std::vector<Broadcast>> posts_;  // by person
    std::uint64_t rooms_made_ = 0;
    std::uint64_t posts_made_ = 0;
    std::uint64_t requests_ = 0;
    int rebinds_left_ = 3;
};

}  // namespace indaba::broker::test
