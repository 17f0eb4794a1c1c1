/// Posts: from a client to the journal, and from the journal to everybody. See core.hpp.
#include <algorithm>
#include <utility>

#include "broker/core/core.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/text.hpp"

namespace indaba::broker {
namespace {

/// Final refusals that depend on the post alone.
std::optional<Refusal> post_refusal(const Post& post) {
    const auto no = [&](std::string_view code, std::string sentence) {
        return Refusal{std::string(code), std::move(sentence), post.id, std::nullopt, std::nullopt};
    };
    if (!valid_kind(post.kind)) return no(code::bad_kind, "A kind is 1 to 16 lower-case letters.");
    if (reserved_kind(post.kind)) return no(code::reserved_kind, "Only the broker says that kind.");
    if (post.body.size() > limit::body) return no(code::too_long, "A message has at most 16 KiB.");
    if (post.kind == kind_text && post.body.empty())
        return no(code::bad_text, "An empty message says nothing.");
    if (post.kind == kind_text && !valid_utf8(post.body))
        return no(code::bad_text, "A text is valid UTF-8.");
    return std::nullopt;
}

Refusal out_of_order(const MessageId& id) {
    return {std::string(code::retry_order), "An earlier message has to come first.", id};
}

/// Of a session's posts that one commit did not store, the first alone closes the gate; the others
/// come after it, whatever the journal says of each.
void skip_after_first_failure(const std::vector<PendingWrite>& writes,
                              std::vector<Outcome>& outcomes) {
    std::set<std::uint64_t> stopped;
    for (std::size_t i = 0; i < writes.size() && i < outcomes.size(); ++i) {
        const bool not_stored = std::holds_alternative<NotStored>(outcomes[i]) ||
                                std::holds_alternative<Unknown>(outcomes[i]);
        if (!not_stored || !std::holds_alternative<Post>(writes[i].write)) continue;
        if (!stopped.insert(writes[i].serial).second) outcomes[i] = Skipped{};
    }
}

}  // namespace

// ---- from a client ----------------------------------------------------------------------------

void Core::on(Session& session, const Broadcast& broadcast, Now now, Effects& effects) {
    if (!accept_in_order(session, broadcast.id, now, effects)) return;
    const ConversationRecord* room = conversations_.find(broadcast.room);
    if (!room || !room->conversation.room)
        return refuse(session.id,
                      {std::string(code::unknown_room), "There is no such room.", broadcast.id},
                      effects);
    queue_post(session,
               {session.serial, room->conversation, session.account, now.wall, broadcast.id,
                broadcast.kind, broadcast.body},
               now, effects);
}

void Core::on(Session& session, const Whisper& whisper, Now now, Effects& effects) {
    if (!accept_in_order(session, whisper.id, now, effects)) return;
    if (!directory_.find(whisper.account))
        return refuse(
            session.id,
            {std::string(code::unknown_account), "Nobody with this key ever joined.", whisper.id},
            effects);
    if (auto no = access_refusal(whisper.account)) {
        no->id = whisper.id;
        no->sentence = no->account ? "This name has another key now; whisper to that one."
                                   : "Whom you whisper to is banned here.";
        return refuse(session.id, std::move(*no), effects);
    }
    queue_post(session,
               {session.serial, whisper_between(session.account, whisper.account), session.account,
                now.wall, whisper.id, whisper.kind, whisper.body},
               now, effects);
}

/// The gate (protocol.md, "Order"): after a refusal that is not final, nothing is taken from the
/// session until the refused id arrives again.
bool Core::accept_in_order(Session& session, const MessageId& id, Now now, Effects& effects) {
    if (!session.joined) {
        refuse(session.id, {std::string(code::not_joined), "Join first.", id}, effects);
        return false;
    }
    if (session.gate && *session.gate != id) {
        refuse(session.id, out_of_order(id), effects);
        if (session.skipped.try_take({max_uncharged_skips, max_uncharged_skips}, 1, now.steady))
            refused_ = false;
        return false;
    }
    session.gate.reset();
    return true;
}

void Core::queue_post(Session& session, Post post, Now now, Effects& effects) {
    if (auto no = post_refusal(post)) return refuse(session.id, std::move(*no), effects);
    if (!may_post(session, post, now, effects)) return;
    if (stopping_)
        return refuse_and_close_gate(session, post.id, code::stopping,
                                     "The broker is being stopped.", effects);
    if (batch_.full() ||
        batch_.pending_bytes_of(session.account) >= account_limiter_.limits().pending_bytes)
        return refuse_and_close_gate(session, post.id, code::busy,
                                     "More is said than the disk can take just now.", effects);
    batch_.add({session.id, session.serial, std::move(post)});
}

void Core::refuse_and_close_gate(Session& session, const MessageId& id, std::string_view code,
                                 std::string sentence, Effects& effects, std::uint64_t retry_ms) {
    session.gate = id;
    refuse(session.id, {std::string(code), std::move(sentence), id, std::nullopt, retry_ms},
           effects);
}

// ---- from the journal -------------------------------------------------------------------------

void Core::on_committed(Committed committed, Now now, Effects& effects) {
    const std::vector<PendingWrite> writes = batch_.finish();
    skip_after_first_failure(writes, committed.outcomes);
    for (std::size_t i = 0; i < writes.size() && i < committed.outcomes.size(); ++i)
        on_write_committed(writes[i], committed.outcomes[i], now, effects);
    deliver_committed(effects);
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
}

void Core::on_post_committed(const PendingWrite& pending, const Post& post, const Outcome& outcome,
                             Effects& effects) {
    if (const Stored* there = std::get_if<Stored>(&outcome))
        return on_post_stored(pending, post, *there, effects);
    if (std::holds_alternative<NotStored>(outcome) || std::holds_alternative<Unknown>(outcome))
        return on_post_not_stored(pending, post, effects);
    Session* session = sessions_.find(pending.from, pending.serial);
    if (!session) return;
    if (std::holds_alternative<IdReused>(outcome))
        return refuse(
            session->id,
            {std::string(code::id_reused), "This id was used for another message.", post.id},
            effects);
    refuse(session->id, out_of_order(post.id), effects);
}

/// Or nobody knows whether it is: either way the same id may come again. What its session said
/// after it must not be stored before it, even if that session has ended.
void Core::on_post_not_stored(const PendingWrite& pending, const Post& post, Effects& effects) {
    const std::vector<PendingWrite> later = batch_.remove_posts_of(pending.serial);
    Session* session = sessions_.find(pending.from, pending.serial);
    if (!session) return;
    refuse_and_close_gate(*session, post.id, code::not_stored,
                          "The message could not be written to disk.", effects);
    for (const PendingWrite& out : later)
        refuse(session->id, out_of_order(std::get<Post>(out.write).id), effects);
}

void Core::on_post_stored(const PendingWrite& pending, const Post& post, const Stored& stored,
                          Effects& effects) {
    ConversationRecord& record = conversations_.at(post.conversation);
    const Entry entry{stored.number, post.author, stored.at, post.id, post.kind, post.body};
    if (stored.duplicate && stored.number <= record.number) {
        // A resend: its receipt goes to the one session that asked.
        Session* session = sessions_.find(pending.from, pending.serial);
        if (session)
            send(*session,
                 Entries{record.conversation, {entry}, names_for(record.conversation, {entry})},
                 effects);
        return;
    }
    conversations_.add_committed(record, entry);
    deliverable_.insert(post.conversation.id);
}

void Core::on_claim_committed(const PendingWrite& pending, const Claim& claim,
                              const Outcome& outcome, Now now, Effects& effects) {
    Session* session = sessions_.find(pending.from, pending.serial);
    if (session) session->claiming = false;
    finish_claim(claim.account);
    if (std::holds_alternative<Stored>(outcome)) {
        const AccountRecord* before = directory_.find(claim.account);
        const std::string old_name = before ? before->name : "";
        directory_.commit(claim);
        if (presence_.is_online(claim.account))
            presence_.set_online(claim.account, claim.shown, now.steady);
        if (!old_name.empty()) effects.push_back(Report{Report::What::renamed, claim.shown, "", 0});
        if (session) complete_join(*session, now, effects);
        return;
    }
    if (!session) return;
    if (std::holds_alternative<NameTaken>(outcome))
        return refuse(
            session->id,
            {std::string(code::name_taken), "Somebody has this name, or one that looks like it."},
            effects);
    refuse(session->id,
           {std::string(code::not_stored),
            "The name could not be written to disk.",
            {},
            {},
            retry_post_ms},
           effects);
}

void Core::finish_claim(const Account& account) {
    if (--claims_in_flight_[account] == 0) claims_in_flight_.erase(account);
}

// ---- to everybody -----------------------------------------------------------------------------

void Core::deliver_committed(Effects& effects) {
    for (const ConversationId& id : std::exchange(deliverable_, {})) {
        ConversationRecord& record = *conversations_.find(id);
        const Digest before = digest_part(id, record.number, record.hash);
        std::vector<Entry> entries = conversations_.take_deliverable(record);
        if (!entries.empty()) {
            update_digest(record, before ^ digest_part(id, record.number, record.hash));
            deliver(record, std::move(entries), effects);
        }
        if (record.has_gap()) read_gap(record, effects);
    }
}

void Core::deliver(const ConversationRecord& record, std::vector<Entry> entries, Effects& effects) {
    const auto& between = record.conversation.between;
    if (between)
        for (const Account& end : {between->low, between->high})
            if (AccountRecord* account = directory_.find(end))
                account->whispers.insert(record.conversation.id);
    effects.push_back(Report{Report::What::delivered, "", "", entries.size()});
    const std::vector<RoutingId> to =
        between ? sessions_.live(between->low, between->high) : sessions_.live();
    for (std::vector<Entry>& part : split_with_names(std::move(entries))) {
        std::vector<Person> names = names_for(record.conversation, part);
        effects.push_back(Send{to, std::make_shared<Outgoing>(Entries{
                                       record.conversation, std::move(part), std::move(names)})});
    }
}

void Core::update_digest(const ConversationRecord& record, const Digest& part) {
    const auto& between = record.conversation.between;
    if (!between) {
        rooms_digest_ = rooms_digest_ ^ part;
        return;
    }
    for (const Account& end : std::set<Account>{between->low, between->high})
        if (AccountRecord* account = directory_.find(end))
            account->whispers_digest = account->whispers_digest ^ part;
}

void Core::read_gap(ConversationRecord& record, Effects& effects) {
    if (record.reading_gap) return;
    record.reading_gap = true;
    PageRequest request;
    request.token = ++last_token_;
    request.conversation = record.conversation.id;
    request.after = record.number;
    request.last = record.early.empty() ? record.last_committed : record.early.begin()->first - 1;
    gap_reads_[request.token] = record.conversation.id;
    effects.push_back(ReadPage{request});
}

void Core::on_gap_read(const ConversationId& conversation, PageRead page, Now now,
                       Effects& effects) {
    ConversationRecord& record = *conversations_.find(conversation);
    record.reading_gap = false;
    if (page.failed || page.entries.empty()) {
        effects.push_back(Report{Report::What::journal_trouble, "",
                                 "entries could not be read; trying again in a second", 0});
        retry_gaps_at_ = now.steady + ms{1000};
        return;
    }
    for (Entry& entry : page.entries) conversations_.add_committed(record, std::move(entry));
    deliverable_.insert(conversation);
    deliver_committed(effects);
}

}  // namespace indaba::broker
