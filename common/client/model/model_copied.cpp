/// The part of the model that works with what the own copy has: the state of a start without the
/// broker, and entries to show that did not come on this connection. See model.hpp.
#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "common/client/model/model.hpp"

namespace indaba::client {
namespace {

/// Returns the messages that replies from `first` to `last` quote, copied ones and those in ranges.
std::set<std::uint64_t> quoted_by(const std::map<std::uint64_t, Entry>& copied,
                                  const HeldEntries& held, std::uint64_t first,
                                  std::uint64_t last) {
    std::set<std::uint64_t> quoted;
    const auto add = [&quoted](const Entry& entry) {
        if (entry.kind != kind_reply) return;
        if (const auto body = reference_of(entry)) quoted.insert(referred_number(*body));
    };
    for (auto each = copied.lower_bound(first); each != copied.end() && each->first <= last; ++each)
        add(each->second);
    for (const HeldEntries::Range& range : held.ranges()) {
        const std::uint64_t end = std::min(last, range.last());
        for (std::uint64_t number = std::max(first, range.first()); number <= end; ++number)
            add(range.entries[static_cast<std::size_t>(number - range.first())]);
    }
    return quoted;
}

/// Returns the first number from which unread messages are counted: over one page.
std::uint64_t first_counted(const ConversationState& state) {
    const std::uint64_t page = std::min<std::uint64_t>(state.number, limit::page_entries);
    return std::max(state.read, state.number - page) + 1;
}

/// Drops what is not to be shown from `first` to `last`, and is not needed: it is not counted as
/// unread, and neither names nor is a message that is shown or quoted there.
void keep_needed(std::map<std::uint64_t, Entry>& copied, const ConversationState& state,
                 std::uint64_t first, std::uint64_t last) {
    const std::set<std::uint64_t> quoted = quoted_by(copied, state.held, first, last);
    const std::uint64_t counted = first_counted(state);
    const auto is_needed = [&](std::uint64_t number) {
        return (number >= first && number <= last) || number >= counted || quoted.contains(number);
    };
    std::erase_if(copied, [&](const auto& each) {
        if (is_needed(each.first)) return false;
        const std::optional<ReferringBody> body = reference_of(each.second);
        return !body || !is_needed(referred_number(*body));
    });
}

/// Adds the replies to messages that came or went with the copied entries: they show a quote.
void add_replies(const ConversationState& state,
                 const std::map<std::uint64_t, std::optional<Hash>>& before,
                 std::set<std::uint64_t>& changed) {
    const auto add = [&](const auto& one, const auto& other) {
        for (const auto& each : one) {
            const MessageReferences* references =
                other.contains(each.first) ? nullptr : state.fold.find(each.first);
            if (references) changed.insert(references->replies.begin(), references->replies.end());
        }
    };
    add(before, state.held.copied());
    add(state.held.copied(), before);
}

}  // namespace

void Model::begin_with(const std::vector<Head>& heads, const std::map<Account, std::string>& names,
                       Effects& effects) {
    for (const auto& [account, name] : names)
        if (names_.try_emplace(account, name).second) copied_names_.insert(account);
    if (name_.empty()) name_ = name_of(me());
    add_own_name(name_of(me()));
    for (const Head& head : heads) {
        if (find(head.conversation.id)) continue;
        ConversationState& state = add_conversation(head.conversation);
        state.number = head.number;
        state.hash = head.hash;
        state.first = head.first;
        state.reported_read = std::max(head.read, head.first - 1);
        state.set_read(state.reported_read);
        if (head.info) apply_info(state, *head.info, head.number, effects);
    }
}

void Model::show_copied(const CopiedEntries& copied, Effects& effects) {
    ConversationState* state = find_mutable(copied.conversation);
    if (!state) return;
    std::map<std::uint64_t, Entry> now = state->held.take_copied();
    std::map<std::uint64_t, std::optional<Hash>> before;  // what was erased of them
    for (const auto& [number, entry] : now) before.emplace_hint(before.end(), number, entry.erased);
    for (const std::vector<Entry>* part : {&copied.entries, &copied.others}) {
        for (const Entry& entry : *part) {
            if (entry.number < state->first || entry.number > state->number) continue;
            const auto [place, is_new] = now.try_emplace(entry.number, entry);
            if (!is_new && entry.erased) place->second = entry;  // what was erased stays so
        }
    }
    keep_needed(now, *state, copied.first, copied.last);
    std::set<std::uint64_t> changed;
    for (auto& [number, entry] : now) {
        const auto known = before.find(number);
        if (known != before.end() && known->second != entry.erased) changed.insert(number);
        state->held.add_copied(std::move(entry));
    }
    refold(*state, changed);
    add_replies(*state, before, changed);
    effects.push_back(CopiedShown{state->conversation.id, {changed.begin(), changed.end()}});
}

/// Folds all held entries anew, and adds the messages that are displayed differently to `changed`.
void Model::refold(ConversationState& state, std::set<std::uint64_t>& changed) {
    const MessageFold before = std::exchange(state.fold, {});
    const std::vector<std::uint64_t> all = state.held.numbers();
    state.fold.add(state.held, all, {});
    for (const std::uint64_t number : state.fold.differing(before)) {
        changed.insert(number);
        if (const MessageReferences* references = state.fold.find(number))
            changed.insert(references->replies.begin(), references->replies.end());
    }
    state.unread_messages = {};
    count_unread(state, {std::ranges::upper_bound(all, state.read), all.end()});
}

/// Folds what was added, and returns the other messages that are shown differently. Once it
/// contradicts the copy, that is the copy of another journal: nothing of it is held any more.
std::vector<std::uint64_t> Model::fold_added(ConversationState& state,
                                             const HeldEntries::Added& added) {
    if (!added.contradicts_copied)
        return state.fold.add(state.held, added.new_numbers, added.deleted);
    std::set<std::uint64_t> changed;
    state.held.take_copied();
    refold(state, changed);
    const std::vector<std::uint64_t> deleted = state.fold.add(state.held, {}, added.deleted);
    changed.insert(deleted.begin(), deleted.end());
    for (const std::uint64_t number : added.new_numbers) changed.erase(number);
    std::erase_if(changed, [&](std::uint64_t number) { return !state.held.find(number); });
    return {changed.begin(), changed.end()};
}

/// Forgets what the entries with `number` and below say of others.
void Model::discard_references(ConversationState& state, std::uint64_t number) {
    std::set<std::uint64_t> changed;
    if (state.held.copied().empty())
        state.fold.discard_up_to(number);
    else
        refold(state, changed);  // copied ones still say it
}

/// Applies to what is shown out of the own copy what a page for it says: an erasure in a part that
/// was missed would reach it in no other way.
void Model::apply_to_copied(ConversationState& state, const std::vector<Entry>& page,
                            Effects& effects) {
    HeldEntries::Added added;
    for (const Entry& entry : page) {
        if (entry.number > state.number) break;  // they come live
        const Entry* held = state.held.find(entry.number);
        if (held && entry.erased && !held->erased) added.deleted.push_back(entry.number);
        const std::optional<ReferringBody> body = held ? std::nullopt : reference_of(entry);
        if (!body || !state.held.find(referred_number(*body))) continue;
        state.held.add_copied(entry);
        added.new_numbers.push_back(entry.number);
    }
    if (added.new_numbers.empty() && added.deleted.empty()) return;
    std::vector<std::uint64_t> changed =
        state.fold.add(state.held, added.new_numbers, added.deleted);
    count_unread(state, added.new_numbers);
    count_unread(state, changed);
    if (!changed.empty())
        effects.push_back(MessagesChanged{state.conversation.id, std::move(changed)});
}

}  // namespace indaba::client
