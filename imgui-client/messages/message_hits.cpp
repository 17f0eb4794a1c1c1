#include "imgui-client/messages/message_hits.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "common/client/search/code_spans.hpp"
#include "common/client/search/search_match.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/name.hpp"

namespace indaba::ui {
namespace {

bool is_by(const client::Model& model, std::string_view author, const Account& account) {
    const std::string wanted = case_folded(author);
    return (wanted == "me" && account == model.me()) ||
           wanted == case_folded(model.name_of(account));
}

bool is_at(const client::Model& model, const client::SearchPlace& place,
           const Conversation& conversation) {
    const std::string wanted = case_folded(place.name);
    if (conversation.id == lobby) return !place.whispers && wanted == "lobby";
    if (conversation.room) return !place.whispers && case_folded(*conversation.room) == wanted;
    if (!place.whispers || !conversation.between) return false;
    return wanted == case_folded(model.name_of(conversation.between->other(model.me())));
}

/// Returns whether all filters of a query hold.
bool is_asked_for(const client::SearchQuery& query, const client::Model& model,
                  const Conversation& conversation, const Entry& entry, std::string_view text) {
    if (query.conversation && *query.conversation != conversation.id) return false;
    if ((query.since && entry.at < *query.since) || (query.until && entry.at >= *query.until))
        return false;
    const auto by = [&](const std::string& author) { return is_by(model, author, entry.account); };
    if (!query.authors.empty() && !std::ranges::any_of(query.authors, by)) return false;
    const auto at = [&](const client::SearchPlace& place) {
        return is_at(model, place, conversation);
    };
    if (!query.places.empty() && !std::ranges::any_of(query.places, at)) return false;
    return (!query.has_link || client::has_link(text)) &&
           (!query.has_code || client::has_code(text));
}

}  // namespace

std::vector<ByteRange> hits_of_row(const ViewState& view_state, const Row& row,
                                   const RowLayout& layout) {
    const FoundMessages* found = view_state.found;
    if (!found || !found->asks || layout.kind != RowLayout::Kind::message) return {};
    const client::ConversationState* state = conversation_of(view_state, row);
    const Entry* entry = entry_of(view_state, row);
    const auto message = entry ? client::folded_message(*state, entry->number) : std::nullopt;
    if (!message || message->erased) return {};
    if (!is_asked_for(found->query, *view_state.model, state->conversation, *entry, message->text))
        return {};
    std::vector<ByteRange> hits;
    for (const client::TextSpan& span : client::find_hits(found->query, message->text)) {
        const ByteRange hit{layout.map.to_display(span.begin), layout.map.to_display(span.end)};
        if (hit.begin < hit.end) hits.push_back(hit);
    }
    return hits;
}

}  // namespace indaba::ui
