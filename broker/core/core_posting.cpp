/// Posts, from a client to the journal, and the ends of commits. See core.hpp.
#include <set>
#include <utility>

#include "broker/core/core.hpp"
#include "broker/core/named_entries.hpp"
#include "broker/core/references.hpp"
#include "broker/core/refusals.hpp"
#include "broker/journal/room_rules.hpp"
#include "common/wire/bodies.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/text.hpp"

namespace indaba::broker {
namespace {

/// Returns the final refusal of a post that is never acceptable, whoever sends it.
std::optional<Refusal> content_refusal(const Post& post) {
    if (!valid_kind(post.kind))
        return Refusal::final(code::bad_kind, "A kind is 1 to 16 lower-case letters.");
    if (reserved_kind(post.kind))
        return Refusal::final(code::reserved_kind, "Only the broker uses that kind.");
    if (post.body.size() > limit::body)
        return Refusal::final(code::too_long, "A message has at most 16 KiB.");
    if (post.kind == kind_text && post.body.empty())
        return Refusal::final(code::bad_text, "An empty message says nothing.");
    if (post.kind == kind_text && !valid_utf8(post.body))
        return Refusal::final(code::bad_text, "A text is valid UTF-8.");
    return std::nullopt;
}

/// Several posts of one session may fail in one commit: only the first is to close the gate. Makes
/// the others count as skipped.
void skip_after_first_failure(const std::vector<PendingWrite>& writes,
                              std::vector<Outcome>& outcomes) {
    std::set<std::uint64_t> failed_sessions;
    for (std::size_t i = 0; i < writes.size() && i < outcomes.size(); ++i) {
        if (!is_failure(outcomes[i]) || !std::holds_alternative<Post>(writes[i].write)) continue;
        if (!failed_sessions.insert(writes[i].serial).second) outcomes[i] = Skipped{};
    }
}

}  // namespace

Entry entry_of(const Post& post, const Stored& stored) {
    Entry entry{stored.number, post.author, stored.at, post.id, post.kind, post.body};
    if (stored.erased) delete_body(entry);
    return entry;
}

// ---- from a client -----------------------------------------------------------------------------

Core::Reply Core::on(Session& session, const Broadcast& broadcast, Now now, Effects&) {
    if (!session.gate.accepts(broadcast.id)) return refusals::out_of_order();
    const ConversationRecord* room = conversations().find(broadcast.room);
    if (!room || !room->conversation.room) return refusals::of_room(code::unknown_room);
    // The journal decides whether the room is archived: a post that it has gets its receipt.
    if (room->room && !room->room->has(session.account))
        return refusals::of_room(post_refusal(&room->room->state(), false));
    return queue_post(session,
                      {session.serial, room->conversation, session.account, now.wall, broadcast.id,
                       broadcast.kind, broadcast.body},
                      now);
}

Core::Reply Core::on(Session& session, const Whisper& whisper, Now now, Effects&) {
    if (!session.gate.accepts(whisper.id)) return refusals::out_of_order();
    if (!knows(whisper.account)) return refusals::unknown_account();
    if (access_list_.is_deciding(whisper.account)) return refusals::being_decided();
    // Own words can be erased whatever became of the other account: it is told nothing new.
    Reply refusal = access_refusal(whisper.account, access_list_, directory_);
    if (refusal && whisper.kind != kind_erase) {
        refusal->sentence = refusal->account ? "This name has another key now; whisper to that one."
                                             : "That account is banned here.";
        return refusal;
    }
    return queue_post(session,
                      {session.serial, whisper_between(session.account, whisper.account),
                       session.account, now.wall, whisper.id, whisper.kind, whisper.body},
                      now);
}

Core::Reply Core::queue_post(Session& session, Post post, Now now) {
    if (Reply refusal = content_refusal(post)) return refusal;
    if (Reply refusal = decode_reference(post)) return refusal;
    if (Reply refusal = account_limiter_.charge_post(session.payer(), post.body.size(), now.steady))
        return refusal;
    if (stopping_) return refusals::stopping();
    if (Reply refusal = storage_.write_refusal()) return refusal;
    if (access_list_.is_deciding(session.account)) return refusals::being_decided();
    if (batch_.full() ||
        batch_.pending_bytes_of(session.account) >= account_limiter_.limits().pending_bytes)
        return refusals::journal_is_full();
    if (post.reference) {
        const ConversationRecord* record = conversations().find(post.conversation.id);
        post.reference->first = record ? first_readable(session.account, *record, directory_) : 1;
        post.reference->may_erase_all =
            post.conversation.room && access_list_.standing_of(session.account).op;
    }
    batch_.add({session.id, session.serial, std::move(post)});
    return {};
}

// ---- from the journal --------------------------------------------------------------------------

void Core::on_committed(Committed committed, Now now, Effects& effects) {
    tell_committed(committed, now, effects);
    const std::vector<PendingWrite> writes = batch_.finish(committed.outcomes, now.steady);
    storage_.on_committed(committed.outcomes, effects);
    skip_after_first_failure(writes, committed.outcomes);
    for (std::size_t i = 0; i < writes.size() && i < committed.outcomes.size(); ++i)
        on_write_committed(writes[i], committed.outcomes[i], now, effects);
    run_waiting_orders(now, effects);
    deliver(now, effects);
    answer_room_changes(writes, committed.outcomes, effects);
}

/// Sends what can be delivered. A page that was read before an erasure may be sent after it: its
/// request keeps what was erased meanwhile.
void Core::deliver(Now now, Effects& effects) {
    for (const auto& [conversation, messages] :
         delivery_.deliver(sessions_, directory_, read_positions_, now.steady, effects))
        history_reads_.on_erased(conversation, messages);
}

void Core::on_write_committed(const PendingWrite& pending, const Outcome& outcome, Now now,
                              Effects& effects) {
    if (pending.order != 0) return on_order_committed(pending, outcome, now, effects);
    if (const Post* post = std::get_if<Post>(&pending.write))
        on_post_committed(pending, *post, outcome, effects);
    else if (const Enrolment* enrolment = std::get_if<Enrolment>(&pending.write))
        on_enrolment_committed(pending, *enrolment, outcome, effects);
    else if (const Claim* claim = std::get_if<Claim>(&pending.write))
        on_claim_committed(pending, *claim, outcome, now, effects);
    else if (const RoomChange* change = std::get_if<RoomChange>(&pending.write))
        on_room_change_committed(pending, *change, outcome, effects);
}

void Core::on_post_committed(const PendingWrite& pending, const Post& post, const Outcome& outcome,
                             Effects& effects) {
    if (const Stored* stored = std::get_if<Stored>(&outcome))
        return on_post_stored(pending, post, *stored, effects);
    if (is_failure(outcome)) return on_post_not_stored(pending, post, outcome, effects);
    const Session* session = sessions_.find(pending.from, pending.serial);
    if (!session) return;
    Refusal refusal = refusals::out_of_order();
    if (std::holds_alternative<IdReused>(outcome))
        refusal = Refusal::final(code::id_reused, "This id was used for another message.");
    if (const BadReference* bad = std::get_if<BadReference>(&outcome))
        refusal = Refusal::final(bad->code, bad->sentence);
    if (const RoomRefused* room = std::get_if<RoomRefused>(&outcome))
        refusal = refusals::of_room(room->code);
    refuse(session->id, std::move(refusal).about(post.id), effects);
}

/// Refuses the post, and removes the later posts of its session from the batch: they must not be
/// stored before this one, even if the session has ended. The post may be stored after all
/// (Unknown); its id may come again either way.
void Core::on_post_not_stored(const PendingWrite& pending, const Post& post, const Outcome& outcome,
                              Effects& effects) {
    const std::vector<PendingWrite> later = batch_.remove_posts_of(pending.serial);
    const Session* session = sessions_.find(pending.from, pending.serial);
    if (!session) return;
    refuse(
        session->id,
        refusals::not_stored(outcome, "The message could not be written to disk.").about(post.id),
        effects);
    for (const PendingWrite& removed : later)
        refuse(session->id, refusals::out_of_order().about(std::get<Post>(removed.write).id),
               effects);
}

void Core::on_post_stored(const PendingWrite& pending, const Post& post, const Stored& stored,
                          Effects& effects) {
    const Entry entry = entry_of(post, stored);
    const ConversationRecord* record = conversations().find(post.conversation.id);
    const bool was_delivered = record && stored.number <= record->number;
    if (!stored.duplicate || !was_delivered)
        return delivery_.add_committed(post.conversation, entry);
    // A resend of a delivered post. Only the session that sent it gets the entry, as its receipt.
    // It may have left the room meanwhile.
    const Session* session = sessions_.find(pending.from, pending.serial);
    if (!session) return;
    if (!conversations().find_readable(post.conversation.id, session->account))
        return refuse(session->id, refusals::of_room(code::unknown_room).about(post.id), effects);
    send(*session,
         Entries{record->conversation, {entry}, names_for(post.conversation, {entry}, directory_)},
         effects);
}

}  // namespace indaba::broker
