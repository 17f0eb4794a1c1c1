#include "broker/journal/postgresql/postgresql_batch.hpp"

#include <fmt/format.h>

#include <variant>

#include "common/wire/bodies.hpp"
#include "common/wire/chain.hpp"

namespace indaba::broker {
namespace {

/// Returns the post of a write: itself, or its announcement; null when it has none.
const Post* post_of(const Write& write) {
    if (const auto* post = std::get_if<Post>(&write)) return post;
    if (const auto* rebind = std::get_if<Rebind>(&write)) return &rebind->announcement;
    const auto* change = std::get_if<RoomChange>(&write);
    return change ? &change->announcement : nullptr;
}

/// Returns true for a write whose rules look at more than the locked conversations: those of all
/// brokers come one after another.
bool needs_rare_lock(const Write& write) {
    return is_rare(write) && !std::holds_alternative<Kick>(write);
}

/// Returns the accounts whose numbers the write needs.
std::vector<Account> accounts_of(const Write& write) {
    std::vector<Account> all;
    if (const Post* post = post_of(write)) {
        all.push_back(post->author);
        if (const auto& between = post->conversation.between)
            all.insert(all.end(), {between->low, between->high});
    }
    if (const auto* mark = std::get_if<ReadMark>(&write)) all.push_back(mark->account);
    if (const auto* claim = std::get_if<Claim>(&write)) all.push_back(claim->account);
    if (const auto* rebind = std::get_if<Rebind>(&write))
        all.insert(all.end(), {rebind->from, rebind->to});
    if (const auto* change = std::get_if<RoomChange>(&write))
        for (const Account& touched : touched_by(change->event)) all.push_back(touched);
    return all;
}

}  // namespace

// ---- the first round trip ------------------------------------------------------------------

void PostgresqlBatch::begin() {
    for (const Write& write : writes_) collect(write);
    bool is_registered = false;
    database_.send("BEGIN");
    database_.ask([&](postgresql::Rows row) { is_registered = row.next(); },
                  "UPDATE writers SET batch = $2 WHERE key = $1 RETURNING batch", stamp_.writer,
                  stamp_.batch);
    // Everybody takes the locks in this order: rare changes, accounts, conversations, entries.
    if (has_rare_) database_.send("SELECT 1 FROM journal FOR UPDATE");
    if (!involved_.empty()) accounts_.ask_keys(involved_);
    if (!conversations_.empty()) heads_.lock(conversations_);
    if (!posts_.empty()) entries_.ask(posts_);
    rooms_.ask(posts_);
    database_.round_trip();
    if (!is_registered)
        throw postgresql::Error(postgresql::Failure::lost, "this is another database than before");
}

void PostgresqlBatch::collect(const Write& write) {
    has_rare_ = has_rare_ || needs_rare_lock(write);
    for (const Account& account : accounts_of(write)) involved_.insert(account);
    if (const Post* post = post_of(write)) {
        posts_.push_back(post);
        conversations_[post->conversation.id] = post->conversation;
    }
    // How many entries the lobby has decides what a newcomer may read.
    if (std::holds_alternative<Claim>(write) || std::holds_alternative<Rebind>(write))
        conversations_.try_emplace(lobby, lobby_conversation());
}

// ---- deciding ------------------------------------------------------------------------------

std::vector<Outcome> PostgresqlBatch::store_together() {
    std::vector<Outcome> outcomes;
    outcomes.reserve(writes_.size());
    for (const Write& write : writes_) outcomes.push_back(store(write));
    send_changes();
    return outcomes;
}

Outcome PostgresqlBatch::store(const Write& write) {
    if (const auto* post = std::get_if<Post>(&write)) return store(*post);
    if (const auto* mark = std::get_if<ReadMark>(&write)) {
        accounts_.store(*mark);
        return Stored{};
    }
    if (const auto* claim = std::get_if<Claim>(&write))
        return accounts_.store(*claim, heads_.lobby_entries());
    if (const auto* change = std::get_if<StandingChange>(&write)) return admissions_.store(*change);
    if (const auto* invite = std::get_if<Invite>(&write)) return admissions_.store(*invite);
    if (const auto* enrolment = std::get_if<Enrolment>(&write))
        return admissions_.store(*enrolment);
    if (const auto* change = std::get_if<RoomChange>(&write)) return rooms_.store(*change);
    if (const auto* kick = std::get_if<Kick>(&write)) return admissions_.store(*kick);
    return store(std::get<Rebind>(write));
}

Outcome PostgresqlBatch::store(const Post& post) {
    if (const std::string_view refusal = rooms_.refusal_of(post); !refusal.empty())
        return RoomRefused{refusal};
    Outcome outcome = entries_.store(post);
    const Stored* stored = std::get_if<Stored>(&outcome);
    if (stored && !stored->duplicate && moves_read_position(post.kind))
        accounts_.store(ReadMark{post.author, post.conversation.id, stored->number});
    return outcome;
}

Outcome PostgresqlBatch::store(const Rebind& rebind) {
    Outcome moved =
        accounts_.move_names(rebind, heads_.lobby_entries(), entries_.has(rebind.announcement));
    if (!std::holds_alternative<Stored>(moved)) return moved;
    std::vector<FurtherEntry> further = rooms_.move_memberships(rebind);
    Stored stored = std::get<Stored>(entries_.store(rebind.announcement));
    stored.lobby_first = std::get<Stored>(moved).lobby_first;
    stored.further = std::move(further);
    return stored;
}

void PostgresqlBatch::send_changes() {
    entries_.write();
    heads_.write();
    accounts_.write_marks();
}

// ---- one by one ----------------------------------------------------------------------------

std::vector<Outcome> PostgresqlBatch::store_one_by_one() {
    SkipRule rule;
    std::vector<Outcome> outcomes;
    for (const Write& write : writes_) {
        outcomes.push_back(rule.must_skip(write) ? Outcome(Skipped{}) : try_alone(write));
        if (std::holds_alternative<NotStored>(outcomes.back())) rule.on_not_stored(write);
    }
    return outcomes;
}

Outcome PostgresqlBatch::try_alone(const Write& write) {
    const auto heads = heads_.save();
    database_.send("SAVEPOINT one_write");
    database_.round_trip();
    try {
        Outcome outcome = store(write);
        send_changes();
        database_.send("RELEASE one_write");
        database_.round_trip();
        return outcome;
    } catch (const postgresql::Error& error) {
        if (error.failure() != postgresql::Failure::rejected_value) throw;
        undo(write, heads);
        return NotStored{fmt::format("the journal cannot be written: {}", error.what())};
    }
}

void PostgresqlBatch::undo(const Write& write,
                           const std::map<ConversationId, PostgresqlHead>& heads) {
    database_.send("ROLLBACK TO one_write");
    database_.round_trip();
    heads_.restore(heads);
    accounts_.forget_marks();
    if (const Post* post = post_of(write)) entries_.forget(*post);
}

}  // namespace indaba::broker
