/// The journal that is made of exports, compared with the one that was lost.
#include "broker/data/key_pairing.hpp"
#include "tests/restore/told.hpp"

using namespace indaba;
using namespace indaba::broker;

namespace {

/// Returns the lines of a snapshot that exports can tell.
Words told_lines(const Snapshot& snapshot) {
    Words lines = lines_of(snapshot);
    std::erase_if(lines, [](const std::string& line) {
        return line.starts_with("journal ") || line.starts_with("read ") ||
               line.starts_with("standing ") || line.starts_with("invite ");
    });
    return lines;
}

}  // namespace

TEST_SUITE("restoring") {
    TEST_CASE(
        "exports of all members make the journal that was lost, but for what they cannot know") {
        Original original;
        tell_in_lobby(original);
        tell_in_rooms(original);
        original.commit({StandingChange{rita, true}, ReadMark{rob, lobby, 3}});
        const Files files{original.exported(rita, "rita"), original.exported(rob, "rob"),
                          original.exported(broker::account(6), "rosa")};
        Restored restored;
        const std::string text = restored.from(files);
        CAPTURE(text);
        CHECK(text.starts_with("Restored: 28 entries of 4 conversations, 6 accounts.\n"));
        CHECK(!test::says(text, "restored up to"));
        CHECK(!test::says(text, "not restored"));
        CHECK(restored.left() == Words{"journal.db", "lock"});
        const Snapshot was = original.snapshot(), is = restored.snapshot();
        CHECK(told_lines(is) == told_lines(was));
        CHECK(is.parents == std::vector<JournalId>{was.journal});
        CHECK(is.journal != was.journal);
        CHECK(is.reads.empty());
        CHECK(is.standings.empty());
        CHECK(reference_rows(restored.journal_file()) == reference_rows(original.journal_file()));
        CHECK(restored.problem() == "");
    }

    TEST_CASE("whoever restores twice gets two journals, which go on") {
        Original original;
        tell_in_lobby(original);
        const Files files{original.exported(rob, "rob")};
        Restored one, other;
        one.from(files);
        other.from(files);
        CHECK(one.snapshot().journal != other.snapshot().journal);
        SqliteJournal journal(one.path());
        Waiter waiter(journal);
        CHECK(words(waiter.commit({post(50, "on"), post(1, "first"), post(1, "other"),
                                   referring(51, rob, EraseBody{2}), named(ray, "rob")})) ==
              Words{"stored 10", "again 1", "reused", "stored 11", "taken"});
        CHECK(one.problem() == "");
    }

    TEST_CASE("an erased body stays deleted, also when an older export has it") {
        Original original;
        original.commit({named(rita, "rita"), named(rob, "rob"), post(1, "the-secret-word"),
                         post(2, "another"), referring(3, rita, EditBody{1, "the-secret-word-2"})});
        const auto older = original.exported(rob, "older");
        original.commit({referring(4, rita, EraseBody{1})});
        const auto newer = original.exported(rita, "newer");
        // The last one has the erasure, and no other entry.
        const auto last = original.exported(rita, "last", {{lobby, {{4, 4}}}});
        for (const Files& files : {Files{older, newer}, Files{newer, older}, Files{newer},
                                   Files{older, last}, Files{last, older}}) {
            Restored restored;
            restored.from(files);
            CHECK(bodies(restored.entries(lobby)).at(0) == "-");
            CHECK(bodies(restored.entries(lobby)).at(2) == "-");
            CHECK(restored.problem() == "");
            for (const std::string& name : restored.left())
                CHECK(!test::says(test::content_of(restored.path() / name.c_str()), "the-secret"));
        }
    }

    TEST_CASE("an erasure that follows a missing entry, or is in no export, deletes all the same") {
        Original original;
        original.commit({named(rita, "rita"), post(1, "the-secret-word"), post(2, "kept")});
        const auto older = original.exported(rita, "older");
        original.commit({post(3, "missing"), referring(4, rita, EraseBody{1})});
        const auto behind = original.exported(rita, "behind", {{lobby, {{4, 4}}}});
        const auto without = original.exported(rita, "without", {{lobby, {{1, 2}}}});
        for (const Files& files : {Files{older, behind}, Files{older, without}, Files{without}}) {
            Restored restored;
            restored.from(files);
            CHECK(bodies(restored.entries(lobby)) == Words{"-", "kept"});
            CHECK(restored.problem() == "");
            CHECK(!test::says(test::content_of(restored.journal_file()), "the-secret"));
        }
    }

    TEST_CASE("a deleted body that no erasure explains is found, unless the exports lacked it") {
        Original original;
        original.commit({named(rita, "rita"), post(1, "one"), post(2, "two"), post(3, "three"),
                         referring(4, rita, EraseBody{1})});
        Restored restored;
        restored.from({original.exported(rita, "part", {{lobby, {{1, 3}}}})});
        CHECK(restored.problem() == "");
        {
            sqlite::Connection database(restored.journal_file(), sqlite::Mode::write);
            sqlite::Statement(database,
                              "INSERT INTO erased (conversation, number, hash) "
                              "SELECT key, 2, ? FROM conversations")
                .run(hash_of_body("two"));
            database.execute("UPDATE entries SET body = x'' WHERE number = 2");
        }
        CHECK(test::says(restored.problem(), "entry 2 has no body, and no erasure explains it"));
    }

    TEST_CASE("what cannot be taken is said, a sentence for each conversation") {
        Original original;
        tell_in_lobby(original);
        original.commit({change(20, 7, creation(rita, "cooks", true, true)),
                         in_room(7, by(rita, post(21, "welcome"))),
                         change(22, 7, event_of("added", rita, rob)),
                         in_room(7, by(rob, post(23, "thanks")))});
        Restored restored;
        const std::string text = restored.from({original.exported(
            rob, "rob", {{lobby, {{1, 4}, {7, 9}}}, {whisper_id(rita, rob), {{1, 1}}}})});
        CHECK(test::says(text, "Restored: 5 entries of 2 conversations, 4 accounts.\n"));
        CHECK(test::says(text,
                         "#lobby: restored up to entry 4 only, since the next one is in no "
                         "export (3 later entries are left out).\n"));
        CHECK(test::says(text,
                         "the whispers of rita and rob: restored up to entry 1 of 2, since "
                         "the rest is in no export.\n"));
        CHECK(test::says(text,
                         "#cooks: not restored, since the first entry is in no export (2 "
                         "later entries are left out).\n"));
        CHECK(restored.problem() == "");
        CHECK(restored.snapshot().rooms.empty());
    }

    TEST_CASE("a title that two open rooms have, because a later one is missing, is said") {
        Original original;
        RoomEvent title = event_of("title", rita);
        title.title = "Bakers";
        original.commit({named(rita, "rita"), change(1, 7, creation(rita, "cooks")),
                         change(2, 7, title), change(3, 8, creation(rita, "Cooks"))});
        Restored restored;
        const std::string text =
            restored.from({original.exported(rita, "part", {{room_id(7), {{1, 1}}}})});
        CHECK(test::says(text, "Several open rooms have the title #"));
        CHECK(test::says(text, "ooks now: archive the wrong ones.\n"));
        CHECK(restored.problem() == "");
        CHECK(restored.snapshot().rooms.size() == 2);
        Restored whole;
        CHECK(!test::says(whole.from({original.exported(rita, "all")}), "Several open rooms"));
    }

    TEST_CASE("the start takes the key out of a restored journal, or keeps the one that is there") {
        Original original;
        tell_in_lobby(original);
        const auto file = original.exported(rob, "rob");
        Restored lost, kept;
        CHECK(test::says(lost.from({file}), "The broker has a new key, "));
        const Key made = open_key_and_journal(lost.path(), {});
        CHECK(open_key_and_journal(lost.path(), {}).account == made.account);
        const std::string secret(made.secret.view());
        CHECK(!test::says(test::content_of(lost.journal_file()), secret));
        const Key before = load_or_make_key(kept.path());
        CHECK(test::says(kept.from({file}), "has a key: the broker keeps it."));
        CHECK(open_key_and_journal(kept.path(), {}).account == before.account);
        CHECK(kept.problem() == "");
    }

    TEST_CASE("nobody reads more of the lobby than before, if newcomers could not read all") {
        const auto first_of = [](const Snapshot& snapshot, const Account& account) {
            for (const KnownAccount& known : snapshot.accounts)
                if (known.account == account) return known.lobby_first;
            return std::uint64_t{0};
        };
        Original original;
        Claim late = named(rob, "rob"), silent = named(ray, "ray");
        late.lobby_history = silent.lobby_history = 1;
        original.commit({named(rita, "rita"), named(rosa, "Rosa"), post(1, "one"), post(2, "two"),
                         late, silent, by(rosa, post(3, "three")), by(rob, post(4, "four"))});
        const auto of_rita = original.exported(rita, "rita"),
                   of_rob = original.exported(rob, "rob");
        const struct {
            Files files;
            std::optional<std::uint64_t> option;
            std::vector<std::uint64_t> first;  // of Rita, Rob, Rosa and Ray
        } cases[] = {{{of_rita}, {}, {1, 1, 1, 1}},
                     {{of_rita}, 0, {1, 4, 3, 5}},
                     {{of_rita, of_rob}, {}, {1, 2, 3, 5}}};
        for (const auto& each : cases) {
            Restored restored;
            restored.from(each.files, each.option);
            const Snapshot snapshot = restored.snapshot();
            std::vector<std::uint64_t> first;
            for (const Account& account : {rita, rob, rosa, ray})
                first.push_back(first_of(snapshot, account));
            CHECK(first == each.first);
        }
    }
}
