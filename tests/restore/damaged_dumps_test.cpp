/// Dumps that are cut, damaged, made up, or something else: each is refused with a reason.
#include "tests/restore/dumps.hpp"

using namespace indaba;
using namespace indaba::broker;

namespace {

Records everything() {
    Original original;
    tell_everything(original);
    original.snapshot();
    return records_of(original.journal_file());
}

template <class Record>
std::size_t place_of(const Records& records, std::size_t which = 0) {
    for (std::size_t i = 0; i < records.size(); ++i)
        if (std::holds_alternative<Record>(records[i]) && which-- == 0) return i;
    FAIL("there is no such record");
    return 0;
}

std::size_t place_of_entry(const Records& records, const ConversationId& id, std::uint64_t number) {
    for (std::size_t i = 0; i < records.size(); ++i)
        if (const auto* entry = std::get_if<DumpEntry>(&records[i]))
            if (entry->conversation == id && entry->entry.number == number) return i;
    FAIL("there is no such entry");
    return 0;
}

std::string in_lobby(const std::string& what) {
    return "conversation " + to_hex(lobby) + ": " + what;
}

}  // namespace

TEST_SUITE("damaged dumps") {
    TEST_CASE("a file that ends anywhere before its end is refused") {
        const std::string whole = file_of(everything());
        CHECK(refusal_of(whole) == "");
        CHECK(refusal_of("") == "it is empty");
        for (std::size_t length = 1; length < whole.size(); length += length < 1000 ? 1 : 17)
            REQUIRE(test::says(refusal_of(whole.substr(0, length)), "it ends too early"));
        CHECK(refusal_of(whole + '\n') == "it is damaged: bytes follow its end");
    }

    TEST_CASE("a byte that changed anywhere is found") {
        const std::string whole = file_of(everything());
        for (std::size_t at = 0; at < whole.size(); at += at < 1000 ? 1 : 13) {
            std::string changed = whole;
            changed[at] = static_cast<char>(changed[at] ^ 0x20);
            REQUIRE_MESSAGE(!refusal_of(changed).empty(), "byte ", at);
        }
    }

    TEST_CASE(
        "a record that is changed, missing, twice or elsewhere is named, however it is signed "
        "off") {
        const Records good = everything();
        const auto with = [&](auto change) {
            Records records = good;
            change(records);
            return refusal_of(file_of(records));
        };
        const std::size_t third = place_of_entry(good, lobby, 3),
                          last = place_of_entry(good, lobby, 14);
        CHECK(with([&](Records& all) { std::get<DumpEntry>(all[third]).entry.body = "other"; }) ==
              in_lobby("entry 3 is not what was stored (its hash differs)"));
        CHECK(with([&](Records& all) { std::get<DumpEntry>(all[third]).entry.erased = Hash{}; }) ==
              in_lobby("entry 3 was erased, but has a body"));
        CHECK(with([&](Records& all) { all.erase(all.begin() + static_cast<long>(third)); }) ==
              in_lobby("entry 4 follows entry 2"));
        CHECK(with([&](Records& all) { all.erase(all.begin() + static_cast<long>(last)); }) ==
              in_lobby("it ends with entry 13, its head tells 14"));
        CHECK(with([&](Records& all) {
                  all.insert(all.begin() + static_cast<long>(third), all[third]);
              }) == "a record (entry) is not in its place");
        CHECK(with([&](Records& all) { std::swap(all[third], all[third + 1]); }) ==
              in_lobby("entry 4 follows entry 2"));
        CHECK(with([&](Records& all) {
                  all.erase(all.begin() + static_cast<long>(place_of<DumpConversation>(all)));
              }).ends_with(": its head does not tell of entry 1"));
        CHECK(with([&](Records& all) { std::swap(all[1], all[2]); }) ==
              "a record (account) is not in its place");
        CHECK(with([&](Records& all) { std::swap(all[1], all.back()); }) ==
              "a record (account) is not in its place");
        CHECK(with([](Records& all) { all.insert(all.begin() + 1, all.front()); }) ==
              "a record (journal) is not in its place");
        CHECK(with([](Records& all) { all.erase(all.begin()); }) ==
              "it is damaged: its first record is not that of a journal");
    }

    TEST_CASE("rooms, erasures and references that contradict the entries are named") {
        const Records good = everything();
        const auto with = [&](auto change) {
            Records records = good;
            change(records);
            return refusal_of(file_of(records));
        };
        CHECK(test::says(with([&](Records& all) {
                             std::get<DumpRoom>(all[place_of<DumpRoom>(all)]).topic = "other";
                         }),
                         "its members, title or topic are not what its entries say"));
        CHECK(test::says(with([&](Records& all) {
                             std::get<DumpRoom>(all[place_of<DumpRoom>(all)]).folded = "x";
                         }),
                         "its folded title is not that of its title"));
        CHECK(test::says(with([&](Records& all) {
                             all.erase(all.begin() + static_cast<long>(place_of<DumpRoom>(all)));
                         }),
                         " has a member, but is no room"));
        CHECK(with([&](Records& all) {
                  std::erase_if(all, [](const DumpRecord& record) {
                      const auto* edit = std::get_if<DumpEdit>(&record);
                      return edit && edit->number == 13;
                  });
              }) == in_lobby("entry 13 has no body, and no erasure explains it"));
        CHECK(with([&](Records& all) {
                  auto& first = std::get<DumpEntry>(all[place_of_entry(all, lobby, 1)]).entry;
                  first.erased = hash_of_body(std::exchange(first.body, {}));
              }) == in_lobby("entry 1 has no body, and no erasure explains it"));
        CHECK(with([&](Records& all) {
                  auto& erased = std::get<DumpEntry>(all[place_of_entry(all, lobby, 12)]).entry;
                  erased.body = "the-secret-word";
                  erased.erased.reset();
              }) == in_lobby("entry 12 was erased, but has a body"));
        CHECK(with([&](Records& all) {
                  std::get<DumpReaction>(all[place_of<DumpReaction>(all)]).message = 99;
              }) == in_lobby("entry 99 is not there"));
        CHECK(refusal_of(file_of({DumpJournal{}})) == "the lobby is missing");
    }

    TEST_CASE("what SQLite cannot store leaves nothing behind") {
        Records records = everything();
        // The room of an entry's reference is not there.
        std::get<DumpEdit>(records[place_of<DumpEdit>(records)]).conversation = ConversationId{};
        Restored directory;
        const TemporaryDirectory source;
        test::write_to(source.path() / "dump", file_of(records));
        CHECK(test::says(
            test::sentence_of([&] { import_journal(directory.path(), source.path() / "dump"); }),
            "dump cannot be imported: conversation 00000000000000000000000000000000 is "
            "not there. Nothing was imported."));
        CHECK(directory.left() == Words{"lock"});
    }

    TEST_CASE("two entries with one id, and members that no entry made, are refused") {
        Original original;
        original.commit({named(rita, "rita"), change(1, 7, creation(rita, "cooks"))});
        original.snapshot();
        Records records = records_of(original.journal_file());
        Restored directory;
        const TemporaryDirectory source;
        const auto refused = [&](const Records& bad) {
            test::write_to(source.path() / "dump", file_of(bad));
            const std::string why = test::sentence_of(
                [&] { import_journal(directory.path(), source.path() / "dump"); });
            CHECK(directory.left() == Words{"lock"});
            return why;
        };
        Records member = records;
        std::get<DumpMember>(member[place_of<DumpMember>(member)]).owner = false;
        CHECK(test::says(refused(member),
                         "its members, title or topic are not what its entries say"));
        DumpEntry& first = std::get<DumpEntry>(records[place_of<DumpEntry>(records)]);
        DumpEntry second = first;
        second.entry.number = 2;
        second.hash = chain(first.hash, second.conversation, second.entry);
        auto& head = std::get<DumpConversation>(records[place_of<DumpConversation>(records)]);
        head.number = 2;
        head.hash = second.hash;
        records.insert(records.begin() + static_cast<long>(place_of<DumpEntry>(records)) + 1,
                       second);
        CHECK(test::says(refused(records), "two entries of one author have the same id"));
    }

    TEST_CASE("other files are told apart") {
        Original original;
        tell_in_lobby(original);
        original.snapshot();
        const std::string database = test::content_of(original.journal_file());
        CHECK(test::says(refusal_of(database), "it is a database. A backup, and"));
        std::string lines;
        DumpJsonWriter json([&](std::string_view more) { lines += more; });
        SqliteDumpReader reader(original.journal_file());
        move_journal(reader, json);
        CHECK(test::says(refusal_of(lines), "without --json"));
        CHECK(refusal_of("another file of some program") ==
              "it is not what indaba-broker export writes");
        std::string converted = file_of(everything());
        converted.erase(converted.find('\r'), 1);
        CHECK(refusal_of(converted) == "it is not what indaba-broker export writes");
        CHECK(refusal_of(std::string(dump_magic) + std::string(4, '\xff')) ==
              "it is damaged: record 1 is too long");
    }

    TEST_CASE("a dump of a newer version is refused by its first record alone") {
        DumpJournal journal;
        journal.version = dump_version + 1;
        CHECK(test::says(
            refusal_of(file_of({journal})),
            "a newer version of Indaba wrote it (its format is 2, this version knows 1)"));
        journal.version = 0;
        CHECK(test::says(refusal_of(file_of({journal})), "its first record is not that"));
    }

    TEST_CASE("the longest entry and a journal with many parents fit a record") {
        Original original;
        Post longest = post(1, std::string(limit::body, 'x'));
        longest.kind = std::string(limit::kind_letters, 'k');
        original.commit({longest});
        original.snapshot();
        Records records = records_of(original.journal_file());
        CHECK(refusal_of(file_of(records)) == "");
        std::get<DumpJournal>(records[0]).parents.resize(limit::list_items);
        CHECK(refusal_of(file_of(records)) == "");
        std::get<DumpJournal>(records[0]).parents.resize(limit::list_items + 1);
        CHECK(test::says(refusal_of(file_of(records)), "is longer or deeper"));
    }
}
