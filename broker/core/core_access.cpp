/// Who may come in, and what the operator orders. See core.hpp.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "broker/core/core.hpp"
#include "common/wire/codec.hpp"
#include "common/wire/name.hpp"

namespace indaba::broker {
namespace {

/// Written in front of a cut; what is written at the same moment would be lost with it.

std::string short_key(const Account& account) { return to_hex(account).substr(0, 8); }

}  // namespace

// ---- coming in --------------------------------------------------------------------------------

/// Returns the final refusal of a banned or retired account; nothing when it may connect.
std::optional<Refusal> Core::access_refusal(const Account& account) const {
    if (access_list_.standing_of(account).banned)
        return Refusal{std::string(code::banned), "The operator of this broker has banned you."};
    const AccountRecord* known = directory_.find(account);
    if (!known || !known->rebound_to) return std::nullopt;
    Refusal refusal{std::string(code::rebound),
                    "The operator gave the name of this key to another key; this one is retired."};
    refusal.account = known->rebound_to;
    return refusal;
}

void Core::on(Session& session, const Enrol& enrol, Now now, Effects& effects) {
    if (!session.has_invite())
        return refuse(session.id,
                      {std::string(code::bad_message), "To enrol takes an invite's key."}, effects);
    Standing standing = access_list_.standing_of(enrol.account);
    if (standing.banned) return refuse(session.id, *access_refusal(enrol.account), effects);
    if (standing.allowed) return send(session, Enrolled{}, effects);
    const std::optional<Invite> invite = access_list_.find_invite(session.proof->key);
    if (!invite || invite->uses_left == 0 ||
        (invite->expires_at != 0 && now.wall >= invite->expires_at))
        return refuse(session.id,
                      {std::string(code::invite_over), "This invite is used up or has expired."},
                      effects);
    if (stopping_ || batch_.full() || enrolling_.contains(enrol.account)) {
        Refusal later{std::string(code::busy), "Not just now."};
        later.retry_ms = retry_post_ms;
        return refuse(session.id, std::move(later), effects);
    }
    enrolling_.insert(enrol.account);
    access_list_.reserve_use(invite->key);
    standing.allowed = true;
    standing.at = now.wall;
    batch_.add(
        {session.id, session.serial, Enrolment{standing, *access_list_.find_invite(invite->key)}});
}

void Core::on_enrolment_committed(const PendingWrite& pending, const Enrolment& enrolment,
                                  const Outcome& outcome, Effects& effects) {
    enrolling_.erase(enrolment.standing.account);
    Session* session = sessions_.find(pending.from, pending.serial);
    if (!std::holds_alternative<Stored>(outcome)) {
        access_list_.return_use(enrolment.invite.key);
        Refusal later{std::string(code::not_stored), "This could not be written to disk."};
        later.retry_ms = retry_post_ms;
        if (session) refuse(session->id, std::move(later), effects);
        return;
    }
    access_list_.commit(enrolment.standing);
    effects.push_back(Admit{enrolment.standing});
    effects.push_back(Admit{*access_list_.find_invite(enrolment.invite.key)});
    effects.push_back(Report{Report::What::access_changed, short_key(enrolment.standing.account),
                             "came with an invite", enrolment.invite.uses_left});
    if (session) send(*session, Enrolled{}, effects);
}

/// The first entry of the lobby that somebody new may read.
std::uint64_t Core::first_entry_for_newcomer() const {
    if (!policy_.history_for_new) return 1;
    const ConversationRecord& record = *conversations_.find(lobby);
    const std::uint64_t last = std::max(record.number, record.last_committed);
    return last > *policy_.history_for_new ? last + 1 - *policy_.history_for_new : 1;
}

// ---- orders -----------------------------------------------------------------------------------

void Core::on_order(std::uint64_t token, const OperatorOrder& order, Now now, Effects& effects) {
    OrderSource source;
    source.token = token;
    run_order(source, order, now, effects);
}

void Core::on(Session& session, const Order& order, Now now, Effects& effects) {
    const OrderSource source{0, session.id, session.serial, order.request};
    if (!session.joined) return answer_order(source, code::not_joined, "Join first.", effects);
    if (!access_list_.standing_of(session.account).op)
        return answer_order(source, code::not_operator, "Only an operator may do that.", effects);
    if (!may_request(session, order.request, now, effects)) return;
    const auto what = order_from_client(order.what);
    if (!what)
        return answer_order(source, code::unknown_order, "This broker knows no such order.",
                            effects);
    OperatorOrder wanted;
    wanted.what = *what;
    wanted.target = to_hex(order.account);
    wanted.argument = order.name.value_or("");
    run_order(source, wanted, now, effects);
}

void Core::answer_order(const OrderSource& source, std::string_view code, std::string text,
                        Effects& effects) {
    const bool ok = code.empty();
    if (source.token != 0) {
        effects.push_back(Answer{source.token, ok, std::move(text)});
        return;
    }
    Session* session = sessions_.find(source.session, source.serial);
    if (!session) return;
    if (ok) return send(*session, Done{source.request}, effects);
    refuse(session->id, {std::string(code), std::move(text), std::nullopt, source.request},
           effects);
}

void Core::run_order(const OrderSource& source, const OperatorOrder& order, Now now,
                     Effects& effects) {
    using What = OperatorOrder::What;
    if (order.what == What::who) return answer_order(source, {}, list_online(), effects);
    if (order.what == What::status) return answer_order(source, {}, status(), effects);
    if (stopping_ || batch_.full())
        return answer_order(source, code::busy, "The broker cannot do that just now; try again.",
                            effects);
    if (order.what == What::invite) return queue_order(source, order.invite);
    const std::optional<Account> whom = find_account(order.target);
    if (!whom)
        return answer_order(source, code::unknown_account,
                            "Nobody has that name here, and it is no key either.", effects);
    if (order.what == What::kick) return kick(source, *whom, now, effects);
    if (order.what == What::rename) return rename(source, *whom, order.argument, now, effects);
    if (order.what == What::rebind) return rebind(source, *whom, order.argument, now, effects);
    Standing standing = access_list_.standing_of(*whom);
    standing.at = now.wall;
    if (order.what == What::allow) standing.allowed = true;
    if (order.what == What::ban) standing = {*whom, false, true, false, now.wall};
    if (order.what == What::unban) standing.banned = false;
    if (order.what == What::op) standing.op = standing.allowed = true;
    if (order.what == What::deop) standing.op = false;
    queue_order(source, standing);
}

/// By key, or by a name they have or had.
std::optional<Account> Core::find_account(const std::string& whom) const {
    if (const auto raw = from_hex(whom); raw && raw->size() == Account::length)
        return Account::from(*raw);
    const auto folded = folded_name(whom);
    return folded ? directory_.owner(*folded) : std::nullopt;
}

void Core::queue_order(const OrderSource& source, Write write) {
    const std::uint64_t order = ++last_order_;
    orders_in_flight_[order] = source;
    batch_.add({{}, 0, std::move(write), order});
}

void Core::kick(const OrderSource& source, const Account& whom, Now now, Effects& effects) {
    disconnect_account(whom, "kicked", "An operator has disconnected you.", now, effects);
    answer_order(source, {}, "done", effects);
}

void Core::rename(const OrderSource& source, const Account& whom, const std::string& wanted,
                  Now now, Effects& effects) {
    const AccountRecord* known = directory_.find(whom);
    if (!known || known->rebound_to)
        return answer_order(source, code::unknown_account, "That account has no name to change.",
                            effects);
    const auto fit = validate_name(wanted);
    if (const InvalidName* unfit = std::get_if<InvalidName>(&fit))
        return answer_order(source, code::name_unfit, unfit->why, effects);
    const Name& name = std::get<Name>(fit);
    const Directory::Verdict verdict = directory_.check_name(whom, name);
    if (verdict == Directory::Verdict::taken)
        return answer_order(source, code::name_taken,
                            "Somebody has this name, or one that looks like it.", effects);
    if (verdict == Directory::Verdict::used_up)
        return answer_order(source, code::names_used_up, "That account has six names already.",
                            effects);
    ++claims_in_flight_[whom];
    queue_order(source, Claim{whom, name.shown, name.folded, name.skeleton, now.wall,
                              first_entry_for_newcomer()});
}

void Core::rebind(const OrderSource& source, const Account& from, const std::string& key, Now now,
                  Effects& effects) {
    const auto raw = from_hex(key);
    const auto to = raw ? Account::from(*raw) : std::nullopt;
    const AccountRecord* old = directory_.find(from);
    const AccountRecord* successor = to ? directory_.find(*to) : nullptr;
    if (!to || to->is_zero() || *to == from || (successor && successor->rebound_to))
        return answer_order(source, code::unknown_account,
                            "Give the new key as indaba-cli key show tells it on the new machine.",
                            effects);
    if (!old || old->rebound_to)
        return answer_order(source, code::unknown_account, "That account has no name to move.",
                            effects);
    Post announcement;
    announcement.conversation = conversations_.find(lobby)->conversation;
    announcement.author = policy_.broker;
    announcement.at = now.wall;
    // Half of each: nobody is retired twice.
    std::copy_n(from.bytes.begin(), MessageId::length / 2, announcement.id.bytes.begin());
    std::copy_n(to->bytes.begin(), MessageId::length / 2,
                announcement.id.bytes.begin() + MessageId::length / 2);
    announcement.kind = kind_rebind;
    announcement.body = encode(Rebound{old->name, from, *to});
    queue_order(source, Rebind{from, *to, first_entry_for_newcomer(), std::move(announcement)});
}

// ---- their end --------------------------------------------------------------------------------

void Core::on_order_committed(const PendingWrite& pending, const Outcome& outcome, Now now,
                              Effects& effects) {
    const auto found = orders_in_flight_.find(pending.order);
    if (found == orders_in_flight_.end()) return;
    const OrderSource source = found->second;
    orders_in_flight_.erase(found);
    const Stored* stored = std::get_if<Stored>(&outcome);
    if (const Claim* claim = std::get_if<Claim>(&pending.write)) finish_claim(claim->account);
    if (std::holds_alternative<NameTaken>(outcome))
        return answer_order(source, code::name_taken,
                            "Somebody has this name, or one that looks like it.", effects);
    if (!stored) {
        const NotStored* why = std::get_if<NotStored>(&outcome);
        return answer_order(source, code::not_stored,
                            fmt::format("It could not be written to disk{}.",
                                        why ? ": " + why->why : std::string()),
                            effects);
    }
    std::visit([&](const auto& write) { decided(write, *stored, now, effects); }, pending.write);
    answer_order(source, {}, "done", effects);
}

void Core::decided(const Standing& standing, const Stored&, Now now, Effects& effects) {
    access_list_.commit(standing);
    effects.push_back(Admit{standing});
    effects.push_back(Report{Report::What::access_changed, short_key(standing.account),
                             standing.banned    ? "is banned"
                             : standing.op      ? "is an operator"
                             : standing.allowed ? "is on the allow-list"
                                                : "is not on the allow-list",
                             0});
    if (standing.banned)
        disconnect_account(standing.account, code::banned,
                           "The operator of this broker has banned you.", now, effects);
}

void Core::decided(const Invite& invite, const Stored&, Now, Effects& effects) {
    access_list_.commit(invite);
    effects.push_back(Admit{invite});
}

void Core::decided(const Claim& claim, const Stored&, Now now, Effects& effects) {
    directory_.commit(claim);
    if (presence_.is_online(claim.account))
        presence_.set_online(claim.account, claim.shown, now.steady);
    effects.push_back(Report{Report::What::renamed, claim.shown, "", 0});
}

void Core::decided(const Rebind& rebind, const Stored& stored, Now now, Effects& effects) {
    directory_.commit(rebind);
    disconnect_account(rebind.from, code::rebound,
                       "Your name went to another key; this one is retired.", now, effects);
    const std::string& name = directory_.find(rebind.to)->name;
    if (presence_.is_online(rebind.to)) presence_.set_online(rebind.to, name, now.steady);
    effects.push_back(Report{Report::What::access_changed, name, "belongs to another key now", 0});
    const Post& announcement = rebind.announcement;
    ConversationRecord& record = conversations_.at(announcement.conversation);
    conversations_.add_committed(record, {stored.number, announcement.author, stored.at,
                                          announcement.id, announcement.kind, announcement.body});
    deliverable_.insert(announcement.conversation.id);
}

/// Sends a notice to all connections of `account` and closes them; it is offline at once.
void Core::disconnect_account(const Account& account, std::string_view code,
                              const std::string& sentence, Now now, Effects& effects) {
    std::vector<RoutingId> whose;
    for (const auto& [id, session] : sessions_.all())
        if (session.account == account) whose.push_back(id);
    for (const RoutingId& id : whose)
        disconnect_session(*sessions_.find(id), code, sentence, "was disconnected", now, effects);
}

void Core::disconnect_session(const Session& session, std::string_view code,
                              const std::string& sentence, std::string why, Now now,
                              Effects& effects) {
    const RoutingId id = session.id;
    send(session, Notice{std::string(code), sentence}, effects);
    end_session(id, std::move(why), now, effects);
    leaving_.emplace_back(now.steady + disconnect_grace, id);
    sweep_by(now.steady + disconnect_grace);
}

void Core::close_leaving_connections(Now now, Effects& effects) {
    while (!leaving_.empty() && leaving_.front().first <= now.steady) {
        effects.push_back(Disconnect{leaving_.front().second});
        leaving_.pop_front();
    }
    if (!leaving_.empty()) sweep_by(leaving_.front().first);
}

// ---- for the operator -------------------------------------------------------------------------

std::string Core::list_online() const {
    std::string text;
    for (const auto& [account, record] : directory_.all()) {
        if (!presence_.is_online(account)) continue;
        const Standing standing = access_list_.standing_of(account);
        text += fmt::format("{}  {}{}\n", to_hex(account), record.name,
                            standing.op ? "  (operator)" : "");
    }
    return text.empty() ? "Nobody is here.\n" : text;
}

std::string Core::status() const {
    std::size_t allowed = 0, banned = 0;
    for (const auto& [account, standing] : access_list_.all()) {
        if (standing.allowed) ++allowed;
        if (standing.banned) ++banned;
    }
    return fmt::format(
        "journal       {}\nconnections   {}\naccounts      {}\nallow-list    {}\nbanned        {}\n"
        "conversations {}\nin the lobby  {} entries\n",
        to_hex(journal_), sessions_.joined(), directory_.all().size(), allowed, banned,
        conversations_.all().size(), conversations_.find(lobby)->number);
}

}  // namespace indaba::broker
