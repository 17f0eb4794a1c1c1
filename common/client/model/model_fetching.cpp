/// The part of the model that requests pages of history and applies them. See model.hpp.
#include <algorithm>
#include <iterator>
#include <utility>

#include "common/client/model/model.hpp"
#include "common/client/model/validate.hpp"

namespace indaba::client {
namespace {

constexpr std::uint64_t default_retry_ms = 1'000;  // for a refusal without retry_ms

}  // namespace

void Model::set_interest(const ConversationId& conversation, Interest interest, Now now,
                         Effects& effects) {
    ConversationState* state = find_mutable(conversation);
    if (!state) {
        interests_[conversation] = interest;
        return;
    }
    state->interest = interest;
    const bool head_is_fresh = connection_state_ == ConnectionState::ready;
    if (head_is_fresh && contradicts(state->interest, *state)) on_divergence(*state, effects);
    fetch_next(now, effects);
}

void Model::discard_up_to(const ConversationId& conversation, std::uint64_t number) {
    ConversationState* state = find_mutable(conversation);
    if (!state || !state->held.find(number)) return;
    if (state->interest.kind == Interest::Kind::all_after && state->interest.after < number) {
        state->interest.after = number;
        state->interest.hash = state->held.hash_at(number);
    }
    // The entries since the last loss of the connection are not all expected any more.
    if (state->complete_after) state->complete_after = std::max(*state->complete_after, number);
    state->held.discard_up_to(number);
    state->unread_messages.remove_up_to(number);
    discard_references(*state, number);
}

void Model::fetch_next(Now now, Effects& effects) {
    if (connection_state_ != ConnectionState::ready || sync_pending_ || resync_.started ||
        pending_page_ || retry_page_at_)
        return;
    if (compare_next(now, effects) || fetch_wanted_copy(now, effects)) return;
    for (const auto& [id, state] : conversations_) {
        if (const std::optional<PageRequest> ask = next_page_request(state))
            return request_page(id, *ask, now, effects);
    }
    if (options_.counts_unread) {
        for (const auto& [id, state] : conversations_) {
            if (const std::optional<PageRequest> ask = unread_page_request(state))
                return request_page(id, *ask, now, effects);
        }
    }
}

void Model::fetch_for_copy(const ConversationId& conversation, std::uint64_t before, Now now,
                           Effects& effects) {
    wanted_copy_ = {conversation, before};
    fetch_next(now, effects);
}

/// Requests the page of fetch_for_copy(). Returns false when there is none to request.
bool Model::fetch_wanted_copy(Now now, Effects& effects) {
    if (!wanted_copy_) return false;
    const WantedCopy wanted = *std::exchange(wanted_copy_, std::nullopt);
    const ConversationState* state = find(wanted.conversation);
    if (!state || wanted.before <= state->first) {
        effects.push_back(CopyPageEnded{wanted.conversation, false, {}});
        return false;
    }
    request_page(wanted.conversation, {.after = {}, .before = wanted.before, .hash = {}}, now,
                 effects);
    return pending_page_->copies = true;
}

/// Hands a page to the replica, if it is the one that was asked for.
void Model::end_copy_page(const PendingPage& request, const Page& page, Effects& effects) {
    ConversationState* state = find_mutable(request.conversation);
    const bool answers = state && !page.entries.empty() && is_dense(page.entries) &&
                         is_answer_to(page, request.ask, *state) &&
                         !contradicts(page, request.ask, *state);
    if (answers) {
        effects.push_back(EntriesReceived{request.conversation, page.hash, page.entries});
        apply_to_copied(*state, page.entries, effects);
    }
    effects.push_back(CopyPageEnded{request.conversation, answers, {}});
}

void Model::request_page(const ConversationId& conversation, const PageRequest& ask, Now now,
                         Effects& effects) {
    pending_page_ = PendingPage{++last_request_, conversation, ask};
    History message;
    message.request = pending_page_->request;
    message.conversation = conversation;
    message.after = ask.after;
    message.before = ask.before;
    message.hash = ask.hash;
    send(message, now, effects);
}

void Model::on(const Page& page, Now now, Effects& effects) {
    if (!pending_page_ || pending_page_->request != page.request) return;  // cancelled by a `ready`
    const PendingPage request = *std::exchange(pending_page_, std::nullopt);
    learn_names(page.names);
    if (request.compares)
        end_comparison(page.hash != request.ask.hash, effects);
    else if (request.copies)
        end_copy_page(request, page, effects);
    else if (ConversationState* state = find_mutable(request.conversation))
        apply_page(*state, request, page, now, effects);
    fetch_next(now, effects);
}

void Model::apply_page(ConversationState& state, const PendingPage& request, const Page& page,
                       Now now, Effects& effects) {
    if (!is_answer_to(page, request.ask, state)) {
        ++state.failed_fetches;
        return report_violation("The broker sent another page than the one requested.", effects);
    }
    if (page.entries.empty()) {
        // The broker says that these entries do not exist.
        state.failed_fetches = max_failed_fetches;
        return;
    }
    // Entries beyond our head come live, or came already.
    const auto beyond = std::ranges::find_if(
        page.entries, [&](const Entry& entry) { return entry.number > state.number; });
    HeldEntries::Added added;
    added.diverged = contradicts(page, request.ask, state);
    if (!added.diverged) added = state.held.add(page.hash, {page.entries.begin(), beyond});
    if (added.diverged) {
        on_divergence(state, effects);
        return request_sync(now, effects);
    }
    if (options_.keeps_copy)
        effects.push_back(EntriesReceived{state.conversation.id, page.hash, page.entries});
    if (request.ask.before && state.held.ranges().back().last() == state.number) {
        state.has_newest_page = true;
        if (!fills_gaps(state)) drop_older_ranges(state, effects);
        // The page itself is older if what it was to meet was dropped meanwhile.
        const auto is_dropped = [&](std::uint64_t number) { return !state.held.find(number); };
        std::erase_if(added.new_numbers, is_dropped);
        std::erase_if(added.deleted, is_dropped);
    }
    const bool own_text_erased = fold(state, std::move(added), false, effects);
    apply_receipts(state.conversation.id, page.entries, now, effects);
    if (own_text_erased) effects.push_back(OwnTextErased{});
}

/// Drops the entries that do not meet the newest ones. An erasure in the gap between would never
/// reach them; whoever scrolls up fetches them as they are now.
void Model::drop_older_ranges(ConversationState& state, Effects& effects) {
    const auto& ranges = state.held.ranges();
    if (ranges.size() > 1) drop_up_to(state, ranges.back().first() - 1, effects);
}

void Model::drop_up_to(ConversationState& state, std::uint64_t number, Effects& effects) {
    std::set<std::uint64_t> changed;
    state.held.discard_up_to(number);
    state.held.take_copied();
    refold(state, changed);
    effects.push_back(OlderEntriesDropped{state.conversation.id});
}

void Model::on_page_refused(const Refusal& refusal, Now now, Effects& effects) {
    const PendingPage request = *std::exchange(pending_page_, std::nullopt);
    const bool may_retry = refusal.retry_ms || refusal.code == code::one_at_a_time;
    if (may_retry) delay(retry_page_at_, refusal.retry_ms.value_or(default_retry_ms), now);
    if (request.compares) {
        if (!may_retry) end_comparison(refusal.code == code::diverged, effects);
        return fetch_next(now, effects);
    }
    if (request.copies) {
        if (may_retry && !wanted_copy_)
            wanted_copy_ = {request.conversation, *request.ask.before};
        else
            effects.push_back(CopyPageEnded{request.conversation, false, refusal.sentence});
        return fetch_next(now, effects);
    }
    ConversationState* state = find_mutable(request.conversation);
    if (state && refusal.code == code::diverged)
        on_divergence(*state, effects);
    else if (state && !may_retry)
        state->failed_fetches = max_failed_fetches;
    fetch_next(now, effects);
}

}  // namespace indaba::client
