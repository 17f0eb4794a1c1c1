#include "broker/journal/dump_check.hpp"

#include <fmt/format.h>

#include "common/wire/chain.hpp"

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

[[noreturn]] void refuse(const ConversationId& conversation, const std::string& what) {
    throw DumpFault(fmt::format("conversation {}: {}", to_hex(conversation), what));
}

}  // namespace

void DumpCheck::add(const DumpRecord& record) {
    require_order(record);
    if (const auto* known = std::get_if<DumpConversation>(&record)) {
        chains_[known->conversation.id] = {0, known->number, {}, known->hash};
        ++counts_.conversations;
    }
    if (const auto* entry = std::get_if<DumpEntry>(&record)) add_entry(*entry);
    if (const auto* account = std::get_if<DumpAccount>(&record))
        counts_.accounts += account->name ? 1 : 0;
}

void DumpCheck::require_order(const DumpRecord& record) {
    std::string place = place_of(record);
    const bool is_first = std::holds_alternative<DumpJournal>(record);
    if (place_.empty() != is_first || place <= place_)
        throw DumpFault(fmt::format("a record ({}) is not in its place", type_of(record)));
    place_ = std::move(place);
}

void DumpCheck::add_entry(const DumpEntry& record) {
    const Entry& entry = record.entry;
    const auto found = chains_.find(record.conversation);
    if (found == chains_.end() || found->second.number == found->second.last)
        refuse(record.conversation,
               fmt::format("its head does not tell of entry {}", entry.number));
    Chain& now = found->second;
    if (entry.number != now.number + 1)
        refuse(record.conversation,
               fmt::format("entry {} follows entry {}", entry.number, now.number));
    if (entry.erased && !entry.body.empty())
        refuse(record.conversation,
               fmt::format("entry {} was erased, but has a body", entry.number));
    now.hash = chain(now.hash, record.conversation, entry);
    now.number = entry.number;
    ++counts_.entries;
    if (now.hash != record.hash)
        refuse(record.conversation,
               fmt::format("entry {} is not what was stored (its hash differs)", entry.number));
}

void DumpCheck::end() const {
    if (place_.empty()) throw DumpFault("it is empty");
    for (const auto& [id, now] : chains_)
        if (now.number != now.last || now.hash != now.head)
            refuse(id,
                   fmt::format("it ends with entry {}, its head tells {}", now.number, now.last));
}

}  // namespace indaba::broker
