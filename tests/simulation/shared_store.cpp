#include "tests/simulation/shared_store.hpp"

#include <algorithm>

#include "common/wire/bodies.hpp"

namespace indaba::simulation {

using broker::Committed;
using broker::News;
using broker::Snapshot;

// ---- time --------------------------------------------------------------------------------------

void SharedStore::turn(ms now) {
    now_ = now;
    if (locked_ && locked_->commits_at && *locked_->commits_at <= now) commit(locked_->batch);
}

std::optional<ms> SharedStore::next_event() const {
    return locked_ ? locked_->commits_at : std::nullopt;
}

// ---- writing -----------------------------------------------------------------------------------

bool SharedStore::lock(Writer writer) {
    const bool is_idle = locked_ && !locked_->commits_at && locked_->since + idle_limit < now_;
    if (is_idle) locked_.reset();
    if (locked_) return false;
    locked_ = Locked{.writer = writer, .since = now_};
    return true;
}

Committed SharedStore::commit(const Batch& batch) {
    const Batch stored = batch;  // it may be the one in locked_
    locked_.reset();
    if (stored.fault) content_.plan_fault(*stored.fault);
    content_.submit(stored.writes);
    content_.finish_commit();
    Committed committed = std::get<Committed>(content_.completed().front());
    Changed changed;
    bool is_committed = false;
    for (std::size_t i = 0; i < stored.writes.size(); ++i) {
        const auto* kept = std::get_if<broker::Stored>(&committed.outcomes[i]);
        if (kept) note(stored.writes[i], *kept, changed);
        is_committed = is_committed || !broker::is_failure(committed.outcomes[i]);
    }
    if (!is_committed) return committed;
    const auto before = last_.find(stored.writer);
    const std::uint64_t previous = before == last_.end() ? 0 : before->second.batch->batch;
    committed.batch = {stored.writer, previous, stored.number};
    log_.push_back({*committed.batch, std::move(changed)});
    last_[stored.writer] = committed;
    return committed;
}

void SharedStore::commit_later(Batch batch, ms at) {
    locked_->batch = std::move(batch);
    locked_->commits_at = at;
}

void SharedStore::end_session(Writer writer) {
    if (has_locks(writer)) locked_.reset();
}

std::optional<Committed> SharedStore::find_committed(Writer writer, std::uint64_t batch) const {
    const auto last = last_.find(writer);
    if (last == last_.end() || last->second.batch->batch != batch) return std::nullopt;
    return last->second;
}

/// Notes what a write has changed that others must learn of.
void SharedStore::note(const broker::Write& write, const broker::Stored& stored, Changed& changed) {
    if (const auto* post = std::get_if<broker::Post>(&write)) {
        changed.conversations.insert(post->conversation.id);
        if (moves_read_position(post->kind))
            changed.reads.emplace(post->author, post->conversation.id);
    } else if (const auto* claim = std::get_if<broker::Claim>(&write)) {
        changed.accounts.insert(claim->account);
    } else if (const auto* mark = std::get_if<broker::ReadMark>(&write)) {
        changed.reads.emplace(mark->account, mark->conversation);
    } else if (const auto* change = std::get_if<broker::StandingChange>(&write)) {
        changed.standings.insert(change->account);
    } else if (const auto* invite = std::get_if<broker::Invite>(&write)) {
        changed.invites.insert(invite->key);
    } else if (const auto* enrolment = std::get_if<broker::Enrolment>(&write)) {
        changed.standings.insert(enrolment->account);
        changed.invites.insert(enrolment->invite);
    } else if (const auto* rebind = std::get_if<broker::Rebind>(&write)) {
        changed.accounts.insert({rebind->from, rebind->to});
        changed.conversations.insert(rebind->announcement.conversation.id);
        for (const broker::FurtherEntry& further : stored.further)
            changed.conversations.insert(further.conversation.id);
    } else if (const auto* room = std::get_if<broker::RoomChange>(&write)) {
        if (stored.number > 0) changed.conversations.insert(room->announcement.conversation.id);
    } else if (const auto* kick = std::get_if<broker::Kick>(&write)) {
        changed.kicks.push_back(*kick);
    }
}

// ---- reading -----------------------------------------------------------------------------------

broker::PageRead SharedStore::read(const broker::PageRequest& request) {
    content_.read(request);
    content_.finish_reads();
    return std::get<broker::PageRead>(content_.completed().front());
}

SeenBatches SharedStore::all_batches() const {
    SeenBatches seen{log_.size(), {}, log_.size()};
    for (const auto& [writer, committed] : last_) seen.up_to[writer] = committed.batch->batch;
    return seen;
}

News SharedStore::news(Writer reader, SeenBatches& seen) {
    Changed changed;
    for (; seen.logged < log_.size(); ++seen.logged) {
        const auto& [batch, what] = log_[seen.logged];
        std::uint64_t& up_to = seen.up_to[batch.writer];
        if (batch.batch <= up_to) continue;
        up_to = batch.batch;
        changed.accounts.insert(what.accounts.begin(), what.accounts.end());
        changed.standings.insert(what.standings.begin(), what.standings.end());
        changed.invites.insert(what.invites.begin(), what.invites.end());
        changed.conversations.insert(what.conversations.begin(), what.conversations.end());
        changed.reads.insert(what.reads.begin(), what.reads.end());
        if (batch.writer != reader && seen.logged >= seen.kicks)
            std::ranges::copy(what.kicks, std::back_inserter(changed.kicks));
    }
    seen.kicks = log_.size();
    News news{.changed = parts(changed), .kicks = changed.kicks, .brokers = {}};
    for (const auto& [writer, held] : leases_)
        if (writer != reader && has_lease(writer)) news.brokers.push_back({writer, held.address});
    return news;
}

/// Returns the parts of the content that were changed, as they are now.
Snapshot SharedStore::parts(const Changed& changed) {
    Snapshot part;
    if (changed.is_empty()) return part;
    const Snapshot all = content_.snapshot();
    part.journal = all.journal;
    const auto copy_if = [](const auto& from, auto& to, const auto& is_wanted) {
        std::ranges::copy_if(from, std::back_inserter(to), is_wanted);
    };
    copy_if(all.accounts, part.accounts,
            [&](const auto& known) { return changed.accounts.contains(known.account); });
    copy_if(all.names, part.names,
            [&](const auto& name) { return changed.accounts.contains(name.account); });
    copy_if(all.conversations, part.conversations, [&](const auto& known) {
        return changed.conversations.contains(known.conversation.id);
    });
    copy_if(all.reads, part.reads, [&](const auto& mark) {
        return changed.reads.contains({mark.account, mark.conversation});
    });
    copy_if(all.standings, part.standings,
            [&](const auto& standing) { return changed.standings.contains(standing.account); });
    copy_if(all.invites, part.invites,
            [&](const auto& invite) { return changed.invites.contains(invite.key); });
    return part;
}

void SharedStore::pass_over(const broker::SharedBatch& batch, SeenBatches& seen) {
    std::uint64_t& up_to = seen.up_to[batch.writer];
    if (up_to == batch.previous) up_to = batch.batch;
}

// ---- leases ------------------------------------------------------------------------------------

void SharedStore::renew_lease(Writer writer, const broker::BrokerAddress& address) {
    leases_[writer] = {now_ + lease, address};
}

bool SharedStore::has_lease(Writer writer) const {
    const auto held = leases_.find(writer);
    return held != leases_.end() && held->second.until > now_;
}

}  // namespace indaba::simulation
