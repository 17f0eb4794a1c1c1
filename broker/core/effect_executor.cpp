#include "broker/core/effect_executor.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace indaba::broker {
namespace {

/// Executes one list of effects.
class EffectExecutor {
 public:
    EffectExecutor(Core& core, CoreEnvironment& environment, Now now)
        : core_(core), environment_(environment), now_(now) {}

    void execute(Effects effects) {
        while (!effects.empty()) {
            for (Effect& effect : effects) std::visit([&](auto& any) { on(any); }, effect);
            effects = std::exchange(caused_, {});
        }
    }

 private:
    void on(const Send& send) {
        const auto is_blocked = [&](const RoutingId& to) { return blocked_.contains(to); };
        if (std::ranges::all_of(send.to, is_blocked)) return;
        environment_.on_send(send);
        for (const RoutingId& to : send.to) {
            if (is_blocked(to)) continue;
            switch (environment_.send(to, send.outgoing)) {
                case SendResult::sent:
                    break;
                case SendResult::would_block:
                    blocked_.insert(to);
                    core_.on_blocked(to, now_, caused_);
                    break;
                case SendResult::unreachable:
                    core_.on_closed(to, now_, caused_);
                    break;
            }
        }
    }
    void on(Submit& submit) { environment_.submit(std::move(submit.writes)); }
    void on(const ReadPage& read) { environment_.read(read.request); }
    void on(const Disconnect& disconnect) { environment_.disconnect(disconnect.who); }
    void on(const Admit& admit) { environment_.admit(admit); }
    void on(const Answer& answer) { environment_.answer(answer); }
    void on(const Report& report) { environment_.report(report); }
    void on(const Tell& tell) { environment_.tell(tell.message); }
    void on(const Follow& follow) { environment_.follow(follow.brokers); }
    void on(const FollowAnew& anew) { environment_.follow_anew(anew.writer); }
    void on(const AskNews&) { environment_.ask_news(); }
    void on(const PassOver& pass_over) { environment_.pass_over(pass_over.batch); }

    Core& core_;
    CoreEnvironment& environment_;
    const Now now_;
    std::set<RoutingId> blocked_;
    Effects caused_;
};

}  // namespace

void execute(Effects effects, Core& core, CoreEnvironment& environment, Now now) {
    EffectExecutor(core, environment, now).execute(std::move(effects));
}

void pass_journal_events(Journal& journal, Core& core, CoreEnvironment& environment, Now now,
                         Effects& effects) {
    for (JournalEvent& event : journal.completed()) {
        if (auto* page = std::get_if<PageRead>(&event)) {
            core.on_page(std::move(*page), now, effects);
            continue;
        }
        if (const auto* news = std::get_if<News>(&event)) {
            core.on_news(*news, now, effects);
            continue;
        }
        if (const auto* lease = std::get_if<LeaseRenewed>(&event)) {
            core.on_lease(lease->until);
            continue;
        }
        if (const auto* found = std::get_if<StorageFinding>(&event)) {
            core.on_storage_trouble(found->trouble, found->why, effects);
            continue;
        }
        Committed& committed = std::get<Committed>(event);
        environment.on_committed(committed);
        core.on_committed(std::move(committed), now, effects);
    }
}

}  // namespace indaba::broker
