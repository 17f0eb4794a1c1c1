#pragma once
/// Dumps of journals as bytes and as records, for the tests of moving a journal.
#include <sstream>

#include "broker/data/journal_export.hpp"
#include "broker/data/journal_import.hpp"
#include "broker/journal/dump_file.hpp"
#include "broker/journal/sqlite/sqlite_dump_reader.hpp"
#include "broker/journal/sqlite/sqlite_dump_writer.hpp"
#include "broker/journal/sqlite/sqlite_key_record.hpp"
#include "tests/restore/told.hpp"

namespace indaba::broker {

using Records = std::vector<DumpRecord>;

/// Returns the file of a dump.
inline std::string dump_of(DumpReader& journal) {
    std::string bytes;
    DumpFileWriter dump([&](std::string_view more) { bytes += more; });
    move_journal(journal, dump);
    return bytes;
}
inline std::string dump_of(const std::filesystem::path& journal) {
    SqliteDumpReader reader(journal);
    return dump_of(reader);
}

inline Records records_of(const std::filesystem::path& journal) {
    SqliteDumpReader reader(journal);
    Records records;
    while (auto record = reader.next()) records.push_back(std::move(*record));
    return records;
}

/// Returns a file with these records, whatever they are, and a right end.
inline std::string file_of(const Records& records) {
    std::string bytes;
    DumpFileWriter dump([&](std::string_view more) { bytes += more; });
    for (const DumpRecord& record : records) dump.add(record);
    dump.commit();
    return bytes;
}

/// A journal that takes all and stores nothing.
class DroppingWriter : public DumpWriter {
 public:
    void add(const DumpRecord&) override {}
    void commit() override { committed = true; }
    bool committed = false;
};

/// Returns why a dump is refused; "" when it is taken.
inline std::string refusal_of(const std::string& file) {
    std::istringstream in(file);
    DroppingWriter dropped;
    std::string why = test::sentence_of([&] {
        DumpFileReader reader(in);
        move_journal(reader, dropped);
    });
    CHECK(dropped.committed == why.empty());
    return why;
}

/// Says and does one of everything that a journal can hold; its key is account 255.
inline void tell_everything(Original& original) {
    tell_in_lobby(original);
    tell_in_rooms(original);
    const Account invite = account(200), silent = account(201);
    original.commit({named(rita, "SecondRita"), post(60, "the-secret-word"),
                     referring(61, rita, EditBody{12, "the-secret-edit"}),
                     StandingChange{rita, true, {}, true, 70},
                     StandingChange{ray, {}, true, {}, 71}, Invite{invite, 5, 99},
                     Enrolment{rob, invite, 72}, ReadMark{silent, lobby, 4},
                     ReadMark{rob, lobby, 3}, ReadMark{rob, room_id(7), 2}});
    original.commit({referring(62, rita, EraseBody{12})});
    record_key(original.journal_file(), the_broker);
}

}  // namespace indaba::broker
