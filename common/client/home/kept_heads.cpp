#include "common/client/home/kept_heads.hpp"

#include <map>

namespace indaba::client {
namespace {

/// Takes over a read position that is beyond the head, which then has no hash.
void advance(Store::Position& head, std::uint64_t number) {
    if (number > head.number) head = {number, {}};
}

/// Appends the heads as entries. A position without a hash has a zero hash.
void append(const Store::Positions& heads, bool rooms, std::vector<SeenEntry>& seen) {
    for (const auto& [conversation, position] : heads) {
        if (position.number == 0) continue;
        seen.push_back({conversation, position.number, {}, rooms});
        if (!position.hash.is_zero()) seen.back().hash = position.hash;
    }
}

/// Puts the kept head of a conversation, if there is one, in the place of the new one.
void keep_old(const ConversationId& id, const Store::Positions& kept, Store::Positions& heads) {
    heads.erase(id);
    if (const auto head = kept.find(id); head != kept.end()) heads.insert(*head);
}

}  // namespace

std::vector<SeenEntry> seen_entries(const Store& store) {
    Store::Heads heads = store.heads();
    const bool kept = !heads.others.empty() || !heads.rooms.empty();
    if (heads.others.empty()) heads.others = store.farthest_tail_positions();
    for (const auto& [conversation, number] : store.read_positions()) {
        // A read position without a head may be of a room that this account has left.
        if (const auto room = heads.rooms.find(conversation); room != heads.rooms.end())
            advance(room->second, number);
        else if (!kept || conversation == lobby || heads.others.contains(conversation))
            advance(heads.others[conversation], number);
    }
    std::vector<SeenEntry> seen;
    append(heads.others, false, seen);
    append(heads.rooms, true, seen);
    return seen;
}

std::vector<SeenEntry> seen_entries(const std::filesystem::path& home, const JournalId& journal) {
    if (!Store::exists(home, journal)) return {};
    return seen_entries(Store(home, journal));
}

void keep_seen_entries(Store& store, const std::vector<SeenEntry>& seen) {
    Store::Heads heads;
    for (const SeenEntry& entry : seen)
        (entry.room ? heads.rooms : heads.others)[entry.conversation] = {
            entry.number, entry.hash.value_or(Hash{})};
    store.set_heads(heads);
}

void keep_heads(Store& store, const Model& model, const std::set<ConversationId>& warned_of) {
    const Store::Heads kept = store.heads();
    Store::Heads heads;
    for (const auto& [id, state] : model.conversations())
        if (state.number > 0)
            (state.room ? heads.rooms : heads.others)[id] = {state.number, state.hash};
    for (const ConversationId& id : warned_of) {
        keep_old(id, kept.others, heads.others);
        keep_old(id, kept.rooms, heads.rooms);
    }
    store.set_heads(heads);
}

}  // namespace indaba::client
