#include "broker/journal/dump_check.hpp"

#include <fmt/format.h>

#include <utility>
#include <variant>

#include "common/wire/protocol.hpp"

namespace indaba::broker {
namespace {

/// Bytes that sort like what was added.
class Place {
 public:
    explicit Place(std::size_t section) { bytes_ += static_cast<char>(section); }
    template <class Tag, std::size_t N>
    Place& add(const Bytes<Tag, N>& value) {
        bytes_ += value.view();
        return *this;
    }
    Place& add(std::uint64_t number) {
        for (int shift = 56; shift >= 0; shift -= 8) bytes_ += static_cast<char>(number >> shift);
        return *this;
    }
    Place& add(const std::string& text) {
        bytes_ += text;
        bytes_ += '\0';
        return *this;
    }
    std::string end() { return std::move(bytes_); }

 private:
    std::string bytes_;
};

void add_key(const DumpJournal&, Place&) {}
void add_key(const DumpAccount& account, Place& place) { place.add(account.account); }
void add_key(const DumpName& name, Place& place) { place.add(name.folded); }
void add_key(const DumpStanding& standing, Place& place) { place.add(standing.account); }
void add_key(const DumpInvite& invite, Place& place) { place.add(invite.key); }
void add_key(const DumpConversation& known, Place& place) { place.add(known.conversation.id); }
void add_key(const DumpRoom& room, Place& place) { place.add(room.id); }
void add_key(const DumpMember& member, Place& place) { place.add(member.room).add(member.account); }
void add_key(const DumpEntry& entry, Place& place) {
    place.add(entry.conversation).add(entry.entry.number);
}
void add_key(const DumpEdit& edit, Place& place) {
    place.add(edit.conversation).add(edit.message).add(edit.number);
}
void add_key(const DumpReaction& reaction, Place& place) {
    place.add(reaction.conversation).add(reaction.message).add(reaction.emoji);
    place.add(reaction.account);
}
void add_key(const DumpRead& read, Place& place) { place.add(read.account).add(read.conversation); }
void add_key(const DumpEnd&, Place&) {}

std::string place_of(const DumpRecord& record) {
    Place place(record.index());
    std::visit([&](const auto& any) { add_key(any, place); }, record);
    return place.end();
}

std::string_view type_of(const DumpRecord& record) {
    return std::visit([](const auto& any) { return std::decay_t<decltype(any)>::type; }, record);
}

}  // namespace

void DumpCheck::add(const DumpRecord& record) {
    require_order(record);
    std::visit([this](const auto& any) { check(any); }, record);
}

void DumpCheck::end() {
    if (place_.empty()) throw DumpFault("it is empty");
    end_entries();
    if (!conversations_.contains(lobby)) throw DumpFault("the lobby is missing");
    for (const auto& [id, erasures] : erasures_) erasures.end_edits();
}

void DumpCheck::require_order(const DumpRecord& record) {
    std::string place = place_of(record);
    const bool is_first = std::holds_alternative<DumpJournal>(record);
    if (place_.empty() != is_first || place <= place_)
        throw DumpFault(fmt::format("a record ({}) is not in its place", type_of(record)));
    place_ = std::move(place);
}

// ---- before the entries --------------------------------------------------------------------

void DumpCheck::check(const DumpAccount& account) { counts_.accounts += account.name ? 1 : 0; }

void DumpCheck::check(const DumpConversation& known) {
    require_room_or_whisper(known.conversation);
    conversations_[known.conversation.id] = {known.number, known.hash};
    if (known.conversation.room) titles_[known.conversation.id] = *known.conversation.room;
    ++counts_.conversations;
}

void DumpCheck::check(const DumpRoom& room) {
    require_known(room.id);
    const std::string& title = titles_[room.id];
    require_folded_title(room, title);
    rooms_[room.id] = {title, room.topic, room.is_private, room.from_joining, room.archived, {}};
}

void DumpCheck::check(const DumpMember& member) {
    const auto room = rooms_.find(member.room);
    if (room == rooms_.end())
        throw DumpFault(
            fmt::format("conversation {} has a member, but is no room", to_hex(member.room)));
    room->second.members[member.account] = {member.first, member.owner};
}

// ---- the entries ---------------------------------------------------------------------------

void DumpCheck::check(const DumpEntry& record) {
    if (!present_ || present_->conversation() != record.conversation) {
        end_conversation();
        const auto known = conversations_.find(record.conversation);
        const Known head = known == conversations_.end() ? Known{} : known->second;
        present_.emplace(record.conversation, head.number, head.hash);
    }
    present_->add(record.entry, record.hash, record.unexplained);
    ++counts_.entries;
}

void DumpCheck::end_conversation() {
    if (!present_) return;
    const ConversationId& id = present_->conversation();
    const auto room = rooms_.find(id);
    present_->end(room == rooms_.end() ? RoomState{} : room->second);
    if (room != rooms_.end()) rooms_.erase(room);
    conversations_.at(id).ended = true;
    present_->erasures().end_entries();
    if (!present_->erasures().is_empty()) erasures_.emplace(id, std::move(present_->erasures()));
    present_.reset();
}

/// Checks also the conversations that have no entry.
void DumpCheck::end_entries() {
    if (std::exchange(entries_ended_, true)) return;
    end_conversation();
    for (auto& [id, known] : conversations_) {
        if (std::exchange(known.ended, true)) continue;
        present_.emplace(id, known.number, known.hash);
        end_conversation();
    }
}

// ---- after the entries ---------------------------------------------------------------------

void DumpCheck::check(const DumpEdit& edit) {
    end_entries();
    require_entry(edit.conversation, edit.message);
    require_entry(edit.conversation, edit.number);
    const auto erasures = erasures_.find(edit.conversation);
    if (erasures != erasures_.end()) erasures->second.add_edit(edit.message, edit.number);
}

void DumpCheck::check(const DumpReaction& reaction) {
    require_entry(reaction.conversation, reaction.message);
}

const DumpCheck::Known& DumpCheck::require_known(const ConversationId& conversation) const {
    const auto known = conversations_.find(conversation);
    if (known == conversations_.end())
        throw DumpFault(fmt::format("conversation {} is not there", to_hex(conversation)));
    return known->second;
}

void DumpCheck::require_entry(const ConversationId& conversation, std::uint64_t number) const {
    if (number == 0 || number > require_known(conversation).number)
        throw DumpFault(
            fmt::format("conversation {}: entry {} is not there", to_hex(conversation), number));
}

}  // namespace indaba::broker
