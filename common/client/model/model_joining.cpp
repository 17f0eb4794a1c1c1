/// The part of the model from `hello` to `ready`: journal, name, refused joins. See model.hpp.
#include <algorithm>
#include <utility>

#include "common/client/model/model.hpp"

namespace indaba::client {

void Model::on(const Welcome& welcome, Now now, Effects& effects) {
    if (connection_state_ != ConnectionState::awaiting_welcome)
        return report_violation("The broker welcomed us twice.", effects);
    if (welcome.version != protocol_version) {
        join_refused_ = true;
        effects.push_back(JoinRefused{std::string{code::version},
                                      "The broker speaks another version of the protocol."});
        return;
    }
    if (welcome.account != me()) {
        constexpr auto why = "The broker welcomed another account than ours.";
        report_violation(why, effects);
        return reconnect(why, now, effects);
    }
    connection_state_ = ConnectionState::joining;
    nonce_ = welcome.nonce;
    effects.push_back(apply_journal(welcome));
    if (welcome.name) {
        learn_name(me(), *welcome.name);
    } else {
        if (!wanted_name_ && !options_.name.empty()) wanted_name_ = options_.name;
        asked_name_ = wanted_name_;
    }
    join(now, effects);
}

Welcomed Model::apply_journal(const Welcome& welcome) {
    Welcomed welcomed;
    welcomed.journal = welcome.journal;
    welcomed.changed = journal_ && *journal_ != welcome.journal;
    if (welcomed.changed) {
        to_compare_.clear();
        welcomed.related = std::ranges::find(welcome.parents, *journal_) != welcome.parents.end();
        if (welcomed.related) {
            reset_conversations();
        } else {
            welcomed.unsent_rows = std::exchange(outbox_, {});
            posts_in_flight_ = 0;
            forget_other_server();
        }
    }
    journal_ = welcome.journal;
    return welcomed;
}

/// Prepares for another journal of the same server: all entries are fetched again.
void Model::reset_conversations() {
    for (auto& [id, state] : conversations_) {
        state.drop_entries();
        state.number = 0;
        state.hash = {};
        state.set_read(0);
    }
    unsent_read_positions_.clear();
}

/// Drops all that came from another server. Only the interests stay, without their positions.
void Model::forget_other_server() {
    for (const auto& [id, state] : conversations_) interests_[id] = state.interest;
    for (auto& [id, interest] : interests_) interest = interest.restarted();
    conversations_.clear();
    names_.clear();
    copied_names_.clear();
    people_ = {};
    unsent_read_positions_.clear();
}

void Model::join(Now now, Effects& effects) {
    retry_join_at_.reset();
    join_refused_ = false;
    last_progress_ = now.steady;
    send(Join{nonce_, asked_name_, options_.quiet}, now, effects);
}

void Model::ask_name(std::string name, Now now, Effects& effects) {
    wanted_name_ = std::move(name);
    const bool may_ask = connection_state_ == ConnectionState::ready ||
                         (connection_state_ == ConnectionState::joining && join_refused_);
    if (!may_ask) return;  // the next welcome or ready sends it
    asked_name_ = wanted_name_;
    join(now, effects);
}

/// Runs at the first `ready` of a connection: takes the requested name as ours, and requests a name
/// that the user asked for meanwhile or before the connection was lost.
void Model::apply_name(Now now, Effects& effects) {
    if (asked_name_) learn_name(me(), *std::exchange(asked_name_, std::nullopt));
    if (wanted_name_ == name_) wanted_name_.reset();
    if (wanted_name_) ask_name(*wanted_name_, now, effects);
}

void Model::on_join_refused(const Refusal& refusal, Now now, Effects& effects) {
    if (refusal.retry_ms) {
        if (connection_state_ == ConnectionState::awaiting_welcome)
            return reconnect(refusal.sentence, now, effects,
                             retry_time(*refusal.retry_ms, now) - now.steady);
        delay(retry_join_at_, *refusal.retry_ms, now);
        if (std::exchange(join_delay_code_, refusal.code) != refusal.code)
            effects.push_back(JoinDelayed{refusal.code, refusal.sentence});
        return;
    }
    asked_name_.reset();
    if (connection_state_ == ConnectionState::ready)
        wanted_name_.reset();
    else
        join_refused_ = true;
    effects.push_back(JoinRefused{refusal.code, refusal.sentence});
}

}  // namespace indaba::client
