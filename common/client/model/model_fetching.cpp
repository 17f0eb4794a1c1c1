/// The model's pages: what is asked for, and what is made of the answers. See model.hpp.
#include <algorithm>
#include <iterator>
#include <utility>

#include "common/client/model/model.hpp"

namespace indaba::client {
namespace {

constexpr std::uint64_t one_at_a_time_ms = 1'000;  // a refusal that names no time

}  // namespace

void Model::set_interest(const ConversationId& conversation, Interest interest, Now now,
                         Effects& effects) {
    ConversationState* state = held(conversation);
    if (!state) {
        interests_[conversation] = interest;
        return;
    }
    state->interest = interest;
    const bool head_is_fresh = link_ == Link::ready;
    if (head_is_fresh && contradicts(state->interest, *state)) diverge(*state, effects);
    fetch_next(now, effects);
}

void Model::drop_shown(const ConversationId& conversation, std::uint64_t number) {
    ConversationState* state = held(conversation);
    if (!state || !state->history.find(number)) return;
    if (state->interest.kind == Interest::Kind::all_after && state->interest.after < number) {
        state->interest.after = number;
        state->interest.hash = state->history.hash_at(number);
    }
    state->history.drop_to(number);
}

void Model::fetch_older(const ConversationId& conversation, Now now, Effects& effects) {
    const bool under_way = flight_ && flight_->older && flight_->conversation == conversation;
    if (under_way || std::ranges::find(older_, conversation) != older_.end()) return;
    older_.push_back(conversation);
    fetch_next(now, effects);
}

void Model::fetch_next(Now now, Effects& effects) {
    if (link_ != Link::ready || sync_pending_ || series_.begun || flight_ || fetch_at_) return;
    if (fetch_next_older(now, effects)) return;
    for (const auto& [id, state] : conversations_) {
        if (const std::optional<Ask> ask = next_ask(state))
            return ask_page(id, *ask, false, now, effects);
    }
}

/// What a person waits for goes first. False when there is nothing to ask for.
bool Model::fetch_next_older(Now now, Effects& effects) {
    while (!older_.empty()) {
        const ConversationId id = older_.front();
        older_.erase(older_.begin());
        const ConversationState* state = find(id);
        if (!state) {
            effects.push_back(Fetched{id, false, std::string{code::unknown_conversation}});
        } else if (const std::optional<Ask> ask = older_ask(*state)) {
            ask_page(id, *ask, true, now, effects);
            return true;
        } else {
            effects.push_back(Fetched{id, false, {}});
        }
    }
    return false;
}

void Model::ask_page(const ConversationId& conversation, const Ask& ask, bool older, Now now,
                     Effects& effects) {
    flight_ = Flight{++last_request_, conversation, ask, older};
    indaba::History history;
    history.request = flight_->request;
    history.conversation = conversation;
    history.after = ask.after;
    history.before = ask.before;
    history.hash = ask.hash;
    send(history, now, effects);
}

void Model::end_older(const Flight& flight, bool more, std::string_view refused,
                      Effects& effects) const {
    if (flight.older) effects.push_back(Fetched{flight.conversation, more, std::string{refused}});
}

void Model::on(const Page& page, Now now, Effects& effects) {
    if (!flight_ || flight_->request != page.request) return;  // overtaken by a `ready`
    const Flight flight = *std::exchange(flight_, std::nullopt);
    note_names(page.names);
    if (ConversationState* state = held(flight.conversation))
        take_page(*state, flight, page, now, effects);
    fetch_next(now, effects);
}

void Model::take_page(ConversationState& state, const Flight& flight, const Page& page, Now now,
                      Effects& effects) {
    if (!answers(page, flight.ask, state)) {
        ++state.setbacks;
        end_older(flight, false, code::bad_message, effects);
        return puzzled("The broker sent another page than it was asked for.", effects);
    }
    if (page.entries.empty()) {
        if (!flight.older) state.setbacks = most_setbacks;  // there is no such hole, it says
        return end_older(flight, false, {}, effects);
    }
    // What lies beyond our head comes, or came, by itself.
    const auto beyond = std::ranges::find_if(
        page.entries, [&](const Entry& entry) { return entry.number > state.number; });
    History::Added added;
    added.diverged = contradicts(page, flight.ask, state);
    if (!added.diverged) added = state.history.add(page.hash, {page.entries.begin(), beyond});
    if (added.diverged) {
        diverge(state, effects);
        end_older(flight, false, code::diverged, effects);
        return request_sync(now, effects);
    }
    if (flight.ask.before && state.history.ranges().back().last() == state.number)
        state.has_newest_page = true;
    if (!added.new_numbers.empty())
        effects.push_back(NewEntries{state.conversation.id, std::move(added.new_numbers), false});
    take_receipts(state.conversation.id, page.entries, now, effects);
    end_older(flight, older_ask(state).has_value(), {}, effects);
}

void Model::on_fetch_refused(const Refusal& refusal, Now now, Effects& effects) {
    const Flight flight = *std::exchange(flight_, std::nullopt);
    ConversationState* state = held(flight.conversation);
    if (refusal.code == code::diverged) {
        if (state) diverge(*state, effects);
        end_older(flight, false, refusal.code, effects);
        return fetch_next(now, effects);
    }
    effects.push_back(Fetched{flight.conversation, false, refusal.code});
    if (refusal.retry_ms || refusal.code == code::one_at_a_time)
        fetch_at_ = retry_time(refusal.retry_ms.value_or(one_at_a_time_ms), now);
    else if (state && !flight.older)
        state->setbacks = most_setbacks;
    fetch_next(now, effects);
}

}  // namespace indaba::client
