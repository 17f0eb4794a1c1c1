/// Fuzzes a client's store with damaged bytes or changed rows. It either opens with the rows that
/// can be read and then stores new ones, or it is refused with a sentence.
#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "common/client/home/store.hpp"
#include "common/client/home/store_schema.hpp"
#include "common/sqlite/sqlite.hpp"
#include "tests/fuzz/damage.hpp"
#include "tests/fuzz/temporary_directory.hpp"

namespace {

using namespace indaba;
using client::OutboxRow;
using client::Store;
using fuzz::must;
using fuzz::nth;

const JournalId journal = nth<JournalId>(1);

OutboxRow row(unsigned n) {
    OutboxRow result{nth<MessageId>(n), lobby, {}, "text", "what was said " + std::to_string(n)};
    if (n % 2 == 0) result.to = nth<Account>(n);
    return result;
}

std::string file_name() { return to_hex(journal) + ".db"; }

std::string sound_file() {
    const fuzz::Scratch home;
    {
        Store store(home.path(), journal);
        for (unsigned n = 1; n <= 4; ++n) store.add_post(row(n), lobby);
        store.set_draft(lobby, "half a word");
        store.set_read(lobby, 7);
        store.set_tail_positions("bot", {{lobby, {3, nth<Hash>(3)}}});
    }
    std::ifstream in(home.path() / file_name(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Changes rows and their checksums, so that the constraints of the tables allow them.
void change_rows(const std::filesystem::path& file, FuzzedDataProvider& data) {
    constexpr std::array<const char*, 7> changes{
        "UPDATE OR IGNORE outbox SET id = ?1, sum = checksum(?1, room, account, kind, body)",
        "UPDATE OR IGNORE outbox SET room = ?1, sum = checksum(id, ?1, account, kind, body)",
        "UPDATE OR IGNORE outbox SET account = ?1, sum = checksum(id, room, ?1, kind, body)",
        "UPDATE OR IGNORE drafts SET conversation = ?1, sum = checksum(?1, text)",
        "UPDATE OR IGNORE read_positions SET conversation = ?1, sum = checksum(?1, number)",
        "UPDATE OR IGNORE tail_positions SET hash = ?1, "
        "sum = checksum(tail, conversation, number, ?1)",
        "UPDATE OR IGNORE tail_positions SET conversation = ?1, "
        "sum = checksum(tail, ?1, number, hash)"};
    sqlite::Connection store = client::connect_to_store(file, sqlite::Mode::write);
    store.execute("PRAGMA synchronous=OFF");
    for (int n = data.ConsumeIntegralInRange(1, 3); n > 0; --n) {
        const MessageId id = nth<MessageId>(data.ConsumeIntegralInRange<unsigned>(0, 9));
        const Account account = nth<Account>(data.ConsumeIntegralInRange<unsigned>(0, 9));
        const char* change = data.PickValueInArray(changes);
        if (data.ConsumeBool())
            sqlite::Statement(store, change).run(id);
        else
            sqlite::Statement(store, change).run(account);
    }
}

/// Opens the store, adds a row to each table and expects to read it back after opening again.
void use(const std::filesystem::path& home) {
    const OutboxRow said = row(200);
    {
        Store store(home, journal);
        store.add_post(said, lobby);
        store.set_draft(lobby, "again");
        store.set_read(lobby, 1'000'000);
        store.set_tail_positions("new", {{lobby, {1, nth<Hash>(1)}}});
    }
    Store store(home, journal);
    const std::vector<OutboxRow> outbox = store.outbox();
    must(!outbox.empty() && outbox.back() == said, "an added post is in the outbox");
    must(store.draft(lobby) == "again", "a draft is stored");
    must(store.read(lobby) == 1'000'000, "a read position is stored");
    must(store.tail_positions("new").has_value(), "a tail is known");
    store.tail_positions("bot");
    for (const OutboxRow& left : outbox) store.remove_post(left.id);
    must(store.outbox().empty(), "removed posts are not in the outbox");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static const std::string sound = sound_file();
    static const fuzz::Scratch home;
    FuzzedDataProvider data(bytes, size);
    home.clear();
    const bool by_rows = data.ConsumeBool();
    std::string content = sound;
    if (!by_rows) fuzz::damage(content, data);
    const auto file = home.put(file_name(), content);
    if (by_rows) change_rows(file, data);
    try {
        use(home.path());
    } catch (const std::runtime_error& refused) {
        must(*refused.what() != '\0', "a refused store is refused with a sentence");
    }
    return 0;
}
