#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "common/base/path_text.hpp"
#include "common/client/home/store.hpp"
#include "common/client/home/store_schema.hpp"
#include "tests/home/stores.hpp"
#include "tests/home/temporary_home.hpp"

using namespace indaba;
using namespace indaba::client;
using namespace indaba::test;
namespace fs = std::filesystem;

namespace {

/// Returns the names of the files that have the text anywhere in their bytes.
std::vector<std::string> files_with(const fs::path& home, const std::string& text) {
    std::vector<std::string> found;
    for (const auto& file : fs::recursive_directory_iterator(home)) {
        if (!file.is_regular_file()) continue;
        std::ifstream stream(file.path(), std::ios::binary);
        const std::string bytes(std::istreambuf_iterator<char>(stream), {});
        if (bytes.find(text) != std::string::npos) found.push_back(to_utf8(file.path().filename()));
    }
    return found;
}

const std::string secret = "the-secret-that-was-erased";
/// A text that needs pages of its own, with the secret at both ends.
std::string long_secret() { return secret + std::string(15'000, 'x') + secret; }

void say(Store& store, std::uint64_t id, const std::string& text) {
    store.set_draft(room, text);
    store.add_post(row(id, text), room);
    store.remove_post(row(id).id);  // its receipt came
}

using Files = std::vector<std::string>;

}  // namespace

TEST_SUITE("store traces") {
    TEST_CASE("an erased text is in no byte of the store's files, while other rows stay") {
        for (const std::string& text : {secret, long_secret()}) {
            const TemporaryHome home;
            Store store{home.path(), journal};
            store.add_post(row(1, "unsent"), room);
            say(store, 2, text);
            say(store, 3, "another");
            store.set_draft(other_room, "draft");
            REQUIRE(files_with(home.path(), secret) != Files{});  // in the write-ahead log
            store.remove_traces();
            CHECK(files_with(home.path(), secret) == Files{});
            CHECK(store.outbox() == std::vector<OutboxRow>{row(1, "unsent")});
            CHECK(store.draft(other_room) == "draft");
            say(store, 4, text);
            store.remove_traces();  // again, in the same process
            CHECK(files_with(home.path(), secret) == Files{});
        }
    }

    TEST_CASE("a text that an older version sent and did not overwrite is removed, too") {
        const TemporaryHome home;
        { const Store made{home.path(), journal}; }
        {
            sqlite::Connection older =
                connect_to_store(store_file(home.path()), sqlite::Mode::write);
            older.execute("PRAGMA secure_delete=OFF");
            const std::string text = long_secret();
            sqlite::Statement(older,
                              "INSERT INTO drafts(conversation, text, sum) "
                              "VALUES(?1, ?2, checksum(?1, ?2))")
                .run(room, text);
            older.execute("PRAGMA wal_checkpoint(TRUNCATE); DELETE FROM drafts");
        }
        REQUIRE(files_with(home.path(), secret) != Files{});
        Store store{home.path(), journal};
        store.remove_traces();
        CHECK(files_with(home.path(), secret) == Files{});
    }

    TEST_CASE("a store that is closed keeps no sent text") {
        const TemporaryHome home;
        {
            Store store{home.path(), journal};
            say(store, 1, secret);
            say(store, 2, long_secret());
        }
        CHECK(files_with(home.path(), secret) == Files{});
    }

    TEST_CASE("a draft with the same text is the user's own and stays") {
        const TemporaryHome home;
        Store store{home.path(), journal};
        say(store, 1, secret);
        store.set_draft(room, secret);
        store.remove_traces();
        CHECK(store.draft(room) == secret);
    }

    TEST_CASE("traces are removed while another program of the home has the store open") {
        const TemporaryHome home;
        Store store{home.path(), journal};
        Store tail{home.path(), journal};
        tail.set_tail_positions("tail", {{room, position(1)}});
        say(store, 1, secret);
        store.remove_traces();
        CHECK(files_with(home.path(), secret) == Files{});
        tail.set_tail_positions("tail", {{room, position(2)}});
        CHECK(store.farthest_tail_positions().at(room) == position(2));
    }
}
