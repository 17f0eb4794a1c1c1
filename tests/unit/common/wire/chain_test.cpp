#include "common/wire/chain.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace indaba {
namespace {

Account account(std::uint8_t byte) {
    Account made;
    made.bytes.fill(byte);
    return made;
}

Entry entry() { return {7, account(1), 1000, {}, "text", "hi"}; }

TEST_CASE("the hash of an entry changes with each field it covers") {
    const Hash before;
    std::vector<Hash> hashes{chain(before, lobby, entry())};
    const auto with = [&](auto change) {
        Entry changed = entry();
        change(changed);
        hashes.push_back(chain(before, lobby, changed));
    };
    with([](Entry& e) { e.number = 8; });
    with([](Entry& e) { e.account = account(2); });
    with([](Entry& e) { e.at = 1001; });
    with([](Entry& e) { e.id.bytes[15] = 1; });
    with([](Entry& e) { e.kind = "texts"; });
    with([](Entry& e) { e.body = "ho"; });
    with([](Entry& e) { e.body = ""; });
    with([](Entry& e) { std::swap(e.kind, e.body); });
    Hash other_before;
    other_before.bytes[0] = 1;
    hashes.push_back(chain(other_before, lobby, entry()));
    hashes.push_back(chain(before, whisper_id(account(1), account(2)), entry()));
    for (std::size_t i = 0; i < hashes.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) CHECK(hashes[i] != hashes[j]);
}

TEST_CASE("a body can be erased without breaking the chain") {
    CHECK(chain({}, lobby, entry()) == chain({}, lobby, entry(), hash_of_body("hi")));
    Entry erased = entry();
    erased.body.clear();
    CHECK(chain({}, lobby, erased, hash_of_body("hi")) == chain({}, lobby, entry()));
}

TEST_CASE(
    "the digest does not depend on the order of its parts, and adding a part twice removes it") {
    const Digest one = digest_part(lobby, 1, hash_of_body("one"));
    const Digest two = digest_part(whisper_id(account(1), account(2)), 4, hash_of_body("two"));
    CHECK((one ^ two) == (two ^ one));
    CHECK((one ^ two ^ one) == two);
    CHECK((one ^ one).is_zero());
    CHECK(one != digest_part(lobby, 2, hash_of_body("one")));
    CHECK(one != digest_part(lobby, 1, hash_of_body("two")));
}

TEST_CASE("a conversation without entries does not change the digest") {
    CHECK(digest_part(lobby, 0, {}).is_zero());
    CHECK(digest_part(lobby, 0, hash_of_body("whatever")).is_zero());
}

TEST_CASE("both ends of a whisper compute the same conversation") {
    CHECK(whisper_id(account(1), account(2)) == whisper_id(account(2), account(1)));
    CHECK(whisper_between(account(2), account(1)) == whisper_between(account(1), account(2)));
    CHECK(whisper_id(account(1), account(2)) != whisper_id(account(1), account(3)));
    CHECK(between(account(0x80), account(0x7f)).low == account(0x7f));
}

TEST_CASE("a whisper to oneself is a conversation of its own") {
    const Conversation notes = whisper_between(account(1), account(1));
    REQUIRE(notes.between.has_value());
    CHECK(notes.between->low == notes.between->high);
    CHECK(notes.between->other(account(1)) == account(1));
    CHECK(notes.id != whisper_id(account(1), account(2)));
}

TEST_CASE("Between::other returns the other end of a whisper") {
    const Between ends = between(account(2), account(1));
    CHECK(ends.has(account(1)));
    CHECK(ends.has(account(2)));
    CHECK(!ends.has(account(3)));
    CHECK(ends.other(account(1)) == account(2));
    CHECK(ends.other(account(2)) == account(1));
}

TEST_CASE("the id of the lobby is available to other static objects") {
    CHECK(lobby_conversation().id == lobby);
    CHECK(lobby_conversation().room == "#lobby");
    CHECK(!lobby_conversation().between.has_value());
    CHECK(to_hex(lobby) == "5b5ab5aa2078957995e7e79d170d6fb8");
}

}  // namespace
}  // namespace indaba
