/// The promises about pages of entries, the same for every journal.
#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"
#include "tests/journal/every_journal.hpp"

namespace indaba::broker {
namespace {

using Numbers = std::vector<std::uint64_t>;

TEST_CASE_TEMPLATE("a page returns the entries after a number", Harness, EVERY_JOURNAL) {
    Harness harness;
    post_ten(harness);
    PageRequest request = page_after(3);
    request.token = 42;
    request.limit = 4;
    const PageRead page = harness.read(request);
    CHECK(page.token == 42);
    CHECK_FALSE(page.failed);
    CHECK(numbers(page) == Numbers{4, 5, 6, 7});
    CHECK(page.more);
    CHECK(page.before == lobby_hash(harness, 3));
    CHECK(follow(page, lobby) == lobby_hash(harness, 7));

    request.after = 6;
    CHECK(numbers(harness.read(request)) == Numbers{7, 8, 9, 10});
    CHECK_FALSE(harness.read(request).more);
}

TEST_CASE_TEMPLATE("a page returns the last entries before a number", Harness, EVERY_JOURNAL) {
    Harness harness;
    post_ten(harness);
    PageRequest request = page_before(8);
    request.limit = 3;
    const PageRead page = harness.read(request);
    CHECK(numbers(page) == Numbers{5, 6, 7});
    CHECK(page.more);
    CHECK(page.before == lobby_hash(harness, 4));
    CHECK(follow(page, lobby) == lobby_hash(harness, 7));

    request.before = 4;
    const PageRead first = harness.read(request);
    CHECK(numbers(first) == Numbers{1, 2, 3});
    CHECK_FALSE(first.more);
    CHECK(first.before.is_zero());

    CHECK(numbers(harness.read(page_before(1))).empty());
    CHECK(numbers(harness.read(page_before(0))).empty());
    request.before = 5'000;
    CHECK(numbers(harness.read(request)) == Numbers{8, 9, 10});
}

TEST_CASE_TEMPLATE("a page has no entry outside first..last", Harness, EVERY_JOURNAL) {
    Harness harness;
    post_ten(harness);
    PageRequest request = page_after(1);
    request.first = 4;
    request.last = 6;
    const PageRead up = harness.read(request);
    CHECK(numbers(up) == Numbers{4, 5, 6});
    CHECK_FALSE(up.more);
    CHECK(up.before == lobby_hash(harness, 3));

    request.after.reset();
    request.before = 9;
    const PageRead down = harness.read(request);
    CHECK(numbers(down) == Numbers{4, 5, 6});
    CHECK_FALSE(down.more);

    request.last = 0;
    CHECK(harness.read(request).entries.empty());
}

TEST_CASE_TEMPLATE("an empty page has the hash of the entry it starts after", Harness,
                   EVERY_JOURNAL) {
    Harness harness;
    post_ten(harness);
    const PageRead all = harness.read(page_after(0));
    PageRequest request = page_after(10);
    request.limit = 0;
    const PageRead at_the_head = harness.read(request);
    CHECK(at_the_head.entries.empty());
    CHECK(at_the_head.before == follow(all, lobby));
    CHECK_FALSE(at_the_head.more);

    request.after = 4;
    CHECK(harness.read(request).more);
    CHECK_FALSE(harness.read(request).before.is_zero());
    request.after = 0;
    CHECK(harness.read(request).before.is_zero());
    request.after = 11;
    CHECK(harness.read(request).before.is_zero());
    request.limit = 10;
    request.after = 10;
    CHECK(harness.read(request).before == at_the_head.before);
}

TEST_CASE_TEMPLATE("numbers beyond the last entry give an empty page", Harness, EVERY_JOURNAL) {
    Harness harness;
    post_ten(harness);
    constexpr std::uint64_t huge = ~std::uint64_t{0};
    PageRequest request = page_after(huge);
    request.last = huge;
    CHECK(harness.read(request).entries.empty());
    CHECK(harness.read(request).before.is_zero());
    request = page_before(huge);
    request.last = huge;
    request.limit = 1;
    CHECK(numbers(harness.read(request)) == Numbers{10});
    request.first = huge;
    CHECK(harness.read(request).entries.empty());
}

TEST_CASE_TEMPLATE("long texts are split into pages that fit, without a gap", Harness,
                   EVERY_JOURNAL) {
    Harness harness;
    constexpr std::uint64_t texts = 256;
    std::vector<Write> writes;
    for (std::uint64_t i = 1; i <= texts; ++i)
        writes.push_back(post(i, std::string(limit::body, static_cast<char>('a' + i % 26))));
    harness.commit(std::move(writes));
    const Hash head = find(harness.journal().snapshot(), lobby)->hash;

    Hash hash;
    std::uint64_t number = 0;
    for (bool more = true; more;) {
        const PageRead page = harness.read(page_after(number));
        REQUIRE(page.entries.size() == 2);  // a third one would not fit
        REQUIRE(page.before == hash);
        hash = follow(page, lobby).value();
        number = page.entries.back().number;
        more = page.more;
    }
    CHECK(number == texts);
    CHECK(hash == head);

    number = texts + 1;
    for (bool more = true; more;) {
        const PageRead page = harness.read(page_before(number));
        REQUIRE(numbers(page) == Numbers{number - 2, number - 1});  // those nearest to it
        number = page.entries.front().number;
        more = page.more;
    }
    CHECK(number == 1);
}

TEST_CASE_TEMPLATE("a page has at least one entry, even if it exceeds max_bytes", Harness,
                   EVERY_JOURNAL) {
    Harness harness;
    post_ten(harness);
    PageRequest request = page_after(2);
    request.max_bytes = 1;
    CHECK(numbers(harness.read(request)) == Numbers{3});
    CHECK(harness.read(request).more);

    const Entry third = harness.read(request).entries.at(0);
    request.max_bytes = 2 * encoded_size(third);
    CHECK(numbers(harness.read(request)) == Numbers{3, 4});
    request.max_bytes -= 1;
    CHECK(numbers(harness.read(request)) == Numbers{3});
}

TEST_CASE_TEMPLATE("a page of an unknown conversation is empty", Harness, EVERY_JOURNAL) {
    Harness harness;
    PageRequest request = page_after(0);
    request.conversation = whisper_id(account(1), account(2));
    const PageRead page = harness.read(request);
    CHECK_FALSE(page.failed);
    CHECK(page.entries.empty());
    CHECK_FALSE(page.more);
}

}  // namespace
}  // namespace indaba::broker
