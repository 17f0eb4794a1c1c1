#include "common/client/home/store.hpp"

#include <sodium.h>

#include <stdexcept>

#include "common/client/home/store_file.hpp"

namespace indaba::client {
namespace fs = std::filesystem;
namespace {

fs::path file_of(const fs::path& home, const JournalId& journal) {
    return home / (to_hex(journal) + ".db");
}

/// A row that is already there stays as it is: ids are never reused.
constexpr std::string_view insert_row =
    "INSERT INTO outbox(id, room, account, kind, body, sum) "
    "VALUES(?1, ?2, ?3, ?4, CAST(?5 AS BLOB), checksum(?1, ?2, ?3, ?4, ?5)) "
    "ON CONFLICT(id) DO NOTHING";

void add(const Database& database, const OutboxRow& row) {
    database.prepare(insert_row).run(row.id, row.room, row.to, row.kind, row.body);
}

OutboxRow read_row(const Statement& statement) {
    OutboxRow row;
    row.id = statement.bytes<MessageId>(0);
    row.room = statement.bytes<ConversationId>(1);
    if (!statement.is_null(2)) row.to = statement.bytes<Account>(2);
    row.kind = statement.text(3);
    row.body = statement.text(4);
    return row;
}

struct Draft {
    ConversationId conversation{};
    std::string text;
};

std::vector<Draft> all_drafts(const Database& database) {
    std::vector<Draft> drafts;
    Statement statement = database.prepare("SELECT conversation, text FROM drafts");
    while (statement.step())
        drafts.push_back({statement.bytes<ConversationId>(0), statement.text(1)});
    return drafts;
}

void remove_draft(const Database& database, const ConversationId& conversation) {
    database.prepare("DELETE FROM drafts WHERE conversation = ?").run(conversation);
}

void remove_row(const Database& database, const MessageId& id) {
    database.prepare("DELETE FROM outbox WHERE id = ?").run(id);
}

/// False when a draft has been begun here already: it stays.
bool add_draft(const Database& database, const Draft& draft) {
    database
        .prepare(
            "INSERT INTO drafts(conversation, text, sum) VALUES(?1, ?2, checksum(?1, ?2)) "
            "ON CONFLICT(conversation) DO NOTHING")
        .run(draft.conversation, draft.text);
    return database.changed();
}

}  // namespace

struct Store::State {
    fs::path path;
    StoreFile file;
    Database& database() { return file.database; }
};

Store::Store(const fs::path& home, const JournalId& journal) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start.");
    const fs::path path = file_of(home, journal);
    state_.reset(new State{path, open_store_file(path)});
}

Store::~Store() = default;

const std::string& Store::warning() const { return state_->file.warning; }

// ---- outbox and drafts -----------------------------------------------------------------------

void Store::add_post(const OutboxRow& row, const ConversationId& conversation) {
    Transaction transaction{state_->database()};
    add(state_->database(), row);
    remove_draft(state_->database(), conversation);
    transaction.commit();
}

void Store::remove_post(const MessageId& id) { remove_row(state_->database(), id); }

std::vector<OutboxRow> Store::outbox() const {
    std::vector<OutboxRow> rows;
    Statement statement = state_->database().prepare(
        "SELECT id, room, account, kind, body FROM outbox ORDER BY position");
    while (statement.step()) rows.push_back(read_row(statement));
    return rows;
}

void Store::set_draft(const ConversationId& conversation, const std::string& text) {
    if (text.empty()) return remove_draft(state_->database(), conversation);
    state_->database()
        .prepare(
            "INSERT INTO drafts(conversation, text, sum) VALUES(?1, ?2, checksum(?1, ?2)) "
            "ON CONFLICT(conversation) DO UPDATE SET text = excluded.text, sum = excluded.sum")
        .run(conversation, text);
}

std::string Store::draft(const ConversationId& conversation) const {
    Statement statement =
        state_->database().prepare("SELECT text FROM drafts WHERE conversation = ?");
    return statement.bind(conversation).step() ? statement.text(0) : std::string();
}

// ---- positions -------------------------------------------------------------------------------

void Store::set_read(const ConversationId& conversation, std::uint64_t number) {
    state_->database()
        .prepare(
            "INSERT INTO read_positions(conversation, number, sum) "
            "VALUES(?1, ?2, checksum(?1, ?2)) "
            "ON CONFLICT(conversation) DO UPDATE SET number = excluded.number, sum = excluded.sum")
        .run(conversation, number);
}

std::uint64_t Store::read(const ConversationId& conversation) const {
    Statement statement =
        state_->database().prepare("SELECT number FROM read_positions WHERE conversation = ?");
    return statement.bind(conversation).step() ? static_cast<std::uint64_t>(statement.number(0))
                                               : 0;
}

std::optional<std::map<ConversationId, Store::Position>> Store::tail_positions(
    const std::string& as) const {
    Statement known = state_->database().prepare("SELECT 1 FROM tails WHERE name = ?");
    if (!known.bind(as).step()) return std::nullopt;
    std::map<ConversationId, Position> positions;
    Statement statement = state_->database().prepare(
        "SELECT conversation, number, hash FROM tail_positions WHERE tail = ?");
    statement.bind(as);
    while (statement.step())
        positions[statement.bytes<ConversationId>(0)] = {
            static_cast<std::uint64_t>(statement.number(1)), statement.bytes<Hash>(2)};
    return positions;
}

void Store::set_tail_positions(const std::string& as,
                               const std::map<ConversationId, Position>& positions) {
    const Database& database = state_->database();
    Transaction transaction{state_->database()};
    const auto stored = tail_positions(as);
    if (!stored) database.prepare("INSERT INTO tails(name, sum) VALUES(?1, checksum(?1))").run(as);
    const auto before = stored.value_or(std::map<ConversationId, Position>{});

    Statement remove =
        database.prepare("DELETE FROM tail_positions WHERE tail = ? AND conversation = ?");
    for (const auto& [conversation, position] : before)
        if (!positions.contains(conversation)) remove.run(as, conversation);

    // Only what moved is written: most positions stand still while one conversation talks.
    Statement set = database.prepare(
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

// ---- another journal -------------------------------------------------------------------------

void Store::import_from(Store& parent) {
    if (parent.state_->path == state_->path) return;
    const std::vector<OutboxRow> rows = parent.outbox();
    std::vector<ConversationId> drafts_taken;

    Transaction here{state_->database()};
    for (const OutboxRow& row : rows) add(state_->database(), row);
    for (const Draft& draft : all_drafts(parent.state_->database()))
        if (add_draft(state_->database(), draft)) drafts_taken.push_back(draft.conversation);
    here.commit();

    // Only now: a crash in between leaves them in both, and ids make the next time harmless.
    Transaction there{parent.state_->database()};
    for (const OutboxRow& row : rows) remove_row(parent.state_->database(), row.id);
    for (const ConversationId& conversation : drafts_taken)
        remove_draft(parent.state_->database(), conversation);
    there.commit();
}

}  // namespace indaba::client
