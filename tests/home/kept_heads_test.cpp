#include "common/client/home/kept_heads.hpp"

#include <doctest/doctest.h>

#include "tests/home/stores.hpp"
#include "tests/home/temporary_home.hpp"

using namespace indaba;
using namespace indaba::client;
using namespace indaba::test;

namespace {

using Seen = std::vector<SeenEntry>;

SeenEntry with_hash(const ConversationId& conversation, std::uint64_t n) {
    return {conversation, n, position(n).hash};
}

SeenEntry of_room(const ConversationId& conversation, std::uint64_t n) {
    return {conversation, n, position(n).hash, true};
}

/// Returns a model that has the heads of `heads` and no connection any more.
Model model_with(const std::vector<Head>& heads) {
    Model::Options options;
    options.account = value_of<Account>(99);
    options.name = "ann";
    Model model(options);
    Effects effects;
    const Now now{};
    model.on_open(now, effects);
    Welcome welcome;
    welcome.account = options.account;
    welcome.name = "ann";
    model.on_message(welcome, now, effects);
    model.on_message(People{}, now, effects);
    model.on_message(Heads{heads, {}, false}, now, effects);
    model.on_message(Ready{}, now, effects);
    return model;
}

Head head_of(const ConversationId& conversation, std::uint64_t n) {
    Head head;
    head.conversation.id = conversation;
    head.conversation.room = "a";
    head.info = RoomInfo{};
    head.info->id = conversation;
    head.number = n;
    head.hash = position(n).hash;
    return head;
}

}  // namespace

TEST_SUITE("kept heads") {
    TEST_CASE("a home has seen its kept heads, and read positions beyond them without a hash") {
        const TemporaryHome home;
        Store store{home.path(), journal};
        CHECK(seen_entries(store).empty());
        store.set_heads({{{room, position(5)}, {other_room, position(2)}}, {}});
        store.set_read(room, 5);
        store.set_read(other_room, 3);
        CHECK(seen_entries(store) == Seen{with_hash(room, 5), {other_room, 3, {}}});
    }

    TEST_CASE("a head of a room is known as one, and a read position alone proves nothing") {
        const TemporaryHome home;
        Store store{home.path(), journal};
        keep_seen_entries(store, {with_hash(other_room, 2), {room, 5, position(5).hash, true}});
        store.set_read(room, 6);
        store.set_read(value_of<ConversationId>(77), 9);  // of a room that was left, perhaps
        CHECK(seen_entries(store) == Seen{with_hash(other_room, 2), {room, 6, {}, true}});
        const Model model = model_with({head_of(other_room, 3)});
        keep_heads(store, model, {});
        CHECK(seen_entries(store) == Seen{of_room(other_room, 3)});
    }

    TEST_CASE("in a store of an older version the farthest position of a tail counts") {
        const TemporaryHome home;
        Store store{home.path(), journal};
        store.set_tail_positions("a", {{room, position(5)}});
        store.set_tail_positions("b", {{room, position(7)}, {other_room, position(0)}});
        CHECK(seen_entries(store) == Seen{with_hash(room, 7)});
        store.set_heads({{{room, position(6)}}, {}});
        CHECK(seen_entries(store) == Seen{with_hash(room, 6)});
    }

    TEST_CASE("a home without a store has seen nothing, and gets no store") {
        const TemporaryHome home;
        CHECK(seen_entries(home.path(), journal).empty());
        CHECK(!Store::exists(home.path(), journal));
        { Store(home.path(), journal).set_read(room, 4); }
        CHECK(seen_entries(home.path(), journal) == Seen{{room, 4, {}}});
    }

    TEST_CASE("new heads replace the old ones, but not where a warning has not been seen") {
        const TemporaryHome home;
        Store store{home.path(), journal};
        store.set_read(other_room, 9);
        keep_seen_entries(store, {with_hash(room, 5), {other_room, 9, {}}});
        const Model model = model_with({head_of(room, 3), head_of(other_room, 4)});
        keep_heads(store, model, {other_room});
        store.set_read(other_room, 0);
        CHECK(seen_entries(store) == Seen{{other_room, 9, {}}, of_room(room, 3)});
        keep_heads(store, model, {});
        CHECK(seen_entries(store) == Seen{of_room(room, 3), of_room(other_room, 4)});
    }
}
