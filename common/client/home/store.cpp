#include "common/client/home/store.hpp"

#include <sodium.h>

#include <stdexcept>

#include "common/client/home/store_file.hpp"

namespace indaba::client {
namespace fs = std::filesystem;
using sqlite::Connection;
using sqlite::Rows;
using sqlite::Statement;
using sqlite::Transaction;
namespace {

fs::path file_of(const fs::path& home, const JournalId& journal) {
    return home / (to_hex(journal) + ".db");
}

/// An existing row is not changed: ids are never reused.
constexpr std::string_view insert_outbox_row =
    "INSERT INTO outbox(id, room, account, kind, body, sum) "
    "VALUES(?1, ?2, ?3, ?4, CAST(?5 AS BLOB), checksum(?1, ?2, ?3, ?4, ?5)) "
    "ON CONFLICT(id) DO NOTHING";

void add(const Connection& store, const OutboxRow& row) {
    Statement(store, insert_outbox_row).run(row.id, row.room, row.to, row.kind, row.body);
}

OutboxRow read_row(const Rows& row) {
    return {row.bytes<MessageId>(0), row.bytes<ConversationId>(1), row.optional_bytes<Account>(2),
            row.text(3), row.text(4)};
}

struct Draft {
    ConversationId conversation{};
    std::string text;
};

std::vector<Draft> all_drafts(const Connection& store) {
    std::vector<Draft> drafts;
    Statement statement(store, "SELECT conversation, text FROM drafts");
    Rows rows = statement.query();
    while (rows.next()) drafts.push_back({rows.bytes<ConversationId>(0), rows.text(1)});
    return drafts;
}

void remove_draft(const Connection& store, const ConversationId& conversation) {
    Statement(store, "DELETE FROM drafts WHERE conversation = ?").run(conversation);
}

void remove_row(const Connection& store, const MessageId& id) {
    Statement(store, "DELETE FROM outbox WHERE id = ?").run(id);
}

/// Returns false when the conversation has a draft here already, which stays.
bool add_draft(const Connection& store, const Draft& draft) {
    Statement(store,
              "INSERT INTO drafts(conversation, text, sum) VALUES(?1, ?2, checksum(?1, ?2)) "
              "ON CONFLICT(conversation) DO NOTHING")
        .run(draft.conversation, draft.text);
    return store.changes() > 0;
}

/// Heads are stored as the positions of a tail with an empty name, which --as refuses, so that
/// older programs can still open the store.
const std::string heads_tail;
/// The heads of rooms stand apart, since this account may leave a room; older programs know none.
const std::string room_heads_tail = "\nrooms";

}  // namespace

struct Store::State {
    fs::path path;
    StoreFile file;
    bool rewritten = false;  // since it was opened
    Connection& connection() { return file.connection; }
};

Store::Store(const fs::path& home, const JournalId& journal) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start.");
    const fs::path path = file_of(home, journal);
    state_.reset(new State{path, open_store_file(path), false});
}

Store::~Store() = default;

bool Store::exists(const fs::path& home, const JournalId& journal) {
    return fs::exists(file_of(home, journal));
}

const std::string& Store::warning() const { return state_->file.warning; }

// ---- outbox and drafts -----------------------------------------------------------------------

void Store::add_post(const OutboxRow& row, const std::optional<ConversationId>& draft_of) {
    Transaction transaction{state_->connection()};
    add(state_->connection(), row);
    if (draft_of) remove_draft(state_->connection(), *draft_of);
    transaction.commit();
}

void Store::remove_post(const MessageId& id) { remove_row(state_->connection(), id); }

std::vector<OutboxRow> Store::outbox() const {
    Statement statement(state_->connection(),
                        "SELECT id, room, account, kind, body FROM outbox ORDER BY position");
    std::vector<OutboxRow> outbox;
    Rows rows = statement.query();
    while (rows.next()) outbox.push_back(read_row(rows));
    return outbox;
}

void Store::remove_traces() {
    // Since this process opened the file, it has overwritten what it deleted; before, perhaps not.
    if (!state_->rewritten) state_->connection().execute("PRAGMA temp_store=MEMORY; VACUUM");
    state_->rewritten = true;
    // The write-ahead log has the rows as they were. Its file is emptied, unless another process
    // reads it at this moment: then the next call or the end of the last process does it.
    state_->connection().number("PRAGMA wal_checkpoint(TRUNCATE)");
}

void Store::set_draft(const ConversationId& conversation, const std::string& text) {
    if (text.empty()) return remove_draft(state_->connection(), conversation);
    Statement(state_->connection(),
              "INSERT INTO drafts(conversation, text, sum) VALUES(?1, ?2, checksum(?1, ?2)) "
              "ON CONFLICT(conversation) DO UPDATE SET text = excluded.text, sum = excluded.sum")
        .run(conversation, text);
}

