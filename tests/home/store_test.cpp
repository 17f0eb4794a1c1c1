#include "common/client/home/store.hpp"

#include <doctest/doctest.h>

#include <memory>

#include "common/client/home/store_schema.hpp"
#include "common/wire/protocol.hpp"
#include "tests/home/stores.hpp"
#include "tests/home/temporary_home.hpp"
#include "tests/support/child_task.hpp"

using namespace indaba;
using namespace indaba::client;
using namespace indaba::test;
namespace fs = std::filesystem;

namespace {

using Rows = std::vector<OutboxRow>;
using Positions = std::map<ConversationId, Store::Position>;

const ChildTask add_and_die{"add-a-post-and-die", [](Parent& parent) {
                                Store store{parent.told_path(), journal};
                                store.set_draft(room, "hi");
                                store.add_post(row(std::stoull(parent.told())), room);
                                kill_this_process();
                            }};

const ChildTask add_until_killed{"add-posts-until-killed", [](Parent& parent) {
                                     Store store{parent.told_path(), journal};
                                     const std::uint64_t before = store.outbox().size();
                                     for (std::uint64_t n = before + 1;; ++n) {
                                         store.set_draft(room, std::to_string(n));
                                         parent.send(".");  // from here on its text may not be lost
                                         store.add_post(row(n, std::to_string(n)), room);
                                     }
                                 }};

constexpr std::uint64_t rows_of_each = 25;

const ChildTask write_as_tail{
    "write-posts-and-positions", [](Parent& parent) {
        const fs::path home = parent.told_path();
        const std::uint64_t writer = std::stoull(parent.told());
        parent.told();  // go
        Store store{home, journal};
        for (std::uint64_t n = 1; n <= rows_of_each; ++n) {
            store.add_post(row(writer * 100 + n), room);
            store.set_tail_positions("tail" + std::to_string(writer), {{room, position(n)}});
        }
    }};

}  // namespace

