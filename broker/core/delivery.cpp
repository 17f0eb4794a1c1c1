#include "broker/core/delivery.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "broker/core/heads.hpp"
#include "broker/core/named_entries.hpp"
#include "broker/core/references.hpp"
#include "broker/journal/room_rules.hpp"
#include "common/wire/bodies.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"

namespace indaba::broker {
namespace {

/// Returns the joined sessions that may read the conversation and can be written to.
std::vector<RoutingId> recipients(const ConversationRecord& record, const Sessions& sessions) {
    if (const auto& between = record.conversation.between)
        return sessions.live(between->low, between->high);
    if (!record.room) return sessions.live();
    std::vector<RoutingId> to;
    for (const Account& member : record.room->online())
        std::ranges::copy(sessions.live(member, member), std::back_inserter(to));
    return to;
}

}  // namespace

void Delivery::add_committed(const Conversation& conversation, Entry entry) {
    conversations_.add_committed(conversations_.at(conversation), std::move(entry));
    deliverable_.insert(conversation.id);
}

void Delivery::expect(const KnownConversation& known) {
    ConversationRecord& record = conversations_.at(known.conversation);
    record.last_committed = std::max(record.last_committed, known.number);
    if (record.has_gap()) deliverable_.insert(known.conversation.id);
}

Delivery::Erased Delivery::deliver(const Sessions& sessions, const Directory& directory,
                                   ReadPositions& read_positions, ms now, Effects& effects) {
    Erased erased;
    const Context context{sessions, directory, read_positions, effects};
    for (const ConversationId& id : std::exchange(deliverable_, {})) {
        ConversationRecord& record = conversations_.at(id);
        Head before;
        before.number = record.number;
        before.hash = record.hash;
        std::vector<Entry> entries = conversations_.take_deliverable(record);
        if (std::set<std::uint64_t> messages = erased_by(entries); !messages.empty()) {
            delete_bodies(entries, messages);
            erased[id] = std::move(messages);
        }
        for (const Entry& entry : entries)
            if (moves_read_position(entry.kind))
                read_positions.advance({entry.account, id, entry.number});
        if (!entries.empty()) {
            end_gap(record);
            effects.push_back(Report{Report::What::delivered, "", "", entries.size()});
        }
        const bool changes_room =
            record.room && std::ranges::find(entries, kind_room, &Entry::kind) != entries.end();
        if (changes_room)
            deliver_changes(record, std::move(entries), before, context);
        else if (!entries.empty())
            send(record, std::move(entries), recipients(record, sessions), context);
        if (record.has_gap())
            wait_for_gap(record, now, effects);
        else
            end_gap(record);
    }
    return erased;
}

/// Delivers entries among which are changes of the room; `at` is the head before them. They go out
/// in parts in which the membership of an account changes at most once.
void Delivery::deliver_changes(ConversationRecord& record, std::vector<Entry> entries, Head at,
                               const Context& context) {
    for (auto begin = entries.begin(); begin != entries.end();) {
        RoomPart part;
        part.before.assign(record.room->online().begin(), record.room->online().end());
        auto end = begin;
        for (; end != entries.end() && fits(*end, part); ++end) {
            if (end->kind == kind_room) apply_change(record, *end, at, part, context);
            at.hash = chain(at.hash, record.conversation.id, *end);
            at.number = end->number;
        }
        part.entries.assign(std::make_move_iterator(begin), std::make_move_iterator(end));
        send_part(record, part, context);
        begin = end;
    }
}

/// Returns whether the entry may be in the part: it is no second change of anybody's membership.
bool Delivery::fits(const Entry& entry, const RoomPart& part) {
    if (entry.kind != kind_room || part.moved.empty()) return true;
    const auto event = decode_room_event(entry.body);
    return !event || std::ranges::none_of(touched_by(*event), [&part](const Account& account) {
        return part.moved.contains(account);
    });
}

/// Applies a change, and notes whose membership it changes. A new member has read the room up to
/// the entry, as the journal has stored.
void Delivery::apply_change(ConversationRecord& record, const Entry& entry, const Head& at,
                            RoomPart& part, const Context& context) {
    const RoomRecord::Change change = conversations_.apply(entry, record);
    for (const Account& account : change.joined) {
        if (context.sessions.has_joined(account)) record.room->set_online(account);
        context.read_positions.advance({account, record.conversation.id, entry.number});
        Head head = head_of(account, record, context.directory, context.read_positions);
        head.number = at.number;
        head.hash = at.hash;
        part.moved[account] = {entry.number, std::move(head)};
    }
    for (const Account& account : change.left) part.moved[account] = {entry.number, std::nullopt};
}

/// Sends the part: all of it to the members that stay, the entries from its own on to a new one,
/// after the room as it was before, and those up to its own to a former one.
void Delivery::send_part(const ConversationRecord& record, const RoomPart& part,
                         const Context& context) const {
    std::vector<RoutingId> stay;
    for (const Account& account : part.before)
        if (!part.moved.contains(account))
            std::ranges::copy(context.sessions.live(account, account), std::back_inserter(stay));
    send(record, part.entries, stay, context);
    for (const auto& [account, move] : part.moved) {
        const std::vector<RoutingId> to = context.sessions.live(account, account);
        if (to.empty()) continue;
        const auto tell = [&](auto message) {
            context.effects.push_back(Send{to, std::make_shared<Outgoing>(std::move(message))});
        };
        const auto own = std::ranges::find(part.entries, move.number, &Entry::number);
        if (move.joined) {
            tell(RoomJoined{*move.joined});
            send(record, {own, part.entries.end()}, to, context);
        } else {
            send(record, {part.entries.begin(), std::next(own)}, to, context);
            tell(RoomLeft{record.conversation.id});
        }
    }
}

void Delivery::send(const ConversationRecord& record, std::vector<Entry> entries,
                    const std::vector<RoutingId>& to, const Context& context) const {
    if (to.empty()) return;
    for (std::vector<Entry>& part : split_with_names(std::move(entries), context.directory)) {
        std::vector<Person> names = names_for(record.conversation, part, context.directory);
        context.effects.push_back(
            Send{to, std::make_shared<Outgoing>(
                         Entries{record.conversation, std::move(part), std::move(names)})});
    }
}

/// Reads the missing entries, unless they may still come by themselves.
void Delivery::wait_for_gap(ConversationRecord& record, ms now, Effects& effects) {
    gaps_.insert(record.conversation.id);
    if (!record.gap_since) record.gap_since = now;
    if (record.reading_gap) return;
    const ms due = *record.gap_since + patience_;
    if (now >= due) return read_gap(record, effects);
    retry_at_ = std::min(retry_at_.value_or(due), due);
}

void Delivery::end_gap(ConversationRecord& record) {
    if (!record.gap_since) return;
    record.gap_since.reset();
    gaps_.erase(record.conversation.id);
}

std::map<ConversationId, std::uint64_t> Delivery::missing() const {
    std::map<ConversationId, std::uint64_t> result;
    for (const ConversationId& id : gaps_) result[id] = conversations_.find(id)->last_committed;
    return result;
}

void Delivery::read_gap(ConversationRecord& record, Effects& effects) {
    record.reading_gap = true;
    PageRequest request;
    request.token = next_token_++;
    request.conversation = record.conversation.id;
    request.after = record.number;
    request.last = record.early.empty() ? record.last_committed : record.early.begin()->first - 1;
    gap_reads_[request.token] = record.conversation.id;
    effects.push_back(ReadPage{request});
}

bool Delivery::accept_page(PageRead& page, ms now) {
    const auto read = gap_reads_.find(page.token);
    if (read == gap_reads_.end()) return false;
    ConversationRecord& record = conversations_.at(read->second);
    gap_reads_.erase(read);
    record.reading_gap = false;
    if (page.failed || page.entries.empty()) {
        retry_at_ = now + gap_retry;
        return true;
    }
    for (Entry& entry : page.entries) conversations_.add_committed(record, std::move(entry));
    deliverable_.insert(record.conversation.id);
    return true;
}

void Delivery::retry_gaps() {
    retry_at_.reset();
    deliverable_.insert(gaps_.begin(), gaps_.end());
}

}  // namespace indaba::broker
