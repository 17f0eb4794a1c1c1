/// Exports that nothing is restored from, and directories that nothing is restored into.
#include "broker/data/unfinished_journal.hpp"
#include "tests/restore/exports.hpp"
#include "tests/support/broker_conversation.hpp"

using namespace indaba;
using namespace indaba::broker;
using namespace indaba::test;
namespace fs = std::filesystem;

namespace {

struct Exported {
    Original original;
    Exported() {
        std::vector<Write> writes{named(rita, "rita"), named(rob, "rob")};
        for (std::uint64_t id = 1; id <= 200; ++id)
            writes.push_back(post(id, "text " + std::to_string(id) + std::string(400, 'x')));
        original.commit(std::move(writes));
    }
};

void change_rows(const fs::path& file, const std::string& sql) {
    sqlite::Connection(file, sqlite::Mode::write).execute(sql);
}

}  // namespace

TEST_SUITE("refused exports") {
    TEST_CASE_FIXTURE(Exported, "a file that is no export is named, with what to do") {
        Restored restored;
        const auto file = original.exported(rita, "rita");
        const fs::path other = file.parent_path() / "other";
        CHECK(says(sentence_of([&] {
                       restored.from({file, other});
                   }),
                   other.string() + " cannot be opened. Check its name"));
        write_to(other, "");
        CHECK(says(sentence_of([&] { restored.from({other}); }),
                   other.string() + " is no file that `indaba-cli export` wrote."));
        write_to(other, std::string(10'000, 'x'));
        CHECK(says(sentence_of([&] {
                       restored.from({other, file});
                   }),
                   other.string() + " is no file that `indaba-cli export` wrote."));
        sqlite::Connection(file.parent_path() / "store", sqlite::Mode::create)
            .execute("CREATE TABLE other (row)");
        CHECK(says(sentence_of([&] { restored.from({file.parent_path() / "store"}); }),
                   "store is no file that `indaba-cli export` wrote."));
        CHECK(says(sentence_of([&] { restored.from({file.parent_path()}); }), "cannot be "));
        CHECK(restored.left().empty());
    }

    TEST_CASE_FIXTURE(Exported, "what a killed restore left is removed by the next one") {
        Restored restored;
        const fs::path place = UnfinishedJournal(restored.path()).file().parent_path();
        fs::create_directories(place);
        write_to(place / "journal.db", content_of(original.journal_file()));
        write_to(place / "journal.db-journal", "half of a transaction");
        fs::create_directories(restored.path() / ".indaba-AbCdEf");  // of a backup that is written
        CHECK(says(restored.from({original.exported(rita, "rita")}), "Restored: 200 entries"));
        CHECK(restored.left() == Words{".indaba-AbCdEf", "journal.db", "lock"});
    }

    TEST_CASE_FIXTURE(Exported, "an export of another server is named beside the first one") {
        Exported another;
        Restored restored;
        const auto ours = original.exported(rita, "ours"),
                   theirs = another.original.exported(rob, "theirs");
        CHECK(says(sentence_of([&] {
                       restored.from({ours, theirs});
                   }),
                   ours.string() + " and " + theirs.string() + " are copies of different servers"));
        CHECK(restored.left().empty());
    }

    TEST_CASE_FIXTURE(Exported, "a damaged export is named and leaves nothing") {
        Restored restored;
        const auto file = original.exported(rita, "rita");
        const std::string sound = content_of(file);
        SUBCASE("a body") {
            change_rows(file, "UPDATE entries SET body = x'00' WHERE number = 100");
            CHECK(says(restored.refused({file}),
                       file.string() + " is damaged: the entries 1 to 200 of #lobby are not"));
        }
        SUBCASE("a missing entry") {
            change_rows(file, "DELETE FROM entries WHERE number = 100");
            CHECK(says(restored.refused({file}),
                       file.string() + " is damaged: the entries of #lobby"));
        }
        SUBCASE("an id of another length") {
            change_rows(file, "UPDATE entries SET id = x'00' WHERE number = 100");
            CHECK(says(restored.refused({file}), file.string() + " cannot be read: "));
        }
        SUBCASE("its middle") {
            std::string content = sound;
            const std::size_t middle = content.find("text 100x");
            REQUIRE(middle != std::string::npos);
            content.replace(middle, 5'000, 5'000, '?');
            write_to(file, content);
            CHECK(says(restored.refused({file}), file.string()));
        }
        SUBCASE("its second half is gone") {
            fs::resize_file(file, sound.size() / 8192 * 4096);
            const std::string sentence = sentence_of([&] { restored.from({file}); });
            CHECK(says(sentence, file.string()));
            CHECK(!fs::exists(restored.journal_file()));
        }
    }

    TEST_CASE_FIXTURE(Exported, "exports that contradict each other leave nothing") {
        Restored restored;
        const auto one = original.exported(rita, "one"), other = original.exported(rob, "other");
        change_rows(other, "UPDATE entries SET at = at + 1 WHERE number = 150");
        CHECK(says(restored.refused({one, other}),
                   one.string() + " and " + other.string() +
                       " contradict each other: entry 150 of #lobby"));
        change_rows(other, "DELETE FROM conversations");
        fs::remove(restored.path() / "lock");
        CHECK(says(restored.from({one, other}),
                   "Restored: 200 entries of 1 conversation, 2 accounts"));
    }

    TEST_CASE_FIXTURE(Exported, "a whisper that is not of its ends is damage") {
        original.commit({whisper(900, rita, rob, "psst")});
        const auto file = original.exported(rita, "rita");
        const Head forged{{whisper_id(rita, rob), {}, Between{rita, rosa}}, 1};
        {
            sqlite::Connection database(file, sqlite::Mode::write);
            sqlite::Statement(database, "UPDATE conversations SET head = ? WHERE id = ?")
                .run(sqlite::Blob{encode(ToClient{RoomJoined{forged}})}, forged.conversation.id);
        }
        Restored restored;
        CHECK(says(sentence_of([&] { restored.from({file}); }),
                   file.string() + " is damaged: conversation "));
    }

    TEST_CASE_FIXTURE(Exported, "a directory with a journal, or a part of one, is left as it is") {
        const auto file = original.exported(rita, "rita");
        for (const char* name :
             {"journal.db", "journal.db-wal", "journal.db-shm", "journal.db-journal"}) {
            Restored restored;
            write_to(restored.path() / name, "precious");
            CHECK(says(sentence_of([&] { restored.from({file}); }),
                       (restored.path() / name).string() + " exists already"));
            CHECK(content_of(restored.path() / name) == "precious");
            CHECK(restored.left() == Words{name, "lock"});
        }
    }

    TEST_CASE_FIXTURE(Exported, "a damaged key is named and left as it is") {
        Restored restored;
        write_to(restored.path() / "key", "no key");
        fs::permissions(restored.path() / "key", fs::perms::owner_read | fs::perms::owner_write);
        CHECK(says(sentence_of([&] { restored.from({original.exported(rita, "rita")}); }),
                   "key is damaged"));
        CHECK(restored.left() == Words{"key", "lock"});
    }

    TEST_CASE("two entries of an account with one id leave nothing") {
        BrokerConversation talk(lobby_conversation()), whispers(whisper_between(rita, rob));
        talk.say(rita, "for all", test::message_id(1));
        whispers.say(rita, "for one", test::message_id(1));
        const TemporaryDirectory home;
        const fs::path file = home.path() / "export";
        {
            client::Replica replica(home.path(), {test::journal_id(1), rita});
            replica.keep_heads({talk.head(), whispers.head()}, false);
            for (const BrokerConversation* each : {&talk, &whispers})
                CHECK(replica.add({{each->id(), {}, each->from_to(1, 1)}}).empty());
            replica.export_to(file);
        }
        Restored restored;
        CHECK(says(restored.refused({file}), "two different entries have the same id"));
    }
}
