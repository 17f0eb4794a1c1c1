#include "broker/core/core.hpp"

#include <algorithm>
#include <utility>

#include "common/wire/chain.hpp"
#include "common/wire/name.hpp"

namespace indaba::broker {

namespace {

/// An invite's key is no account.
bool may_be_said_with_invite(const ToBroker& message) {
    return std::holds_alternative<Hello>(message) || std::holds_alternative<Enrol>(message) ||
           std::holds_alternative<Ping>(message) || std::holds_alternative<Bye>(message);
}

/// What honest clients say now and then, and has no limit of its own.
bool does_little(const ToBroker& message) {
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

Core::Core(const Snapshot& snapshot, std::size_t bytes_waiting, Policy policy)
    : journal_(snapshot.journal),
      parents_(snapshot.parents),
      policy_(policy),
      directory_(snapshot),
      roster_(snapshot),
      conversations_(snapshot),
      batch_(bytes_waiting),
      allowances_(policy.limits) {
    for (const auto& [id, record] : conversations_.all()) {
        if (record.conversation.between)
            for (const Account& end :
                 {record.conversation.between->low, record.conversation.between->high})
                if (AccountRecord* account = directory_.find(end)) account->whispers.insert(id);
        digest_moves(record, digest_part(id, record.number, record.hash));
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
        session = &open(from, fresh, now);
    }
    if (session->proof != from.proof) return;  // of an earlier connection with this routing id
    session->heard_at = now.steady;
    refused_ = false;
    if (session->has_invite() && !may_be_said_with_invite(message))
        refuse(from.id,
               refusal_of(message, code::enrol_only, "An invite's key is for enrolling only."),
               effects);
    else
        std::visit([&](const auto& m) { on(*session, m, now, effects); }, message);
    if (refused_ || does_little(message)) bear(from.id, now, effects);
}

void Core::on_undecodable(const RoutingId& from, const DecodeError& error, Now now,
                          Effects& effects) {
    if (Session* session = sessions_.find(from)) session->heard_at = now.steady;
    if (is_leaving(from)) return;
    refuse(from, {error.code, error.sentence}, effects);
    bear(from, now, effects);
}

void Core::on_closed(const RoutingId& who, Now now, Effects& effects) {
    end(who, "", now, effects);
}

void Core::on_blocked(const RoutingId& who, Now now, Effects& effects) {
    Session* session = sessions_.find(who);
    if (!session) return;
    if (!session->behind) {
        session->behind = Session::Behind{now.steady, {}, retry_at_least, false};
        if (session->joined)
            effects.push_back(Report{Report::What::behind, directory_.find(session->account)->name,
                                     "it does not read what it is sent", 0});
    } else {
        session->behind->step = std::min(session->behind->step * 2, retry_at_most);
    }
    session->behind->trying = false;
    session->behind->retry_at = now.steady + session->behind->step;
    session->end_request();
    sweep_by(session->behind->retry_at);
}

void Core::on_page(PageRead page, Now now, Effects& effects) {
    if (const auto hole = hole_reads_.find(page.token); hole != hole_reads_.end()) {
        const ConversationId conversation = hole->second;
        hole_reads_.erase(hole);
        return hole_read(conversation, std::move(page), now, effects);
    }
    const auto reader = readers_.find(page.token);
    if (reader == readers_.end()) return;
    const RoutingId who = reader->second;
    readers_.erase(reader);
    Session* session = sessions_.find(who);
    if (!session || !session->reading || session->reading->token != page.token) return;
    const Session::Reading reading = *std::exchange(session->reading, std::nullopt);
    if (!reading.asked) return;
    if (reading.overtaken) return start_reading(*session, *reading.asked, effects);
    page_read(*session, *reading.asked, std::move(page), now, effects);
}

void Core::end_turn(Now now, Effects& effects) {
    deliver_what_can_be(effects);
    if (presence_.due() && now.steady >= *presence_.due())
        for (const SharedOutgoing& told : presence_.tell())
            effects.push_back(Send{sessions_.live(), told});
    if (holes_at_ && now.steady >= *holes_at_) {
        holes_at_.reset();
        for (const auto& [id, record] : conversations_.all())
            if (record.has_hole()) touched_.insert(id);
        deliver_what_can_be(effects);
    }
    if (sweep_at_ && now.steady >= *sweep_at_) sweep(now, effects);
    if (batch_.due() && now.steady >= *batch_.due())
        effects.push_back(Submit{batch_.submit(now.steady)});
}

std::optional<Core::ms> Core::next_deadline() const {
    std::optional<ms> soonest;
    for (const std::optional<ms>& due : {presence_.due(), batch_.due(), sweep_at_, holes_at_})
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

/// Also for one whose hello will be refused: its connection is cut in time like any other's.
Session& Core::open(const Sender& from, const Nonce& fresh, Now now) {
    Session& session = sessions_.add(from.id);
    session.proof = from.proof;
    session.address = from.address;
    session.nonce = fresh;
    session.join_by = now.steady + sign_on;
    sweep_by(session.join_by);
    return session;
}

void Core::on(Session& session, const Hello& hello, Now now, Effects& effects) {
    if (hello.version != protocol_version)
        return refuse(session.id,
                      {std::string(code::version),
                       "This broker speaks version 1 of the protocol; please use a client that "
                       "does."},
                      effects);
    if (session.has_invite()) return welcome(session, effects);
    const Account account =
        session.proof ? session.proof->key : hello.account.value_or(session.account);
    if (account.is_zero())
        return refuse(session.id,
                      {std::string(code::needs_account), "Hello must bring an account."}, effects);
    if (session.greeted() && account != session.account)
        return refuse(
            session.id,
            {std::string(code::bad_message), "A connection keeps the account it said hello with."},
            effects);
    if (auto no = unwelcome(account)) return turn_away(session, std::move(*no), now, effects);
    if (!session.greeted()) {
        if (sessions_.greeted(account) >= allowances_.limits().connections)
            return turn_away(session,
                             {std::string(code::too_many_connections),
                              "This account has as many connections as it may have at a time.",
                              {},
                              {},
                              retry_hello_ms},
                             now, effects);
        sessions_.greet(session, account);
    }
    welcome(session, effects);
}

/// Told, and cut in a moment: it keeps no place that others need.
void Core::turn_away(Session& session, Refusal why, Now now, Effects& effects) {
    session.join_by = std::min(session.join_by, now.steady + notice_before_cut);
    sweep_by(session.join_by);
    refuse(session.id, std::move(why), effects);
}

void Core::welcome(const Session& session, Effects& effects) const {
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
    if (!std::exchange(session.asked_to_join, true)) session.join_by = now.steady + naming;
    if (!session.joined) session.quiet = join.quiet;
    const AccountRecord* known = directory_.find(session.account);
    if (join.name && !(known && known->name == *join.name))
        return claim(session, *join.name, now, effects);
    if (!known)
        return refuse(session.id,
                      {std::string(code::name_needed), "Please choose a name to join with."},
                      effects);
    enter(session, now, effects);
}

void Core::claim(Session& session, const std::string& wanted, Now now, Effects& effects) {
    const auto fit = fit_name(wanted);
    if (const Unfit* unfit = std::get_if<Unfit>(&fit))
        return refuse(session.id, {std::string(code::name_unfit), unfit->why}, effects);
    const Name& name = std::get<Name>(fit);
    const Directory::Verdict verdict = directory_.judge(session.account, name);
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
    const auto on_their_way = claims_.find(session.account);
    if (verdict == Directory::Verdict::free && on_their_way != claims_.end() &&
        (known ? known->names : 0) + on_their_way->second >= Directory::names_per_account)
        return later(code::busy, "Other names of this account are being written.");
    if (!may_claim(session, !known, now, effects)) return;
    ++claims_[session.account];
    session.claiming = true;
    batch_.add({session.id, session.serial,
                Claim{session.account, name.shown, name.folded, name.skeleton, now.wall,
                      first_for_new()}});
}

void Core::enter(Session& session, Now now, Effects& effects) {
    const std::string& name = directory_.find(session.account)->name;
    const bool first = !session.joined;
    const bool was_here = presence_.is_here(session.account);
    sessions_.mark_joined(session);
    if (!session.quiet) presence_.here(session.account, name, now.steady);
    if (first) {
        sweep_by(session.heard_at + idle);
        if (!session.quiet && !was_here)
            effects.push_back(Report{Report::What::joined, name, "", sessions_.joined()});
    }
    const std::size_t before = effects.size();
    make_whole(session, effects);
    pay_for(session, effects, before, now);
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
    end(session.id, "", now, effects);
}

void Core::end(const RoutingId& who, std::string why, Now now, Effects& effects) {
    const Session* session = sessions_.find(who);
    if (!session) return;
    const Account account = session->account;
    const bool told = session->joined && !session->quiet;
    sessions_.erase(who);
    if (!told || sessions_.present(account) > 0) return;
    presence_.gone(account, now.steady);
    effects.push_back(Report{Report::What::left, directory_.find(account)->name, std::move(why),
                             sessions_.joined()});
}

/// Ends who is silent, late or behind for too long, tries again those who are behind, and finds
/// out when to look next.
void Core::sweep(Now now, Effects& effects) {
    sweep_at_.reset();
    std::vector<std::pair<RoutingId, std::string>> over;
    for (auto& [id, session] : sessions_.all()) {
        if (session.behind && session.behind->trying) {  // nobody said it was blocked again
            session.behind.reset();
            if (session.joined)
                effects.push_back(
                    Report{Report::What::caught_up, directory_.find(session.account)->name, "", 0});
        }
        const ms silent_at = session.heard_at + idle;
        if (now.steady >= silent_at)
            over.emplace_back(id, "it was silent for 60 s");
        else if (!session.joined && now.steady >= session.join_by)
            over.emplace_back(id, "it did not join in time");
        else if (session.behind && now.steady >= session.behind->since + behind_at_most)
            over.emplace_back(id, "it read nothing for 30 s");
        else {
            sweep_by(session.joined ? silent_at : std::min(silent_at, session.join_by));
            if (!session.behind) continue;
            if (now.steady >= session.behind->retry_at) {
                session.behind->trying = true;
                make_whole(session, effects);
                sweep_by(now.steady + retry_at_least);
            } else {
                sweep_by(session.behind->retry_at);
            }
        }
    }
    cut_who_is_out(now, effects);
    for (auto& [id, why] : over) {
        effects.push_back(Disconnect{id});
        effects.push_back(Report{Report::What::cut, "", why, 0});
        end(id, std::move(why), now, effects);
    }
}

// ---- words ------------------------------------------------------------------------------------

void Core::send(const Session& session, ToClient message, Effects& effects) const {
    if (!session.may_be_sent_to()) return;
    effects.push_back(Send{{session.id}, std::make_shared<Outgoing>(std::move(message))});
}

void Core::refuse(const RoutingId& to, Refusal refusal, Effects& effects) {
    refused_ = true;
    effects.push_back(Report{Report::What::refused, "", refusal.code, 1});
    const Session* session = sessions_.find(to);
    if (session && !session->may_be_sent_to()) return;  // asks again after its next `ready`
    effects.push_back(Send{{to}, std::make_shared<Outgoing>(std::move(refusal))});
}

}  // namespace indaba::broker
