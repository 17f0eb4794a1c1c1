/// Hello, join and names. See core.hpp.
#include <utility>

#include "broker/core/core.hpp"
#include "broker/core/refusals.hpp"

namespace indaba::broker {

Core::Reply Core::on(Session& session, const Hello& hello, Now now, Effects& effects) {
    if (hello.version != protocol_version)
        return Refusal::final(
            code::version,
            "This broker speaks version 1 of the protocol; please use a client that does.");
    if (!session.has_invite())
        if (Reply refusal = accept_hello(session, hello, now)) return refusal;
    send_welcome(session, effects);
    return {};
}

/// Makes the connection one of its account, unless it is refused. A connection whose account may
/// not connect is closed after PendingDisconnects::grace, so that the refusal can be read.
Core::Reply Core::accept_hello(Session& session, const Hello& hello, Now now) {
    const Account account =
        session.proof ? session.proof->key : hello.account.value_or(session.account);
    if (account.is_zero())
        return Refusal::final(code::needs_account, "Hello must bring an account.");
    if (session.said_hello() && account != session.account)
        return Refusal::final(code::bad_message,
                              "A connection keeps the account it said hello with.");
    Reply refusal = access_refusal(account, access_list_, directory_);
    if (!refusal && !has_lease(now)) refusal = refusals::no_lease();
    if (!refusal && !session.said_hello() &&
        sessions_.connections_of(account) >= account_limiter_.limits().connections)
        refusal = Refusal::retry(code::too_many_connections,
                                 "This account has as many connections as it may have at a time.",
                                 ms{5'000});
    if (refusal)
        sessions_.shorten_join_deadline(session, PendingDisconnects::grace, now.steady);
    else if (!session.said_hello())
        sessions_.mark_said_hello(session, account);
    return refusal;
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

Core::Reply Core::on(Session& session, const Join& join, Now now, Effects& effects) {
    if (join.nonce != session.nonce)
        return Refusal::final(code::bad_nonce, "That is not the nonce of this connection.");
    if (session.claiming)
        return Refusal::final(code::one_at_a_time, "The name asked for is being claimed.");
    if (Reply refusal = account_limiter_.charge_read(session.payer(), now.steady)) return refusal;
    if (!std::exchange(session.asked_to_join, true))
        session.join_deadline = now.steady + Sessions::naming_timeout;
    if (!session.joined) session.quiet = join.quiet;
    if (!policy_.writer || session.joined) return answer_join(session, join, now, effects);
    waiting_joins_.add({session.id, session.serial, join}, news_reads_.next());
    news_reads_.want(now.steady);
    return {};
}

Core::Reply Core::answer_join(Session& session, const Join& join, Now now, Effects& effects) {
    const AccountRecord* known = directory_.find(session.account);
    const bool is_changing =
        directory_.is_claiming(session.account) || access_list_.is_deciding(session.account);
    const bool has_it = known && known->name == join.name && !is_changing;
    if (join.name && !has_it) return claim_name(session, *join.name, now);
    if (!known) return Refusal::final(code::name_needed, "Please choose a name to join with.");
    complete_join(session, now, effects);
    return {};
}

Core::Reply Core::claim_name(Session& session, const std::string& wanted, Now now) {
    const auto usable = directory_.usable_name(session.account, wanted);
    if (const Refusal* refusal = std::get_if<Refusal>(&usable)) return *refusal;
    const Name& name = std::get<Name>(usable);
    if (stopping_) return refusals::stopping();
    if (Reply refusal = storage_.write_refusal()) return refusal;
    if (batch_.full()) return refusals::journal_is_full();
    if (access_list_.is_deciding(session.account)) return refusals::being_decided();
    if (!directory_.has_room_for(session.account, name))
        return Refusal::retry(code::busy, "Other names of this account are being written.",
                              refusals::retry_delay);
    if (Reply refusal = directory_.find(session.account)
                            ? account_limiter_.charge_rename(session.payer(), now.steady)
                            : account_limiter_.charge_newcomer(session.address, now.steady))
        return refusal;
    directory_.begin_claim(session.account);
    session.claiming = true;
    batch_.add({session.id, session.serial,
                Claim{session.account, name.display, name.folded, name.skeleton, now.wall,
                      policy_.history_for_new}});
    return {};
}

void Core::on_claim_committed(const PendingWrite& pending, const Claim& claim,
                              const Outcome& outcome, Now now, Effects& effects) {
    directory_.end_claim(claim.account);
    Session* session = sessions_.find(pending.from, pending.serial);
    if (session) session->claiming = false;
    if (const Stored* stored = std::get_if<Stored>(&outcome)) {
        apply_claim(claim, *stored, now, effects);
        if (session) complete_join(*session, now, effects);
    } else if (session) {
        if (is_failure(outcome)) refund_claim(*session);
        refuse(session->id,
               std::holds_alternative<NameTaken>(outcome)
                   ? refusals::name_taken()
                   : refusals::not_stored(outcome, "The name could not be written to disk."),
               effects);
    }
}

/// Returns what a claim that the disk did not take was charged: the client asks again until it
/// does.
void Core::refund_claim(const Session& session) {
    if (knows(session.account))
        account_limiter_.refund_rename(session.payer());
    else
        account_limiter_.refund_newcomer(session.address);
}

void Core::apply_claim(const Claim& claim, const Stored& stored, Now now, Effects& effects) {
    const bool had_name = knows(claim.account);
    directory_.commit(claim, stored.lobby_first);
    if (presence_.is_online(claim.account))
        presence_.set_online(claim.account, claim.display, now.steady);
    if (had_name) effects.push_back(Report{Report::What::renamed, claim.display, "", 0});
}

void Core::complete_join(Session& session, Now now, Effects& effects) {
    const std::string& name = directory_.find(session.account)->name;
    const bool first = !session.joined;
    const bool was_online = presence_.is_online(session.account);
    sessions_.mark_joined(session);
    delivery_.set_online(session.account);
    if (!session.quiet) presence_.set_online(session.account, name, now.steady);
    if (!session.quiet) own_people_.set_online(session.account, now.steady);
    if (first && !session.quiet && !was_online)
        effects.push_back(Report{Report::What::joined, name, "", sessions_.joined()});
    const std::size_t before = effects.size();
    resync(session, effects);
    charge_sent(session, effects, before, now);
}

}  // namespace indaba::broker
