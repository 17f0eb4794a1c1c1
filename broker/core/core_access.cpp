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

/// A final no, for an account that may not be here; nothing when it may.
std::optional<Refusal> Core::unwelcome(const Account& account) const {
    if (roster_.of(account).banned)
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
    Standing standing = roster_.of(enrol.account);
    if (standing.banned) return refuse(session.id, *unwelcome(enrol.account), effects);
    if (standing.allowed) return send(session, Enrolled{}, effects);
    const std::optional<Invite> invite = roster_.invite(session.proof->key);
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
    roster_.take_use(invite->key);
    standing.allowed = true;
    standing.at = now.wall;
    batch_.add({session.id, session.serial, Enrolment{standing, *roster_.invite(invite->key)}});
}

void Core::ended(const Waiting& waiting, const Enrolment& enrolment, const Outcome& outcome,
                 Effects& effects) {
    enrolling_.erase(enrolment.standing.account);
    Session* session = sessions_.find(waiting.from, waiting.serial);
    if (!std::holds_alternative<Stored>(outcome)) {
        roster_.give_back_use(enrolment.invite.key);
        Refusal later{std::string(code::not_stored), "This could not be written to disk."};
        later.retry_ms = retry_post_ms;
        if (session) refuse(session->id, std::move(later), effects);
        return;
    }
    roster_.commit(enrolment.standing);
    effects.push_back(Admit{enrolment.standing});
    effects.push_back(Admit{*roster_.invite(enrolment.invite.key)});
    effects.push_back(Report{Report::What::decided, short_key(enrolment.standing.account),
                             "came with an invite", enrolment.invite.uses_left});
    if (session) send(*session, Enrolled{}, effects);
}

/// The first entry of the lobby that somebody new may read.
std::uint64_t Core::first_for_new() const {
    if (!policy_.history_for_new) return 1;
    const ConversationRecord& record = *conversations_.find(lobby);
    const std::uint64_t last = std::max(record.number, record.known_to);
    return last > *policy_.history_for_new ? last + 1 - *policy_.history_for_new : 1;
}

// ---- orders -----------------------------------------------------------------------------------

void Core::on_order(std::uint64_t token, const OperatorOrder& order, Now now, Effects& effects) {
    Asker asker;
    asker.token = token;
    carry_out(asker, order, now, effects);
}

void Core::on(Session& session, const Order& order, Now now, Effects& effects) {
    const Asker asker{0, session.id, session.serial, order.request};
    if (!session.joined) return answer(asker, code::not_joined, "Join first.", effects);
    if (!roster_.of(session.account).op)
        return answer(asker, code::not_operator, "Only an operator may do that.", effects);
    if (!may_ask(session, order.request, now, effects)) return;
    const auto what = asked_by_client(order.what);
    if (!what)
        return answer(asker, code::unknown_order, "This broker knows no such order.", effects);
    OperatorOrder wanted;
    wanted.what = *what;
    wanted.whom = to_hex(order.account);
    wanted.other = order.name.value_or("");
    carry_out(asker, wanted, now, effects);
}

void Core::answer(const Asker& asker, std::string_view code, std::string text, Effects& effects) {
    const bool ok = code.empty();
    if (asker.token != 0) {
        effects.push_back(Answer{asker.token, ok, std::move(text)});
        return;
    }
    Session* session = sessions_.find(asker.session, asker.serial);
    if (!session) return;
    if (ok) return send(*session, Done{asker.request}, effects);
    refuse(session->id, {std::string(code), std::move(text), std::nullopt, asker.request}, effects);
}

