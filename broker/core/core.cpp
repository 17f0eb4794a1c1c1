#include "broker/core/core.hpp"

#include <algorithm>
#include <utility>

#include "common/wire/chain.hpp"
#include "common/wire/name.hpp"

namespace indaba::broker {

namespace {

/// An invite's key is no account.
bool allowed_with_invite(const ToBroker& message) {
    return std::holds_alternative<Hello>(message) || std::holds_alternative<Enrol>(message) ||
           std::holds_alternative<Ping>(message) || std::holds_alternative<Bye>(message);
}

/// What honest clients say now and then, and has no limit of its own.
bool is_charged_as_wasted(const ToBroker& message) {
    return std::holds_alternative<Hello>(message) || std::holds_alternative<Ping>(message) ||
           std::holds_alternative<Read>(message) || std::holds_alternative<Enrol>(message);
}

/// What is not even looked at is answered too, by its own id or request.
Refusal refusal_of(const ToBroker& message, std::string_view code, std::string_view sentence) {
    Refusal refusal{std::string(code), std::string(sentence)};
    const auto name = [&](const auto& any) {
        if constexpr (requires { any.id; }) refusal.id = any.id;
        if constexpr (requires { any.request; }) refusal.request = any.request;
    };
    std::visit(name, message);
    return refusal;
}

}  // namespace

Core::Core(const Snapshot& snapshot, std::size_t max_pending_bytes, Policy policy)
    : journal_(snapshot.journal),
      parents_(snapshot.parents),
      policy_(policy),
      directory_(snapshot),
      access_list_(snapshot),
      conversations_(snapshot),
      batch_(max_pending_bytes),
      account_limiter_(policy.limits) {
    for (const auto& [id, record] : conversations_.all()) {
        if (record.conversation.between)
            for (const Account& end :
                 {record.conversation.between->low, record.conversation.between->high})
                if (AccountRecord* account = directory_.find(end)) account->whispers.insert(id);
        update_digest(record, digest_part(id, record.number, record.hash));
    }
}

// ---- what happens ----------------------------------------------------------------------------

void Core::on_message(const Sender& from, const ToBroker& message, const Nonce& fresh, Now now,
                      Effects& effects) {
    Session* session = sessions_.find(from.id);
    if (!session) {
        if (std::holds_alternative<Bye>(message) || is_leaving(from.id)) return;
        if (!std::holds_alternative<Hello>(message))
            return refuse(from.id, refusal_of(message, code::not_joined, "Say hello first."),
                          effects);
        session = &open_session(from, fresh, now);
    }
    if (session->proof != from.proof) return;  // of an earlier connection with this routing id
    session->last_received_at = now.steady;
    refused_ = false;
    if (session->has_invite() && !allowed_with_invite(message))
        refuse(from.id,
               refusal_of(message, code::enrol_only, "An invite's key is for enrolling only."),
               effects);
    else
        std::visit([&](const auto& m) { on(*session, m, now, effects); }, message);
    if (refused_ || is_charged_as_wasted(message)) charge_wasted(from.id, now, effects);
}

void Core::on_undecodable(const RoutingId& from, const DecodeError& error, Now now,
                          Effects& effects) {
    if (Session* session = sessions_.find(from)) session->last_received_at = now.steady;
    if (is_leaving(from)) return;
    refuse(from, {error.code, error.sentence}, effects);
    charge_wasted(from, now, effects);
}

void Core::on_closed(const RoutingId& who, Now now, Effects& effects) {
    end_session(who, "", now, effects);
}

void Core::on_blocked(const RoutingId& who, Now now, Effects& effects) {
    Session* session = sessions_.find(who);
    if (!session) return;
    if (!session->slow) {
        session->slow = Session::SlowConsumer{now.steady, {}, min_slow_retry, false};
        if (session->joined)
            effects.push_back(Report{Report::What::slow, directory_.find(session->account)->name,
                                     "it does not read what it is sent", 0});
    } else {
        session->slow->retry_delay = std::min(session->slow->retry_delay * 2, max_slow_retry);
    }
    session->slow->retrying = false;
    session->slow->retry_at = now.steady + session->slow->retry_delay;
    session->abandon_request();
    sweep_by(session->slow->retry_at);
}

void Core::on_page(PageRead page, Now now, Effects& effects) {
    if (const auto gap_read = gap_reads_.find(page.token); gap_read != gap_reads_.end()) {
        const ConversationId conversation = gap_read->second;
        gap_reads_.erase(gap_read);
        return on_gap_read(conversation, std::move(page), now, effects);
    }
    const auto reader = history_reads_.find(page.token);
    if (reader == history_reads_.end()) return;
    const RoutingId who = reader->second;
    history_reads_.erase(reader);
    Session* session = sessions_.find(who);
    if (!session || !session->reading || session->reading->token != page.token) return;
    const Session::HistoryRead reading = *std::exchange(session->reading, std::nullopt);
    if (!reading.asked) return;
    if (reading.superseded) return read_history(*session, *reading.asked, effects);
    on_history_read(*session, *reading.asked, std::move(page), now, effects);
}

void Core::end_turn(Now now, Effects& effects) {
    deliver_committed(effects);
    if (presence_.due() && now.steady >= *presence_.due())
        for (const SharedOutgoing& presence : presence_.publish())
            effects.push_back(Send{sessions_.live(), presence});
    if (retry_gaps_at_ && now.steady >= *retry_gaps_at_) {
        retry_gaps_at_.reset();
        for (const auto& [id, record] : conversations_.all())
            if (record.has_gap()) deliverable_.insert(id);
        deliver_committed(effects);
    }
    if (sweep_at_ && now.steady >= *sweep_at_) sweep(now, effects);
    if (batch_.due() && now.steady >= *batch_.due())
        effects.push_back(Submit{batch_.submit(now.steady)});
}

std::optional<Core::ms> Core::next_deadline() const {
    std::optional<ms> soonest;
    for (const std::optional<ms>& due : {presence_.due(), batch_.due(), sweep_at_, retry_gaps_at_})
        if (due && (!soonest || *due < *soonest)) soonest = due;
    return soonest;
}

bool Core::has_joined(const RoutingId& who) const {
    const Session* session = sessions_.find(who);
    return session && session->joined;
}

void Core::farewell(Effects& effects) const {
    effects.push_back(Send{sessions_.live(), std::make_shared<Outgoing>(Notice{
                                                 "stopping", "The broker is being stopped."})});
}

// ---- joining ---------------------------------------------------------------------------------

/// Also called when the hello will be refused, so that the connection gets a join timeout.
Session& Core::open_session(const Sender& from, const Nonce& fresh, Now now) {
    Session& session = sessions_.add(from.id);
    session.proof = from.proof;
    session.address = from.address;
    session.nonce = fresh;
    session.join_deadline = now.steady + join_timeout;
    sweep_by(session.join_deadline);
    return session;
}

void Core::on(Session& session, const Hello& hello, Now now, Effects& effects) {
    if (hello.version != protocol_version)
        return refuse(session.id,
                      {std::string(code::version),
                       "This broker speaks version 1 of the protocol; please use a client that "
                       "does."},
                      effects);
    if (session.has_invite()) return send_welcome(session, effects);
    const Account account =
        session.proof ? session.proof->key : hello.account.value_or(session.account);
    if (account.is_zero())
        return refuse(session.id,
                      {std::string(code::needs_account), "Hello must bring an account."}, effects);
    if (session.said_hello() && account != session.account)
        return refuse(
            session.id,
            {std::string(code::bad_message), "A connection keeps the account it said hello with."},
            effects);
    if (auto no = access_refusal(account))
        return refuse_and_disconnect(session, std::move(*no), now, effects);
    if (!session.said_hello()) {
        if (sessions_.connections_of(account) >= account_limiter_.limits().connections)
            return refuse_and_disconnect(
                session,
                {std::string(code::too_many_connections),
                 "This account has as many connections as it may have at a time.",
                 {},
                 {},
                 retry_hello_ms},
                now, effects);
        sessions_.mark_said_hello(session, account);
    }
    send_welcome(session, effects);
}

/// Refuses, and closes the connection after disconnect_grace, so that the refusal can be read.
void Core::refuse_and_disconnect(Session& session, Refusal why, Now now, Effects& effects) {
    session.join_deadline = std::min(session.join_deadline, now.steady + disconnect_grace);
    sweep_by(session.join_deadline);
    refuse(session.id, std::move(why), effects);
}

void Core::send_welcome(const Session& session, Effects& effects) const {
    Welcome welcome;
    welcome.nonce = session.nonce;
    welcome.journal = journal_;
    welcome.parents = parents_;
    welcome.account = session.has_invite() ? session.proof->key : session.account;
    if (const AccountRecord* known = directory_.find(session.account)) welcome.name = known->name;
    send(session, std::move(welcome), effects);
}

void Core::on(Session& session, const Join& join, Now now, Effects& effects) {
    if (join.nonce != session.nonce)
        return refuse(session.id,
                      {std::string(code::bad_nonce), "That is not the nonce of this connection."},
                      effects);
    if (session.claiming)
        return refuse(session.id,
                      {std::string(code::one_at_a_time), "The name asked for is being claimed."},
                      effects);
    if (!may_read(session, std::nullopt, now, effects)) return;
    if (!std::exchange(session.asked_to_join, true))
        session.join_deadline = now.steady + naming_timeout;
    if (!session.joined) session.quiet = join.quiet;
    const AccountRecord* known = directory_.find(session.account);
    if (join.name && !(known && known->name == *join.name))
        return claim_name(session, *join.name, now, effects);
    if (!known)
        return refuse(session.id,
                      {std::string(code::name_needed), "Please choose a name to join with."},
                      effects);
    complete_join(session, now, effects);
}

void Core::claim_name(Session& session, const std::string& wanted, Now now, Effects& effects) {
    const auto fit = validate_name(wanted);
    if (const InvalidName* unfit = std::get_if<InvalidName>(&fit))
        return refuse(session.id, {std::string(code::name_unfit), unfit->why}, effects);
    const Name& name = std::get<Name>(fit);
    const Directory::Verdict verdict = directory_.check_name(session.account, name);
    switch (verdict) {
        case Directory::Verdict::taken:
            return refuse(session.id,
                          {std::string(code::name_taken),
                           "Somebody has this name, or one that looks like it."},
                          effects);
        case Directory::Verdict::used_up:
            return refuse(session.id,
                          {std::string(code::names_used_up),
                           "An account keeps at most six names, and this one has six."},
                          effects);
        case Directory::Verdict::own:
        case Directory::Verdict::free:
            break;
    }
    const auto later = [&](std::string_view code, std::string sentence) {
        refuse(session.id, {std::string(code), std::move(sentence), {}, {}, retry_post_ms},
               effects);
    };
    if (stopping_) return later(code::stopping, "The broker is being stopped.");
    if (batch_.full()) return later(code::busy, "More is said than the disk can take just now.");
    // Those on their way count: a late disk gives nobody more names than six.
    const AccountRecord* known = directory_.find(session.account);
    const auto in_flight = claims_in_flight_.find(session.account);
    if (verdict == Directory::Verdict::free && in_flight != claims_in_flight_.end() &&
        (known ? known->name_count : 0) + in_flight->second >= Directory::max_names)
        return later(code::busy, "Other names of this account are being written.");
    if (!may_claim(session, !known, now, effects)) return;
    ++claims_in_flight_[session.account];
    session.claiming = true;
    batch_.add({session.id, session.serial,
                Claim{session.account, name.shown, name.folded, name.skeleton, now.wall,
                      first_entry_for_newcomer()}});
}

void Core::complete_join(Session& session, Now now, Effects& effects) {
    const std::string& name = directory_.find(session.account)->name;
    const bool first = !session.joined;
    const bool was_online = presence_.is_online(session.account);
    sessions_.mark_joined(session);
    if (!session.quiet) presence_.set_online(session.account, name, now.steady);
    if (first) {
        sweep_by(session.last_received_at + idle_timeout);
        if (!session.quiet && !was_online)
            effects.push_back(Report{Report::What::joined, name, "", sessions_.joined()});
    }
    const std::size_t before = effects.size();
    resync(session, effects);
    charge_sent(session, effects, before, now);
}

// ---- silence and the end -----------------------------------------------------------------------

void Core::on(Session& session, const Ping&, Now, Effects& effects) {
    Pong pong;
    pong.version = presence_.version();
    if (session.joined)
        pong.digest = rooms_digest_ ^ directory_.find(session.account)->whispers_digest;
    send(session, pong, effects);
}

void Core::on(Session& session, const Bye&, Now now, Effects& effects) {
    end_session(session.id, "", now, effects);
}

void Core::end_session(const RoutingId& who, std::string why, Now now, Effects& effects) {
    const Session* session = sessions_.find(who);
    if (!session) return;
    const Account account = session->account;
    const bool was_visible = session->joined && !session->quiet;
    sessions_.erase(who);
    if (!was_visible || sessions_.visible_sessions_of(account) > 0) return;
    presence_.set_offline(account, now.steady);
    effects.push_back(Report{Report::What::left, directory_.find(account)->name, std::move(why),
                             sessions_.joined()});
}

/// Ends who is silent, late or behind for too long, tries again those who are behind, and finds
/// out when to look next.
void Core::sweep(Now now, Effects& effects) {
    sweep_at_.reset();
    std::vector<std::pair<RoutingId, std::string>> over;
    for (auto& [id, session] : sessions_.all()) {
        if (session.slow && session.slow->retrying) {  // nobody said it was blocked again
            session.slow.reset();
            if (session.joined)
                effects.push_back(
                    Report{Report::What::caught_up, directory_.find(session.account)->name, "", 0});
        }
        const ms silent_at = session.last_received_at + idle_timeout;
        if (now.steady >= silent_at)
            over.emplace_back(id, "it was silent for 60 s");
        else if (!session.joined && now.steady >= session.join_deadline)
            over.emplace_back(id, "it did not join in time");
        else if (session.slow && now.steady >= session.slow->since + slow_timeout)
            over.emplace_back(id, "it read nothing for 30 s");
        else {
            sweep_by(session.joined ? silent_at : std::min(silent_at, session.join_deadline));
            if (!session.slow) continue;
            if (now.steady >= session.slow->retry_at) {
                session.slow->retrying = true;
                resync(session, effects);
                sweep_by(now.steady + min_slow_retry);
            } else {
                sweep_by(session.slow->retry_at);
            }
        }
    }
    close_leaving_connections(now, effects);
    for (auto& [id, why] : over) {
        effects.push_back(Disconnect{id});
        effects.push_back(Report{Report::What::disconnected, "", why, 0});
        end_session(id, std::move(why), now, effects);
    }
}

// ---- words ------------------------------------------------------------------------------------

void Core::send(const Session& session, ToClient message, Effects& effects) const {
    if (!session.is_writable()) return;
    effects.push_back(Send{{session.id}, std::make_shared<Outgoing>(std::move(message))});
}

void Core::refuse(const RoutingId& to, Refusal refusal, Effects& effects) {
    refused_ = true;
    effects.push_back(Report{Report::What::refused, "", refusal.code, 1});
    const Session* session = sessions_.find(to);
    if (session && !session->is_writable()) return;  // asks again after its next `ready`
    effects.push_back(Send{{to}, std::make_shared<Outgoing>(std::move(refusal))});
}

}  // namespace indaba::broker
