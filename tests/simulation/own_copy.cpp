#include "tests/simulation/own_copy.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "common/wire/chain.hpp"

namespace indaba::simulation {

using client::CopiedEntries;
using client::EntriesReceived;
using client::reference_of;

// ---- writing ---------------------------------------------------------------------------------

void OwnCopy::keep_head(const client::ConversationState& state) {
    Head head{state.conversation, state.number, state.hash, state.first, state.read};
    if (state.room) {
        const RoomState& room = state.room->state;
        head.info =
            RoomInfo{state.conversation.id, room.title,    room.topic,          room.is_private,
                     room.from_joining,     room.archived, state.room->members, {}};
        for (const auto& [account, member] : room.members)
            if (member.owner) head.info->owners.push_back(account);
    }
    changes_.emplace_back(std::move(head));
}

void OwnCopy::add(const EntriesReceived& received) { changes_.emplace_back(received); }

void OwnCopy::drop(const ConversationId& conversation) { changes_.emplace_back(conversation); }

void OwnCopy::commit(std::size_t changes) {
    for (; changes > 0 && !changes_.empty(); --changes) {
        std::visit([this](const auto& change) { apply(change); }, changes_.front());
        changes_.pop_front();
    }
}

void OwnCopy::apply(const EntriesReceived& received) {
    const auto known = kept_.find(received.conversation);
    if (known == kept_.end()) return;
    Kept& kept = known->second;
    Hash hash = received.before;
    std::vector<std::uint64_t> deleted;
    for (const Entry& entry : received.entries) {
        hash = chain(hash, received.conversation, entry);
        const auto [place, is_new] = kept.entries.try_emplace(entry.number, entry);
        if (!is_new && entry.erased && !place->second.erased) deleted.push_back(entry.number);
        kept.hashes[entry.number] = hash;
        if (const auto body = is_new ? reference_of(entry) : std::nullopt)
            kept.referring[referred_number(*body)][entry.number] = entry.kind;
    }
    for (const std::uint64_t number : deleted) {
        const auto body = reference_of(kept.entries.at(number));
        const auto* edit = body ? std::get_if<EditBody>(&*body) : nullptr;
        erase(kept, edit ? edit->of : number);
        delete_body(kept, number);
    }
    for (const Entry& entry : received.entries) apply_erasures(kept, entry);
}

/// Applies an erasure, and what came about a message before the message itself.
void OwnCopy::apply_erasures(Kept& kept, const Entry& entry) {
    const auto body = reference_of(entry);
    if (const auto* erasure = body ? std::get_if<EraseBody>(&*body) : nullptr)
        erase(kept, erasure->of);
    if (is_message(entry.kind) && is_erased(kept, entry.number)) erase(kept, entry.number);
    const auto* edit = body ? std::get_if<EditBody>(&*body) : nullptr;
    if (edit && is_erased(kept, edit->of)) delete_body(kept, entry.number);
}

bool OwnCopy::is_erased(const Kept& kept, std::uint64_t message) {
    const auto entry = kept.entries.find(message);
    if (entry != kept.entries.end() && entry->second.erased) return true;
    const auto naming = kept.referring.find(message);
    return naming != kept.referring.end() &&
           std::ranges::any_of(naming->second,
                               [](const auto& each) { return each.second == kind_erase; });
}

/// Deletes the bodies of a message and of its edits.
void OwnCopy::erase(Kept& kept, std::uint64_t message) {
    const auto entry = kept.entries.find(message);
    if (entry != kept.entries.end() && !is_message(entry->second.kind)) return;
    delete_body(kept, message);
    if (const auto naming = kept.referring.find(message); naming != kept.referring.end())
        for (const auto& [number, kind] : naming->second)
            if (kind == kind_edit) delete_body(kept, number);
}

void OwnCopy::delete_body(Kept& kept, std::uint64_t number) {
    if (const auto entry = kept.entries.find(number); entry != kept.entries.end())
        indaba::delete_body(entry->second);
}

// ---- reading ---------------------------------------------------------------------------------

std::vector<Head> OwnCopy::heads() const {
    std::vector<Head> heads;
    for (const auto& [id, kept] : kept_) {
        Head head = kept.head;
        if (!kept.hashes.empty() && kept.hashes.rbegin()->first > head.number)
            std::tie(head.number, head.hash) = *kept.hashes.rbegin();
        heads.push_back(std::move(head));
    }
    return heads;
}

CopiedEntries OwnCopy::entries(const ConversationId& conversation, std::uint64_t first,
                               std::uint64_t last) const {
    CopiedEntries copied{conversation, first, last, {}, {}};
    const auto known = kept_.find(conversation);
    if (known == kept_.end()) return copied;
    const auto& all = known->second.entries;
    for (auto each = all.lower_bound(first); each != all.end() && each->first <= last; ++each)
        copied.entries.push_back(each->second);
    if (copied.entries.empty()) return copied;
    for (auto& [number, entry] : others(known->second, copied.entries))
        copied.others.push_back(entry);
    return copied;
}

/// Returns the entries elsewhere that `entries` need, as a ReplicaView does.
std::map<std::uint64_t, Entry> OwnCopy::others(const Kept& kept,
                                               const std::vector<Entry>& entries) {
    const std::uint64_t first = entries.front().number, last = entries.back().number;
    std::map<std::uint64_t, Entry> others;
    const auto keep = [&](std::uint64_t number) {
        const auto entry = kept.entries.find(number);
        if (entry != kept.entries.end() && (number < first || number > last)) others.insert(*entry);
    };
    const auto keep_naming = [&](std::uint64_t message, bool all) {
        const auto naming = kept.referring.find(message);
        if (naming == kept.referring.end()) return;
        for (const auto& [number, kind] : naming->second)
            if (all || kind == kind_edit || kind == kind_erase) keep(number);
    };
    for (const Entry& entry : entries) {
        keep_naming(entry.number, true);
        const auto body = reference_of(entry);
        const auto* reply = body ? std::get_if<ReplyBody>(&*body) : nullptr;
        if (!reply || reply->to >= first) continue;
        keep(reply->to);
        keep_naming(reply->to, false);
    }
    return others;
}

std::optional<std::uint64_t> OwnCopy::newest_missing(const ConversationId& conversation,
                                                     std::uint64_t first,
                                                     std::uint64_t last) const {
    if (last < first) return std::nullopt;
    const auto known = kept_.find(conversation);
    if (known == kept_.end() || known->second.entries.empty()) return last;
    const auto& all = known->second.entries;
    const std::uint64_t lowest = all.begin()->first, highest = all.rbegin()->first;
    const bool dense = highest - lowest + 1 == all.size();
    if (dense && lowest <= first && last <= highest) return std::nullopt;
    while (last >= first && all.contains(last)) --last;
    return last < first ? std::nullopt : std::optional(last);
}

}  // namespace indaba::simulation
