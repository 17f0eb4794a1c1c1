/// The part of the model that applies people, heads, entries and presence. See model.hpp.
#include <algorithm>
#include <iterator>
#include <utility>

#include "common/client/model/model.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/name.hpp"

namespace indaba::client {

// ---- people, heads, ready -------------------------------------------------------------------

void Model::on(const People& people, Now, Effects& effects) {
    if (connection_state_ == ConnectionState::awaiting_welcome)
        return report_violation("The broker sent people before join.", effects);
    // A session that was a slow consumer may get a new list before the old one was complete.
    const bool goes_on =
        resync_.started && !resync_.people_complete && resync_.version == people.version;
    if (!goes_on) resync_ = {};
    resync_.started = true;
    resync_.version = people.version;
    resync_.people_complete = !people.more;
    learn_names(people.people);
    for (const Person& person : people.people) resync_.people[person.account] = person.name;
}

/// Applies each head at once: live entries may follow it even before `ready`.
void Model::on(const Heads& heads, Now, Effects& effects) {
    if (!resync_.people_complete)
        return report_violation("The broker sent heads before people.", effects);
    resync_.heads_complete = !heads.more;
    learn_names(heads.names);
    for (const Head& head : heads.heads) {
        resync_.heads.insert(head.conversation.id);
        apply_head(head, effects);
    }
}

void Model::on(const Ready&, Now now, Effects& effects) {
    if (!resync_.heads_complete)
        return report_violation("The broker sent ready before heads.", effects);
    drop_unlisted_conversations(effects);
    ResyncProgress progress = std::exchange(resync_, {});
    // The broker sends it unasked after it dropped messages; an answer may be among them.
    if (connection_state_ == ConnectionState::ready && !sync_pending_)
        fail_pending_changes("The answer was lost", effects);
    sync_pending_ = false;
    retry_sync_at_.reset();
    join_delay_code_.clear();
    retry_page_at_.reset();
    cancel_pending_page();
    if (std::exchange(connection_state_, ConnectionState::ready) == ConnectionState::joining) {
        effects.push_back(BecameReady{});
        apply_name(now, effects);
    }
    if (!options_.quiet) progress.people.emplace(me(), name_);
    push_presence_news(people_.replace(std::move(progress.people), progress.version, now.steady),
                       effects);
    if (options_.keeps_copy) effects.push_back(HeadsComplete{});
    resend_posts(now, effects);
    resend_who_requests(now, effects);
    resend_all_lists(now, effects);
    send_read(now, effects);
    fetch_next(now, effects);
}

void Model::on(const Presence& presence, Now now, Effects& effects) {
    if (connection_state_ != ConnectionState::ready)
        return;  // the list that comes with `ready` contains it
    if (presence.version != people_.version() + 1) request_sync(now, effects);
    for (const Person& person : presence.named) {
        const std::string before = name_of(person.account);
        learn_name(person.account, person.name);
        if (person.account == me()) {
            asked_name_.reset();
            wanted_name_.reset();
        }
        if (!before.empty() && before != person.name)
            effects.push_back(Renamed{person.account, before, person.name});
    }
    learn_names(presence.joined);
    Presence seen = presence;
    if (!options_.quiet)
        std::erase(seen.left, me());  // another session of ours left; we stay online
    push_presence_news(people_.presence(seen), effects);
}

void Model::learn_names(const std::vector<Person>& persons) {
    for (const Person& person : persons) learn_name(person.account, person.name);
}

void Model::learn_name(const Account& account, const std::string& name) {
    if (name.empty()) return;
    if (account == me()) {
        name_ = name;
        add_own_name(name);
    }
    people_.rename(account,
                   name);  // even if known: the list of people may be older than other messages
    std::string& known = names_[account];
    const bool is_heard = copied_names_.erase(account) == 0;
    if (known == name && is_heard) return;
    known = name;
    learned_names_.push_back({account, name});
}

void Model::push_presence_news(const OnlinePeople::Changes& changes, Effects& effects) const {
    for (const Person& person : changes.joined) {
        if (person.account != me()) effects.push_back(PersonJoined{person});
    }
    for (const Person& person : changes.left) {
        if (person.account != me()) effects.push_back(PersonLeft{person});
    }
}

const std::string& Model::name_of(const Account& account) const {
    static const std::string unknown;
    const auto name = names_.find(account);
    return name == names_.end() ? unknown : name->second;
}

std::optional<Account> Model::account_of(std::string_view name) const {
    for (const auto& [account, known] : names_) {
        if (known == name) return account;
    }
    const std::optional<std::string> folded = folded_name(name);
    if (!folded) return std::nullopt;
    for (const auto& [account, known] : names_) {
        if (folded_name(known) == folded) return account;
    }
    return std::nullopt;
}

// ---- conversations --------------------------------------------------------------------------

const ConversationState* Model::find(const ConversationId& conversation) const {
    const auto state = conversations_.find(conversation);
    return state == conversations_.end() ? nullptr : &state->second;
}

ConversationState* Model::find_mutable(const ConversationId& conversation) {
    return const_cast<ConversationState*>(find(conversation));
}

ConversationState& Model::add_conversation(const Conversation& conversation) {
    ConversationState& state =
        conversations_.try_emplace(conversation.id, conversation).first->second;
    const auto interest = interests_.extract(conversation.id);
    state.interest = interest.empty() ? options_.interest : interest.mapped();
    if (resync_.started) resync_.heads.insert(conversation.id);
    return state;
}

void Model::apply_head(const Head& head, Effects& effects) {
    ConversationState* known = find_mutable(head.conversation.id);
    if (known && known->conversation.between != head.conversation.between)
        return report_violation("The broker sent a whisper as a room.", effects);
    ConversationState& state = known ? *known : add_conversation(head.conversation);
    const bool contradicts_ours =
        head.number < state.number || (head.number == state.number && head.hash != state.hash);
    if (contradicts_ours) {
        // A shorter history that ours continues has the same entries: what was read stays read.
        const bool is_part =
            head.number < state.number && state.held.hash_at(head.number) == head.hash;
        const std::uint64_t read = is_part ? std::min(state.read, head.number) : 0;
        on_divergence(state, effects);
        state.set_read(read);
    }
    note_gap(state, head.number);
    state.conversation = head.conversation;
    state.number = head.number;
    state.hash = head.hash;
    state.first = head.first;
    // The account has left the room and joined again: what was erased meanwhile is not told.
    if (state.held.first().value_or(state.first) < state.first)
        drop_up_to(state, state.first - 1, effects);
    if (contradicts(state.interest, state)) on_divergence(state, effects);
    apply_read_position(state, head.read);
    if (head.info) apply_info(state, *head.info, head.number, effects);
}

/// Applies the broker's read position. Entries that may not be read count as read. If our position
/// is farther, the broker has not received it, so it is sent again.
void Model::apply_read_position(ConversationState& state, std::uint64_t reported) {
    const std::uint64_t read = std::max(reported, state.first - 1);
    state.reported_read = read;
    if (state.read > read)
        unsent_read_positions_.insert(state.conversation.id);
    else
        state.set_read(read);
}

/// Treats a known conversation that is missing from the heads as diverged, and a room as left.
void Model::drop_unlisted_conversations(Effects& effects) {
    std::vector<ConversationId> left;
    for (auto& [id, state] : conversations_) {
        if (resync_.heads.contains(id)) continue;
        if (state.room) left.push_back(id);
        if (state.room || state.number == 0) continue;
        on_divergence(state, effects);
        state.number = 0;
        state.hash = {};
        state.set_read(0);
    }
    for (const ConversationId& id : left) drop_room(id, effects);
}

void Model::on_divergence(ConversationState& state, Effects& effects) {
    state.drop_entries();
    state.interest = state.interest.restarted();
    state.set_read(std::min(state.read, state.reported_read));  // ours was about other entries
    ++state.failed_fetches;
    if (pending_page_ && pending_page_->conversation == state.conversation.id)
        cancel_pending_page();
    effects.push_back(Diverged{state.conversation.id});
}

void Model::on(const Entries& entries, Now now, Effects& effects) {
    if (connection_state_ == ConnectionState::awaiting_welcome)
        return report_violation("The broker sent entries before join.", effects);
    learn_names(entries.names);
    ConversationState* state = find_mutable(entries.conversation.id);
    const std::uint64_t first = entries.entries.front().number;
    if (!state && first == 1) state = &add_conversation(entries.conversation);
    bool own_text_erased = false;
    if (state && first - 1 <= state->number)
        own_text_erased = apply_live_entries(*state, entries.entries, now, effects);
    else
        request_sync(now, effects);
    apply_receipts(entries.conversation.id, entries.entries, now, effects);
    if (own_text_erased) effects.push_back(OwnTextErased{});
}

/// Applies entries that begin at the head plus one or before. Entries up to the head were sent
/// before or answer a resend: they must agree with the held ones, and they fill no gap, since no
/// hash proves their position. Returns true when they delete an own text.
bool Model::apply_live_entries(ConversationState& state, const std::vector<Entry>& entries, Now now,
                               Effects& effects) {
    const auto beyond = std::ranges::find_if(
        entries, [&](const Entry& entry) { return entry.number > state.number; });
    const bool agree = std::all_of(entries.begin(), beyond, [&](const Entry& entry) {
        const Entry* ours = state.held.find(entry.number);
        return !ours || is_same_entry(*ours, entry);
    });
    HeldEntries::Added added;
    const Hash before = state.hash;
    if (agree) added = state.held.add(before, {beyond, entries.end()});
    if (!agree || added.diverged) {
        on_divergence(state, effects);
        request_sync(now, effects);
        return false;
    }
    for (auto entry = entries.begin(); entry != beyond; ++entry)
        if (entry->erased) added.deleted.push_back(entry->number);
    if (beyond != entries.end()) {
        if (options_.keeps_copy)
            effects.push_back(
                EntriesReceived{state.conversation.id, before, {beyond, entries.end()}});
        state.number = entries.back().number;
        state.hash = state.held.hash_at(state.number).value_or(state.hash);
        read_own_entries(state, entries);
    }
    const bool own_text_erased = fold(state, std::move(added), true, effects);
    apply_room_entries(state, entries, now, effects);
    return own_text_erased;
}

/// Returns true when the added entries delete a message of this account, or one that is not held,
/// or are own entries that came without their body.
bool Model::erases_own_text(const ConversationState& state, const HeldEntries::Added& added) const {
    const auto is_own = [&](std::uint64_t number) {
        const Entry* entry = state.held.find(number);
        return !entry || entry->account == me();
    };
    const auto erases_own = [&](std::uint64_t number) {
        const Entry& entry = *state.held.find(number);
        if (entry.erased) return entry.account == me();
        if (entry.kind != kind_erase) return false;
        const std::optional<ReferringBody> body = reference_of(entry);
        return body && is_own(referred_number(*body));
    };
    return std::ranges::any_of(added.new_numbers, erases_own) ||
           std::ranges::any_of(added.deleted, is_own);
}

/// Folds what was added to the held entries, and tells the display. Returns true when an own text
/// was deleted: the caller tells of it after the receipts, since the outbox has the text until
/// then.
bool Model::fold(ConversationState& state, HeldEntries::Added added, bool live, Effects& effects) {
    std::vector<std::uint64_t> changed = fold_added(state, added);
    count_unread(state, added.new_numbers);
    count_unread(state, changed);
    const bool own_text_erased = erases_own_text(state, added);
    const ConversationId& id = state.conversation.id;
    if (!added.new_numbers.empty())
        effects.push_back(NewEntries{id, std::move(added.new_numbers), live});
    if (!changed.empty()) effects.push_back(MessagesChanged{id, std::move(changed)});
    return own_text_erased;
}

/// An account has read a conversation up to its own last message; the broker moves its position as
/// well.
void Model::read_own_entries(ConversationState& state, const std::vector<Entry>& entries) const {
    for (const Entry& entry : entries)
        if (entry.account == me() && moves_read_position(entry.kind))
            state.set_read(std::max(state.read, entry.number));
}

void Model::apply_receipts(const ConversationId& conversation, const std::vector<Entry>& entries,
                           Now now, Effects& effects) {
    for (const Entry& entry : entries) {
        if (entry.account != me()) continue;
        const auto row = find_row(entry.id);
        if (row == outbox_.end()) continue;
        remove_from_outbox(row);
        end_delay(effects);
        effects.push_back(Receipt{entry.id, conversation, entry.number});
        effects.push_back(OutboxDone{entry.id});
    }
    transmit_next(now, effects);
}

}  // namespace indaba::client
