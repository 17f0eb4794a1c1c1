#include "broker/transport/rules/peer_codec.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"

using namespace indaba;
using namespace indaba::broker;

namespace {

class Dice {
 public:
    explicit Dice(unsigned seed) : engine_(seed) {}

    std::uint64_t below(std::uint64_t end) { return engine_() % end; }
    template <class Id>
    Id id() {
        Id result;
        for (std::uint8_t& byte : result.bytes) byte = static_cast<std::uint8_t>(below(256));
        return result;
    }
    std::string bytes(std::size_t count) {
        std::string result(count, '\0');
        for (char& byte : result) byte = static_cast<char>(below(256));
        return result;
    }
    ToldEntry entry() {
        ToldEntry told;
        told.conversation.id = id<ConversationId>();
        if (below(2) == 0)
            told.conversation.room = "a room";
        else
            told.conversation.between = between(id<Account>(), id<Account>());
        told.entry = {1 + below(1000), id<Account>(), -static_cast<WallMs>(below(5)),
                      id<MessageId>(), "text",        bytes(below(300))};
        if (below(4) == 0) told.entry.erased = id<Hash>();
        return told;
    }
    PeerMessage message() {
        const auto writer = static_cast<std::int64_t>(engine_());
        if (below(2) == 0) {
            ToldPeople people{writer, engine_(), below(2) == 0, {}, {}};
            for (std::uint64_t i = below(5); i > 0; --i) people.online.push_back(id<Account>());
            for (std::uint64_t i = below(5); i > 0; --i) people.offline.push_back(id<Account>());
            return people;
        }
        ToldBatch batch{{writer, engine_(), engine_()}, below(2) == 0, {}, {}};
        for (std::uint64_t i = below(5); i > 0; --i) batch.entries.push_back(entry());
        for (std::uint64_t i = below(5); i > 0; --i)
            batch.reads.push_back({id<Account>(), id<ConversationId>(), engine_()});
        return batch;
    }

 private:
    std::mt19937_64 engine_;
};

void check_same(const ToldBatch& one, const ToldBatch& other) {
    CHECK(one.batch.writer == other.batch.writer);
    CHECK(one.batch.previous == other.batch.previous);
    CHECK(one.batch.batch == other.batch.batch);
    CHECK(one.is_whole == other.is_whole);
    REQUIRE(one.entries.size() == other.entries.size());
    for (std::size_t i = 0; i < one.entries.size(); ++i) {
        CHECK(one.entries[i].conversation == other.entries[i].conversation);
        CHECK(one.entries[i].entry == other.entries[i].entry);
    }
    REQUIRE(one.reads.size() == other.reads.size());
    for (std::size_t i = 0; i < one.reads.size(); ++i) {
        CHECK(one.reads[i].account == other.reads[i].account);
        CHECK(one.reads[i].conversation == other.reads[i].conversation);
        CHECK(one.reads[i].number == other.reads[i].number);
    }
}

void check_same(const ToldPeople& one, const ToldPeople& other) {
    CHECK(one.writer == other.writer);
    CHECK(one.version == other.version);
    CHECK(one.is_everybody == other.is_everybody);
    CHECK(one.online == other.online);
    CHECK(one.offline == other.offline);
}

ToldBatch batch_of(Entry entry) {
    return {{1, 0, 1}, true, {{{lobby, std::string(lobby_title), {}}, std::move(entry)}}, {}};
}

Entry good_entry() { return {1, {}, 0, {}, "text", "hello"}; }

}  // namespace

TEST_SUITE("messages between brokers") {
    TEST_CASE("every message decodes to what was encoded") {
        for (unsigned seed = 1; seed <= 500; ++seed) {
            CAPTURE(seed);
            Dice dice(seed);
            const PeerMessage message = dice.message();
            const auto decoded = decode_peer_message(encode(message));
            REQUIRE(decoded);
            REQUIRE(decoded->index() == message.index());
            std::visit(
                [&](const auto& told) {
                    check_same(told, std::get<std::decay_t<decltype(told)>>(*decoded));
                },
                message);
        }
    }

    TEST_CASE("every truncation of a message is none, and changed bytes do not throw") {
        for (unsigned seed = 1; seed <= 25; ++seed) {
            CAPTURE(seed);
            Dice dice(seed);
            const std::string bytes = encode(dice.message());
            for (std::size_t size = 0; size < bytes.size(); ++size)
                CHECK_FALSE(decode_peer_message(bytes.substr(0, size)));
            CHECK_FALSE(decode_peer_message(bytes + '\0'));
            for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
                std::string changed = bytes;
                changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
                if (const auto decoded = decode_peer_message(changed))
                    CHECK(decode_peer_message(encode(*decoded)));
            }
            CHECK_NOTHROW(decode_peer_message(peer_format + dice.bytes(dice.below(200))));
        }
    }

    TEST_CASE("another format and an unknown type are ignored") {
        std::string bytes = encode(PeerMessage(ToldPeople{}));
        CHECK(decode_peer_message(bytes));
        CHECK_FALSE(decode_peer_message("\2" + bytes.substr(1)));
        CHECK_FALSE(decode_peer_message(std::string(1, '\0') + bytes.substr(1)));
        const std::size_t type = bytes.find("online");
        REQUIRE(type != bytes.npos);
        bytes[type] = 'x';
        CHECK_FALSE(decode_peer_message(bytes));
    }

    TEST_CASE("an entry that no broker stores is refused") {
        const auto is_taken = [](const Entry& entry) {
            return decode_peer_message(encode(PeerMessage(batch_of(entry)))).has_value();
        };
        CHECK(is_taken(good_entry()));
        Entry entry = good_entry();
        entry.number = 0;
        CHECK_FALSE(is_taken(entry));
        entry = good_entry();
        for (const char* kind : {"", "_", "Text", "a kind"}) {
            entry.kind = kind;
            CHECK_FALSE(is_taken(entry));
        }
        entry.kind = kind_room;
        CHECK(is_taken(entry));
        entry.kind.assign(limit::kind_letters, 'k');
        CHECK(is_taken(entry));
        entry.kind += 'k';
        CHECK_FALSE(is_taken(entry));
        entry = good_entry();
        entry.body.assign(limit::body, 'b');
        CHECK(is_taken(entry));
        entry.body += 'b';
        CHECK_FALSE(is_taken(entry));
    }

    TEST_CASE("a batch of many posts and all people of a large broker fit") {
        ToldBatch batch = batch_of(good_entry());
        batch.entries.resize(3000, batch.entries.front());
        for (ToldEntry& each : batch.entries) each.entry.body.assign(1000, 'b');
        CHECK(decode_peer_message(encode(PeerMessage(batch))));
        ToldPeople people{1, 1, true, std::vector<Account>(max_peer_record_items), {}};
        CHECK(decode_peer_message(encode(PeerMessage(people))));
        people.online.emplace_back();
        CHECK_FALSE(decode_peer_message(encode(PeerMessage(people))));
    }
}
