/// The part of the model that sends posts, who requests and read positions. See model.hpp.
#include <algorithm>
#include <utility>

#include "common/client/model/model.hpp"

namespace indaba::client {
namespace {

constexpr std::chrono::seconds read_interval{2};
/// Bounds the posts in flight. More would not be faster, and the refusals of a thousand posts would
/// fill the pipe, make us a slow consumer, and so cause another round of sending and refusing.
constexpr std::size_t max_posts_in_flight = 32;

}  // namespace

// ---- posts ----------------------------------------------------------------------------------

void Model::post(OutboxRow row, Now now, Effects& effects) {
    outbox_.push_back(std::move(row));
    transmit_next(now, effects);
}

void Model::transmit_next(Now now, Effects& effects) {
    if (connection_state_ != ConnectionState::ready || retry_posts_at_) return;
    while (posts_in_flight_ < std::min(outbox_.size(), max_posts_in_flight))
        transmit(outbox_[posts_in_flight_++], now, effects);
}

/// Removes a row that has its receipt or was finally refused, and returns it.
OutboxRow Model::remove_from_outbox(std::vector<OutboxRow>::iterator row) {
    if (static_cast<std::size_t>(row - outbox_.begin()) < posts_in_flight_) --posts_in_flight_;
    OutboxRow taken = std::move(*row);
    outbox_.erase(row);
    return taken;
}

void Model::transmit(const OutboxRow& row, Now now, Effects& effects) {
    if (row.to)
        send(Whisper{row.id, *row.to, row.kind, row.body}, now, effects);
    else
        send(Broadcast{row.id, row.room, row.kind, row.body}, now, effects);
}

void Model::resend_posts(Now now, Effects& effects) {
    retry_posts_at_.reset();
    posts_in_flight_ = 0;
    transmit_next(now, effects);
}

void Model::on_post_refused(const Refusal& refusal, Now now, Effects& effects) {
    // This also applies to a post whose receipt has come: its refusal closed the gate, so the later
    // posts were not accepted.
    if (refusal.retry_ms) {
        delay(retry_posts_at_, *refusal.retry_ms, now);
        if (std::exchange(delay_code_, refusal.code) != refusal.code)
            effects.push_back(PostsDelayed{refusal.code, refusal.sentence});
        return;
    }
    const auto row = find_row(*refusal.id);
    if (row == outbox_.end()) return;
    if (refusal.code == code::retry_order) {
        // No post of ours comes before this one, so the gate waits for a post that is stored by now
        // and will not be sent again. A new session has no gate.
        if (row == outbox_.begin())
            reconnect("The broker waits for a message that it has.", now, effects);
        return;
    }
    OutboxRow refused = remove_from_outbox(row);
    const MessageId id = refused.id;
    effects.push_back(PostRefused{std::move(refused), refusal.code, refusal.sentence});
    effects.push_back(OutboxDone{id});
    transmit_next(now, effects);
}

void Model::end_delay(Effects& effects) {
    if (!std::exchange(delay_code_, {}).empty()) effects.push_back(PostsResumed{});
}

/// Returns the row with the id, or end().
std::vector<OutboxRow>::iterator Model::find_row(const MessageId& id) {
    return std::ranges::find(outbox_, id, &OutboxRow::id);
}

// ---- who requests ------------------------------------------------------------------------------

std::uint64_t Model::who(std::optional<std::string> name, Now now, Effects& effects) {
    PendingWho pending;
    pending.who.request = ++last_request_;
    pending.who.name = std::move(name);
    if (connection_state_ == ConnectionState::ready) send(pending.who, now, effects);
    pending_who_.emplace(last_request_, std::move(pending));
    return last_request_;
}

void Model::resend_who_requests(Now now, Effects& effects) {
    resend_who_at_.reset();
    for (auto& [request, pending] : pending_who_) {
        pending.answer.clear();
        send(pending.who, now, effects);
    }
}

void Model::on(const Known& known, Now, Effects& effects) {
    const auto found = pending_who_.find(known.request);
    if (found == pending_who_.end()) return;
    std::vector<KnownPerson>& answer = found->second.answer;
    answer.insert(answer.end(), known.accounts.begin(), known.accounts.end());
    for (const KnownPerson& person : known.accounts) learn_name(person.account, person.name);
    if (known.more) return;
    effects.push_back(WhoAnswered{known.request, std::move(answer)});
    pending_who_.erase(found);
}

void Model::on_who_refused(const Refusal& refusal, Now now, Effects& effects) {
    if (!pending_who_.contains(*refusal.request)) return;
    if (refusal.retry_ms) return delay(resend_who_at_, *refusal.retry_ms, now);
    pending_who_.erase(*refusal.request);
    effects.push_back(WhoAnswered{*refusal.request, {}});
}

// ---- read positions -------------------------------------------------------------------------

void Model::mark_read(const ConversationId& conversation, std::uint64_t number, Now now,
                      Effects& effects) {
    ConversationState* state = find_mutable(conversation);
    if (!state) return;
    number = std::min(number, state->number);
    if (number <= state->read) return;
    state->set_read(number);
    unsent_read_positions_.insert(conversation);
    send_read(now, effects);
}

void Model::send_read(Now now, Effects& effects) {
    if (connection_state_ != ConnectionState::ready || unsent_read_positions_.empty() ||
        now.steady < next_read_at_)
        return;
    const ConversationId id =
        unsent_read_positions_.extract(unsent_read_positions_.begin()).value();
    next_read_at_ = now.steady + read_interval;
    if (const ConversationState* state = find(id)) send(Read{id, state->read}, now, effects);
}

}  // namespace indaba::client
