/// The checks of what a model shows out of an own copy, beside what the broker sent: it never
/// contradicts the journal, and a complete copy shows what the whole journal says. See checker.hpp.
#include <algorithm>
#include <iterator>
#include <set>
#include <variant>

#include "common/client/model/folded_message.hpp"
#include "common/wire/chain.hpp"
#include "tests/simulation/checker.hpp"
#include "tests/simulation/ensure.hpp"

namespace indaba::simulation {
namespace {

using client::ConversationState;
using client::MessageFold;
using client::MessageReferences;
using client::reference_of;

/// Returns what a model would hold that has nothing but these entries.
ConversationState holding(const Conversation& conversation, const std::vector<Entry>& entries) {
    ConversationState state(conversation);
    for (const Entry& entry : entries) state.held.add_copied(entry);
    state.fold.add(state.held, state.held.numbers(), {});
    return state;
}

std::vector<Entry> held_entries(const ConversationState& state) {
    std::vector<Entry> entries;
    for (const std::uint64_t number : state.held.numbers())
        entries.push_back(*state.held.find(number));
    return entries;
}

/// Returns true if the fold says what its entries say. Of edits and replies that were held with
/// their bodies, it knows what these named.
bool agree(const ConversationState& state, const ConversationState& anew) {
    return std::ranges::all_of(state.fold.differing(anew.fold), [&](std::uint64_t message) {
        const MessageReferences* known = state.fold.find(message);
        const MessageReferences* fresh = anew.fold.find(message);
        if (!known) return false;
        MessageReferences named = *known;
        std::erase_if(named.erasures, [](const auto& erasure) { return !erasure.by; });
        const auto has_lost_body = [&](std::uint64_t number) {
            const Entry* held = state.held.find(number);
            return held && held->erased;
        };
        std::erase_if(named.replies, has_lost_body);
        std::erase_if(named.edits, [&](const auto& edit) { return has_lost_body(edit.number); });
        return named == (fresh ? *fresh : MessageReferences());
    });
}

/// Returns the messages that are shown, counted as unread, or quoted by those that are shown.
std::set<std::uint64_t> needed(const ConversationState& state, const client::CopiedEntries& shown) {
    std::set<std::uint64_t> needed;
    for (const std::uint64_t number : state.held.numbers()) {
        const bool counts = number > state.read && number + limit::page_entries > state.number;
        if (counts) needed.insert(number);
        if (number < shown.first || number > shown.last) continue;
        needed.insert(number);
        const Entry& entry = *state.held.find(number);
        const auto body = entry.kind == kind_reply ? reference_of(entry) : std::nullopt;
        if (body) needed.insert(referred_number(*body));
    }
    return needed;
}

}  // namespace

// ---- during the storm ------------------------------------------------------------------------

void Checker::on_discarded(int person, const ConversationId& conversation, std::uint64_t number) {
    std::erase_if(runs_[person].numbers, [&](const auto& seen) {
        return seen.first == conversation && seen.second <= number;
    });
}

/// Checks that a model holds no more of a copy than it shows, and no body that the copy deleted.
void Checker::on_shown(int person, const client::Model& model, const client::CopiedEntries& shown,
                       const std::vector<std::uint64_t>& before) const {
    const ConversationState* state = model.find(shown.conversation);
    if (!state) return;
    for (const std::uint64_t number : before) {
        const Entry* held = state->held.find(number);
        ensure(!held || held->erased, "person {} shows the body of #{} again", person, number);
    }
    const std::set<std::uint64_t> shows = needed(*state, shown);
    for (const auto& [number, entry] : state->held.copied()) {
        const auto body = reference_of(entry);
        ensure(shows.contains(number) || (body && shows.contains(referred_number(*body))),
               "person {} holds #{}, which it does not show", person, number);
    }
    for (const auto* part : {&shown.entries, &shown.others})
        for (const Entry& entry : *part) {
            const Entry* held = state->held.find(entry.number);
            ensure(!entry.erased || !held || held->erased,
                   "person {} shows #{}, which is erased in its copy", person, entry.number);
        }
}

void Checker::check_applied(int person, const client::Model& model,
                            const client::EntriesReceived& received) const {
    const ConversationState* state = model.find(received.conversation);
    if (!state) return;
    for (const Entry& entry : received.entries) {
        if (entry.number > state->number) break;
        const Entry* held = state->held.find(entry.number);
        ensure(!held || !entry.erased || held->erased,
               "person {} keeps the body of #{}, which came without it", person, entry.number);
        const auto body = reference_of(entry);
        const Entry* named = body ? state->held.find(referred_number(*body)) : nullptr;
        ensure(!named || held, "person {} does not hold #{}, which names a held message", person,
               entry.number);
    }
}

/// Checks that nothing that a model holds of a conversation contradicts the journal.
void Checker::check_messages(int person, const ConversationState& state, const Account& me) const {
    const ConversationId& id = state.conversation.id;
    const auto& journal = journal_.entries(id);
    std::uint64_t before = 0, unread = 0;
    for (const std::uint64_t number : state.held.numbers()) {
        ensure(number > before && number >= state.first && number <= state.number,
               "person {} holds #{}, which it may not show", person, number);
        before = number;
        const Entry& held = *state.held.find(number);
        const Entry& stored = journal.at(number - 1);
        ensure(is_same_entry(held, stored) && (!held.erased || stored.erased),
               "person {} holds another #{} than the journal", person, number);
        if (number > state.read && client::counts_as_unread(held, me)) ++unread;
        check_message(person, state, held);
    }
    ensure(state.unread().count == unread, "person {} counts {} unread messages instead of {}",
           person, state.unread().count, unread);
    const ConversationState anew = holding(state.conversation, held_entries(state));
    ensure(held_entries(anew) == held_entries(state),
           "person {} holds a body whose erasure it holds", person);
    ensure(agree(state, anew), "person {} folds other entries than it holds", person);
    const auto last = client::last_message_of(state, me);
    ensure(!last || state.held.find(*last)->account == me, "person {} may edit a text of others",
           person);
}

/// Checks that a message has a text that its author gave it, the newest one that is held.
void Checker::check_message(int person, const ConversationState& state, const Entry& held) const {
    const auto message = client::folded_message(state, held.number);
    if (!message) return;
    if (message->erased) {
        ensure(held.erased && held.body.empty() && message->text.empty(),
               "person {} holds a body of #{}, which is erased", person, held.number);
        return;
    }
    const std::uint64_t from = message->edited > 0 ? message->edited : held.number;
    const Entry* source = state.held.find(from);
    ensure(source && source->account == held.account && text_of(*source) == message->text,
           "person {} shows a text of #{} that its author did not give it", person, held.number);
    for (const client::EarlierText& earlier : client::earlier_texts(state, held.number)) {
        const Entry* each = state.held.find(earlier.number);
        ensure(each && each->account == held.account && text_of(*each) == earlier.text,
               "person {} shows an earlier text of #{} that it never had", person, held.number);
    }
    for (const client::Reaction& reaction : message->reactions)
        for (const Account& account : reaction.accounts)
            ensure(client::has_reacted(state, held.number, account, reaction.emoji),
                   "person {} shows a reaction to #{} that is none", person, held.number);
}

/// Returns the text that an entry brings, as it was posted.
std::string Checker::text_of(const Entry& entry) const {
    const auto post = posts_.find({entry.account, entry.id});
    if (post == posts_.end()) return "nothing that was posted";
    if (entry.kind == kind_text) return post->second.body;
    const auto body = decode_referring(entry.kind, post->second.body);
    if (const auto* reply = body ? std::get_if<ReplyBody>(&*body) : nullptr) return reply->text;
    if (const auto* edit = body ? std::get_if<EditBody>(&*body) : nullptr) return edit->text;
    return "no text";
}

// ---- after the faults have ended -------------------------------------------------------------

/// Compares the messages that a model shows out of a complete copy with a fold of the whole
/// journal.
void Checker::check_shown(int person, const client::Model& model,
                          const client::CopiedEntries& shown) const {
    const ConversationState& state = *model.find(shown.conversation);
    check_messages(person, state, model.me());
    const auto& journal = journal_.entries(shown.conversation);
    const auto first = static_cast<std::ptrdiff_t>(state.first - 1);
    const ConversationState whole =
        holding(state.conversation,
                {journal.begin() + std::min(first, std::ssize(journal)), journal.end()});
    const std::uint64_t last = std::min(shown.last, state.number);
    for (std::uint64_t number = shown.first; number <= last; ++number) {
        ensure(state.held.find(number), "person {} does not show #{} of {}", person, number,
               state.number);
        compare_messages(person, state, whole, number);
        const auto message = client::folded_message(whole, number);
        if (message && message->to && *message->to >= state.first)
            compare_messages(person, state, whole, *message->to, true);
    }
}

/// Compares one message. Of one that is quoted, only the text is shown.
void Checker::compare_messages(int person, const ConversationState& state,
                               const ConversationState& whole, std::uint64_t number,
                               bool quoted) const {
    const auto ours = client::folded_message(state, number);
    const auto theirs = client::folded_message(whole, number);
    ensure(ours.has_value() == theirs.has_value(), "person {} shows #{} otherwise than it is",
           person, number);
    if (!ours) return;
    ensure(ours->text == theirs->text && ours->erased == theirs->erased &&
               ours->edited == theirs->edited && ours->to == theirs->to,
           "person {} shows the text of #{} otherwise than it is", person, number);
    if (quoted) return;
    ensure(ours->erased_by == theirs->erased_by,
           "person {} shows #{} as erased by another than who did it", person, number);
    ensure(std::ranges::equal(ours->reactions, theirs->reactions),
           "person {} shows other reactions to #{} than it has", person, number);
}

}  // namespace indaba::simulation
