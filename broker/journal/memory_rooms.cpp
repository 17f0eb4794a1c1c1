/// The rooms of the memory journal. See memory_journal.hpp.
#include <algorithm>
#include <utility>

#include "broker/journal/memory_journal.hpp"

namespace indaba::broker {

/// Returns the code of the refusal of a post to a room, or "".
std::string_view MemoryJournal::refusal_of(const Post& post) const {
    if (!post.conversation.room || post.conversation.id == lobby) return {};
    const auto found = rooms_.find(post.conversation.id);
    const RoomState* room = found == rooms_.end() ? nullptr : &found->second.state;
    return post_refusal(room, room && room->members.contains(post.author));
}

std::uint64_t MemoryJournal::rooms_joined_by(const Account& account) const {
    return static_cast<std::uint64_t>(std::ranges::count_if(rooms_, [&account](const auto& room) {
        return room.second.state.members.contains(account);
    }));
}

bool MemoryJournal::is_title_taken(const ConversationId& by, const std::string& folded,
                                   const std::string& skeleton) const {
    return std::ranges::any_of(rooms_, [&](const auto& each) {
        const auto& [id, other] = each;
        return id != by && !other.state.is_private && !other.state.archived &&
               (other.folded == folded || other.skeleton == skeleton);
    });
}

RoomFacts MemoryJournal::facts_of(const RoomChange& change) const {
    const ConversationId& id = change.announcement.conversation.id;
    const auto found = rooms_.find(id);
    static const StoredRoom none;
    const StoredRoom& room = found == rooms_.end() ? none : found->second;
    RoomFacts facts;
    facts.exists = found != rooms_.end();
    const bool keeps_title = !change.event.title;
    facts.title_taken = takes_title(change, room.state) &&
                        is_title_taken(id, keeps_title ? room.folded : change.folded,
                                       keeps_title ? room.skeleton : change.skeleton);
    facts.rooms = rooms_.size();
    if (const auto newcomer = newcomer_of(change)) facts.joined = rooms_joined_by(*newcomer);
    if (needs_counts(change)) {
        facts.members = room.state.members.size();
        facts.owners = static_cast<std::uint64_t>(std::ranges::count_if(
            room.state.members, [](const auto& member) { return member.second.owner; }));
    }
    facts.created_today =
        static_cast<std::uint64_t>(std::ranges::count_if(rooms_, [&change](const auto& each) {
            const WallMs now = change.announcement.at, at = each.second.created_at;
            return each.second.creator == change.event.by && at > now - day_ms && at <= now;
        }));
    return facts;
}

Outcome MemoryJournal::store(const RoomChange& change) {
    const Post& post = change.announcement;
    if (!ids_.contains({post.author, post.id})) {
        const auto found = rooms_.find(post.conversation.id);
        static const RoomState none;
        const RoomState& state = found == rooms_.end() ? none : found->second.state;
        const RoomDecision decision = decide_room_change(change, state, facts_of(change));
        if (decision.verdict == RoomVerdict::refused) return RoomRefused{decision.code};
        if (decision.verdict == RoomVerdict::unchanged) return Stored{};
    }
    Outcome outcome = append(post);
    const Stored* stored = std::get_if<Stored>(&outcome);
    if (!stored || stored->duplicate) return outcome;
    StoredRoom& room = rooms_[post.conversation.id];
    apply(change.event, stored->number, post.author, room.state);
    keep_title(change, room);
    if (const auto mark = newcomers_mark(change, stored->number)) store(*mark);
    return outcome;
}

/// Keeps what the journal needs of a room beside its state.
void MemoryJournal::keep_title(const RoomChange& change, StoredRoom& room) {
    if (change.event.what == "created") {
        room.creator = change.event.by;
        room.created_at = change.announcement.at;
    }
    if (!change.event.title) return;
    room.folded = change.folded;
    room.skeleton = change.skeleton;
    conversations_[change.announcement.conversation.id].conversation.room = room.state.title;
}

/// Returns the entries that this stored.
std::vector<FurtherEntry> MemoryJournal::move_memberships(const Rebind& rebind) {
    std::vector<FurtherEntry> entries;
    for (auto& [id, room] : rooms_) {
        if (!room.state.members.contains(rebind.from)) continue;
        append(room_announcement(rebind, conversations_.at(id).conversation));
        const StoredConversation& stored = conversations_.at(id);
        entries.push_back({stored.conversation, stored.entries.back()});
        if (const auto mark = newcomers_mark(rebind, entries.back(), room.state)) store(*mark);
        apply(stored.entries.back(), room.state);
    }
    return entries;
}

}  // namespace indaba::broker
