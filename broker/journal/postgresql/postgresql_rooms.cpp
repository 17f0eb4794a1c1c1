#include "broker/journal/postgresql/postgresql_rooms.hpp"

#include "common/wire/name.hpp"

namespace indaba::broker {
namespace {

bool is_in_room(const Post& post) {
    return post.conversation.room && post.conversation.id != lobby;
}

}  // namespace

// ---- posts ---------------------------------------------------------------------------------

void PostgresqlRooms::ask(const std::vector<const Post*>& posts) {
    for (const Post* post : posts) {
        const ConversationId& id = post->conversation.id;
        if (!is_in_room(*post) || asked_.contains({id, post->author})) continue;
        FoundRoom& found = asked_[{id, post->author}];
        ask_room(id, found);
        // The handlers run in order, so the room is there when its member comes.
        database_.ask(
            [&found, author = post->author](postgresql::Rows row) {
                if (found && row.next())
                    found->state.members[author] = {row.count(0), row.boolean(1)};
            },
            "SELECT m.first, m.owner FROM members AS m JOIN accounts AS a ON a.key = m.account "
            "WHERE m.conversation = $1 AND a.account = $2",
            id, post->author);
    }
}

std::string_view PostgresqlRooms::refusal_of(const Post& post) {
    if (!is_in_room(post) || entries_.has(post)) return {};
    if (changed_) {
        asked_.clear();
        changed_ = false;
    }
    if (!asked_.contains({post.conversation.id, post.author})) {
        ask({&post});
        database_.round_trip();
    }
    const FoundRoom& found = asked_.at({post.conversation.id, post.author});
    return post_refusal(found ? &found->state : nullptr, found && !found->state.members.empty());
}

// ---- changes -------------------------------------------------------------------------------

Outcome PostgresqlRooms::store(const RoomChange& change) {
    const Post& post = change.announcement;
    const ConversationId& id = post.conversation.id;
    FoundRoom found;
    ask_room(id, found);
    RoomState members;
    ask_members(id, touched_by(change.event), members);
    database_.round_trip();
    if (found) found->state.members = members.members;
    const bool again = entries_.has(post);
    if (!again) {
        const RoomFacts facts = ask_facts(change, found);
        const RoomDecision decision =
            decide_room_change(change, found ? found->state : RoomState{}, facts);
        if (decision.verdict == RoomVerdict::refused) return RoomRefused{decision.code};
        if (decision.verdict == RoomVerdict::unchanged) return Stored{};
        if (!found) heads_.add_room(post.conversation);
        database_.round_trip();
    }
    Outcome outcome = entries_.store(post);
    const Stored* stored = std::get_if<Stored>(&outcome);
    if (!stored || stored->duplicate) return outcome;
    RoomState state = found ? std::move(found->state) : RoomState{};
    apply(change.event, stored->number, post.author, state);
    if (found)
        keep(change, state);
    else
        add(change, state);
    keep_members(id, state, touched_by(change.event));
    if (const auto mark = newcomers_mark(change, stored->number)) accounts_.store(*mark);
    changed_ = true;
    return outcome;
}

std::vector<FurtherEntry> PostgresqlRooms::move_memberships(const Rebind& rebind) {
    std::vector<FurtherEntry> entries;
    for (const ConversationId& id : rooms_of(rebind.from))
        entries.push_back(move_membership(rebind, id));
    changed_ = changed_ || !entries.empty();
    return entries;
}

std::vector<ConversationId> PostgresqlRooms::rooms_of(const Account& account) {
    std::vector<ConversationId> rooms;
    postgresql::Rows rows = database_.query(
        "SELECT m.conversation FROM members AS m WHERE m.account = $1 "
        "ORDER BY m.conversation",
        accounts_.key_of(account));
    while (rows.next()) rooms.push_back(rows.bytes<ConversationId>(0));
    std::map<ConversationId, Conversation> locked;
    for (const ConversationId& id : rooms) locked[id] = {id, "", std::nullopt};
    heads_.lock(locked);
    return rooms;
}

FurtherEntry PostgresqlRooms::move_membership(const Rebind& rebind, const ConversationId& id) {
    FoundRoom found;
    ask_room(id, found);
    RoomState members;
    ask_members(id, {rebind.from, rebind.to}, members);
    database_.round_trip();
    RoomState state = std::move(found.value().state);
    state.members = std::move(members.members);
    Conversation conversation;
    conversation.id = id;
    conversation.room = state.title;
    const Post post = room_announcement(rebind, conversation);
    const Stored stored = std::get<Stored>(entries_.store(post));
    const Entry entry{stored.number, post.author, post.at, post.id, post.kind, post.body};
    const FurtherEntry further{conversation, entry};
    if (const auto mark = newcomers_mark(rebind, further, state)) accounts_.store(*mark);
    apply(entry, state);
    keep_members(id, state, {rebind.from, rebind.to});
    return further;
}

// ---- what the rules ask --------------------------------------------------------------------

void PostgresqlRooms::ask_room(const ConversationId& id, FoundRoom& found) {
    database_.ask(
        [&found](postgresql::Rows row) {
            if (!row.next()) return;
            Found& room = found.emplace();
            room.state.title = row.text(0);
            room.state.topic = row.text(1);
            room.state.is_private = row.boolean(2);
            room.state.from_joining = row.boolean(3);
            room.state.archived = row.boolean(4);
            room.folded = row.text(5);
            room.skeleton = row.text(6);
        },
        "SELECT c.room, r.topic, r.private, r.from_joining, r.archived, r.folded, r.skeleton "
        "FROM rooms AS r JOIN conversations AS c ON c.id = r.conversation "
        "WHERE r.conversation = $1",
        id);
}

void PostgresqlRooms::ask_members(const ConversationId& id, const std::vector<Account>& members,
                                  RoomState& to) {
    database_.ask(
        [&to](postgresql::Rows rows) {
            while (rows.next())
                to.members[rows.bytes<Account>(0)] = {rows.count(1), rows.boolean(2)};
        },
        "SELECT a.account, m.first, m.owner FROM members AS m "
        "JOIN accounts AS a ON a.key = m.account "
        "WHERE m.conversation = $1 AND a.account = ANY($2)",
        id, members);
}

RoomFacts PostgresqlRooms::ask_facts(const RoomChange& change, const FoundRoom& found) {
    RoomFacts facts;
    facts.exists = found.has_value();
    if (takes_title(change, found ? found->state : RoomState{}))
        ask_title_taken(change, found, facts);
    if (needs_counts(change))
        database_.ask(
            [&facts](postgresql::Rows row) {
                if (!row.next()) return;
                facts.members = row.count(0);
                facts.owners = row.count(1);
            },
            "SELECT count(*), count(*) FILTER (WHERE owner) FROM members WHERE conversation = $1",
            change.announcement.conversation.id);
    if (const auto newcomer = newcomer_of(change))
        database_.ask(
            [&facts](postgresql::Rows row) { facts.joined = row.next() ? row.count(0) : 0; },
            "SELECT count(*) FROM members WHERE account = $1", accounts_.key_of(*newcomer));
    if (change.event.what == "created") ask_created(change, facts);
    database_.round_trip();
    return facts;
}

void PostgresqlRooms::ask_created(const RoomChange& change, RoomFacts& facts) {
    const WallMs now = change.announcement.at;
    database_.ask([&facts](postgresql::Rows row) { facts.rooms = row.next() ? row.count(0) : 0; },
                  "SELECT count(*) FROM rooms");
    database_.ask(
        [&facts](postgresql::Rows row) { facts.created_today = row.next() ? row.count(0) : 0; },
        "SELECT count(*) FROM rooms WHERE creator = $1 AND created_at > $2 AND created_at <= $3",
        accounts_.key_of(change.event.by), now - day_ms, now);
}

void PostgresqlRooms::ask_title_taken(const RoomChange& change, const FoundRoom& found,
                                      RoomFacts& facts) {
    const bool keeps_title = found && !change.event.title;
    database_.ask([&facts](postgresql::Rows row) { facts.title_taken = row.next(); },
                  "SELECT 1::bigint FROM rooms WHERE NOT private AND NOT archived "
                  "AND (folded = $1 OR skeleton = $2) AND conversation <> $3 LIMIT 1",
                  keeps_title ? found->folded : change.folded,
                  keeps_title ? found->skeleton : change.skeleton,
                  change.announcement.conversation.id);
}

// ---- what changes --------------------------------------------------------------------------

void PostgresqlRooms::add(const RoomChange& change, const RoomState& state) {
    database_.send(
        "INSERT INTO rooms (conversation, folded, skeleton, icu, topic, private, from_joining, "
        "archived, creator, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, false, $8, $9)",
        change.announcement.conversation.id, change.folded, change.skeleton, icu_version(),
        postgresql::Blob{state.topic}, state.is_private, state.from_joining,
        accounts_.key_of(change.event.by), change.announcement.at);
}

void PostgresqlRooms::keep(const RoomChange& change, const RoomState& state) {
    const ConversationId& id = change.announcement.conversation.id;
    if (change.event.title) {
        database_.send(
            "UPDATE rooms SET folded = $1, skeleton = $2, icu = $3 WHERE conversation = $4",
            change.folded, change.skeleton, icu_version(), id);
        database_.send("UPDATE conversations SET room = $1 WHERE id = $2", state.title, id);
    }
    database_.send("UPDATE rooms SET topic = $1, archived = $2 WHERE conversation = $3",
                   postgresql::Blob{state.topic}, state.archived, id);
}

void PostgresqlRooms::keep_members(const ConversationId& id, const RoomState& state,
                                   const std::vector<Account>& touched) {
    for (const Account& account : touched) {
        const std::int64_t key = accounts_.key_of(account);
        const auto member = state.members.find(account);
        if (member == state.members.end())
            database_.send("DELETE FROM members WHERE conversation = $1 AND account = $2", id, key);
        else
            database_.send(
                "INSERT INTO members (conversation, account, first, owner) "
                "VALUES ($1, $2, $3, $4) ON CONFLICT (conversation, account) "
                "DO UPDATE SET first = excluded.first, owner = excluded.owner",
                id, key, member->second.first, member->second.owner);
    }
}

}  // namespace indaba::broker
