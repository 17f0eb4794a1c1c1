#include "broker/journal/sqlite/sqlite_rooms.hpp"

#include <utility>

#include "common/wire/name.hpp"

namespace indaba::broker {
namespace {

std::uint64_t count(sqlite::Rows row) { return row.next() ? row.count(0) : 0; }

}  // namespace

SqliteRooms::SqliteRooms(sqlite::Connection& database, SqliteAccounts& accounts,
                         SqliteEntries& entries)
    : accounts_(accounts),
      entries_(entries),
      find_room_(database,
                 "SELECT c.room, r.topic, r.private, r.from_joining, r.archived, r.folded, "
                 "r.skeleton FROM rooms AS r JOIN conversations AS c ON c.id = r.conversation "
                 "WHERE r.conversation = ?"),
      find_member_(database,
                   "SELECT m.first, m.owner FROM members AS m JOIN accounts AS a "
                   "ON a.key = m.account WHERE m.conversation = ? AND a.account = ?"),
      find_title_(database,
                  "SELECT 1 FROM rooms WHERE private = 0 AND archived = 0 AND folded = ?1 "
                  "AND conversation <> ?3 UNION ALL "
                  "SELECT 1 FROM rooms WHERE private = 0 AND archived = 0 AND skeleton = ?2 "
                  "AND conversation <> ?3 LIMIT 1"),
      count_members_(
          database, "SELECT count(*), coalesce(sum(owner), 0) FROM members WHERE conversation = ?"),
      count_rooms_(database, "SELECT count(*) FROM rooms"),
      count_joined_(database,
                    "SELECT count(*) FROM members WHERE account = "
                    "(SELECT key FROM accounts WHERE account = ?)"),
      count_created_(database,
                     "SELECT count(*) FROM rooms WHERE creator = ? AND created_at > ? "
                     "AND created_at <= ?"),
      add_room_(database,
                "INSERT INTO rooms (conversation, folded, skeleton, icu, topic, private, "
                "from_joining, archived, creator, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, "
                "?)"),
      change_room_(database, "UPDATE rooms SET topic = ?, archived = ? WHERE conversation = ?"),
      set_title_(database,
                 "UPDATE rooms SET folded = ?, skeleton = ?, icu = ? WHERE conversation = ?"),
      set_conversation_title_(database, "UPDATE conversations SET room = ? WHERE id = ?"),
      set_member_(database,
                  "INSERT INTO members (conversation, account, first, owner) VALUES (?, ?, ?, ?) "
                  "ON CONFLICT DO UPDATE SET first = excluded.first, owner = excluded.owner"),
      remove_member_(database, "DELETE FROM members WHERE conversation = ? AND account = ?"),
      rooms_of_(database,
                "SELECT m.conversation FROM members AS m JOIN accounts AS a ON a.key = m.account "
                "WHERE a.account = ? ORDER BY m.conversation") {}

Outcome SqliteRooms::store(const RoomChange& change) {
    const Post& post = change.announcement;
    const ConversationId& id = post.conversation.id;
    std::optional<Found> found = find(id, touched_by(change.event));
    if (!entries_.has(post)) {
        const RoomDecision decision =
            decide_room_change(change, found ? found->state : RoomState{}, facts_of(change, found));
        if (decision.verdict == RoomVerdict::refused) return RoomRefused{decision.code};
        if (decision.verdict == RoomVerdict::unchanged) return Stored{};
    }
    Outcome outcome = entries_.store(post);
    const Stored* stored = std::get_if<Stored>(&outcome);
    if (!stored || stored->duplicate) return outcome;
    RoomState state = found ? std::move(found->state) : RoomState{};
    apply(change.event, stored->number, post.author, state);
    keep(change, state);
    keep_members(id, state, touched_by(change.event));
    if (const auto mark = newcomers_mark(change, stored->number)) accounts_.store(*mark);
    return outcome;
}

std::string_view SqliteRooms::refusal_of(const Post& post) {
    if (!post.conversation.room || post.conversation.id == lobby || entries_.has(post)) return {};
    const std::optional<Found> found = find(post.conversation.id, {post.author});
    return post_refusal(found ? &found->state : nullptr, found && !found->state.members.empty());
}

std::vector<FurtherEntry> SqliteRooms::move_memberships(const Rebind& rebind) {
    std::vector<ConversationId> rooms;
    {
        sqlite::Rows rows = rooms_of_.query(rebind.from);
        while (rows.next()) rooms.push_back(rows.bytes<ConversationId>(0));
    }
    std::vector<FurtherEntry> entries;
    for (const ConversationId& id : rooms) {
        RoomState state = find(id, {rebind.from, rebind.to}).value().state;
        Conversation conversation;
        conversation.id = id;
        conversation.room = state.title;
        const Post post = room_announcement(rebind, conversation);
        const Stored stored = std::get<Stored>(entries_.store(post));
        const Entry entry{stored.number, post.author, post.at, post.id, post.kind, post.body};
        entries.push_back({conversation, entry});
        if (const auto mark = newcomers_mark(rebind, entries.back(), state)) accounts_.store(*mark);
        apply(entry, state);
        keep_members(id, state, {rebind.from, rebind.to});
    }
    return entries;
}

std::optional<SqliteRooms::Found> SqliteRooms::find(const ConversationId& id,
                                                    const std::vector<Account>& members) {
    Found found;
    {
        sqlite::Rows row = find_room_.query(id);
        if (!row.next()) return std::nullopt;
        found.state.title = row.text(0);
        found.state.topic = row.text(1);
        found.state.is_private = row.integer(2) != 0;
        found.state.from_joining = row.integer(3) != 0;
        found.state.archived = row.integer(4) != 0;
        found.folded = row.text(5);
        found.skeleton = row.text(6);
    }
    for (const Account& account : members) {
        sqlite::Rows row = find_member_.query(id, account);
        if (row.next())
            found.state.members[account] = RoomMember{row.count(0), row.integer(1) != 0};
    }
    return found;
}

RoomFacts SqliteRooms::facts_of(const RoomChange& change, const std::optional<Found>& found) {
    RoomFacts facts;
    facts.exists = found.has_value();
    facts.title_taken = takes_title(change, found ? found->state : RoomState{}) &&
                        is_title_taken(change, found ? *found : Found{});
    if (needs_counts(change)) {
        sqlite::Rows row = count_members_.query(change.announcement.conversation.id);
        if (row.next()) facts.members = row.count(0);
        facts.owners = row.count(1);
    }
    if (const auto newcomer = newcomer_of(change))
        facts.joined = count(count_joined_.query(*newcomer));
    if (change.event.what != "created") return facts;
    facts.rooms = count(count_rooms_.query());
    const WallMs now = change.announcement.at;
    facts.created_today =
        count(count_created_.query(accounts_.key_of(change.event.by), now - day_ms, now));
    return facts;
}

bool SqliteRooms::is_title_taken(const RoomChange& change, const Found& room) {
    const bool keeps_title = !change.event.title;
    sqlite::Rows row = find_title_.query(keeps_title ? room.folded : change.folded,
                                         keeps_title ? room.skeleton : change.skeleton,
                                         change.announcement.conversation.id);
    return row.next();
}

void SqliteRooms::keep(const RoomChange& change, const RoomState& state) {
    const ConversationId& id = change.announcement.conversation.id;
    if (change.event.what == "created")
        return add_room_.run(id, change.folded, change.skeleton, icu_version(), state.topic,
                             std::int64_t{state.is_private}, std::int64_t{state.from_joining},
                             accounts_.key_of(change.event.by), change.announcement.at);
    change_room_.run(state.topic, std::int64_t{state.archived}, id);
    if (!change.event.title) return;
    set_title_.run(change.folded, change.skeleton, icu_version(), id);
    set_conversation_title_.run(state.title, id);
}

void SqliteRooms::keep_members(const ConversationId& id, const RoomState& state,
                               const std::vector<Account>& touched) {
    for (const Account& account : touched) {
        const std::int64_t key = accounts_.key_of(account);
        const auto member = state.members.find(account);
        if (member == state.members.end())
            remove_member_.run(id, key);
        else
            set_member_.run(id, key, member->second.first, std::int64_t{member->second.owner});
    }
}

}  // namespace indaba::broker
