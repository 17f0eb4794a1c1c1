#include "common/client/home/kept_heads.hpp"

#include <map>

namespace indaba::client {
namespace {

using Heads = std::map<ConversationId, Store::Position>;

/// A position without a hash has a zero hash.
SeenEntry seen_entry(const ConversationId& conversation, const Store::Position& position) {
    SeenEntry seen{conversation, position.number, {}};
    if (!position.hash.is_zero()) seen.hash = position.hash;
    return seen;
}

}  // namespace

std::vector<SeenEntry> seen_entries(const Store& store) {
    Heads heads = store.heads();
    if (heads.empty()) heads = store.farthest_tail_positions();
    for (const auto& [conversation, number] : store.read_positions()) {
        Store::Position& head = heads[conversation];
        if (number > head.number) head = {number, {}};
    }
    std::vector<SeenEntry> seen;
    for (const auto& [conversation, position] : heads)
        if (position.number > 0) seen.push_back(seen_entry(conversation, position));
    return seen;
}

std::vector<SeenEntry> seen_entries(const std::filesystem::path& home, const JournalId& journal) {
    if (!Store::exists(home, journal)) return {};
    return seen_entries(Store(home, journal));
}

void keep_seen_entries(Store& store, const std::vector<SeenEntry>& seen) {
    Heads heads;
    for (const SeenEntry& entry : seen)
        heads[entry.conversation] = {entry.number, entry.hash.value_or(Hash{})};
    store.set_heads(heads);
}

void keep_heads(Store& store, const Model& model, const std::set<ConversationId>& warned_of) {
    const Heads kept = store.heads();
    Heads heads;
    for (const auto& [id, state] : model.conversations())
        if (state.number > 0) heads[id] = {state.number, state.hash};
    for (const ConversationId& id : warned_of) {
        heads.erase(id);
        if (const auto head = kept.find(id); head != kept.end()) heads.insert(*head);
    }
    store.set_heads(heads);
}

}  // namespace indaba::client