void Core::carry_out(const Asker& asker, const OperatorOrder& order, Now now, Effects& effects) {
    using What = OperatorOrder::What;
    if (order.what == What::who) return answer(asker, {}, who_is_here(), effects);
    if (order.what == What::status) return answer(asker, {}, status(), effects);
    if (stopping_ || batch_.full())
        return answer(asker, code::busy, "The broker cannot do that just now; try again.", effects);
    if (order.what == What::invite) return submit(asker, order.invite);
    const std::optional<Account> whom = find_account(order.whom);
    if (!whom)
        return answer(asker, code::unknown_account,
                      "Nobody has that name here, and it is no key either.", effects);
    if (order.what == What::kick) return kick(asker, *whom, now, effects);
    if (order.what == What::rename) return rename(asker, *whom, order.other, now, effects);
    if (order.what == What::rebind) return rebind(asker, *whom, order.other, now, effects);
    Standing standing = roster_.of(*whom);
    standing.at = now.wall;
    if (order.what == What::allow) standing.allowed = true;
    if (order.what == What::ban) standing = {*whom, false, true, false, now.wall};
    if (order.what == What::unban) standing.banned = false;
    if (order.what == What::op) standing.op = standing.allowed = true;
    if (order.what == What::deop) standing.op = false;
    submit(asker, standing);
}

/// By key, or by a name they have or had.
std::optional<Account> Core::find_account(const std::string& whom) const {
    if (const auto raw = from_hex(whom); raw && raw->size() == Account::length)
        return Account::from(*raw);
    const auto folded = folded_name(whom);
    return folded ? directory_.owner(*folded) : std::nullopt;
}

void Core::submit(const Asker& asker, Write write) {
    const std::uint64_t order = ++last_order_;
    orders_[order] = asker;
    batch_.add({{}, 0, std::move(write), order});
}

void Core::kick(const Asker& asker, const Account& whom, Now now, Effects& effects) {
    put_out(whom, "kicked", "An operator has put you out.", now, effects);
    answer(asker, {}, "done", effects);
}

void Core::rename(const Asker& asker, const Account& whom, const std::string& wanted, Now now,
                  Effects& effects) {
    const AccountRecord* known = directory_.find(whom);
    if (!known || known->rebound_to)
        return answer(asker, code::unknown_account, "That account has no name to change.", effects);
    const auto fit = fit_name(wanted);
    if (const Unfit* unfit = std::get_if<Unfit>(&fit))
        return answer(asker, code::name_unfit, unfit->why, effects);
    const Name& name = std::get<Name>(fit);
    const Directory::Verdict verdict = directory_.judge(whom, name);
    if (verdict == Directory::Verdict::taken)
        return answer(asker, code::name_taken, "Somebody has this name, or one that looks like it.",
                      effects);
    if (verdict == Directory::Verdict::used_up)
        return answer(asker, code::names_used_up, "That account has six names already.", effects);
    ++claims_[whom];
    submit(asker, Claim{whom, name.shown, name.folded, name.skeleton, now.wall, first_for_new()});
}

void Core::rebind(const Asker& asker, const Account& from, const std::string& key, Now now,
                  Effects& effects) {
    const auto raw = from_hex(key);
    const auto to = raw ? Account::from(*raw) : std::nullopt;
    const AccountRecord* old = directory_.find(from);
    const AccountRecord* heir = to ? directory_.find(*to) : nullptr;
    if (!to || to->is_zero() || *to == from || (heir && heir->rebound_to))
        return answer(asker, code::unknown_account,
                      "Give the new key as indaba-cli key show tells it on the new machine.",
                      effects);
    if (!old || old->rebound_to)
        return answer(asker, code::unknown_account, "That account has no name to move.", effects);
    Post told;
    told.conversation = conversations_.find(lobby)->conversation;
    told.author = policy_.broker;
    told.at = now.wall;
    // Half of each: nobody is retired twice.
    std::copy_n(from.bytes.begin(), MessageId::length / 2, told.id.bytes.begin());
    std::copy_n(to->bytes.begin(), MessageId::length / 2,
                told.id.bytes.begin() + MessageId::length / 2);
    told.kind = kind_rebind;
    told.body = encode(Rebound{old->name, from, *to});
    submit(asker, Rebind{from, *to, first_for_new(), std::move(told)});
}

// ---- their end --------------------------------------------------------------------------------

