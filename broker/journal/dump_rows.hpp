#pragma once
/// Makes the records of a dump out of rows. Every database that keeps a journal asks for the same
/// columns in the same order, and its Row returns them by the same names: `text`, `integer`,
/// `count`, `boolean`, `bytes`, `optional_bytes`, `is_null`.
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "common/wire/dump.hpp"

namespace indaba::broker::dump_rows {

template <class Row>
std::optional<std::string> optional_text(const Row& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional(row.text(column));
}

template <class Row>
DumpRecord account_of(const Row& row) {
    std::optional<std::uint64_t> lobby_first;
    if (!row.is_null(2)) lobby_first = row.count(2);
    return DumpAccount{row.template bytes<Account>(0), optional_text(row, 1), lobby_first,
                       row.template optional_bytes<Account>(3)};
}
template <class Row>
DumpRecord name_of(const Row& row) {
    return DumpName{row.text(0), row.text(1),   row.text(2), row.template bytes<Account>(3),
                    row.text(4), row.integer(5)};
}
template <class Row>
DumpRecord standing_of(const Row& row) {
    return DumpStanding{row.template bytes<Account>(0), row.boolean(1), row.boolean(2),
                        row.boolean(3), row.integer(4)};
}
template <class Row>
DumpRecord invite_of(const Row& row) {
    return DumpInvite{row.template bytes<Account>(0), row.count(1), row.integer(2)};
}
template <class Row>
DumpRecord conversation_of(const Row& row) {
    Conversation conversation{row.template bytes<ConversationId>(0), optional_text(row, 1), {}};
    if (!row.is_null(2))
        conversation.between = {row.template bytes<Account>(2), row.template bytes<Account>(3)};
    return DumpConversation{std::move(conversation), row.count(4), row.template bytes<Hash>(5)};
}
template <class Row>
DumpRecord room_of(const Row& row) {
    return DumpRoom{.id = row.template bytes<ConversationId>(0),
                    .folded = row.text(1),
                    .skeleton = row.text(2),
                    .icu = row.text(3),
                    .topic = row.text(4),
                    .is_private = row.boolean(5),
                    .from_joining = row.boolean(6),
                    .archived = row.boolean(7),
                    .creator = row.template bytes<Account>(8),
                    .created_at = row.integer(9)};
}
template <class Row>
DumpRecord member_of(const Row& row) {
    return DumpMember{row.template bytes<ConversationId>(0), row.template bytes<Account>(1),
                      row.count(2), row.boolean(3)};
}
template <class Row>
DumpRecord entry_of(const Row& row) {
    Entry entry{row.count(1),
                row.template bytes<Account>(2),
                row.integer(3),
                row.template bytes<MessageId>(4),
                row.text(5),
                row.text(6),
                row.template optional_bytes<Hash>(7)};
    return DumpEntry{row.template bytes<ConversationId>(0), std::move(entry),
                     row.template bytes<Hash>(8), row.boolean(9)};
}
template <class Row>
DumpRecord edit_of(const Row& row) {
    return DumpEdit{row.template bytes<ConversationId>(0), row.count(1), row.count(2)};
}
template <class Row>
DumpRecord reaction_of(const Row& row) {
    return DumpReaction{row.template bytes<ConversationId>(0), row.count(1), row.text(2),
                        row.template bytes<Account>(3)};
}
template <class Row>
DumpRecord read_of(const Row& row) {
    return DumpRead{row.template bytes<Account>(0), row.template bytes<ConversationId>(1),
                    row.count(2)};
}

}  // namespace indaba::broker::dump_rows
