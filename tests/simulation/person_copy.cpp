/// The part of a person that keeps an own copy and shows what is in it, as the workspace of the
/// window does. See person.hpp.
#include <algorithm>
#include <utility>

#include "tests/simulation/person.hpp"

namespace indaba::simulation {

using client::ConversationState;
using client::CopiedEntries;
using client::Effects;
using client::Model;
using client::Now;

// ---- keeping it --------------------------------------------------------------------------------

/// Hands over what the model tells, as a ReplicaKeeper does.
void Person::keep_copy(const client::Effect& effect, Now now) {
    const auto keep_head = [this](const ConversationId& conversation) {
        if (const ConversationState* state = model_->find(conversation)) copy_.keep_head(*state);
    };
    if (std::holds_alternative<client::HeadsComplete>(effect)) {
        for (const Head& head : copy_.heads())
            if (!model_->find(head.conversation.id)) copy_.drop(head.conversation.id);
        for (const auto& [id, state] : model_->conversations()) copy_.keep_head(state);
        cannot_fetch_.clear();
    } else if (const auto* received = std::get_if<client::EntriesReceived>(&effect)) {
        environment_.checker.check_applied(number_, *model_, *received);
        if (!copy_.knows(received->conversation)) keep_head(received->conversation);
        copy_.add(*received);
        show_part(*received, now);
    } else if (const auto* joined = std::get_if<client::JoinedRoom>(&effect)) {
        keep_head(joined->conversation);
    } else if (const auto* changed = std::get_if<client::RoomChanged>(&effect)) {
        keep_head(changed->conversation);
    } else if (const auto* left = std::get_if<client::LeftRoom>(&effect)) {
        copy_.drop(left->conversation);
    } else if (const auto* ended = std::get_if<client::CopyPageEnded>(&effect)) {
        fetches_for_copy_ = false;
        // The first read of the calm may fail as well: the disk was told to before.
        if (!ended->fetched && !environment_.calm_from) cannot_fetch_.insert(ended->conversation);
    } else if (std::holds_alternative<client::BecameOffline>(effect)) {
        cannot_fetch_.clear();
    }
}

/// Commits some of what waits. In the calm, all of it, and what is missing is fetched.
void Person::write_copy(Now now) {
    if (!traits_.shows_copy || !model_) return;
    Random& random = environment_.random;
    if (copy_.waiting() > 0 && (environment_.calm_from || random.once_in(4)))
        copy_.commit(environment_.calm_from ? copy_.waiting() : 1 + random.below(copy_.waiting()));
    if (environment_.calm_from) fetch_missing(now);
}

/// Fetches a page that the copy lacks, of the first conversation that has one.
void Person::fetch_missing(Now now) {
    if (fetches_for_copy_ || model_->connection_state() != client::ConnectionState::ready) return;
    for (const auto& [id, state] : model_->conversations()) {
        if (cannot_fetch_.contains(id)) continue;
        const auto missing = copy_.newest_missing(id, state.first, state.number);
        if (!missing) continue;
        fetches_for_copy_ = true;
        return act(now, [&, &conversation = id](Model& model, Effects& effects) {
            model.fetch_for_copy(conversation, *missing + 1, now, effects);
        });
    }
}

// ---- showing it --------------------------------------------------------------------------------

/// Shows what the copy knows before the network is there.
void Person::begin_from_copy(Now now) {
    if (!traits_.shows_copy || environment_.random.once_in(4)) return;
    act(now, [&](Model& model, Effects& effects) { model.begin_with(copy_.heads(), {}, effects); });
    if (model_ && environment_.random.once_in(2)) show_somewhere(now);
}

void Person::use_copy(Now now) {
    switch (environment_.random.below(8)) {
        case 0:
            late_ = some_window();  // read now, shown later
            return;
        case 1:
            if (late_) show(*std::exchange(late_, std::nullopt), now);
            return;
        case 2:
            return discard_old(now);
        case 3:
            return fetch_missing(now);
        default:
            return show_somewhere(now);
    }
}

/// Reads a part of a conversation, often the newest one.
CopiedEntries Person::some_window() {
    Random& random = environment_.random;
    const auto id = some_conversation();
    if (!id) return {};
    const ConversationState& state = *model_->find(*id);
    const std::uint64_t length = random.once_in(8) ? state.number : random.below(40);
    const std::uint64_t last =
        random.once_in(4) ? state.number + random.below(3) : 1 + random.below(state.number + 1);
    const std::uint64_t first = std::max(last - std::min(last, length), state.first);
    return copy_.entries(*id, first, std::max(first, last));
}

void Person::show_somewhere(Now now) { show(some_window(), now); }

void Person::show(const CopiedEntries& copied, Now now) {
    window_ = {copied.conversation, copied.first, copied.last, {}, {}};
    environment_.trace.note(now.steady, number_, "shows its copy up to", {}, copied.last);
    std::vector<std::uint64_t> erased;
    if (const ConversationState* state = model_->find(copied.conversation))
        for (const std::uint64_t number : state->held.numbers())
            if (state->held.find(number)->erased) erased.push_back(number);
    act(now, [&](Model& model, Effects& effects) {
        model.show_copied(copied, effects);
        environment_.checker.on_shown(number_, model, copied, erased);
    });
}

/// Shows at once what came for those in sight.
void Person::show_part(const client::EntriesReceived& received, Now now) {
    const ConversationState* state = model_->find(received.conversation);
    if (!state || window_.conversation != received.conversation || window_.last == 0) return;
    if (!state->held.first_absent(window_.first, window_.last)) return;
    CopiedEntries part = window_;
    for (const Entry& entry : received.entries)
        if (entry.number >= part.first && entry.number <= part.last) part.entries.push_back(entry);
    if (!part.entries.empty()) show(part, now);
}

/// Forgets old entries, as in a long session.
void Person::discard_old(Now now) {
    const auto id = some_conversation();
    if (!id) return;
    const auto& ranges = model_->find(*id)->held.ranges();
    const std::uint64_t kept = 1 + environment_.random.below(30);
    if (ranges.empty() || ranges.back().entries.size() <= kept) return;
    const std::uint64_t number = ranges.back().last() - kept;
    environment_.trace.note(now.steady, number_, "discards up to", {}, number);
    environment_.checker.on_discarded(number_, *id, number);
    act(now, [&](Model& model, Effects&) { model.discard_up_to(*id, number); });
}

/// Shows parts of each conversation out of the copy, which is complete.
void Person::prove_copy(Now now) {
    if (!traits_.shows_copy || !model_) return;
    for (const auto& [id, state] : model_->conversations()) {
        if (copy_.newest_missing(id, state.first, state.number))
            throw Violation("the own copy of a person does not become complete");
        for (int turn = 0; turn < 4; ++turn) {
            const std::uint64_t one = 1 + environment_.random.below(state.number + 1);
            const std::uint64_t two = 1 + environment_.random.below(state.number + 1);
            const std::uint64_t first = turn == 0 ? 1 : std::min(one, two);
            const std::uint64_t last = turn == 0 ? state.number : std::max(one, two);
            const CopiedEntries copied = copy_.entries(id, std::max(first, state.first), last);
            show(copied, now);
            environment_.checker.check_shown(number_, *model_, copied);
        }
    }
}

void Person::check_copied() const {
    if (!traits_.shows_copy) return;
    for (const auto& [id, state] : model_->conversations())
        if (!state.held.copied().empty())
            environment_.checker.check_messages(number_, state, traits_.account);
}

}  // namespace indaba::simulation
