/// A damaged store is set aside and replaced by a new one with the rows that can still be read.
#include <doctest/doctest.h>

#include <algorithm>
#include <memory>

#include "common/client/home/store.hpp"
#include "tests/home/stores.hpp"
#include "tests/home/temporary_home.hpp"
#include "tests/support/child_task.hpp"

using namespace indaba;
using namespace indaba::client;
using namespace indaba::test;
namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t rows_said = 60;
constexpr std::size_t page_bytes = 4096;

std::string body_of(std::uint64_t n) { return std::to_string(n) + std::string(300 + 40 * n, 'x'); }

bool was_said(const OutboxRow& found) {
    for (std::uint64_t n = 1; n <= rows_said; ++n)
        if (found == row(n, body_of(n))) return true;
    return false;
}

void fill(Store& store) {
    for (std::uint64_t n = 1; n <= rows_said; ++n) store.add_post(row(n, body_of(n)), other_room);
    store.set_draft(room, "a draft");
    store.set_read(room, 7);
    store.set_tail_positions("bot", {{room, position(3)}});
}

const ChildTask fill_and_die{"fill-a-store-and-die", [](Parent& parent) {
                                 Store store{parent.told_path(), journal};
                                 fill(store);
                                 kill_this_process();
                             }};

const ChildTask hold_open{"hold-a-store-open", [](Parent& parent) {
                              Store store{parent.told_path(), journal};
                              parent.send("open");
                              parent.told();  // go
                              store.add_post(row(1001), room);
                          }};

const ChildTask open_rebuilt{
    "open-a-damaged-store", [](Parent& parent) {
        const fs::path home = parent.told_path();
        parent.told();  // go
        const Store store{home, journal};
        parent.send(store.outbox().size() == rows_said - 1 ? "good" : "bad!");
    }};

/// The bytes of a store with all rows in the file itself. Made once, since it takes long.
const std::string& filled_file() {
    static const std::string content = [] {
        const TemporaryHome home;
        {
            Store store{home.path(), journal};
            fill(store);
        }
        return content_of(store_file(home.path()));
    }();
    return content;
}

/// A home whose store has these bytes.
struct DamagedHome {
    explicit DamagedHome(const std::string& content) { write_to(file(), content); }
    /// Returns the store's file, or with a suffix a file beside it.
    fs::path file(const char* suffix = "") const { return store_file(home.path(), suffix); }
    fs::path set_aside() const { return file(".damaged-1"); }
    TemporaryHome home;
};

struct Opened {
    std::size_t rows = 0;
    std::string warning;
};

/// Opens the home for the first time and checks the guarantees after any damage.
Opened open_damaged(const DamagedHome& damaged) {
    Store store{damaged.home.path(), journal};
    const std::vector<OutboxRow> rows = store.outbox();
    CHECK(std::all_of(rows.begin(), rows.end(), was_said));
    CHECK(std::is_sorted(rows.begin(), rows.end(),
                         [](const auto& a, const auto& b) { return a.id < b.id; }));
    const bool whole = rows.size() == rows_said && store.draft(room) == "a draft" &&
                       store.read(room) == 7 && store.tail_positions("bot");
    CHECK((whole || store.warning() != ""));

    store.add_post(row(1000), room);
    CHECK(store.outbox().size() == rows.size() + 1);
    return {rows.size(), store.warning()};
}

std::string warning_of(const fs::path& home) { return Store{home, journal}.warning(); }

}  // namespace

