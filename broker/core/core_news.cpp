/// Takes news of other brokers of the same server. See core.hpp. Everything here may come twice.
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "broker/core/core.hpp"

namespace indaba::broker {
namespace {

/// Returns the decision that makes one standing the other.
StandingChange difference(const Standing& from, const Standing& to) {
    const auto changed = [](bool before, bool now) {
        return before == now ? std::nullopt : std::optional(now);
    };
    return {.account = to.account,
            .allowed = changed(from.allowed, to.allowed),
            .banned = changed(from.banned, to.banned),
            .op = changed(from.op, to.op),
            .at = to.at};
}

}  // namespace

void Core::on_news(const News& news, Now now, Effects& effects) {
    const std::uint64_t question = news_reads_.end(now.steady);
    if (news.failed) return;
    const Snapshot& changed = news.changed;
    // People come first: the entries are sent with their names.
    take_people(changed, now, effects);
    for (const Standing& standing : changed.standings) take_standing(standing, now, effects);
    for (const Invite& invite : changed.invites) {
        access_list_.commit(invite);
        effects.push_back(Admit{invite});
    }
    for (const ReadMark& mark : changed.reads) read_positions_.advance(mark);
    for (const KnownConversation& known : changed.conversations) delivery_.expect(known);
    for (const Kick& kick : news.kicks) disconnect_kicked(kick, now, effects);
    deliver(now, effects);
    take_brokers(news.brokers, now, effects);
    waiting_joins_.on_news(question, delivery_.missing());
}

void Core::take_people(const Snapshot& changed, Now now, Effects& effects) {
    std::map<Account, std::vector<KnownName>> names;
    for (const KnownName& name : changed.names) names[name.account].push_back(name);
    for (const KnownAccount& known : changed.accounts)
        take_person(known, names[known.account], now, effects);
}

void Core::take_person(const KnownAccount& known, const std::vector<KnownName>& names, Now now,
                       Effects& effects) {
    const AccountRecord* found = directory_.find(known.account);
    const std::optional<AccountRecord> before = found ? std::optional(*found) : std::nullopt;
    directory_.take(known, names);
    const AccountRecord& record = *directory_.find(known.account);
    if (!before && peer_people_.is_online(known.account))
        presence_.set_online(known.account, record.name, now.steady);
    if (!before || before->name == record.name) return;
    if (record.rebound_to)
        return disconnect_account(known.account, code::rebound,
                                  "Your name went to another key; this one is retired.", now,
                                  effects);
    if (presence_.is_online(known.account))
        presence_.set_online(known.account, record.name, now.steady);
    effects.push_back(Report{Report::What::renamed, record.name, "", 0});
}

void Core::take_standing(const Standing& standing, Now now, Effects& effects) {
    const StandingChange change = difference(access_list_.standing_of(standing.account), standing);
    if (change.allowed || change.banned || change.op) apply_standing(change, now, effects);
}

}  // namespace indaba::broker
