#include "common/client/home/kept_heads.hpp"

#include <optional>

namespace indaba::client {
namespace {

enum class Comparison { same, differs, later };

Comparison compare(const Store::Position& kept, const ConversationState* now) {
    if (!now || now->number < kept.number) return Comparison::differs;
    const std::optional<Hash> hash =
        now->number == kept.number ? now->hash : now->held.hash_at(kept.number);
    if (!hash) return Comparison::later;
    return *hash == kept.hash ? Comparison::same : Comparison::differs;
}

}  // namespace

void KeptHeads::load(const Store& store) { to_compare_ = store.heads(); }

std::vector<ConversationId> KeptHeads::differing(const Model& model) {
    std::vector<ConversationId> result;
    std::erase_if(to_compare_, [&](const auto& kept) {
        const Comparison comparison = compare(kept.second, model.find(kept.first));
        if (comparison == Comparison::differs) result.push_back(kept.first);
        return comparison != Comparison::later;
    });
    return result;
}

void KeptHeads::save(Store& store, const Model& model) const {
    std::map<ConversationId, Store::Position> heads = to_compare_;
    for (const auto& [id, state] : model.conversations())
        if (state.number > 0) heads.try_emplace(id, Store::Position{state.number, state.hash});
    store.set_heads(heads);
}

}  // namespace indaba::client