void Core::order_ended(const Waiting& waiting, const Outcome& outcome, Now now, Effects& effects) {
    const auto found = orders_.find(waiting.order);
    if (found == orders_.end()) return;
    const Asker asker = found->second;
    orders_.erase(found);
    const Stored* stored = std::get_if<Stored>(&outcome);
    if (const Claim* claim = std::get_if<Claim>(&waiting.write)) claim_over(claim->account);
    if (std::holds_alternative<NameTaken>(outcome))
        return answer(asker, code::name_taken, "Somebody has this name, or one that looks like it.",
                      effects);
    if (!stored) {
        const NotStored* why = std::get_if<NotStored>(&outcome);
        return answer(asker, code::not_stored,
                      fmt::format("It could not be written to disk{}.",
                                  why ? ": " + why->why : std::string()),
                      effects);
    }
    std::visit([&](const auto& write) { decided(write, *stored, now, effects); }, waiting.write);
    answer(asker, {}, "done", effects);
}

void Core::decided(const Standing& standing, const Stored&, Now now, Effects& effects) {
    roster_.commit(standing);
    effects.push_back(Admit{standing});
    effects.push_back(Report{Report::What::decided, short_key(standing.account),
                             standing.banned    ? "is banned"
                             : standing.op      ? "is an operator"
                             : standing.allowed ? "is on the allow-list"
                                                : "is not on the allow-list",
                             0});
    if (standing.banned)
        put_out(standing.account, code::banned, "The operator of this broker has banned you.", now,
                effects);
}

void Core::decided(const Invite& invite, const Stored&, Now, Effects& effects) {
    roster_.commit(invite);
    effects.push_back(Admit{invite});
}

void Core::decided(const Claim& claim, const Stored&, Now now, Effects& effects) {
    directory_.commit(claim);
    if (presence_.is_here(claim.account)) presence_.here(claim.account, claim.shown, now.steady);
    effects.push_back(Report{Report::What::named, claim.shown, "", 0});
}

void Core::decided(const Rebind& rebind, const Stored& stored, Now now, Effects& effects) {
    directory_.commit(rebind);
    put_out(rebind.from, code::rebound, "Your name went to another key; this one is retired.", now,
            effects);
    const std::string& name = directory_.find(rebind.to)->name;
    if (presence_.is_here(rebind.to)) presence_.here(rebind.to, name, now.steady);
    effects.push_back(Report{Report::What::decided, name, "belongs to another key now", 0});
    const Post& told = rebind.told;
    ConversationRecord& record = conversations_.at(told.conversation);
    conversations_.offer(record,
                         {stored.number, told.author, stored.at, told.id, told.kind, told.body});
    touched_.insert(told.conversation.id);
}

/// All its connections are told why and cut; it is gone at once for everybody else.
void Core::put_out(const Account& account, std::string_view code, const std::string& sentence,
                   Now now, Effects& effects) {
    std::vector<RoutingId> whose;
    for (const auto& [id, session] : sessions_.all())
        if (session.account == account) whose.push_back(id);
    for (const RoutingId& id : whose)
        put_out(*sessions_.find(id), code, sentence, "was put out", now, effects);
}

void Core::put_out(const Session& session, std::string_view code, const std::string& sentence,
                   std::string why, Now now, Effects& effects) {
    const RoutingId id = session.id;
    send(session, Notice{std::string(code), sentence}, effects);
    end(id, std::move(why), now, effects);
    cuts_.emplace_back(now.steady + notice_before_cut, id);
    sweep_by(now.steady + notice_before_cut);
}

void Core::cut_who_is_out(Now now, Effects& effects) {
    while (!cuts_.empty() && cuts_.front().first <= now.steady) {
        effects.push_back(Disconnect{cuts_.front().second});
        cuts_.pop_front();
    }
    if (!cuts_.empty()) sweep_by(cuts_.front().first);
}

// ---- for the operator -------------------------------------------------------------------------

std::string Core::who_is_here() const {
    std::string text;
    for (const auto& [account, record] : directory_.all()) {
        if (!presence_.is_here(account)) continue;
        const Standing standing = roster_.of(account);
        text += fmt::format("{}  {}{}\n", to_hex(account), record.name,
                            standing.op ? "  (operator)" : "");
    }
    return text.empty() ? "Nobody is here.\n" : text;
}

std::string Core::status() const {
    std::size_t allowed = 0, banned = 0;
    for (const auto& [account, standing] : roster_.all()) {
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
