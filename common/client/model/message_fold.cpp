#include "common/client/model/message_fold.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <type_traits>
#include <utility>
#include <variant>

#include "common/wire/codec.hpp"

namespace indaba::client {
namespace {

using References = MessageReferences;

std::uint64_t number_of(std::uint64_t number) { return number; }
template <class Reference>
std::uint64_t number_of(const Reference& reference) {
    return reference.number;
}

/// Inserts the reference in its place by number, which is the last one for live entries. One that
/// is there already stays.
template <class Reference>
void insert(std::vector<Reference>& list, Reference reference) {
    const auto place = std::ranges::find_if(
        list.rbegin(), list.rend(),
        [&](const Reference& other) { return number_of(other) <= number_of(reference); });
    if (place != list.rend() && number_of(*place) == number_of(reference)) return;
    list.insert(place.base(), std::move(reference));
}

template <class Reference>
bool discard(std::vector<Reference>& list, std::uint64_t number) {
    const auto kept = std::ranges::find_if(
        list, [number](const Reference& reference) { return number_of(reference) > number; });
    const bool discards = kept != list.begin();
    list.erase(list.begin(), kept);
    return discards;
}

/// Applies one reaction that follows those already applied.
void apply_reaction(std::vector<Reaction>& reactions, const References::React& react) {
    auto reaction = std::ranges::find(reactions, react.emoji, &Reaction::emoji);
    if (react.off) {
        if (reaction == reactions.end()) return;
        std::erase(reaction->accounts, react.by);
        if (reaction->accounts.empty()) reactions.erase(reaction);
        return;
    }
    if (reaction == reactions.end())
        reaction = reactions.insert(reaction, Reaction{react.emoji, {}});
    if (std::ranges::find(reaction->accounts, react.by) == reaction->accounts.end())
        reaction->accounts.push_back(react.by);
}

void fold_reactions(References& references) {
    references.reactions.clear();
    for (const References::React& react : references.reacts)
        apply_reaction(references.reactions, react);
}

}  // namespace

/// Collects the held messages that are shown differently, and those whose reactions came out of
/// order.
class MessageFold::Changes {
 public:
    explicit Changes(const HeldEntries& held) : held_(held) {}

    void add(std::uint64_t message) {
        const Entry* entry = held_.find(message);
        if (entry && is_message(entry->kind)) numbers_.insert(message);
    }
    /// Adds a message whose text is another one now, and those that quote it.
    void add_text(std::uint64_t message, const References& references) {
        add(message);
        for (const std::uint64_t reply : references.replies) add(reply);
    }
    /// Applies a reaction that follows the others at once; earlier ones wait for fold().
    void add_reaction(std::uint64_t message, References& references, References::React react) {
        add(message);
        const bool follows =
            references.reacts.empty() || references.reacts.back().number < react.number;
        if (follows && !unfolded_.contains(message))
            apply_reaction(references.reactions, react);
        else
            unfolded_[message] = &references;
        references.reacts.push_back(std::move(react));
    }
    /// Folds the reactions of each message that earlier ones came for, once for all of them.
    void fold() const {
        for (const auto& message : unfolded_) {
            auto& reacts = message.second->reacts;
            std::ranges::sort(reacts, {}, &References::React::number);
            const auto same = [](const References::React& one, const References::React& other) {
                return one.number == other.number;
            };
            reacts.erase(std::unique(reacts.begin(), reacts.end(), same), reacts.end());
            fold_reactions(*message.second);
        }
    }
    std::vector<std::uint64_t> without(const std::vector<std::uint64_t>& added) const {
        std::vector<std::uint64_t> others;
        std::ranges::set_difference(numbers_, added, std::back_inserter(others));
        return others;
    }