TEST_SUITE("damaged store") {
    TEST_CASE("an undamaged copy opens without a warning") {
        const DamagedHome home{filled_file()};
        const Opened opened = open_damaged(home);
        CHECK(opened.rows == rows_said);
        CHECK(opened.warning == "");
    }

    TEST_CASE(
        "a store with any one byte flipped opens with posts that were added, and warns of a loss") {
        const std::string& content = filled_file();
        for (std::size_t at = 0; at < content.size(); at += at < 100 ? 1 : 2003) {
            if (at >= 60 && at < 64) continue;  // the version: a newer one is refused
            CAPTURE(at);
            std::string bytes = content;
            bytes[at] = static_cast<char>(bytes[at] ^ 0x41);
            open_damaged(DamagedHome{bytes});
        }
    }

    TEST_CASE("a flipped byte in a text loses that row only") {
        std::string bytes = filled_file();
        const std::size_t at = bytes.find("30xxx");
        REQUIRE(at != std::string::npos);
        bytes[at + 100] = 'y';
        const DamagedHome home{bytes};
        const auto [rows, warning] = open_damaged(home);
        CHECK(rows == rows_said - 1);
        CHECK(says(warning, "outbox 59"));
        CHECK(says(warning, "Not all rows could be read of: outbox."));
        CHECK(says(warning, to_utf8(home.set_aside())));
        CHECK(content_of(home.set_aside()) == bytes);
        CHECK(warning_of(home.home.path()) == "");
        CHECK(!fs::exists(home.file(".damaged-2")));
    }

    TEST_CASE("a store with a lost page keeps the rows that are read before that page") {
        const std::string& content = filled_file();
        std::size_t kept = 0;
        for (std::size_t page = 0; page < content.size() / page_bytes; ++page) {
            CAPTURE(page);
            std::string bytes = content;
            bytes.replace(page * page_bytes, page_bytes, page_bytes, '\0');
            kept = std::max(kept, open_damaged(DamagedHome{bytes}).rows);
        }
        CHECK(kept > rows_said / 2);
    }

    TEST_CASE("a truncated store of any length opens with a warning") {
        const std::string& content = filled_file();
        for (std::size_t length = 0; length < content.size(); length += 3000) {
            CAPTURE(length);
            open_damaged(DamagedHome{content.substr(0, length)});
        }
    }

    TEST_CASE("a file that is not a store is set aside, and a new store is made") {
        for (const std::string& garbage : {std::string(), std::string("not a database"),
                                           std::string(100'000, 'x'), std::string(100'000, '\0')}) {
            const DamagedHome home{garbage};
            const auto [rows, warning] = open_damaged(home);
            CHECK(rows == 0);
            CHECK(says(warning, "Nothing in it could be read."));
            CHECK(content_of(home.set_aside()) == garbage);
            CHECK(warning_of(home.home.path()) == "");
        }
    }

    TEST_CASE("an empty file is set aside together with its write-ahead log") {
        const DamagedHome home{""};
        write_to(home.file("-wal"), "a log");
        CHECK(says(open_damaged(home).warning, "Nothing in it could be read."));
        CHECK(content_of(home.file(".damaged-1-wal")) == "a log");
    }

    TEST_CASE("the second damaged file does not replace the first") {
        const DamagedHome home{"first"};
        warning_of(home.home.path());
        write_to(home.file(), "second");
        CHECK(says(warning_of(home.home.path()), ".damaged-2"));
        CHECK(content_of(home.set_aside()) == "first");
    }

    TEST_CASE("rows that are only in the write-ahead log are restored") {
        const TemporaryHome home;
        { const Store made{home.path(), journal}; }
        Child child{fill_and_die, {to_utf8(home.path())}};
        REQUIRE(child.wait() == killed);
        const fs::path file = store_file(home.path());
        const std::string bytes = content_of(file);
        const std::string log = content_of(store_file(home.path(), "-wal"));
        REQUIRE(log.size() > page_bytes);

        for (std::size_t length : {std::size_t{50}, page_bytes, 3 * page_bytes}) {
            CAPTURE(length);
            const DamagedHome damaged{bytes.substr(0, length)};
            write_to(damaged.file("-wal"), log);
            CHECK(open_damaged(damaged).rows == rows_said);
        }
        for (std::size_t at = 0; at < 100; ++at) {
            if (at >= 60 && at < 64) continue;
            CAPTURE(at);
            std::string flipped = bytes;
            flipped[at] = static_cast<char>(flipped[at] ^ 0x41);
            const DamagedHome damaged{flipped};
            write_to(damaged.file("-wal"), log);
            CHECK(open_damaged(damaged).rows == rows_said);
        }
    }

    TEST_CASE("an interrupted recovery is completed at the next start") {
        const DamagedHome home{filled_file()};
        fs::rename(home.file(), home.file(".mended"));
        write_to(home.set_aside(), "the damaged one");
        const auto [rows, warning] = open_damaged(home);
        CHECK(rows == rows_said);
        CHECK(says(warning, "interrupted"));
        CHECK(content_of(home.set_aside()) == "the damaged one");
    }

    TEST_CASE("a store is not replaced under a process that has it open") {
        const DamagedHome home{filled_file()};
        Child other{hold_open, {to_utf8(home.home.path())}};
        REQUIRE(other.received(4) == "open");
        std::string bytes = content_of(home.file());
        bytes[bytes.find("30xxx") + 100] = 'y';
        write_to(home.file(), bytes);
        CHECK(says(sentence_of([&] { warning_of(home.home.path()); }), "has it open"));
        CHECK(!fs::exists(home.set_aside()));
        other.go();
        CHECK(other.wait() == 0);
        CHECK(says(warning_of(home.home.path()), "was damaged"));
        CHECK(Store{home.home.path(), journal}.outbox().back() == row(1001));
    }

    TEST_CASE("processes that open a damaged store at the same time all get the rebuilt one") {
        std::string bytes = filled_file();
        bytes[bytes.find("30xxx") + 100] = 'y';
        const DamagedHome home{bytes};
        std::vector<std::unique_ptr<Child>> children;
        for (int i = 0; i < 4; ++i)
            children.push_back(std::make_unique<Child>(
                open_rebuilt, std::vector<std::string>{to_utf8(home.home.path())}));
        for (auto& child : children) child->go();
        for (auto& child : children) CHECK(child->received(4) == "good");
        CHECK(!fs::exists(home.file(".damaged-2")));
    }
}