TEST_SUITE("store") {
    TEST_CASE("a new store is empty and has no warning") {
        const TemporaryHome home;
        const Store store{home.path(), journal};
        CHECK(store.warning() == "");
        CHECK(store.outbox().empty());
        CHECK(store.draft(room) == "");
        CHECK(store.read(room) == 0);
    }

    TEST_CASE("a post is in the outbox when its process is killed right after add_post") {
        const TemporaryHome home;
        for (std::uint64_t n = 1; n <= 10; ++n) {
            Child child{add_and_die, {to_utf8(home.path()), std::to_string(n)}};
            CHECK(child.wait() == killed);
            const Store store{home.path(), journal};
            CHECK(store.warning() == "");
            CHECK(store.outbox().size() == n);
            CHECK(store.outbox().back() == row(n));
            CHECK(store.draft(room) == "");
        }
    }

    TEST_CASE("a kill at any moment leaves the text in the draft or in the outbox") {
        const TemporaryHome home;
        { const Store made{home.path(), journal}; }
        for (int round = 0; round < 10; ++round) {
            Child child{add_until_killed, {to_utf8(home.path())}};
            const auto entered = static_cast<std::size_t>(round % 5 + 1);
            CHECK(child.received(entered).size() == entered);
            child.kill();
            Store store{home.path(), journal};
            CHECK(store.warning() == "");
            const Rows rows = store.outbox();
            for (std::size_t i = 0; i < rows.size(); ++i)
                CHECK(rows[i] == row(i + 1, std::to_string(i + 1)));
            const std::string draft = store.draft(room);
            CHECK((draft.empty() || draft == std::to_string(rows.size() + 1)));
        }
    }

    TEST_CASE("add_post removes the draft of its conversation and keeps the other drafts") {
        const TemporaryHome home;
        Store store{home.path(), journal};
        store.set_draft(room, "hi");
        store.set_draft(other_room, "later");
        store.add_post(row(1), room);
        CHECK(store.draft(room) == "");
        CHECK(store.draft(other_room) == "later");
    }

    TEST_CASE("add_post changes nothing when the disk refuses: the draft is still there") {
        const TemporaryHome home;
        Store store{home.path(), journal};
        store.set_draft(room, "precious");
        indaba::sqlite::Connection other =
            connect_to_store(store_file(home.path()), indaba::sqlite::Mode::write);
        // Stands for any failure between the two halves of the transaction.
        other.execute(
            "CREATE TRIGGER no BEFORE DELETE ON drafts BEGIN SELECT RAISE(ABORT, 'no'); END");
        CHECK(!sentence_of([&] { store.add_post(row(1), room); }).empty());
        CHECK(store.outbox().empty());
        CHECK(store.draft(room) == "precious");
        other.execute("DROP TRIGGER no");
        store.add_post(row(1), room);
        CHECK(store.outbox() == Rows{row(1)});
    }

    TEST_CASE("the outbox keeps the order of add_post, independent of the ids") {
        const TemporaryHome home;
        const Rows said{row(9), whisper(3), row(7, ""), whisper(1), row(8)};
        {
            Store store{home.path(), journal};
            for (const OutboxRow& each : said) store.add_post(each, room);
            CHECK(store.outbox() == said);
        }
        Store again{home.path(), journal};
        CHECK(again.outbox() == said);
        again.remove_post(said[4].id);
        again.remove_post(said[0].id);
        again.add_post(row(2), room);
        CHECK(again.outbox() == Rows{said[1], said[2], said[3], row(2)});
    }

    TEST_CASE("texts come back byte for byte, up to the limit of a body") {
        const TemporaryHome home;
        const Rows said{row(1, std::string(limit::body, 'x')), row(2, std::string("a\0b", 3)),
                        row(3, "Ünïcödé 🦒 'quotes' \"\n"), row(4, "\xff\xfe")};
        Store store{home.path(), journal};
        for (const OutboxRow& each : said) {
            store.add_post(each, room);
            store.set_draft(other_room, each.body);
            CHECK(store.draft(other_room) == each.body);
        }
        CHECK(store.outbox() == said);
    }

    TEST_CASE("adding the same post twice stores one row") {
        const TemporaryHome home;
        Store store{home.path(), journal};
        store.add_post(row(1), room);
        store.add_post(row(1), room);
        CHECK(store.outbox() == Rows{row(1)});
    }

    TEST_CASE("removing a post twice, or an unknown one, is harmless") {
        const TemporaryHome home;
        Store store{home.path(), journal};
        store.add_post(row(1), room);
        store.add_post(row(2), room);
        store.remove_post(row(1).id);
        store.remove_post(row(1).id);
        store.remove_post(row(5).id);
        CHECK(store.outbox() == Rows{row(2)});
    }

    TEST_CASE("set_draft replaces the draft, and an empty text removes it") {
        const TemporaryHome home;
        Store store{home.path(), journal};
        store.set_draft(room, "a");
        store.set_draft(room, "ab");
        CHECK(store.draft(room) == "ab");
        store.set_draft(room, "");
        CHECK(store.draft(room) == "");
    }

    TEST_CASE("read positions are kept per conversation") {
        const TemporaryHome home;
        {
            Store store{home.path(), journal};
            store.set_read(room, 5);
            store.set_read(room, 6);
            store.set_read(other_room, UINT64_MAX);
        }
        const Store store{home.path(), journal};
        CHECK(store.read(room) == 6);
        CHECK(store.read(other_room) == UINT64_MAX);
        CHECK(store.read_positions() ==
              std::map<ConversationId, std::uint64_t>{{room, 6}, {other_room, UINT64_MAX}});
    }

    TEST_CASE("each journal has a store of its own") {
        const TemporaryHome home;
        Store one{home.path(), journal}, other{home.path(), other_journal};
        one.add_post(row(1), room);
        one.set_draft(room, "mine");
        CHECK(other.outbox().empty());
        CHECK(other.draft(room) == "");
    }

    TEST_CASE("several processes use one store at once") {
        const TemporaryHome home;
        constexpr std::uint64_t writers = 4;
        std::vector<std::unique_ptr<Child>> children;
        for (std::uint64_t w = 0; w < writers; ++w)
            children.push_back(std::make_unique<Child>(
                write_as_tail, std::vector<std::string>{to_utf8(home.path()), std::to_string(w)}));
        for (auto& child : children) child->go();
        for (auto& child : children) CHECK(child->wait() == 0);
        const Store store{home.path(), journal};
        CHECK(store.warning() == "");
        CHECK(store.outbox().size() == writers * rows_of_each);
        for (std::uint64_t w = 0; w < writers; ++w)
            CHECK(store.tail_positions("tail" + std::to_string(w)) ==
                  Positions{{room, position(rows_of_each)}});
    }

    TEST_CASE("a store of a newer version is refused with a sentence and left unchanged") {
        const TemporaryHome home;
        {
            Store store{home.path(), journal};
            store.add_post(row(1), room);
        }
        connect_to_store(store_file(home.path()), indaba::sqlite::Mode::write)
            .execute("PRAGMA user_version=2");
        const std::string sentence = sentence_of([&] { Store{home.path(), journal}; });
        CHECK(sentence.find("newer Indaba") != std::string::npos);
        CHECK(fs::exists(store_file(home.path())));
        CHECK(!fs::exists(store_file(home.path(), ".damaged-1")));
    }

    TEST_CASE("a store in a missing home fails with a sentence") {
        const TemporaryHome home;
        CHECK(!sentence_of([&] { Store(home / "missing", journal); }).empty());
    }
}

