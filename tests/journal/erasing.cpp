/// The files of a journal after erasures: they hold nothing of the bodies, and a chain that
/// `verify` proves.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <functional>
#include <iterator>
#include <set>
#include <thread>

#include "broker/journal/sqlite/sqlite_backup.hpp"
#include "broker/journal/sqlite/sqlite_verify.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"
#include "tests/journal/harness.hpp"

namespace indaba::broker {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

/// A text that a search finds wherever a piece of it is left.
std::string secret(std::uint64_t number, std::size_t length = 0) {
    const std::string word = fmt::format("secret{:06} ", number);
    std::string text = word;
    while (text.size() < length) text += word;
    return text;
}

/// Returns the numbers whose secrets the files of a directory contain.
std::set<std::uint64_t> secrets_in(const fs::path& directory) {
    std::set<std::uint64_t> found;
    for (const fs::directory_entry& file : fs::directory_iterator(directory)) {
        std::ifstream in(file.path(), std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(in),
                                std::istreambuf_iterator<char>()};
        for (std::size_t at = 0; (at = bytes.find("secret", at)) != std::string::npos; at += 6)
            if (at + 12 <= bytes.size()) found.insert(std::stoull("0" + bytes.substr(at + 6, 6)));
    }
    return found;
}

void wait_until(const std::function<bool()>& done) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!done() && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

std::string problem_of(const SqliteHarness& harness) {
    return verify_journal(harness.directory().journal()).problem;
}

/// Posts secrets 1 to `count` of different lengths to 20 whispers in turn, and erases all but every
/// tenth. Returns the numbers that are left.
std::set<std::uint64_t> post_and_erase(SqliteHarness& harness, std::uint64_t count) {
    constexpr std::size_t lengths[] = {10, 40, 40, 40, 150, 900, 3'000, 9'000};
    std::set<std::uint64_t> left;
    std::vector<Write> posts, erasures;
    for (std::uint64_t i = 1; i <= count; ++i) {
        const auto with = static_cast<std::uint8_t>(2 + i * 7 % 20);
        posts.push_back(whisper(i, account(1), account(with), secret(i, lengths[i * 5 % 8])));
    }
    const Committed committed = harness.commit(posts);
    for (std::uint64_t i = 1; i <= count; ++i) {
        Post erasure = referring(count + i, account(1),
                                 EraseBody{std::get<Stored>(committed.outcomes[i - 1]).number});
        erasure.conversation = std::get<Post>(posts[i - 1]).conversation;
        if (i % 10 == 0)
            left.insert(i);
        else
            erasures.push_back(std::move(erasure));
    }
    for (const std::string& word : words(harness.commit(erasures)))
        REQUIRE_MESSAGE(word.starts_with("stored"), word);
    return left;
}

TEST_CASE("an erased text is in no file of the journal, and in no backup") {
    SqliteHarness harness;
    const std::set<std::uint64_t> left = post_and_erase(harness, 3'000);
    wait_until([&] { return secrets_in(harness.directory().path()) == left; });
    CHECK(secrets_in(harness.directory().path()) == left);
    const TemporaryDirectory copies;
    back_up_journal(harness.directory().journal(), copies.path() / "backup", std::nullopt);
    CHECK(secrets_in(copies.path()) == left);
    CHECK_MESSAGE(problem_of(harness).empty(), problem_of(harness));
}

TEST_CASE("a reader delays the end of an erased text and does not prevent it") {
    SqliteHarness harness;
    harness.commit({post(1, secret(1))});
    std::optional<sqlite::Connection> reader(harness.other_connection());
    reader->execute("BEGIN; SELECT count(*) FROM entries");
    CHECK(words(harness.commit({referring(2, account(1), EraseBody{1})})) == Words{"stored 2"});
    CHECK_FALSE(secrets_in(harness.directory().path()).empty());
    reader.reset();
    wait_until([&] { return secrets_in(harness.directory().path()).empty(); });
    CHECK(secrets_in(harness.directory().path()).empty());
}

TEST_CASE("an erased text is in no file once the journal of a killed broker was opened") {
    SqliteHarness killed;
    killed.commit({post(1, secret(1)), post(2, "stays")});
    sqlite::Connection reader = killed.other_connection();  // keeps the log as it is
    reader.execute("BEGIN; SELECT count(*) FROM entries");
    killed.commit({referring(3, account(1), EraseBody{1})});
    const TemporaryDirectory copy;
    for (const char* ending : {"", "-wal"})
        fs::copy_file(killed.directory().journal().string() + ending,
                      copy.journal().string() + ending);
    REQUIRE_FALSE(secrets_in(copy.path()).empty());
    SqliteJournal journal(copy.path());
    CHECK(secrets_in(copy.path()).empty());
    Waiter waiter(journal);
    const PageRead page = waiter.read(page_after(0));
    CHECK(page.entries.size() == 3);
    CHECK(page.entries[0].erased == hash_of_body(secret(1)));
}

// ---- verify --------------------------------------------------------------------------------

TEST_CASE("verify proves a chain with erased bodies and finds one that nobody erased") {
    const std::string hash = to_hex(hash_of_body("stays"));
    const struct {
        const char* damage;
        std::string problem;
    } cases[] = {
        {"", ""},
        {"UPDATE entries SET body = x'' WHERE number = 4", "entry 4 is not what was stored"},
        {"UPDATE entries SET body = x'' WHERE number = 4; INSERT INTO erased VALUES (1, 4, x'{}')",
         "entry 4 has no body, and no erasure explains it"},
        {"UPDATE entries SET body = x'00' WHERE number = 1", "entry 1 was erased, but has a body"},
        {"DELETE FROM erased WHERE number = 3", "entry 3 is not what was stored"},
        {"DELETE FROM edits", "entry 3 has no body, and no erasure explains it"},
        {"UPDATE entries SET body = CAST('gone' AS BLOB) WHERE number = 1; "
         "DELETE FROM erased WHERE number = 1",
         "entry 1 was erased, but has a body"},
        {"UPDATE entries SET body = (SELECT body FROM entries WHERE number = 6) WHERE number = 3; "
         "DELETE FROM erased WHERE number = 3",
         "entry 3 is an edit of an erased message, but has a body"},
    };
    for (const auto& [damage, problem] : cases) {
        const std::string name(damage);  // clang 14 captures no structured binding
        CAPTURE(name);
        SqliteHarness harness;
        harness.commit({post(1, "gone"), referring(2, account(2), ReplyBody{1, "answer"}),
                        referring(3, account(1), EditBody{1, "edit"}), post(4, "stays"),
                        referring(5, account(1), EraseBody{1}),
                        post(6, encode(ReferringBody(EditBody{1, "edit"})))});
        harness.other_connection().execute(fmt::format(fmt::runtime(damage), hash));
        const std::string found = problem_of(harness);
        CHECK_MESSAGE(found.empty() == problem.empty(), found);
        CHECK_MESSAGE(found.find(problem) != std::string::npos, found);
    }
}

}  // namespace
}  // namespace indaba::broker