std::string Store::draft(const ConversationId& conversation) const {
    Statement statement(state_->connection(), "SELECT text FROM drafts WHERE conversation = ?");
    Rows row = statement.query(conversation);
    return row.next() ? row.text(0) : std::string();
}

// ---- positions -------------------------------------------------------------------------------

void Store::set_read(const ConversationId& conversation, std::uint64_t number) {
    Statement(
        state_->connection(),
        "INSERT INTO read_positions(conversation, number, sum) "
        "VALUES(?1, ?2, checksum(?1, ?2)) "
        "ON CONFLICT(conversation) DO UPDATE SET number = excluded.number, sum = excluded.sum")
        .run(conversation, number);
}

std::uint64_t Store::read(const ConversationId& conversation) const {
    Statement statement(state_->connection(),
                        "SELECT number FROM read_positions WHERE conversation = ?");
    Rows row = statement.query(conversation);
    return row.next() ? row.count(0) : 0;
}

std::map<ConversationId, std::uint64_t> Store::read_positions() const {
    Statement statement(state_->connection(), "SELECT conversation, number FROM read_positions");
    std::map<ConversationId, std::uint64_t> positions;
    Rows rows = statement.query();
    while (rows.next()) positions[rows.bytes<ConversationId>(0)] = rows.count(1);
    return positions;
}

std::optional<std::map<ConversationId, Store::Position>> Store::tail_positions(
    const std::string& as) const {
    Statement known(state_->connection(), "SELECT 1 FROM tails WHERE name = ?");
    if (!known.query(as).next()) return std::nullopt;
    Statement statement(state_->connection(),
                        "SELECT conversation, number, hash FROM tail_positions WHERE tail = ?");
    std::map<ConversationId, Position> positions;
    Rows rows = statement.query(as);
    while (rows.next())
        positions[rows.bytes<ConversationId>(0)] = {rows.count(1), rows.bytes<Hash>(2)};
    return positions;
}

void Store::set_tail_positions(const std::string& as,
                               const std::map<ConversationId, Position>& positions) {
    Connection& store = state_->connection();
    Transaction transaction{store};
    const auto stored = tail_positions(as);
    if (!stored) Statement(store, "INSERT INTO tails(name, sum) VALUES(?1, checksum(?1))").run(as);
    const auto before = stored.value_or(std::map<ConversationId, Position>{});

    Statement remove(store, "DELETE FROM tail_positions WHERE tail = ? AND conversation = ?");
    for (const auto& [conversation, position] : before)
        if (!positions.contains(conversation)) remove.run(as, conversation);

    // Only changed positions are written: most stay the same while one conversation is active.
    Statement set(
        store,
        "INSERT INTO tail_positions(tail, conversation, number, hash, sum) "
        "VALUES(?1, ?2, ?3, ?4, checksum(?1, ?2, ?3, ?4)) ON CONFLICT(tail, conversation) "
        "DO UPDATE SET number = excluded.number, hash = excluded.hash, sum = excluded.sum");
    for (const auto& [conversation, position] : positions) {
        const auto old = before.find(conversation);
        if (old == before.end() || old->second != position)
            set.run(as, conversation, position.number, position.hash);
    }
    transaction.commit();
}

std::map<ConversationId, Store::Position> Store::farthest_tail_positions() const {
    Statement statement(state_->connection(),
                        "SELECT conversation, number, hash FROM tail_positions "
                        "WHERE tail NOT IN (?, ?) ORDER BY number");
    std::map<ConversationId, Position> positions;
    Rows rows = statement.query(heads_tail, room_heads_tail);
    while (rows.next())
        positions[rows.bytes<ConversationId>(0)] = {rows.count(1), rows.bytes<Hash>(2)};
    return positions;
}

Store::Heads Store::heads() const {
    return {tail_positions(heads_tail).value_or(Positions{}),
            tail_positions(room_heads_tail).value_or(Positions{})};
}

void Store::set_heads(const Heads& heads) {
    set_tail_positions(heads_tail, heads.others);
    set_tail_positions(room_heads_tail, heads.rooms);
}

// ---- another journal -------------------------------------------------------------------------

void Store::import_from(Store& parent) {
    if (parent.state_->path == state_->path) return;
    const std::vector<OutboxRow> rows = parent.outbox();
    std::vector<ConversationId> drafts_taken;

    Transaction here{state_->connection()};
    for (const OutboxRow& row : rows) add(state_->connection(), row);
    for (const Draft& draft : all_drafts(parent.state_->connection()))
        if (add_draft(state_->connection(), draft)) drafts_taken.push_back(draft.conversation);
    here.commit();

    // After the commit: a crash in between leaves the rows in both stores, and their ids make a
    // second import harmless.
    Transaction there{parent.state_->connection()};
    for (const OutboxRow& row : rows) remove_row(parent.state_->connection(), row.id);
    for (const ConversationId& conversation : drafts_taken)
        remove_draft(parent.state_->connection(), conversation);
    there.commit();
}

}  // namespace indaba::client
