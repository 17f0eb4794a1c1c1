/// What the model says: posts, questions, read positions. See model.hpp.
#include <algorithm>
#include <utility>

#include "common/client/model/model.hpp"

namespace indaba::client {
namespace {

constexpr std::chrono::seconds between_reads{2};
/// Posts under way at once. More would not be faster, and a thousand refused at once would fill the
/// pipe with their refusals, make us fall behind, and so be sent and refused again.
constexpr std::size_t posts_under_way = 32;

}  // namespace

// ---- posts ----------------------------------------------------------------------------------

void Model::post(OutboxRow row, Now now, Effects& effects) {
    outbox_.push_back(std::move(row));
    transmit_next(now, effects);
}

void Model::transmit_next(Now now, Effects& effects) {
    if (link_ != Link::ready || resend_at_) return;
    while (under_way_ < std::min(outbox_.size(), posts_under_way))
        transmit(outbox_[under_way_++], now, effects);
}

/// It has its receipt or was finally refused. Returns what it was.
OutboxRow Model::take_out(std::vector<OutboxRow>::iterator row) {
    if (static_cast<std::size_t>(row - outbox_.begin()) < under_way_) --under_way_;
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

void Model::resend_all(Now now, Effects& effects) {
    resend_at_.reset();
    under_way_ = 0;
    transmit_next(now, effects);
}

void Model::on_post_refused(const Refusal& refusal, Now now, Effects& effects) {
    // Also of one whose receipt has come: the gate is closed on it, and what follows was not taken.
    if (refusal.retry_ms) {
        const Time at = retry_time(*refusal.retry_ms, now);
        resend_at_ = std::max(resend_at_.value_or(at), at);
        return;
    }
    const auto row = row_of(*refusal.id);
    if (row == outbox_.end()) return;
    if (refusal.code == code::retry_order) {
        // Nothing of ours comes before it: the gate waits for what is stored by now, and we would
        // not send that again. A new session has no gate.
        if (row == outbox_.begin())
            give_up("The broker waits for a message that it has.", now, effects);
        return;
    }
    OutboxRow refused = take_out(row);
    const MessageId id = refused.id;
    effects.push_back(PostRefused{std::move(refused), refusal.code, refusal.sentence});
    effects.push_back(Settled{id});
    transmit_next(now, effects);
}

/// The row that an entry or a refusal is about.
std::vector<OutboxRow>::iterator Model::row_of(const MessageId& id) {
    return std::ranges::find(outbox_, id, &OutboxRow::id);
}

// ---- questions ------------------------------------------------------------------------------

std::uint64_t Model::who(std::optional<std::string> name, Now now, Effects& effects) {
    Question question;
    question.who.request = ++last_request_;
    question.who.name = std::move(name);
    if (link_ == Link::ready) send(question.who, now, effects);
    questions_.emplace(last_request_, std::move(question));
    return last_request_;
}

void Model::ask_all(Now now, Effects& effects) {
    ask_at_.reset();
    for (auto& [request, question] : questions_) {
        question.answer.clear();
        send(question.who, now, effects);
    }
}

void Model::on(const Known& known, Now, Effects& effects) {
    const auto found = questions_.find(known.request);
    if (found == questions_.end()) return;
    std::vector<KnownPerson>& answer = found->second.answer;
    answer.insert(answer.end(), known.accounts.begin(), known.accounts.end());
    for (const KnownPerson& person : known.accounts) note_name(person.account, person.name);
    if (known.more) return;
    effects.push_back(WhoAnswered{known.request, std::move(answer)});
    questions_.erase(found);
}

void Model::on_question_refused(const Refusal& refusal, Now now, Effects& effects) {
    if (!questions_.contains(*refusal.request)) return;
    if (refusal.retry_ms) {
        ask_at_ = retry_time(*refusal.retry_ms, now);
        return;
    }
    questions_.erase(*refusal.request);
    effects.push_back(WhoAnswered{*refusal.request, {}});
}

// ---- read positions -------------------------------------------------------------------------

void Model::mark_read(const ConversationId& conversation, std::uint64_t number, Now now,
                      Effects& effects) {
    ConversationState* state = held(conversation);
    if (!state) return;
    number = std::min(number, state->number);
    if (number <= state->read) return;
    state->read = number;
    unsent_reads_.insert(conversation);
    send_read(now, effects);
}

void Model::send_read(Now now, Effects& effects) {
    if (link_ != Link::ready || unsent_reads_.empty() || now.steady < next_read_) return;
    const ConversationId id = unsent_reads_.extract(unsent_reads_.begin()).value();
    next_read_ = now.steady + between_reads;
    if (const ConversationState* state = find(id)) send(Read{id, state->read}, now, effects);
}

}  // namespace indaba::client
