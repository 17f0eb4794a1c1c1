/// The model's people and conversations: what it is told and what it makes of it. See model.hpp.
#include <algorithm>
#include <iterator>
#include <utility>

#include "common/client/model/model.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/name.hpp"

namespace indaba::client {

// ---- people, heads, ready -------------------------------------------------------------------

void Model::on(const People& people, Now, Effects& effects) {
    if (link_ == Link::greeting) return puzzled("The broker told people before join.", effects);
    // A session that was behind may be told a new list before the old one was whole.
    const bool goes_on =
        series_.begun && !series_.people_whole && series_.version == people.version;
    if (!goes_on) series_ = {};
    series_.begun = true;
    series_.version = people.version;
    series_.people_whole = !people.more;
    note_names(people.people);
    for (const Person& person : people.people) series_.people[person.account] = person.name;
}

/// Each head counts at once: live entries may follow it even before `ready`.
void Model::on(const Heads& heads, Now, Effects& effects) {
    if (!series_.people_whole) return puzzled("The broker told heads before people.", effects);
    series_.heads_whole = !heads.more;
    note_names(heads.names);
    for (const Head& head : heads.heads) {
        series_.heads.insert(head.conversation.id);
        take_head(head, effects);
    }
}

void Model::on(const Ready&, Now now, Effects& effects) {
    if (!series_.heads_whole) return puzzled("The broker told ready before heads.", effects);
    drop_unheard(effects);
    Series series = std::exchange(series_, {});
    sync_pending_ = false;
    fetch_at_.reset();
    end_flight();
    if (std::exchange(link_, Link::ready) == Link::joining) {
        effects.push_back(BecameReady{});
        settle_name(now, effects);
    }
    if (!options_.quiet) series.people.emplace(me(), name_);
    tell(people_.whole(std::move(series.people), series.version, now.steady), effects);
    resend_all(now, effects);
    ask_all(now, effects);
    send_read(now, effects);
    fetch_next(now, effects);
}

void Model::on(const Presence& presence, Now, Effects& effects) {
    if (link_ != Link::ready) return;  // the list that comes with `ready` knows it
    for (const Person& person : presence.named) {
        const std::string before = name_of(person.account);
        note_name(person.account, person.name);
        if (person.account == me()) {
            asked_name_.reset();
            wanted_name_.reset();
        }
        if (!before.empty() && before != person.name)
            effects.push_back(Renamed{person.account, before, person.name});
    }
    note_names(presence.joined);
    Presence seen = presence;
    if (!options_.quiet) std::erase(seen.left, me());  // another session of ours: we are here
    tell(people_.presence(seen), effects);
}

void Model::note_names(const std::vector<Person>& persons) {
    for (const Person& person : persons) note_name(person.account, person.name);
}

void Model::note_name(const Account& account, const std::string& name) {
    if (name.empty()) return;
    if (account == me()) name_ = name;
    people_.rename(account, name);  // even if known: the list of people lags behind other messages
    std::string& known = names_[account];
    if (known == name) return;
    known = name;
    heard_.push_back({account, name});
}

void Model::tell(const PeopleHere::Changes& changes, Effects& effects) const {
    for (const Person& person : changes.came) {
        if (person.account != me()) effects.push_back(Came{person});
    }
    for (const Person& person : changes.went) {
        if (person.account != me()) effects.push_back(Went{person});
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

ConversationState* Model::held(const ConversationId& conversation) {
    const auto state = conversations_.find(conversation);
    return state == conversations_.end() ? nullptr : &state->second;
}

ConversationState& Model::begin(const Conversation& conversation) {
    ConversationState& state =
        conversations_.try_emplace(conversation.id, conversation).first->second;
    const auto interest = interests_.extract(conversation.id);
    state.interest = interest.empty() ? options_.interest : interest.mapped();
    if (series_.begun) series_.heads.insert(conversation.id);
    return state;
}

void Model::take_head(const Head& head, Effects& effects) {
    ConversationState* known = held(head.conversation.id);
    ConversationState& state = known ? *known : begin(head.conversation);
    const bool denies_ours =
        head.number < state.number || (head.number == state.number && head.hash != state.hash);
    if (denies_ours) diverge(state, effects);
    if (denies_ours) state.read = 0;
    note_missed(state, head.number);
    state.conversation = head.conversation;
    state.number = head.number;
    state.hash = head.hash;
    state.first = head.first;
    if (contradicts(state.interest, state)) diverge(state, effects);
    take_read_position(state, head.read);
}

/// What may not be read needs no reading. Ours, if farther, was not heard by the broker.
void Model::take_read_position(ConversationState& state, std::uint64_t told) {
    const std::uint64_t read = std::max(told, state.first - 1);
    if (state.read > read)
        unsent_reads_.insert(state.conversation.id);
    else
        state.read = read;
}

/// A conversation that the broker does not tell any more, though it did.
void Model::drop_unheard(Effects& effects) {
    for (auto& [id, state] : conversations_) {
        if (state.number == 0 || series_.heads.contains(id)) continue;
        diverge(state, effects);
        state.number = 0;
        state.hash = {};
        state.read = 0;
    }
}

void Model::diverge(ConversationState& state, Effects& effects) {
    state.set_aside();
    state.interest = state.interest.restarted();
    ++state.setbacks;
    if (flight_ && flight_->conversation == state.conversation.id) end_flight();
    effects.push_back(Diverged{state.conversation.id});
}

void Model::on(const Entries& entries, Now now, Effects& effects) {
    if (link_ == Link::greeting) return puzzled("The broker told entries before join.", effects);
    note_names(entries.names);
    ConversationState* state = held(entries.conversation.id);
    const std::uint64_t first = entries.entries.front().number;
    if (!state && first == 1) state = &begin(entries.conversation);
    if (state && first - 1 <= state->number)
        take_live(*state, entries.entries, now, effects);
    else
        request_sync(now, effects);
    take_receipts(entries.conversation.id, entries.entries, now, effects);
}

/// `entries` begin after the head at the latest. What is not beyond it was told before or answers
/// a resend: it must agree with what is held, and fills no hole, since nothing proves its place.
void Model::take_live(ConversationState& state, const std::vector<Entry>& entries, Now now,
                      Effects& effects) {
    const auto beyond = std::ranges::find_if(
        entries, [&](const Entry& entry) { return entry.number > state.number; });
    const bool agree = std::all_of(entries.begin(), beyond, [&](const Entry& entry) {
        const Entry* ours = state.history.find(entry.number);
        return !ours || *ours == entry;
    });
    History::Added added;
    if (agree) added = state.history.add(state.hash, {beyond, entries.end()});
    if (!agree || added.diverged) {
        diverge(state, effects);
        return request_sync(now, effects);
    }
    if (beyond == entries.end()) return;
    state.number = entries.back().number;
    state.hash = state.history.hash_at(state.number).value_or(state.hash);
    effects.push_back(NewEntries{state.conversation.id, std::move(added.new_numbers), true});
}

void Model::take_receipts(const ConversationId& conversation, const std::vector<Entry>& entries,
                          Now now, Effects& effects) {
    for (const Entry& entry : entries) {
        if (entry.account != me()) continue;
        const auto row = row_of(entry.id);
        if (row == outbox_.end()) continue;
        take_out(row);
        effects.push_back(Receipt{entry.id, conversation, entry.number});
        effects.push_back(Settled{entry.id});
    }
    transmit_next(now, effects);
}

}  // namespace indaba::client
