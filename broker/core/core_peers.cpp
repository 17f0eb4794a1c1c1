/// A broker that shares its journal: what the others tell, what it tells them, and its lease. See
/// core.hpp. Whatever is told may be lost or come late; the news of the journal tell it then.
#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

#include "broker/core/core.hpp"
#include "broker/core/refusals.hpp"
#include "common/wire/chain.hpp"

namespace indaba::broker {

void Core::act_on_peers(Now now, Effects& effects) {
    if (!has_lease(now)) end_all_sessions(now, effects);
    answer_waiting_joins(now, effects);
    if (own_people_.due() && now.steady >= *own_people_.due())
        effects.push_back(Tell{own_people_.changes()});
    if (!news_reads_.due() || now.steady < *news_reads_.due()) return;
    news_reads_.ask();
    effects.push_back(AskNews{});
}

// ---- what others tell --------------------------------------------------------------------------

void Core::on_peer(const PeerMessage& message, Now now, Effects& effects) {
    std::visit([&](const auto& told) { take_told(told, now, effects); }, message);
}

void Core::take_told(const ToldBatch& told, Now now, Effects& effects) {
    const bool can_take = told.is_whole && std::ranges::all_of(told.entries, [this](auto& entry) {
                              return can_deliver(entry);
                          });
    if (!can_take) return news_reads_.want(now.steady);
    for (const ToldEntry& each : told.entries)
        delivery_.add_committed(each.conversation, each.entry);
    for (const ReadMark& mark : told.reads) read_positions_.advance(mark);
    effects.push_back(PassOver{told.batch});
    deliver(now, effects);
}

/// Returns false for an entry of a person or a room that the news have not told yet.
bool Core::can_deliver(const ToldEntry& told) const {
    if (told.entry.number == 0 || !knows(told.entry.account)) return false;
    const Conversation& conversation = told.conversation;
    if (!is_room_or_whisper(conversation)) return false;
    if (conversation.between)
        return knows(conversation.between->low) && knows(conversation.between->high);
    return conversations().find(conversation.id) != nullptr;
}

void Core::take_told(const ToldPeople& told, Now now, Effects& effects) {
    show_people(peer_people_.take(told), told.writer, now, effects);
}

void Core::show_people(const PeerPeople::Change& change, std::int64_t writer, Now now,
                       Effects& effects) {
    if (change.has_hole) effects.push_back(FollowAnew{writer});
    for (const Account& account : change.accounts) {
        const AccountRecord* known = directory_.find(account);
        const bool is_online =
            sessions_.visible_sessions_of(account) > 0 || peer_people_.is_online(account);
        if (known && is_online)
            presence_.set_online(account, known->name, now.steady);
        else if (presence_.is_online(account))
            presence_.set_offline(account, now.steady);
        if (!known) news_reads_.want(now.steady);
    }
}

/// A broker whose lease has ended serves nobody, so its people are offline there.
void Core::take_brokers(const std::vector<LiveBroker>& brokers, Now now, Effects& effects) {
    if (!policy_.writer) return;
    show_people(peer_people_.keep(brokers), 0, now, effects);
    effects.push_back(Follow{brokers});
    effects.push_back(Tell{own_people_.changes()});
}

// ---- what it tells -----------------------------------------------------------------------------

void Core::on_follower(Effects& effects) { effects.push_back(Tell{own_people_.everybody()}); }

/// Tells the others what the batch that ends now has stored. They learn other things than posts and
/// positions from the journal. So does this broker: news that were read before such a change, and
/// come after it, tell what it has changed.
void Core::tell_committed(const Committed& committed, Now now, Effects& effects) {
    if (!committed.batch) return;
    ToldBatch told{.batch = *committed.batch, .is_whole = true, .entries = {}, .reads = {}};
    const std::vector<PendingWrite>& writes = batch_.committing();
    for (std::size_t i = 0; i < writes.size() && i < committed.outcomes.size(); ++i) {
        const Stored* stored = std::get_if<Stored>(&committed.outcomes[i]);
        if (!stored) continue;
        const Post* post = std::get_if<Post>(&writes[i].write);
        if (!post)
            told.is_whole = false;
        else if (!stored->duplicate)
            told.entries.push_back({post->conversation, entry_of(*post, *stored)});
    }
    told.reads = batch_.committing_marks();
    if (told.is_whole) {
        effects.push_back(PassOver{told.batch});
    } else {
        told.entries.clear();
        news_reads_.want(now.steady);
    }
    effects.push_back(Tell{std::move(told)});
}

// ---- joins and the lease -----------------------------------------------------------------------

void Core::answer_waiting_joins(Now now, Effects& effects) {
    for (const auto& [who, serial, join] : waiting_joins_.take_ready(conversations())) {
        Session* session = sessions_.find(who, serial);
        if (!session) continue;
        if (Reply refusal = answer_join(*session, join, now, effects))
            refuse(who, *std::move(refusal), effects);
    }
}

/// Disconnects everybody: clients go to another broker, which has the database.
void Core::end_all_sessions(Now now, Effects& effects) {
    for (const RoutingId& who : sessions_.all())
        disconnect_session(
            *sessions_.find(who),
            {std::string(code::journal_unreachable), std::string(refusals::no_lease_sentence)},
            "this broker has lost its database", now, effects);
}

}  // namespace indaba::broker