 private:
    const HeldEntries& held_;
    std::set<std::uint64_t> numbers_;
    std::map<std::uint64_t, References*> unfolded_;
};

std::optional<ReferringBody> reference_of(const Entry& entry) {
    if (entry.erased || !is_referring(entry.kind)) return std::nullopt;
    std::optional<ReferringBody> body = decode_referring(entry.kind, entry.body);
    if (!body) return std::nullopt;
    const std::uint64_t number = referred_number(*body);
    if (number == 0 || number >= entry.number) return std::nullopt;
    if (const auto* reaction = std::get_if<ReactionBody>(&*body))
        if (reaction->emoji.empty() || reaction->emoji.size() > limit::reaction)
            return std::nullopt;
    return body;
}

std::vector<std::uint64_t> MessageFold::add(HeldEntries& held,
                                            const std::vector<std::uint64_t>& added,
                                            const std::vector<std::uint64_t>& deleted) {
    Changes changes(held);
    for (const std::uint64_t number : added) {
        const Entry& entry = *held.find(number);
        if (const std::optional<ReferringBody> body = reference_of(entry))
            add_reference(held, entry, *body, changes);
        if (is_message(entry.kind)) add_message(held, entry, changes);
    }
    for (const std::uint64_t number : deleted) add_deleted(held, number, changes);
    changes.fold();
    return changes.without(added);
}

void MessageFold::add_reference(HeldEntries& held, const Entry& entry, const ReferringBody& body,
                                Changes& changes) {
    const std::uint64_t message = referred_number(body);
    References& references = by_message_[message];
    if (std::holds_alternative<ReplyBody>(body)) return insert(references.replies, entry.number);
    if (const auto* react = std::get_if<ReactionBody>(&body))
        return changes.add_reaction(message, references,
                                    {entry.number, entry.account, react->emoji, react->off});
    if (std::holds_alternative<EditBody>(body))
        insert(references.edits, References::Edit{entry.number, entry.account});
    else
        insert(references.erasures, References::Erasure{entry.number, entry.account});
    changes.add_text(message, references);
    const Entry* held_message = held.find(message);
    const bool erased = held_message && held_message->erased;
    if (erased || !references.erasures.empty()) erase(held, message, changes);
}

/// Applies what came before the message itself: it may be erased, and replies may quote it.
void MessageFold::add_message(HeldEntries& held, const Entry& entry, Changes& changes) {
    const auto known = by_message_.find(entry.number);
    if (known == by_message_.end()) return;
    changes.add_text(entry.number, known->second);
    if (entry.erased || !known->second.erasures.empty()) erase(held, entry.number, changes);
}

/// Deletes the body of an entry that came again without it. If it is an edit, the message was
/// erased: the broker deletes its edits with it.
void MessageFold::add_deleted(HeldEntries& held, std::uint64_t number, Changes& changes) {
    const Entry* entry = held.find(number);
    if (!entry || entry->erased) return;
    const std::optional<ReferringBody> body = reference_of(*entry);
    if (const auto* edit = body ? std::get_if<EditBody>(&*body) : nullptr) {
        References& references = by_message_[edit->of];
        insert(references.erasures, References::Erasure{number, std::nullopt});
        return erase(held, edit->of, changes);
    }
    erase(held, number, changes);
}

/// Deletes the bodies of a message and of its edits. Other entries keep theirs: only messages can
/// be erased.
void MessageFold::erase(HeldEntries& held, std::uint64_t message, Changes& changes) {
    if (const Entry* entry = held.find(message)) {
        if (!is_message(entry->kind)) return;
        held.delete_body(message);
    }
    changes.add(message);
    const References* references = find(message);
    if (!references) return;
    for (const References::Edit& edit : references->edits) held.delete_body(edit.number);
    changes.add_text(message, *references);
}

void MessageFold::discard_up_to(std::uint64_t number) {
    // An entry names an earlier one, so a discarded one names a message before `number`.
    for (auto known = by_message_.begin(); known != by_message_.end() && known->first < number;) {
        References& references = known->second;
        discard(references.replies, number);
        discard(references.edits, number);
        discard(references.erasures, number);
        if (discard(references.reacts, number)) fold_reactions(references);
        known = references.empty() ? by_message_.erase(known) : std::next(known);
    }
}

std::vector<std::uint64_t> MessageFold::differing(const MessageFold& other) const {
    std::set<std::uint64_t> numbers;
    const auto collect = [&numbers](const MessageFold& one, const MessageFold& two) {
        for (const auto& [message, references] : one.by_message_) {
            const References* theirs = two.find(message);
            if (!theirs || *theirs != references) numbers.insert(message);
        }
    };
    collect(*this, other);
    collect(other, *this);
    return {numbers.begin(), numbers.end()};
}

const MessageReferences* MessageFold::find(std::uint64_t message) const {
    const auto known = by_message_.find(message);
    return known == by_message_.end() ? nullptr : &known->second;
}

}  // namespace indaba::client
