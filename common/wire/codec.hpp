#pragma once
/// Encodes messages as msgpack and decodes them. Only this file and codec.cpp know msgpack.
/// Decoding checks lengths, depth, types, and missing, duplicate and trailing bytes before it
/// allocates memory. It does not check whether a name or a text is allowed.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "common/wire/bodies.hpp"
#include "common/wire/dump.hpp"
#include "common/wire/peer_records.hpp"
#include "common/wire/protocol.hpp"

namespace indaba {

/// Says why bytes are not a message. `code` is code::bad_message or code::unknown_message.
struct DecodeError {
    std::string code;
    std::string sentence;  // safe to show and to log: it quotes no byte of the peer
    bool operator==(const DecodeError&) const = default;
};

/// Returns one frame. It is not longer than limit::frame if lists were split by encoded_size().
std::string encode(const ToBroker& message);
std::string encode(const ToClient& message);

/// Decodes one frame. Does not throw, whatever the bytes are.
std::variant<ToBroker, DecodeError> decode_to_broker(std::string_view frame);
std::variant<ToClient, DecodeError> decode_to_client(std::string_view frame);

/// Encodes and decodes the body of a `_rebind` entry. Returns nullopt for any other body.
std::string encode(const Rebound& rebound);
std::optional<Rebound> decode_rebound(std::string_view body);

/// Encodes and decodes the body of a `_room` entry. Returns nullopt for any
/// other body.
std::string encode(const RoomEvent& event);
std::optional<RoomEvent> decode_room_event(std::string_view body);

/// Encodes the body of a reply, an edit, an erasure or a reaction.
std::string encode(const ReferringBody& body);
/// Returns the body of an entry that names another; nullopt for other kinds and other bodies.
std::optional<ReferringBody> decode_referring(std::string_view kind, std::string_view body);

/// Encodes and decodes a record of a dump. Decoding does not throw, whatever the bytes are.
std::string encode(const DumpRecord& record);
std::variant<DumpRecord, DecodeError> decode_dump_record(std::string_view bytes);
/// Returns the version of the dump that begins with this record, also of a later one.
std::optional<std::uint64_t> decode_dump_version(std::string_view bytes);

/// Encodes and decodes a message between brokers. Decoding does not throw, whatever the bytes are.
std::string encode(const PeerRecord& record);
std::variant<PeerRecord, DecodeError> decode_peer_record(std::string_view bytes);

/// Returns how many bytes one element adds to a list, for splitting lists at limit::list.
std::size_t encoded_size(const Person& person);
std::size_t encoded_size(const Head& head);
std::size_t encoded_size(const Entry& entry);
std::size_t encoded_size(const KnownPerson& person);
std::size_t encoded_size(const RoomInfo& room);

/// Returns the `t` of a message, for logs.
std::string_view type_of(const ToBroker& message);
std::string_view type_of(const ToClient& message);

}  // namespace indaba
