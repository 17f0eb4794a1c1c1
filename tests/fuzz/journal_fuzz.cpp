/// Fuzzes a journal's file with damaged bytes or changed rows. The broker either starts, reads all
/// entries that a successful verify counted and writes on, or it refuses the file with a sentence.
#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "broker/core/core.hpp"
#include "broker/journal/sqlite/sqlite_schema.hpp"
#include "broker/journal/sqlite/sqlite_snapshot.hpp"
#include "broker/journal/sqlite/sqlite_verify.hpp"
#include "broker/journal/sqlite/sqlite_writer.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"
#include "common/wire/name.hpp"
#include "tests/fuzz/damage.hpp"
#include "tests/fuzz/temporary_directory.hpp"

namespace {

using namespace indaba;
using namespace indaba::broker;
using fuzz::must;
using fuzz::nth;

Account person(unsigned n) { return nth<Account>(n); }

Claim claim(unsigned n, const char* wanted) {
    const Name name = std::get<Name>(validate_name(wanted));
    return {person(n), name.display, name.folded, name.skeleton, 0, {}};
}
Post post(unsigned author, unsigned id, const Conversation& where) {
    return {0, where, person(author), 1'700'000'000'000, nth<MessageId>(id), "text", "hi"};
}

Post referring(unsigned author, unsigned id, const ReferringBody& body) {
    Post result = post(author, id, lobby_conversation());
    result.kind = std::visit([](const auto& any) { return std::string(any.kind); }, body);
    result.body = encode(body);
    result.reference = Reference{.body = body};
    return result;
}

/// Returns the file of a journal with an item of every kind.
std::string sound_file() {
    const fuzz::Scratch place;
    const auto file = place.path() / "journal.db";
    {
        SqliteWriter writer(open_journal(file));
        std::vector<Write> writes{claim(1, "ann"), claim(2, "bob"), claim(3, "cyd"),
                                  claim(1, "anna")};
        for (unsigned id = 1; id <= 5; ++id)
            writes.emplace_back(post(1 + id % 3, id, lobby_conversation()));
        for (unsigned id = 6; id <= 8; ++id)
            writes.emplace_back(post(1 + id % 2, id, whisper_between(person(1), person(2))));
        writes.emplace_back(ReadMark{person(1), lobby, 3});
        writes.emplace_back(StandingChange{.account = person(4), .allowed = true});
        writes.emplace_back(Invite{person(7), 3, 0});
        writes.emplace_back(Rebind{person(3), person(5), {}, post(9, 9, lobby_conversation())});
        // Number 1 is person 2's, number 3 person 1's.
        for (const ReferringBody& body : std::initializer_list<ReferringBody>{
                 ReplyBody{1, "hi"}, EditBody{3, "ho"}, ReactionBody{1, "+", false}, EraseBody{3}})
            writes.emplace_back(referring(1, 40 + static_cast<unsigned>(body.index()), body));
        writer.commit(writes);
    }
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// ---- rows ------------------------------------------------------------------------------------

struct Column {
    const char* table;
    const char* name;
    const char* order;  // unique within the table
};
constexpr std::array columns{
    Column{"meta", "value", "name"},         Column{"accounts", "account", "key"},
    Column{"accounts", "name", "key"},       Column{"accounts", "lobby_first", "key"},
    Column{"accounts", "rebound_to", "key"}, Column{"names", "folded", "folded"},
    Column{"names", "skeleton", "folded"},   Column{"names", "shown", "folded"},
    Column{"names", "account", "folded"},    Column{"conversations", "id", "key"},
    Column{"conversations", "room", "key"},  Column{"conversations", "low", "key"},
    Column{"conversations", "high", "key"},  Column{"conversations", "number", "key"},
    Column{"conversations", "hash", "key"},  Column{"entries", "number", "id"},
    Column{"entries", "account", "id"},      Column{"entries", "id", "id"},
    Column{"entries", "kind", "id"},         Column{"entries", "body", "id"},
    Column{"entries", "hash", "id"},         Column{"entries", "conversation", "id"},
    Column{"erased", "number", "hash"},      Column{"erased", "hash", "hash"},
    Column{"edits", "message", "number"},    Column{"edits", "number", "number"},
    Column{"reactions", "emoji", "emoji"},   Column{"reads", "conversation", "account"},
    Column{"reads", "number", "account"},    Column{"standings", "account", "account"},
    Column{"standings", "op", "account"},    Column{"invites", "key", "key"},
    Column{"invites", "uses_left", "key"},
};

/// Runs the statement with a value of any type. SQLite rejects what the table forbids.
void run_with_any_value(sqlite::Statement& statement, FuzzedDataProvider& data) {
    constexpr std::array<std::int64_t, 6> far{-1, 0, 1, 2, 1LL << 62, -(1LL << 62)};
    const std::string bytes = data.ConsumeRandomLengthString(40);
    switch (data.ConsumeIntegralInRange(0, 4)) {
        case 0:
            return statement.run(data.PickValueInArray(far));
        case 1:
            return statement.run(bytes);
        case 2: {
            const Account account = person(data.ConsumeIntegralInRange<unsigned>(0, 5));
            return statement.run(
                sqlite::Blob{account.view().substr(0, data.ConsumeBool() ? 32 : 16)});
        }
        case 3:
            return statement.run(sqlite::Blob{bytes});
        default:
            return statement.run(std::nullopt);
    }
}

void change_row(const sqlite::Connection& journal, FuzzedDataProvider& data) {
    const Column& column = columns[data.ConsumeIntegralInRange<std::size_t>(0, columns.size() - 1)];
    const std::string table = column.table, order = column.order, name = column.name;
    const std::string row = std::to_string(data.ConsumeIntegralInRange(0, 8));
    const std::string which = " WHERE " + order + " = (SELECT " + order + " FROM " + table +
                              " LIMIT 1 OFFSET " + row + ")";
    const bool remove = data.ConsumeIntegralInRange(0, 5) == 0;
    const std::string sql = remove ? "DELETE FROM " + table + which
                                   : "UPDATE OR IGNORE " + table + " SET " + name + " = ?" + which;
    try {
        sqlite::Statement statement(journal, sql);
        if (remove)
            statement.run();
        else
            run_with_any_value(statement, data);
    } catch (const sqlite::Error&) {  // the row stays as it is
    }
}

void change_rows(const std::filesystem::path& file, FuzzedDataProvider& data) {
    const int rows = data.ConsumeIntegralInRange(0, 4);
    if (rows == 0) return;
    sqlite::Connection journal(file, sqlite::Mode::write);
    journal.execute("PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF");
    for (int i = 0; i < rows; ++i) change_row(journal, data);
}

// ---- a broker --------------------------------------------------------------------------------

std::uint64_t read_all(sqlite::Connection& database, const Snapshot& snapshot) {
    SqlitePages pages(database);
    std::uint64_t count = 0;
    for (const KnownConversation& known : snapshot.conversations) {
        PageRequest request;
        request.conversation = known.conversation.id;
        request.after = 0;
        request.last = known.number;
        const PageRead page = pages.read(request);
        must(page.entries.size() <= limit::page_entries, "a page is bounded");
        count += page.entries.size();
        request.after.reset();
        request.before = known.number;
        pages.read(request);
    }
    return count;
}

/// Runs a core on the snapshot with a message of every kind from six clients.
void serve(const Snapshot& snapshot) {
    using What = OperatorOrder::What;
    Core core(snapshot);
    Now now{std::chrono::seconds{1'000}, 0};
    Effects effects;
    for (unsigned n = 0; n < 6; ++n) {
        const RoutingId id(1, static_cast<char>('a' + n));
        const Nonce nonce = nth<Nonce>(n + 1);
        for (const ToBroker& message : std::initializer_list<ToBroker>{
                 Hello{protocol_version, "", {}, person(n)}, Join{nonce, {}, false},
                 Join{nonce, "newname", false}, Who{1, {}, {}}, Who{2, "ann", {}}, Ping{}, Sync{},
                 History{3, lobby, 0, {}, {}, 10}, Read{lobby, 4},
                 Broadcast{nth<MessageId>(n), lobby, "text", "hi"},
                 Whisper{nth<MessageId>(n + 20), person(1), "text", "hi"}})
            core.on_message({id}, message, nonce, now, effects);
    }
    for (const What what : {What::status, What::who, What::ban, What::rename, What::rebind})
        core.on_order(1, {what, "ann", "other", {}}, now, effects);
    now.steady += std::chrono::seconds{1};
    core.end_turn(now, effects);
    for (const Effect& effect : effects)
        if (const Send* send = std::get_if<Send>(&effect))
            must(send->outgoing->frame().size() <= limit::frame, "a frame is bounded");
}

void write_on(sqlite::Connection database) {
    SqliteWriter writer(std::move(database));
    const std::vector<Write> writes{post(1, 1, lobby_conversation()),
                                    post(2, 30, lobby_conversation()),
                                    claim(2, "bobby"),
                                    post(1, 31, whisper_between(person(1), person(2))),
                                    ReadMark{person(2), lobby, 2},
                                    referring(1, 32, ReactionBody{1, "-", false}),
                                    referring(2, 33, EraseBody{1})};
    must(writer.commit(writes).outcomes.size() == writes.size(), "every write has an outcome");
}

void check_snapshot(const Snapshot& snapshot) {
    bool has_lobby = false;
    for (const KnownConversation& known : snapshot.conversations) {
        const Conversation& conversation = known.conversation;
        has_lobby = has_lobby || conversation.id == lobby;
        must(conversation.room.has_value() != conversation.between.has_value(),
             "a conversation is either a room or a whisper of two accounts");
    }
    must(has_lobby, "every snapshot has the lobby");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static const std::string sound = sound_file();
    static const fuzz::Scratch place;
    FuzzedDataProvider data(bytes, size);
    place.clear();
    const bool by_rows = data.ConsumeBool();
    std::string content = sound;
    if (!by_rows) fuzz::damage(content, data);
    const auto file = place.put("journal.db", content);
    if (by_rows) change_rows(file, data);

    const VerifyResult verified = verify_journal(file);
    try {
        sqlite::Connection database = open_journal(file);
        const Snapshot snapshot = read_snapshot(database);
        check_snapshot(snapshot);
        const std::uint64_t entries = read_all(database, snapshot);
        must(!verified.problem.empty() || entries == verified.entries,
             "a journal that verify accepts can be read completely");
        serve(snapshot);
        write_on(std::move(database));
    } catch (const std::runtime_error& refused) {
        must(*refused.what() != '\0', "a refused file is refused with a sentence");
    }
    return 0;
}
