#include "broker/journal/conversation_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"
#include "common/wire/name.hpp"

namespace indaba::broker {
namespace {

[[noreturn]] void refuse(const ConversationId& conversation, std::string_view what) {
    throw DumpFault(fmt::format("conversation {}: {}", to_hex(conversation), what));
}

}  // namespace

// ---- erasures ------------------------------------------------------------------------------

void ErasureCheck::add(const Entry& entry, bool unexplained) {
    if (entry.erased) bodiless_.push_back({entry.number, unexplained});
    if (entry.kind != kind_erase || entry.erased) return;
    if (const auto body = decode_referring(entry.kind, entry.body))
        erased_.push_back(referred_number(*body));
}

void ErasureCheck::end_entries() {
    std::ranges::sort(erased_);
    for (const std::uint64_t number : erased_) {
        Bodiless* found = find(number);
        if (!found) refuse(number, "was erased, but has a body");
        found->explained = true;
    }
}

void ErasureCheck::add_edit(std::uint64_t message, std::uint64_t number) {
    if (!std::ranges::binary_search(erased_, message)) return;
    Bodiless* found = find(number);
    if (!found) refuse(number, "is an edit of an erased message, but has a body");
    found->explained = true;
}

void ErasureCheck::end_edits() const {
    const auto found = std::ranges::find(bodiless_, false, &Bodiless::explained);
    if (found != bodiless_.end()) refuse(found->number, "has no body, and no erasure explains it");
}

ErasureCheck::Bodiless* ErasureCheck::find(std::uint64_t number) {
    const auto found = std::ranges::lower_bound(bodiless_, number, {}, &Bodiless::number);
    return found != bodiless_.end() && found->number == number ? &*found : nullptr;
}

void ErasureCheck::refuse(std::uint64_t number, std::string_view what) const {
    broker::refuse(conversation_, fmt::format("entry {} {}", number, what));
}

// ---- the conversation ----------------------------------------------------------------------

void ConversationCheck::add(const Entry& entry, const Hash& stored, bool unexplained) {
    if (number_ == last_)
        refuse(conversation_, fmt::format("its head does not tell of entry {}", entry.number));
    if (entry.number != number_ + 1)
        refuse(conversation_, fmt::format("entry {} follows entry {}", entry.number, number_));
    if (entry.erased && !entry.body.empty())
        refuse(conversation_, fmt::format("entry {} was erased, but has a body", entry.number));
    hash_ = chain(hash_, conversation_, entry);
    number_ = entry.number;
    if (hash_ != stored)
        refuse(conversation_,
               fmt::format("entry {} is not what was stored (its hash differs)", number_));
    erasures_.add(entry, unexplained);
    apply(entry, room_);
}

void ConversationCheck::end(const RoomState& stored) const {
    if (number_ != last_ || hash_ != head_)
        refuse(conversation_,
               fmt::format("it ends with entry {}, its head tells {}", number_, last_));
    if (room_ != stored)
        refuse(conversation_, "its members, title or topic are not what its entries say");
}

void require_folded_title(const DumpRoom& room, const std::string& title) {
    if (room.icu != icu_version()) return;
    const auto folded = validate_title(title);
    const auto* valid = std::get_if<Name>(&folded);
    if (!valid || valid->folded != room.folded || valid->skeleton != room.skeleton)
        refuse(room.id, "its folded title is not that of its title");
}

void require_room_or_whisper(const Conversation& conversation) {
    if (!is_room_or_whisper(conversation))
        refuse(conversation.id, "it is neither a room nor a whisper of its two ends");
}

}  // namespace indaba::broker
