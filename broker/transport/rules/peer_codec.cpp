#include "broker/transport/rules/peer_codec.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "common/wire/codec.hpp"
#include "common/wire/text.hpp"

namespace indaba::broker {
namespace {

PeerRecord to_record(const ToldBatch& told) {
    PeerBatch record{
        told.batch.writer, told.batch.previous, told.batch.batch, told.is_whole, {}, {}};
    for (const ToldEntry& each : told.entries)
        record.entries.push_back({each.conversation, each.entry});
    for (const ReadMark& mark : told.reads)
        record.reads.push_back({mark.account, mark.conversation, mark.number});
    return record;
}

PeerRecord to_record(const ToldPeople& told) {
    return PeerOnline{told.writer, told.version, told.is_everybody, told.online, told.offline};
}

PeerMessage to_message(PeerBatch record) {
    ToldBatch told{{record.writer, record.previous, record.batch}, record.is_whole, {}, {}};
    for (PeerEntry& each : record.entries)
        told.entries.push_back({std::move(each.conversation), std::move(each.entry)});
    for (const PeerRead& read : record.reads)
        told.reads.push_back({read.account, read.conversation, read.number});
    return told;
}

PeerMessage to_message(PeerOnline record) {
    return ToldPeople{record.writer, record.version, record.is_everybody, std::move(record.online),
                      std::move(record.offline)};
}

/// Returns false for an entry that no broker stores, and that a client would refuse.
bool is_storable(const PeerEntry& told) {
    const Entry& entry = told.entry;
    return entry.number > 0 && valid_kind(entry.kind) && entry.body.size() <= limit::body;
}

bool is_good(const PeerBatch& record) { return std::ranges::all_of(record.entries, is_storable); }
bool is_good(const PeerOnline&) { return true; }

}  // namespace

std::string encode(const PeerMessage& message) {
    return peer_format +
           indaba::encode(std::visit([](const auto& told) { return to_record(told); }, message));
}

std::optional<PeerMessage> decode_peer_message(std::string_view bytes) {
    if (bytes.empty() || bytes.front() != peer_format) return std::nullopt;
    auto decoded = decode_peer_record(bytes.substr(1));
    auto* record = std::get_if<PeerRecord>(&decoded);
    if (!record || !std::visit([](const auto& told) { return is_good(told); }, *record))
        return std::nullopt;
    return std::visit([](auto& told) { return to_message(std::move(told)); }, *record);
}

}  // namespace indaba::broker
