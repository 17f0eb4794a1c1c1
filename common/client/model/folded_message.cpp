#include "common/client/model/folded_message.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "common/wire/text.hpp"

namespace indaba::client {
namespace {

/// Returns the text that an entry of a message or of an edit brings.
std::string text_of(const Entry& entry) {
    if (entry.kind == kind_text) return entry.body;
    std::optional<ReferringBody> body = reference_of(entry);
    if (!body) return {};
    if (auto* reply = std::get_if<ReplyBody>(&*body)) return std::move(reply->text);
    if (auto* edit = std::get_if<EditBody>(&*body)) return std::move(edit->text);
    return {};
}

/// Returns the held edits of the message by its author, oldest first.
std::vector<const Entry*> edits_of(const ConversationState& state, const Entry& message) {
    std::vector<const Entry*> edits;
    const MessageReferences* references = state.fold.find(message.number);
    if (!references) return edits;
    for (const MessageReferences::Edit& edit : references->edits)
        if (edit.by == message.account) edits.push_back(state.held.find(edit.number));
    return edits;
}

FoldedMessage erased_message(const MessageReferences* references) {
    FoldedMessage folded;
    folded.erased = true;
    if (!references) return folded;
    for (const MessageReferences::Erasure& erasure : references->erasures)
        if (erasure.by && !folded.erased_by) folded.erased_by = erasure.by;
    return folded;
}

}  // namespace

EntryRole role_of(const Entry& entry) {
    if (reserved_kind(entry.kind)) return EntryRole::broker;
    if (entry.kind == kind_text) return EntryRole::message;
    if (!is_referring(entry.kind)) return EntryRole::unknown;
    if (!entry.erased && !reference_of(entry)) return EntryRole::unknown;
    return entry.kind == kind_reply ? EntryRole::message : EntryRole::reference;
}

bool counts_as_unread(const Entry& entry, const Account& reader) {
    if (entry.account == reader || entry.erased) return false;
    const EntryRole role = role_of(entry);
    return role == EntryRole::message || role == EntryRole::unknown;
}

std::optional<FoldedMessage> folded_message(const ConversationState& state, std::uint64_t number) {
    const Entry* entry = state.held.find(number);
    if (!entry || role_of(*entry) != EntryRole::message) return std::nullopt;
    const MessageReferences* references = state.fold.find(number);
    if (entry->erased) return erased_message(references);
    FoldedMessage folded;
    const std::vector<const Entry*> edits = edits_of(state, *entry);
    folded.text = text_of(edits.empty() ? *entry : *edits.back());
    if (!edits.empty()) folded.edited = edits.back()->number;
    if (entry->kind == kind_reply) folded.to = referred_number(*reference_of(*entry));
    if (references) folded.reactions = references->reactions;
    return folded;
}

std::vector<EarlierText> earlier_texts(const ConversationState& state, std::uint64_t number) {
    const Entry* entry = state.held.find(number);
    if (!entry || entry->erased || role_of(*entry) != EntryRole::message) return {};
    std::vector<const Entry*> entries = edits_of(state, *entry);
    entries.insert(entries.begin(), entry);
    entries.pop_back();  // the present one
    std::vector<EarlierText> texts;
    for (const Entry* each : entries) texts.push_back({each->number, each->at, text_of(*each)});
    return texts;
}

bool has_reacted(const ConversationState& state, std::uint64_t number, const Account& account,
                 std::string_view emoji) {
    const MessageReferences* references = state.fold.find(number);
    if (!references) return false;
    const auto reaction = std::ranges::find(references->reactions, emoji, &Reaction::emoji);
    return reaction != references->reactions.end() &&
           std::ranges::find(reaction->accounts, account) != reaction->accounts.end();
}

std::optional<std::uint64_t> last_message_of(const ConversationState& state,
                                             const Account& account) {
    const auto is_own = [&](const Entry& entry) {
        return entry.account == account && !entry.erased && role_of(entry) == EntryRole::message;
    };
    const std::vector<std::uint64_t> numbers = state.held.numbers();
    for (auto number = numbers.rbegin(); number != numbers.rend(); ++number)
        if (is_own(*state.held.find(*number))) return *number;
    return std::nullopt;
}

}  // namespace indaba::client