TEST_SUITE("tail positions") {
    TEST_CASE("a tail that never ran has no positions, and one that ran has an empty list") {
        const TemporaryHome home;
        Store store{home.path(), journal};
        CHECK(store.tail_positions("bot") == std::nullopt);
        store.set_tail_positions("bot", {});
        CHECK(store.tail_positions("bot") == Positions{});
        CHECK(store.tail_positions("other") == std::nullopt);
    }

    TEST_CASE("each tail has positions of its own") {
        const TemporaryHome home;
        const Positions ann{{room, position(5)}, {other_room, position(UINT64_MAX)}};
        const Positions bob{{room, position(2)}};
        {
            Store store{home.path(), journal};
            store.set_tail_positions("ann", ann);
            store.set_tail_positions("bob", bob);
            store.set_tail_positions("", bob);
            store.set_tail_positions("it's \"bob\"", ann);
        }
        const Store store{home.path(), journal};
        CHECK(store.tail_positions("ann") == ann);
        CHECK(store.tail_positions("bob") == bob);
        CHECK(store.tail_positions("") == bob);
        CHECK(store.tail_positions("it's \"bob\"") == ann);
    }

    TEST_CASE("set_tail_positions replaces all positions of the tail") {
        const TemporaryHome home;
        Store store{home.path(), journal};
        store.set_tail_positions("bot", {{room, position(1)}, {other_room, position(1)}});
        const Positions next{{room, position(2)}};
        store.set_tail_positions("bot", next);
        store.set_tail_positions("bot", next);
        CHECK(store.tail_positions("bot") == next);
    }
}

TEST_SUITE("import from the parent journal") {
    TEST_CASE("rows and drafts of the parent journal move, with their ids and in order") {
        const TemporaryHome home;
        Store parent{home.path(), journal}, child{home.path(), other_journal};
        parent.add_post(row(5), room);
        parent.add_post(whisper(4), other_room);
        parent.set_draft(room, "begun");
        parent.set_tail_positions("bot", {{room, position(3)}});
        child.import_from(parent);
        CHECK(child.outbox() == Rows{row(5), whisper(4)});
        CHECK(child.draft(room) == "begun");
        CHECK(parent.outbox().empty());
        CHECK(parent.draft(room) == "");
        CHECK(parent.tail_positions("bot") == Positions{{room, position(3)}});
        CHECK(fs::exists(store_file(home.path())));
    }

    TEST_CASE("importing twice is harmless, also after a crash in between and after a receipt") {
        const TemporaryHome home;
        Store parent{home.path(), journal}, child{home.path(), other_journal};
        parent.add_post(row(1), room);
        child.add_post(row(1), room);  // as if the parent's half had not been reached
        child.import_from(parent);
        child.import_from(parent);
        CHECK(child.outbox() == Rows{row(1)});
        child.remove_post(row(1).id);
        child.import_from(parent);
        CHECK(child.outbox().empty());
    }

    TEST_CASE("import_from keeps the draft that is here, and the parent keeps its own") {
        const TemporaryHome home;
        Store parent{home.path(), journal}, child{home.path(), other_journal};
        parent.set_draft(room, "old");
        child.set_draft(room, "new");
        child.import_from(parent);
        CHECK(child.draft(room) == "new");
        CHECK(parent.draft(room) == "old");
    }

    TEST_CASE("a store imports nothing from itself") {
        const TemporaryHome home;
        Store store{home.path(), journal}, same{home.path(), journal};
        store.add_post(row(1), room);
        store.import_from(store);
        store.import_from(same);
        CHECK(store.outbox() == Rows{row(1)});
    }
}
