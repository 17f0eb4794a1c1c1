/// Enrolling, operators' orders, and disconnecting. See core.hpp.
#include <fmt/format.h>

#include <utility>
#include <vector>

#include "broker/core/core.hpp"
#include "broker/core/refusals.hpp"

namespace indaba::broker {
namespace {

/// Returns the accounts whose standing, or right to their names, the write of an order decides.
std::vector<Account> accounts_decided_by(const Write& write) {
    if (const auto* change = std::get_if<StandingChange>(&write)) return {change->account};
    if (const auto* rebind = std::get_if<Rebind>(&write)) return {rebind->from, rebind->to};
    return {};
}

std::string short_key(const Account& account) { return to_hex(account).substr(0, 8); }

}  // namespace

// ---- enrolling ---------------------------------------------------------------------------------

Core::Reply Core::on(Session& session, const Enrol& enrol, Now now, Effects& effects) {
    if (!session.has_invite())
        return Refusal::final(code::bad_message, "To enrol takes an invite's key.");
    if (access_list_.is_deciding(enrol.account)) return refusals::being_decided();
    if (Reply refusal = access_refusal(enrol.account, access_list_, directory_)) return refusal;
    if (access_list_.standing_of(enrol.account).allowed) {
        send(session, Enrolled{}, effects);
        return {};
    }
    const Account& invite = session.proof->key;
    const AccessList::InviteState state = access_list_.state_of(invite, now.wall);
    if (state == AccessList::InviteState::over)
        return Refusal::final(code::invite_over, "This invite is used up or has expired.");
    if (Reply refusal = storage_.write_refusal()) return refusal;
    if (stopping_ || batch_.full() || access_list_.is_enrolling(enrol.account) ||
        state == AccessList::InviteState::every_use_in_flight)
        return Refusal::retry(code::busy, "The broker cannot do that just now.",
                              refusals::retry_delay);
    batch_.add({session.id, session.serial,
                access_list_.begin_enrolment(invite, enrol.account, now.wall)});
    return {};
}

void Core::on_enrolment_committed(const PendingWrite& pending, const Enrolment& enrolment,
                                  const Outcome& outcome, Effects& effects) {
    access_list_.end_enrolment(enrolment);
    Session* session = sessions_.find(pending.from, pending.serial);
    if (!std::holds_alternative<Stored>(outcome)) {
        if (session)
            refuse(session->id, refusals::not_stored(outcome, "This could not be written to disk."),
                   effects);
        return;
    }
    access_list_.commit(enrolment);
    const Invite& invite = access_list_.invite(enrolment.invite);
    effects.push_back(Admit{access_list_.standing_of(enrolment.account)});
    effects.push_back(Admit{invite});
    effects.push_back(Report{Report::What::access_changed, short_key(enrolment.account),
                             "came with an invite", invite.uses_left});
    if (session) send(*session, Enrolled{}, effects);
}

// ---- orders ------------------------------------------------------------------------------------

void Core::on_order(std::uint64_t token, const OperatorOrder& order, Now now, Effects& effects) {
    const OrderSource source{token};
    if (auto answer = run_order(source, order, now, effects))
        answer_order(source, *std::move(answer), effects);
}

Core::Reply Core::on(Session& session, const Order& order, Now now, Effects& effects) {
    if (Reply refusal = authority_refusal(session.account)) return refusal;
    if (Reply refusal = account_limiter_.charge_request(session.payer(), now.steady))
        return refusal;
    const auto what = order_from_client(order.what);
    if (!what) return Refusal::final(code::unknown_order, "This broker knows no such order.");
    OperatorOrder wanted;
    wanted.what = *what;
    wanted.target = to_hex(order.account);
    wanted.argument = order.name.value_or("");
    const OrderSource source{0, session.id, session.serial, order.request, session.account};
    auto answer = run_order(source, wanted, now, effects);  // a kick may end this session
    if (answer && std::holds_alternative<Refusal>(*answer)) return std::get<Refusal>(*answer);
    if (answer) answer_order(source, *std::move(answer), effects);
    return {};
}

/// Returns the refusal of an order by a session of this account. The control socket is whoever has
/// the data directory: its zero account may give every order.
Core::Reply Core::authority_refusal(const Account& operator_account) const {
    if (operator_account.is_zero()) return {};
    if (access_list_.is_deciding(operator_account))
        return Refusal::final(code::busy, refusals::being_decided().sentence);
    if (access_list_.standing_of(operator_account).op) return {};
    return Refusal::final(code::not_operator, "Only an operator may do that.");
}

/// Returns the answer, or nothing if the order waits for the journal.
std::optional<OrderAnswer> Core::run_order(const OrderSource& source, const OperatorOrder& order,
                                           Now now, Effects& effects) {
    const OrderContext context{directory_,
                               access_list_,
                               presence_,
                               conversations(),
                               journal_,
                               policy_.broker,
                               sessions(),
                               policy_.history_for_new,
                               stopping_ || batch_.full(),
                               storage_.description(),
                               storage_.write_refusal(),
                               account_limiter_.limits().rooms,
                               peer_people_.brokers()};
    OrderStep step = decide_order(order, context, now.wall);
    if (auto* writes = std::get_if<std::vector<Write>>(&step)) {
        const std::uint64_t number = orders_in_flight_.add(source, writes->size());
        for (Write& write : *writes) {
            begin_order(write);
            batch_.add({{}, 0, std::move(write), number});
        }
        return std::nullopt;
    }
    if (std::holds_alternative<WaitForNames>(step)) {
        orders_in_flight_.wait(source, order);
        return std::nullopt;
    }
    if (const Kick* kick = std::get_if<Kick>(&step)) {
        const bool is_elsewhere = peer_people_.is_online(kick->account);
        if (sessions_.of(kick->account).empty() && !is_elsewhere)
            return Refusal::final(code::not_online, "That account is not online.");
        disconnect_kicked(*kick, now, effects);
        if (!is_elsewhere) return "done";
        batch_.add({{}, 0, *kick, orders_in_flight_.add(source, 1)});
        return std::nullopt;
    }
    return std::get<OrderAnswer>(std::move(step));
}

/// Decides the orders that waited for a commit, which has ended. Who gave them may have lost the
/// right to.
void Core::run_waiting_orders(Now now, Effects& effects) {
    for (const auto& [source, order] : orders_in_flight_.take_waiting()) {
        std::optional<OrderAnswer> answer;
        if (Reply refusal = authority_refusal(source.operator_account))
            answer = *std::move(refusal);
        else
            answer = run_order(source, order, now, effects);
        if (answer) answer_order(source, *std::move(answer), effects);
    }
}

/// Marks the accounts that an order is about until its write has ended.
void Core::begin_order(const Write& write) {
    if (const Claim* claim = std::get_if<Claim>(&write)) directory_.begin_claim(claim->account);
    for (const Account& account : accounts_decided_by(write)) access_list_.begin_decision(account);
}

void Core::end_order(const Write& write) {
    if (const Claim* claim = std::get_if<Claim>(&write)) directory_.end_claim(claim->account);
    for (const Account& account : accounts_decided_by(write)) access_list_.end_decision(account);
}

void Core::answer_order(const OrderSource& source, OrderAnswer answer, Effects& effects) {
    Refusal* refusal = std::get_if<Refusal>(&answer);
    if (source.token != 0) {
        effects.push_back(Answer{
            source.token, !refusal,
            refusal ? std::move(refusal->sentence) : std::get<std::string>(std::move(answer))});
        return;
    }
    const Session* session = sessions_.find(source.session, source.serial);
    if (!session) return;
    if (refusal)
        refuse(session->id, std::move(*refusal).to_request(source.request), effects);
    else
        send(*session, Done{source.request}, effects);
}

void Core::on_order_committed(const PendingWrite& pending, const Outcome& outcome, Now now,
                              Effects& effects) {
    end_order(pending.write);
    if (const Stored* stored = std::get_if<Stored>(&outcome))
        apply_order(pending.write, *stored, now, effects);
    if (auto ended = orders_in_flight_.end_write(pending.order, answer_of(outcome)))
        answer_order(ended->source, std::move(ended->answer), effects);
}

void Core::apply_order(const Write& write, const Stored& stored, Now now, Effects& effects) {
    if (const StandingChange* change = std::get_if<StandingChange>(&write)) {
        apply_standing(*change, now, effects);
    } else if (const Invite* invite = std::get_if<Invite>(&write)) {
        access_list_.commit(*invite);
        effects.push_back(Admit{*invite});
        effects.push_back(Report{Report::What::access_changed, short_key(invite->key),
                                 fmt::format("is a new invite; uses: {}", invite->uses_left), 0});
    } else if (const Claim* claim = std::get_if<Claim>(&write)) {
        apply_claim(*claim, stored, now, effects);
    } else if (const Rebind* rebind = std::get_if<Rebind>(&write)) {
        apply_rebind(*rebind, stored, now, effects);
    } else if (const RoomChange* room = std::get_if<RoomChange>(&write)) {
        keep_room_change(*room, stored);
    }
}

void Core::apply_standing(const StandingChange& change, Now now, Effects& effects) {
    access_list_.commit(change);
    const Standing standing = access_list_.standing_of(change.account);
    effects.push_back(Admit{standing});
    effects.push_back(Report{Report::What::access_changed, short_key(standing.account),
                             standing.banned             ? "is banned"
                             : change.banned.has_value() ? "is no longer banned"
                             : standing.op               ? "is an operator"
                             : change.op.has_value()     ? "is no longer an operator"
                             : standing.allowed          ? "is on the allow-list"
                                                         : "is not on the allow-list",
                             0});
    if (standing.banned)
        disconnect_account(standing.account, code::banned, refusals::banned_sentence, now, effects);
}

void Core::apply_rebind(const Rebind& rebind, const Stored& stored, Now now, Effects& effects) {
    directory_.commit(rebind, stored.lobby_first);
    disconnect_account(rebind.from, code::rebound,
                       "Your name went to another key; this one is retired.", now, effects);
    const std::string& name = directory_.find(rebind.to)->name;
    if (presence_.is_online(rebind.to)) presence_.set_online(rebind.to, name, now.steady);
    effects.push_back(Report{Report::What::access_changed, name, "belongs to another key now", 0});
    for (const FurtherEntry& in_room : stored.further)
        delivery_.add_committed(in_room.conversation, in_room.entry);
    const Post& post = rebind.announcement;
    delivery_.add_committed(post.conversation,
                            {stored.number, post.author, stored.at, post.id, post.kind, post.body});
}

// ---- disconnecting -----------------------------------------------------------------------------

/// Ends all sessions of an account with a notice. It is offline at once; its connections are closed
/// after PendingDisconnects::grace.
void Core::disconnect_account(const Account& account, std::string_view code,
                              std::string_view sentence, Now now, Effects& effects) {
    for (const RoutingId& who : sessions_.of(account))
        disconnect_session(*sessions_.find(who), {std::string(code), std::string(sentence)},
                           "was disconnected", now, effects);
}

void Core::disconnect_kicked(const Kick& kick, Now now, Effects& effects) {
    disconnect_account(kick.account, "kicked", "An operator has disconnected you.", now, effects);
}

void Core::disconnect_session(const Session& session, Notice notice, std::string_view why, Now now,
                              Effects& effects) {
    const RoutingId who = session.id;
    send(session, std::move(notice), effects);
    end_session(who, why, now, effects);
    pending_disconnects_.add(who, now.steady);
}

}  // namespace indaba::broker
